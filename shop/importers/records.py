"""JSON, JSONL, XML, workbooks and plain CSV: by a mapping file, or by what the fields are usually called."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import replace
from itertools import chain, islice
from typing import Any

from pydantic import ValidationError

from shop.errors import BadInput, BadRow
from shop.importers import cells, clean, states
from shop.importers.base import Importer, Report
from shop.importers.categories import choose, without_title
from shop.importers.draft import UNTRACKED, Draft, blank, cell
from shop.importers.draft import options as chosen_options
from shop.importers.grouping import Groups
from shop.importers.headings import fields, is_money
from shop.importers.json_records import list_within, records
from shop.importers.mapping import ALL, FieldName, Mapping, Pairs, Path_, Value, found, joined, load_mapping
from shop.importers.numbers import Style, unsure
from shop.importers.source import Source
from shop.importers.usual import column, other_prices, usual, usual_groups, with_versions
from shop.importers.xml_records import elements, item_name
from shop.importers.xml_records import record as record_of
from shop.types import Item, Variant

_UNCLEAN = re.compile("\\\\u00[01]|[\x7f\ud800-\udfff]")  # control characters as JSON escapes them, lone surrogates
_PRICES = ("price", "list_price", "sale_price", "net_price")
PEEKED = 50  # records that are looked at before the first is read
_PROPERTIES = ("attributes", "specifications", "specs", "properties")  # objects whose fields are attributes


class Records(Importer):
    """``json``, ``jsonl`` and ``csv``: one record is one item, or one variant where ``fields.group`` says so."""

    name = "records"
    _left: frozenset[str] | set[str] = frozenset()  # columns of prices that are not the shop's
    _priced = False

    def drafts(self, source: Source, report: Report) -> Iterator[Draft]:
        mapping = self.mapping()
        rows = self._records(source, report, mapping)
        if mapping is not None and not mapping.fields:
            mapping = None  # it only renames
        first = list(islice(rows, PEEKED))
        rows = self._sure_of(chain(first, rows), first, source, report, mapping)
        self._priced = any(map(_has_price, (record for _, record in first)))
        if mapping is not None:
            self._check(mapping, [record for _, record in first], source, report)
        elif first and isinstance(first[0][1], dict):
            self._tell(first[0], report)
        grouped = mapping or (usual_groups(first[0][1], self.options.currency) if first else None)
        if grouped is not None and "group" in grouped.fields:
            yield from self._grouped(rows, report, grouped)
            return
        for line, record in rows:
            try:
                if not isinstance(record, dict):
                    raise BadRow(line=line, field="row", value=record, expected="an object with fields")
                chosen = mapping or with_versions(usual(record, line, self.options.currency), record)
                draft = self._draft(line, record, chosen, report)
            except BadRow as bad:
                report.refuse(bad)
                continue
            if draft is not None:
                yield draft

    def _sure_of(
        self,
        rows: Iterator[tuple[int, Any]],
        first: list[tuple[int, Any]],
        source: Source,
        report: Report,
        mapping: Mapping | None,
    ) -> Iterator[tuple[int, Any]]:
        """Prices that JSON or XML has as text, in the style of the whole file; those of tables are settled."""
        texts = [value for _, record in first for value in _amounts(record).values()]
        if self._filled or not any("," in text or unsure(text) for text in texts):
            yield from rows
            return
        style = Style()
        with source.again() as other:
            for _, record in self._records(other, Report(), mapping):
                for value in _amounts(record).values():
                    style.learn(value)
        for line, record in rows:
            for name, text in _amounts(record).items():
                if unsure(text):
                    record[name] = self._sure(report, style, line, name, text)
            yield line, record

    def mapping(self) -> Mapping | None:
        mapping = None if self.options.mapping is None else load_mapping(self.options.mapping)
        if mapping is not None:
            self.rename = mapping.rename
            if mapping.source.decimal and not self.options.decimal:
                self.options = replace(self.options, decimal=mapping.source.decimal)
        return mapping

    def _check(self, mapping: Mapping, peeked: list[Any], source: Source, report: Report) -> None:
        """What the mapping names and none of the first records has: one line, and an end where it is needed."""
        for field, path in mapping.fields.items():
            if isinstance(path, Value) or any(found(record, path) not in (None, "", []) for record in peeked):
                continue
            named = path if isinstance(path, str) else ", ".join(map(str, path))
            if peeked and any(_stands(record, path) for record in peeked):
                continue
            what = f"the mapping reads {field} from {named!r}, which the file does not have"
            if field in ("id", "title") and peeked and not any(map(_ours, filter(_is_object, peeked))):
                has = ", ".join(
                    sorted({str(name) for record in peeked if isinstance(record, dict) for name in record})[:12]
                )
                raise BadInput(f"{source.path.name}: {what}; it has {has}", field=f"fields.{field}")
            report.ask(what)

    def _tell(self, first: tuple[int, Any], report: Report) -> None:
        """What the columns were taken for, and which prices were left out."""
        line, record = first
        if _ours(record) is not None:
            return
        try:
            mapping = usual(record, line, self.options.currency)
        except BadRow:
            return
        for field, path in mapping.fields.items():
            for name in path if isinstance(path, tuple) else ():
                report.read_as.setdefault(str(name), field)
        for field, path in mapping.fields.items():
            bases = [column(str(name)).base for name in path] if isinstance(path, tuple) else []
            if len(bases) > len(set(bases)) or (len(bases) > 1 and field in _PRICES):
                listed = ", ".join(map(repr, path)) if isinstance(path, tuple) else ""
                report.ask(f"the columns {listed} are all read as {field}: the first with a value counts")
        others = other_prices(tuple(map(str, record)), mapping)
        self._left = set(others)
        for name in others:
            report.read_as[name] = "not read"
            report.lose(f"column {name!r} is a price in another currency, or without tax: not read")
        price = mapping.fields.get("price")
        if isinstance(price, tuple) and column(str(price[0])).net:
            report.guess(f"the prices are those of {price[0]!r}, which may be without tax")
        rest = [str(name) for name in record if str(name) not in report.read_as]
        for name in rest:
            report.read_as[name] = "attribute"
            value = record[name]
            if with_versions(mapping, {name: value}).variants is not None:
                report.read_as[name] = "versions"
            elif isinstance(value, list) and any(isinstance(part, dict) for part in value):
                report.read_as[name] = "not read"
                report.lose(f"field {name!r} is a list of objects: a mapping can tell what of it is wanted")
        rest = [name for name in rest if report.read_as[name] == "attribute"]
        if rest:
            report.note("columns of no known name are kept as attributes", example=", ".join(rest[:12]))

    def _grouped(self, rows: Iterable[tuple[int, Any]], report: Report, mapping: Mapping) -> Iterator[Draft]:
        with Groups() as groups:
            for line, record in rows:
                if not isinstance(record, dict):
                    report.refuse(BadRow(line=line, field="row", value=record, expected="an object with fields"))
                    continue
                key = found(record, mapping.fields["group"]) or found(record, mapping.fields["id"])
                groups.add(str(key), line, {"record": json.dumps(record)})
            for together in groups.read():
                draft = self._group([(line, json.loads(row["record"])) for line, row in together], report, mapping)
                if draft is not None:
                    yield draft

    def _group(self, together: list[tuple[int, Any]], report: Report, mapping: Mapping) -> Draft | None:
        draft: Draft | None = None
        for line, record in together:
            try:
                one = self._draft(line, record, mapping, report)
            except BadRow as bad:
                report.refuse(bad)
                continue
            group = found(record, mapping.fields["group"])
            if one is None:
                if blank(group):
                    return None  # the product itself is not shown
                continue
            pairs = [
                (kind.removesuffix("s"), _one(found(record, mapping.fields[kind])))
                for kind in ("colours", "sizes", "materials")
                if kind in mapping.fields
            ]
            chosen = chosen_options([(name, value) for name, value in pairs if not isinstance(value, list)])
            identifier = one.id if blank(group) else clean.line(group)
            versions = (
                [(one.id, chosen)] if len(together) == 1 or chosen or not blank(group) else []
            )  # else the parent's own row
            if draft is None:
                draft = one
                one = copy(one)
                draft.id, draft.gtins = identifier, list(one.gtins)
                if versions and not one.variants:
                    draft.price = draft.list_price = draft.sale = None
            for sku, options in versions:
                draft.add_variant(sku, options, one)
        return None if draft is None else draft.single()

    def _draft(self, line: int, record: dict[str, Any], mapping: Mapping, report: Report) -> Draft | None:
        """A record's draft; None for one that is not for sale."""

        def at(name: FieldName) -> Any:
            return found(record, mapping.fields.get(name))

        def read(name: FieldName, reader: Callable[[Any], Any]) -> Any:
            value = at(name)
            return None if blank(value) or value == [] else cell(line, _column(mapping, name), value, reader)

        ours = _ours(record) if self.options.mapping is None else None
        if ours is not None:
            report.infer = False  # it says of itself what there is to say
            return Ours(line=line, id=ours.id, ours=ours)
        if not self._shown(at("status"), line, report):
            report.skipped += 1
            return None
        draft = Draft(
            line=line,
            id=read("id", clean.line) or "",
            title=read("title", clean.line) or "",
            description=_both(read("short_description", cells.text), read("description", cells.text)),
            brand=read("brand", clean.name),
            currency=read("currency", cells.currency),
            rating=read("rating", cells.rating),
            rating_count=read("rating_count", clean.whole) or 0,
            weight_g=read("weight_g", clean.grams),
            image=read("image", lambda value: clean.address(cells.first(value), self.options.base)),
            url=read("url", lambda value: clean.address(cells.first(value), self.options.base)),
            tags=read("tags", clean.several) or [],
            consumable=bool(read("consumable", clean.truth)),
            priced=self._priced
            or any(name in mapping.fields for name in ("price", "list_price", "sale_price"))
            or mapping.variants is not None,
        )
        if draft.weight_g is None:
            draft.weight_g = read("weight", lambda value: clean.grams(value, mapping.weight_unit))
        counted, available = read("stock", states.count), read("available", self._state(line, report))
        if counted == 0 and read("stock", states.state_or_none) in ("backorder", "preorder"):
            available = available or read("stock", states.state_or_none)
        draft.set_state(available, counted)
        if counted == UNTRACKED and isinstance(at("stock"), str):
            draft.set_state(available or read("stock", states.state_or_none), None)
        for value in cells.all_of(at("gtin")):
            draft.add_gtin(value)
        self._prices(draft, at, mapping)
        draft.categories = _categories(at("categories"), at("category"), draft.title)
        for kind in ("colours", "sizes", "materials", "uses"):
            values = read(kind, clean.several)
            if values:
                draft.values[kind] = values
        for name, value in _pairs(record, mapping.pairs):
            draft.add(str(name), f"pairs.{name}", value)
        self._attributes(draft, record, mapping)
        for variant in self._variants(line, record, mapping):
            draft.variants.append(variant)
        return draft

    def _prices(self, draft: Draft, at: Callable[[FieldName], Any], mapping: Mapping) -> None:
        """``price`` is what is paid and ``list_price`` what was, unless there is a ``sale_price``."""
        span = None
        if not blank(at("sale_dates")):
            span = cell(draft.line, "sale_dates", at("sale_dates"), states.span)
        elif not blank(at("sale_from")) or not blank(at("sale_to")):
            starts = draft.get("sale_from", at("sale_from"), states.moment)
            span = (starts, draft.get("sale_to", at("sale_to"), lambda value: states.moment(value, end=True)))
        price, sale, before = ((_column(mapping, name), at(name)) for name in ("price", "sale_price", "list_price"))
        if not blank(sale[1]):
            draft.prices(price if not blank(price[1]) else before, sale, span)
            return
        paid, regular = draft.set_price(*price), draft.set_price(*before)
        draft.price = paid if paid is not None else regular
        draft.list_price = regular if paid and regular and regular > paid else None

    def _state(self, line: int, report: Report) -> Callable[[Any], states.State | None]:
        def read(value: Any) -> states.State | None:
            try:
                return states.state(value)
            except ValueError:
                report.ask(
                    "an availability that is not known was taken for in stock", line=line, example=clean.line(value)
                )
                return None

        return read

    def _shown(self, value: Any, line: int, report: Report) -> bool:
        if blank(value) or isinstance(value, (list, dict)):
            return True
        shown = states.truth_or_none(value)
        if shown is None and states.state_or_none(value) is None:
            report.guess("a status that is not known was taken for active", line=line, example=clean.line(value))
        return shown is not False

    def _records(self, source: Source, report: Report, mapping: Mapping | None) -> Iterator[tuple[int, Any]]:
        """Every record with its line (or its place, in a list within an object)."""
        part = mapping.source if mapping else None
        start = source.sample().lstrip()[:1]
        if not source.is_sheet and start in ("[", "{"):
            for line, record in _json_records(source, report, mapping):
                report.rows += 1
                yield line, record
            return
        if not source.is_sheet and start == "<":
            name = (part.items.rpartition(".")[2] if part else "") or item_name(source.sample())
            if name is None:
                raise BadInput(
                    f"{source.path.name}: no element that stands several times; a mapping can name it", field="file"
                )
            for place, element in elements(source, [name], report.refuse):
                report.rows += 1
                yield place, record_of(element)
            return
        delimiter = part.delimiter if part else None
        if part is not None and not part.header:
            for line, cells in source.rows(delimiter, report.refuse):
                report.rows += 1
                columns = part.columns or tuple(str(place) for place in range(1, len(cells) + 1))
                if len(cells) > len(columns):
                    expected = f"at most {len(columns)} cells"
                    report.refuse(BadRow(line=line, field="row", value=cells, expected=expected))
                    continue
                yield line, dict(zip(columns, cells, strict=False))
            return
        for line, row in self.table(source, report, delimiter=delimiter):
            report.rows += 1
            if mapping is None or not mapping.fields or ALL in mapping.attributes:
                self.used |= row.keys()
            yield line, row

    def _attributes(self, draft: Draft, record: dict[str, Any], mapping: Mapping) -> None:
        for name, path in mapping.attributes.items():
            if name == ALL:
                used = {step for used in mapping.fields.values() for step in _steps(used)}
                for column, value in record.items():
                    objects = isinstance(value, list) and any(isinstance(part, dict) for part in value)
                    if isinstance(value, dict) and column.casefold() in _PROPERTIES:
                        for inner_name, inner in value.items():
                            draft.add(str(inner_name), f"{column}.{inner_name}", inner)
                    elif (
                        column not in used and column not in self._left and not objects
                    ):  # reviews and the like are nobody's attribute
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
                stock=sum(cell(line, "variants.stock", count, states.count) for count in counts if not blank(count)),
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

    def settle(self, report: Report) -> None:
        if not self._ours.price and not any(variant.price for variant in self._ours.variants):
            report.ask("no price: the item is shown and not sold", line=self.line, example=self.id)

    def item(self, currency: str) -> Item:
        return self._ours


