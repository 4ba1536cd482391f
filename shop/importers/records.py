"""JSON, JSONL and plain CSV: by a mapping file, or without one by what the fields are usually called."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from pydantic import ValidationError

from shop.errors import BadInput, BadRow
from shop.importers import cells, clean
from shop.importers.base import Importer, Report
from shop.importers.categories import choose
from shop.importers.draft import UNTRACKED, Draft, blank, cell
from shop.importers.draft import options as chosen_options
from shop.importers.grouping import Groups
from shop.importers.json_records import records
from shop.importers.mapping import ALL, FieldName, Mapping, Pairs, Path_, found, joined, load_mapping
from shop.importers.source import Source
from shop.importers.usual import usual, usual_groups
from shop.types import Item, Variant

_UNCLEAN = re.compile("\\\\u00[01]|[\x7f\ud800-\udfff]")  # control characters as JSON escapes them, lone surrogates
_PROPERTIES = ("attributes", "specifications", "specs", "properties")  # objects whose fields are attributes


class Records(Importer):
    """``json``, ``jsonl`` and ``csv``: one record is one item, or one variant where ``fields.group`` says so."""

    name = "records"

    def drafts(self, source: Source, report: Report) -> Iterator[Draft]:
        mapping = None if self.options.mapping is None else load_mapping(self.options.mapping)
        rows = _records(source, report, mapping)
        grouped = mapping
        if mapping is None and (first := next(rows, None)) is not None:
            rows = chain([first], rows)
            grouped = usual_groups(first[1])
        if grouped is not None and "group" in grouped.fields:
            yield from self._grouped(rows, report, grouped)
            return
        for line, record in rows:
            try:
                if not isinstance(record, dict):
                    raise BadRow(line=line, field="row", value=record, expected="an object with fields")
                yield self._draft(line, record, mapping or usual(record, line))
            except BadRow as bad:
                report.refuse(bad)

    def _grouped(self, rows: Iterable[tuple[int, Any]], report: Report, mapping: Mapping) -> Iterator[Draft]:
        with Groups() as groups:
            for line, record in rows:
                if not isinstance(record, dict):
                    report.refuse(BadRow(line=line, field="row", value=record, expected="an object with fields"))
                    continue
                key = found(record, mapping.fields["group"]) or found(record, mapping.fields["id"])
                groups.add(str(key), line, {"record": json.dumps(record)})
            for together in groups.read():
                draft: Draft | None = None
                for line, row in together:
                    try:
                        record = json.loads(row["record"])
                        one = self._draft(line, record, mapping)
                    except BadRow as bad:
                        report.refuse(bad)
                        continue
                    pairs = [
                        (kind.removesuffix("s"), found(record, mapping.fields[kind]))
                        for kind in ("colours", "sizes", "materials")
                        if kind in mapping.fields
                    ]
                    single = [(name, value) for name, value in pairs if not isinstance(value, list)]
                    group = found(record, mapping.fields["group"])
                    chosen = chosen_options(list(single))
                    if len(together) == 1 or chosen or not blank(group):  # else the parent's own row
                        one.variants = [Variant(sku=one.id, options=chosen, price=one.price, stock=one.stock or 0)]
                    if draft is None:
                        draft = one
                        draft.id = one.id if blank(group) else clean.line(group)
                    else:
                        draft.variants += one.variants
                if draft is not None:
                    if len(draft.variants) == 1 and not draft.variants[0].options:
                        draft.variants = []
                    yield draft

    def _draft(self, line: int, record: dict[str, Any], mapping: Mapping) -> Draft:
        def at(name: FieldName) -> Any:
            return found(record, mapping.fields.get(name))

        def read(name: FieldName, reader: Callable[[Any], Any]) -> Any:
            value = at(name)
            return None if blank(value) or value == [] else cell(line, _column(mapping, name), value, reader)

        ours = _ours(record) if self.options.mapping is None else None
        if ours is not None:
            return Ours(line=line, id=ours.id, ours=ours)
        draft = Draft(
            line=line,
            id=read("id", clean.line) or "",
            title=read("title", clean.line) or "",
            description=read("description", cells.text) or "",
            brand=read("brand", clean.name),
            currency=read("currency", cells.currency),
            stock=read("stock", cells.stock),
            rating=read("rating", cells.rating),
            rating_count=read("rating_count", clean.whole) or 0,
            weight_g=read("weight_g", clean.grams),
            image=read("image", lambda value: clean.address(cells.first(value), self.options.base)),
            url=read("url", lambda value: clean.address(cells.first(value), self.options.base)),
            tags=read("tags", clean.several) or [],
            consumable=bool(read("consumable", clean.truth)),
        )
        if draft.weight_g is None:
            draft.weight_g = read("weight", lambda value: clean.grams(value, mapping.weight_unit))
        if draft.stock is None:
            draft.stock = 0 if read("available", cells.available) is False else UNTRACKED
        price, regular = read("price", clean.money), read("list_price", clean.money)
        for amount in (price, regular):
            draft.currency = draft.currency or (amount[1] if amount else None)
        draft.price = price[0] if price else regular[0] if regular else None
        draft.list_price = regular[0] if price and regular and regular[0] > price[0] else None
        draft.categories = _categories(at("categories"), at("category"))
        for kind in ("colours", "sizes", "materials", "uses"):
            values = read(kind, clean.several)
            if values:
                draft.values[kind] = values
        for name, value in _pairs(record, mapping.pairs):
            draft.add(str(name), f"pairs.{name}", value)
        self._attributes(draft, record, mapping)
        draft.variants = list(self._variants(line, record, mapping))
        return draft

    def _attributes(self, draft: Draft, record: dict[str, Any], mapping: Mapping) -> None:
        for name, path in mapping.attributes.items():
            if name == ALL:
                used = {step for used in mapping.fields.values() for step in _steps(used)}
                for column, value in record.items():
                    objects = isinstance(value, list) and any(isinstance(part, dict) for part in value)
                    if isinstance(value, dict) and column.casefold() in _PROPERTIES:
                        for inner_name, inner in value.items():
                            draft.add(str(inner_name), f"{column}.{inner_name}", inner)
                    elif column not in used and not objects:  # reviews and the like are nobody's attribute
                        draft.add(column, column, value)
            else:
                draft.add(name, name, found(record, path))

    def _variants(self, line: int, record: dict[str, Any], mapping: Mapping) -> Iterator[Variant]:
        part = mapping.variants
        if part is None:
            return
        for inner in found(record, part.at) or []:
            chosen: list[tuple[object, object]] = [(name, found(inner, path)) for name, path in part.options.items()]
            chosen += _pairs(inner, part.pairs)
            price = found(inner, part.price)
            stock = found(inner, part.stock)
            counts = stock if isinstance(stock, list) else [stock]
            yield Variant(
                sku=clean.line(found(inner, part.sku)) or f"line {line}",
                options=chosen_options(chosen),
                price=None if blank(price) else cell(line, "variants.price", price, clean.money)[0],
                stock=sum(cell(line, "variants.stock", count, cells.stock) for count in counts if not blank(count)),
            )


def _ours(record: dict[str, Any]) -> Item | None:
    """An item written by ourselves needs no reading between the lines."""
    if not (record.keys() <= Item.model_fields.keys() and {"id", "title"} <= record.keys()):
        return None
    text = json.dumps(record, ensure_ascii=False)
    try:
        return None if _UNCLEAN.search(text) else Item.model_validate_json(text)
    except (ValidationError, ValueError):
        return None


class Ours(Draft):
    """A draft that is an item already."""

    def __init__(self, line: int, id: str, ours: Item) -> None:
        super().__init__(line=line, id=id)
        self._ours = ours

    def item(self, currency: str) -> Item:
        return self._ours


def _records(source: Source, report: Report, mapping: Mapping | None) -> Iterator[tuple[int, Any]]:
    """Every record with its line (or its place, in a list within an object)."""
    part = mapping.source if mapping else None
    if source.sample().lstrip()[:1] in ("[", "{"):
        for line, record in _json_records(source, report, mapping):
            report.rows += 1
            yield line, record
        return
    delimiter = part.delimiter if part else None
    if part is not None and not part.header:
        for line, cells in source.rows(delimiter):
            report.rows += 1
            columns = part.columns or tuple(str(place) for place in range(1, len(cells) + 1))
            if len(cells) > len(columns):
                expected = f"at most {len(columns)} cells"
                report.refuse(BadRow(line=line, field="row", value=cells, expected=expected))
                continue
            yield line, dict(zip(columns, cells, strict=False))
        return
    for line, row in source.table(report.refuse, delimiter):
        report.rows += 1
        yield line, row


def _json_records(source: Source, report: Report, mapping: Mapping | None) -> Iterator[tuple[int, Any]]:
    if mapping is not None and mapping.source.model is not None:
        objects = [value for _, value in records(source, report.refuse)]
        yield from enumerate(joined(objects, mapping, source.path.name), start=1)
        return
    for line, value in records(source, report.refuse):
        path = mapping.source.items if mapping else _list_within(value)
        if not path:
            yield line, value
            continue
        inner = found(value, path)
        if not isinstance(inner, list):
            raise BadInput(f"{source.path.name}: no list at {path!r}", field="source.items")
        yield from enumerate(inner, start=1)


def _list_within(value: Any) -> str:
    """The field of an object that holds its items, such as ``products``."""
    if not isinstance(value, dict) or {"title", "name"} & value.keys():
        return ""
    lists = [name for name, inner in value.items() if isinstance(inner, list) and inner and isinstance(inner[0], dict)]
    return str(lists[0]) if len(lists) == 1 else ""


def _pairs(record: Any, pairs: Pairs | None) -> list[tuple[object, object]]:
    if pairs is None:
        return []
    gathered: dict[str, list[str]] = {}
    for inner in found(record, pairs.at) or []:
        name, value = found(inner, pairs.name), found(inner, pairs.value)
        if not blank(name) and not blank(value):
            gathered.setdefault(str(name), []).append(str(value))
    return [(name, values[0] if len(values) == 1 else values) for name, values in gathered.items()]


def _categories(path: Any, leaf: Any) -> list[str]:
    """``categories`` is a path from the root (a list, or a text with > or /); ``category`` the leaf."""
    if isinstance(path, str):
        path = path.split(">") if ">" in path else path.split("/")
    if isinstance(leaf, str) and ">" in leaf and not path:
        path, leaf = leaf.split(">"), None
    parts = [clean.words(part) for part in path or [] if isinstance(part, (str, int))]
    if not isinstance(leaf, (str, int)) or isinstance(leaf, bool) or blank(leaf):
        return choose([parts])[0]
    last = clean.words(leaf)
    return [*[part for part in parts if part.casefold() != last.casefold()], last]


def _column(mapping: Mapping, name: FieldName) -> str:
    path = mapping.fields.get(name)
    return path if isinstance(path, str) else name


def _steps(path: Path_) -> list[str]:
    if isinstance(path, str):
        return [path, path.split(".")[0]]
    return [step for one in path for step in _steps(one)] if isinstance(path, tuple) else []
