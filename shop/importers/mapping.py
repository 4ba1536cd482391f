"""The small file that tells how someone's JSON or CSV becomes items.

TOML::

    [source]
    items = "data.products"       # where the list is, in a JSON object; not needed for an array or JSONL
                                  # of XML the name of the elements that are items
    decimal = ","                 # the mark of decimals, where numbers can be read both ways
    header = false                # a CSV without a header row …
    columns = ["sku", "name"]     # … whose columns are these (without: "1", "2", …)
    delimiter = ";"               # found by itself if not given
    model = "shop.product"        # Django fixtures: the objects that are items

    [[join]]                      # put other objects of the file into each item, in this order
    at = "category"               # the item's own field holds the other's key …
    model = "shop.category"
    [[join]]
    at = "variants"               # … or the others' field holds ours: a list
    model = "shop.variant"
    by = "product"
    where = { active = true }
    [[join]]
    at = "variants.size"          # within what was joined before
    model = "shop.size"

    [rename]                      # a column under the name that is known; alone in a file it is all that is told
    "VK brutto" = "price"

    [fields]                      # each of our fields: a path, or several (the first that has something), or a value
    id = "sku"
    title = ["name", "title"]
    image = "images.0"            # a list's first
    colours = "options.*.colour"  # of each in a list
    currency = { value = "USD" }

    [pairs]                       # lists of name and value: colours, sizes, materials, or attributes
    at = "values.*"
    name = "attribute.name"
    value = "name"

    [variants]
    at = "variants"
    sku = "sku"
    price = "price"
    stock = "stocks.*.quantity"   # summed
    options = { size = "size.name" }
    pairs = { at = "values.*", name = "attribute.name", value = "name" }

    [attributes]                  # whatever else is worth knowing; "*" takes all that no field names
    warranty = "warrantyInformation"
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shop.errors import BadInput

ALL = "*"  # in [attributes]: all the fields that nothing else names


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Value(Part):
    value: str


Path_ = str | tuple[str, ...] | Value


class SourcePart(Part):
    items: str = ""
    header: bool = True
    columns: tuple[str, ...] = ()
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    model: str | None = None
    decimal: Literal[",", "."] | None = None


class Join(Part):
    at: str
    model: str
    by: str | None = None
    where: dict[str, Any] = {}


class Pairs(Part):
    at: str
    name: str
    value: str


class VariantsPart(Part):
    at: str
    sku: Path_
    price: Path_ | None = None
    stock: Path_ | None = None
    options: dict[str, Path_] = {}
    pairs: Pairs | None = None


FieldName = Literal[
    "id", "title", "description", "brand", "category", "categories", "price", "list_price", "currency", "colours",
    "sizes", "materials", "uses", "stock", "available", "weight_g", "weight", "rating", "rating_count", "image", "url",
    "tags", "consumable", "group", "short_description", "sale_price", "sale_from", "sale_to", "sale_dates", "gtin",
    "status",
]  # fmt: skip


class Mapping(Part):
    source: SourcePart = SourcePart()
    join: tuple[Join, ...] = ()
    rename: dict[str, str] = {}
    fields: dict[FieldName, Path_] = {}
    pairs: Pairs | None = None
    variants: VariantsPart | None = None
    attributes: dict[str, Path_] = {}
    weight_unit: str = "g"


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file, or :class:`BadInput` that names the key and what was expected."""
    try:
        mapping = Mapping.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        if not mapping.fields and not mapping.rename and mapping.source == SourcePart():
            raise BadInput(f"{path.name}, fields: a mapping needs [fields] or [rename]", field="fields")
        return mapping
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadInput(f"{path.name}, {where}: {first['msg']}", field=where) from error
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: {error}", field="mapping") from error


def found(record: Any, path: Path_ | None) -> Any:
    """What stands at a path; None where nothing does. With ``*`` in it a list, flat."""
    if path is None:
        return None
    if isinstance(path, Value):
        return path.value
    if isinstance(path, tuple):
        return next((value for one in path if (value := found(record, one)) not in (None, "", [])), None)
    if isinstance(record, dict) and path in record:  # a CSV's column may have dots in its name
        return record[path]
    values = list(_walk(record, path.split(".")))
    if "*" in path.split("."):
        return [value for value in values if value is not None]
    return values[0] if values else None


def _walk(record: Any, steps: list[str]) -> Iterator[Any]:
    if not steps:
        yield record
        return
    step, rest = steps[0], steps[1:]
    if step == "*":
        for inner in record if isinstance(record, list) else () if record is None else (record,):
            yield from _walk(inner, rest)
    elif isinstance(record, dict) and step in record:
        yield from _walk(record[step], rest)
    elif isinstance(record, list) and step.isdigit() and int(step) < len(record):
        yield from _walk(record[int(step)], rest)


def joined(objects: Any, mapping: Mapping, file: str) -> Iterator[dict[str, Any]]:
    """The items of a Django fixture, the other objects put into them as the joins say."""
    if not isinstance(objects, list):
        raise BadInput(f"{file}: a fixture is a list of objects with model, pk and fields", field="file")
    tables: dict[str, dict[str, dict[str, Any]]] = {}
    for thing in objects:
        if not (isinstance(thing, dict) and isinstance(thing.get("fields"), dict) and "model" in thing):
            raise BadInput(f"{file}: a fixture is a list of objects with model, pk and fields", field="file")
        key = str(thing.get("pk"))
        tables.setdefault(str(thing["model"]), {})[key] = {**thing["fields"], "pk": thing.get("pk")}
    items = tables.get(mapping.source.model or "", {})
    if not items:
        known = ", ".join(sorted(tables)) or "none"
        raise BadInput(f"{file}: no objects of model {mapping.source.model!r}; there are {known}", field="source.model")
    for join in mapping.join:
        if join.model not in tables:
            raise BadInput(f"{file}: no objects of model {join.model!r}", field="join.model")
    ready = [_Join(join, tables[join.model]) for join in mapping.join]
    for item in items.values():
        whole = dict(item)
        for one in ready:
            one.put(whole)
        yield whole


class _Join:
    """One join with its lookup made once."""

    def __init__(self, join: Join, table: dict[str, dict[str, Any]]) -> None:
        self._steps = join.at.split(".")
        self._by = join.by
        self._table = {
            key: row for key, row in table.items() if all(row.get(name) == want for name, want in join.where.items())
        }
        self._many: dict[str, list[dict[str, Any]]] = {}
        if join.by is not None:
            for row in self._table.values():
                self._many.setdefault(str(row.get(join.by)), []).append(row)

    def put(self, item: dict[str, Any]) -> None:
        self._within(item, self._steps)

    def _within(self, record: Any, steps: list[str]) -> None:
        if isinstance(record, list):
            for inner in record:
                self._within(inner, steps)
        elif isinstance(record, dict):
            step = steps[0]
            if len(steps) > 1:
                self._within(record.get(step), steps[1:])
            elif self._by is not None:  # copies, since later joins write into them
                record[step] = [dict(row) for row in self._many.get(str(record.get("pk")), [])]
            else:
                other = self._table.get(str(record.get(step)))
                record[step] = None if other is None else dict(other)