def _amounts(record: Any) -> dict[str, str]:
    """A record's fields of money that are text."""
    if not isinstance(record, dict):
        return {}
    return {name: value for name, value in record.items() if isinstance(value, str) and is_money(str(name))}


def _has_price(record: Any) -> bool:
    """Whether one of a record's own names is that of a price."""
    return isinstance(record, dict) and any(fields().get(column(str(name)).base) in _PRICES for name in record)


def _is_object(record: Any) -> bool:
    return isinstance(record, dict)


def _stands(record: Any, path: Path_) -> bool:
    """Whether a record has the field at all, empty or not."""
    if isinstance(path, tuple):
        return any(_stands(record, one) for one in path)
    return isinstance(record, dict) and isinstance(path, str) and (path in record or found(record, path) is not None)


def _one(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _both(short: str | None, long: str | None) -> str:
    """The short and the long description as one, without saying anything twice."""
    if not short or (long and short in long):
        return long or ""
    return f"{short}\n{long}" if long else short


def _json_records(source: Source, report: Report, mapping: Mapping | None) -> Iterator[tuple[int, Any]]:
    if mapping is not None and mapping.source.model is not None:
        objects = [value for _, value in records(source, report.refuse)]
        yield from enumerate(joined(objects, mapping, source.path.name), start=1)
        return
    for line, value in records(source, report.refuse):
        path = mapping.source.items if mapping else list_within(value)
        if not path:
            yield line, value
            continue
        inner = found(value, path)
        if not isinstance(inner, list):
            raise BadInput(f"{source.path.name}: no list at {path!r}", field="source.items")
        yield from enumerate(inner, start=1)


def _pairs(record: Any, pairs: Pairs | None) -> list[tuple[object, object]]:
    if pairs is None:
        return []
    gathered: dict[str, list[str]] = {}
    for inner in found(record, pairs.at) or []:
        name, value = found(inner, pairs.name), found(inner, pairs.value)
        if not blank(name) and not blank(value):
            gathered.setdefault(str(name), []).append(str(value))
    return [(name, values[0] if len(values) == 1 else values) for name, values in gathered.items()]


def _categories(path: Any, leaf: Any, title: str) -> list[str]:
    """``categories`` is a path from the root (a list, or a text with > or /); ``category`` the leaf."""
    if isinstance(path, str):
        path = path.split(">") if ">" in path else path.split("/")
    if isinstance(leaf, str) and ">" in leaf and not path:
        path, leaf = leaf.split(">"), None
    parts = [clean.words(part) for part in path or [] if isinstance(part, (str, int))]
    if not isinstance(leaf, (str, int)) or isinstance(leaf, bool) or blank(leaf):
        return without_title(choose([parts])[0], title)
    last = clean.words(leaf)
    return without_title([*[part for part in parts if part.casefold() != last.casefold()], last], title)


def _column(mapping: Mapping, name: FieldName) -> str:
    path = mapping.fields.get(name)
    return path if isinstance(path, str) else name


def _steps(path: Path_) -> list[str]:
    if isinstance(path, str):
        return [path, path.split(".")[0]]
    return [step for one in path for step in _steps(one)] if isinstance(path, tuple) else []
