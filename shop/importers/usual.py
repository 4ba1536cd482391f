"""What the fields of files are usually called, in many languages, for files that come without a mapping."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args

from shop.errors import BadRow
from shop.importers import headings
from shop.importers.mapping import ALL, FieldName, Mapping, Path_, Value, VariantsPart

_SYMBOLS = {
    "€": "EUR", "£": "GBP", "¥": "JPY", "₩": "KRW", "₹": "INR", "₽": "RUB", "zł": "PLN", "kč": "CZK", "$": "USD",
    "元": "CNY", "円": "JPY",
}  # fmt: skip
_CODES = frozenset(
    "eur usd gbp jpy cny chf sek nok dkk pln czk huf ron bgn try rub uah inr krw cad aud nzd brl mxn zar aed sar ils"
    " hkd"
    " sgd twd thb vnd idr myr php clp cop ars isk kwd bhd".split()
)
_TAXED = frozenset(
    "incl inkl including inc tax taxes vat mwst ust ttc brutto gross iva ivato incluida inclusa btw moms dph kdv"
    " s z in con with pdv".split()
)
_NET = frozenset("excl exkl excluding ex ht netto net without ohne sin esclusa bez".split())
_VERSIONS = ("variants", "variations", "skus", "versions", "children")
_PRICES: tuple[FieldName, ...] = ("price", "sale_price", "list_price")


@dataclass(frozen=True)
class Column:
    """What a column's name says: ``base`` without ``currency`` and words of tax."""

    name: str
    base: str
    currency: str | None
    net: bool


@lru_cache(maxsize=4096)
def column(name: str) -> Column:
    whole = headings.folded(name)
    if whole not in headings.fields():  # "availabilityStatus"
        whole = headings.folded(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))
    currency: str | None = None
    words = []
    for word in re.sub(r"([€£¥₩₹₽$])", r" \1 ", whole).split():
        if word in _CODES or word in _SYMBOLS:
            currency = _SYMBOLS.get(word) or word.upper()
        else:
            words.append(word)
    base = " ".join(words)
    if base in headings.fields():
        return Column(name, base, currency, headings.fields()[base] == "net_price")
    plain = " ".join(word for word in words if word not in _TAXED and word not in _NET)
    return Column(name, plain, currency, bool(_NET & set(words)))


@lru_cache(maxsize=256)
def _mapping(names: tuple[str, ...], currency: str) -> Mapping | tuple[str, tuple[str, ...]]:
    """A mapping, or the field that is missing; told by the names alone, so that it is made once for a table."""
    columns = [column(name) for name in names]
    fields: dict[FieldName, Path_] = {}
    for field in get_args(FieldName):
        ranks = headings.names().get(field, {})
        matching = [one for one in columns if one.base in ranks]
        matching = [one for one in matching if not one.net] or []
        if field in _PRICES:
            own = [one for one in matching if one.currency == currency]
            plain = [one for one in matching if one.currency is None]
            matching = own or plain or [one for one in matching if one.currency == matching[0].currency]
        matching.sort(key=lambda one: ranks[one.base])
        if matching:
            fields[field] = tuple(one.name for one in matching)
            if field == "price" and matching[0].currency is not None:
                fields.setdefault("currency", Value(value=matching[0].currency))
    if "price" not in fields:
        net = [
            one.name
            for one in columns
            if one.net
            and one.base
            in {**headings.names()["price"], "net price": 0, **dict.fromkeys(headings.names()["net_price"], 0)}
        ]
        if net and "sale_price" not in fields and "list_price" not in fields:
            fields["price"] = tuple(net)
    for needed in ("id", "title"):
        if needed not in fields:
            return needed, tuple(sorted(names))
    return Mapping(fields=fields, attributes={ALL: ALL})


def usual(record: dict[str, Any], line: int, currency: str = "EUR") -> Mapping:
    """A mapping guessed from a record's own field names; what is left over becomes attributes.

    Of prices in several currencies those in ``currency`` are taken, of prices with and without tax those with it.
    Raises :class:`BadRow` where no field can be the id or the title: such a file needs a mapping.
    """
    found = _mapping(tuple(map(str, record)), currency)
    if isinstance(found, Mapping):
        return found
    needed, names = found
    shown = ", ".join(sorted(headings.names()[needed], key=lambda name: headings.names()[needed][name])[:8])
    expected = f"a column such as {shown}; or a mapping file that tells (--mapping)"
    raise BadRow(line=line, field=needed, value=list(names), expected=expected)


def with_versions(mapping: Mapping, record: dict[str, Any]) -> Mapping:
    """The mapping with the versions that a record holds as a list of objects: those with a SKU or a price."""
    for name in _VERSIONS:
        listed = record.get(name)
        first = listed[0] if isinstance(listed, list) and listed else None
        if not isinstance(first, dict):
            continue
        fields = {field: key for key in first if (field := headings.fields().get(column(str(key)).base))}
        if "id" not in fields and "price" not in fields:
            continue
        kinds = {"colours": "colour", "sizes": "size", "materials": "material"}
        options: dict[str, Path_] = {option: str(fields[kind]) for kind, option in kinds.items() if kind in fields}
        inner = next((str(key) for key in ("options", "attributes") if isinstance(first.get(key), dict)), None)
        if inner is not None:
            options |= {str(key): f"{inner}.{key}" for key in first[inner]}
        sku = next((str(key) for key in ("sku", "id", "code") if key in first), str(fields.get("id", "sku")))
        part = VariantsPart(
            at=name,
            sku=sku,
            price=fields.get("price"),
            stock=fields.get("stock", fields.get("available")),
            options=options,
        )
        return mapping.model_copy(update={"variants": part})
    return mapping


def other_prices(names: tuple[str, ...], mapping: Mapping) -> list[str]:
    """Columns of prices that the mapping leaves out: other currencies, prices without tax."""
    taken = {name for path in mapping.fields.values() if isinstance(path, tuple) for name in path}
    return [
        name
        for name in names
        if name not in taken and (column(name).currency or column(name).net) and headings.is_money(name)
    ]


def usual_groups(record: Any, currency: str = "EUR") -> Mapping | None:
    """The mapping of a file whose records say which product they are a variant of; None where they do not."""
    try:
        mapping = usual(record, 1, currency) if isinstance(record, dict) else None
    except BadRow:
        return None
    return mapping if mapping is not None and "group" in mapping.fields else None
