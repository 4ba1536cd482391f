"""WooCommerce's product export, its header in any language: a variable product's variations name it as their parent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from shop.errors import BadInput, BadRow
from shop.importers import clean, states
from shop.importers.api_json import is_woocommerce, woocommerce_rows
from shop.importers.base import Importer, Options, Report
from shop.importers.categories import Commas, choose, without_title
from shop.importers.draft import UNTRACKED, Draft, blank, cell, options
from shop.importers.grouping import Cells, Groups, Row
from shop.importers.json_records import listed
from shop.importers.source import Source
from shop.importers.states import truth_or_none
from shop.importers.woo_headers import english, translated

_ATTRIBUTE = re.compile(r"Attribute (\d+) name")
_COMMA = re.compile(r"(?<!\\),")
_BRAND = ("Brands", "Brand", "Meta: _brand", "Meta: brand", "Meta: product_brand")
_GTIN = ("GTIN, UPC, EAN, or ISBN", "Meta: _global_unique_id", "Meta: _ean", "Meta: _gtin", "Meta: _wpm_gtin_code",
         "Meta: _alg_ean", "Meta: hwp_product_gtin")  # fmt: skip


class WooCommerce(Importer):
    name = "woocommerce"
    quiet = ("meta:", "download ", "tax ", "sold indiv", "allow customer", "purchase note", "shipping class", "grouped",
             "upsells", "cross-sells", "button text", "position", "low stock", "is featured", "attribute ")  # fmt: skip

    @classmethod
    def recognises(cls, header: set[str]) -> bool:
        names = {english(column) for column in header}
        return names >= {"Type", "Name"} and bool(names & {"Regular price", "Parent", "Is featured?"})

    @classmethod
    def by_place(cls, path: Path, options: Options) -> bool:
        """Whether a table is a whole export with a header in a language that nobody here knows."""
        with Source(path, options.encoding) as source:
            return bool(cls(options)._names(source))

    def drafts(self, source: Source, report: Report) -> Iterator[Draft]:
        self._commas = Commas()
        api = not source.is_sheet and source.sample().lstrip()[:1] in ("[", "{")
        names = {name: name for name in ("Type", "Name")} if api else self._names(source)
        self.aliases = names
        if {"Type", "Name"} - set(names.values()):
            raise BadInput(f"{source.path.name}: the columns Type, Name are missing", field="Type")
        if any(column != name for column, name in names.items()):
            report.note("the header is in another language than English: columns told by their names and contents")
        with Groups(self.used) as groups:
            for line, cells in self._api(source, report) if api else self.table(source, report):
                row = Cells({names.get(column, column): value for column, value in cells.items()}, self.used)
                report.rows += 1
                key = _key(row)
                if not key:
                    report.refuse(BadRow(line=line, field="SKU", value="", expected="a SKU, or an ID"))
                    continue
                number = row.get("ID", "").strip()
                if number:
                    groups.link(f"id:{number}", key)
                parent = row.get("Parent", "").strip()
                if parent and "variation" in row["Type"]:
                    key = f"{key}\x1f{line}" if key == parent else key  # a variation may carry its parent's SKU
                    groups.link(key, parent)
                self._commas.learn(_list(row.get("Categories", "")))
                groups.add(key, line, row)
            for rows in groups.read():
                try:
                    draft = self._product(rows, report)
                except BadRow as bad:
                    report.refuse(bad)
                    continue
                if draft is not None:
                    yield draft

    def _api(self, source: Source, report: Report) -> Iterator[Row]:
        for line, product in listed(source, report.refuse):
            if not is_woocommerce(product):
                report.refuse(BadRow(line=line, field="row", value=product, expected="a product of WooCommerce's API"))
                continue
            for row in woocommerce_rows(product):
                yield line, Cells(row, self.used)

    def _names(self, source: Source) -> dict[str, str]:
        with source.again() as other:
            rows = [cells for _, (_, cells) in zip(range(30), other._from_header(None, lambda bad: None), strict=False)]
        header = [cell.strip() for cell in rows[0]] if rows else []
        return translated([self.rename.get(name, name) for name in header], rows[1:])

    def _product(self, rows: list[Row], report: Report) -> Draft | None:
        tops = [row for row in rows if "variation" not in row[1].get("Type", "")]
        if not tops:
            for line, row in rows:
                expected = "the SKU of a product in this file"
                report.refuse(BadRow(line=line, field="Parent", value=row.get("Parent", ""), expected=expected))
            return None
        line, top = tops[0]
        for other_line, other in tops[1:]:
            report.refuse(
                BadRow(line=other_line, field="SKU", value=_key(other), expected="a SKU that no row above has")
            )
        hidden = top.get("Visibility in catalog", "visible").strip().casefold() == "hidden"
        if hidden or not _published(top):
            report.skipped += 1
            return None
        draft = Draft(
            line=line,
            id=_key(top),
            title=top.get("Name", ""),
            description=_description(top),
            brand=next((top[column] for column in _BRAND if not blank(top.get(column))), None),
            tags=clean.several(top.get("Tags", ""), ","),
        )
        self._offer(draft, top, line)
        parts, joined = self._commas.joined(_list(top.get("Categories", "")))
        if joined:
            report.guess("a comma was read as part of a category's name", line=line, example=" | ".join(parts))
        paths = [part.split(">") for part in parts]
        draft.categories, others = choose(paths)
        draft.categories = without_title(draft.categories, draft.title)
        if others:
            draft.attributes["collections"] = others
        images = _list(top.get("Images", ""))
        draft.image = cell(line, "Images", images[0] if images else "", self._address)
        draft.url = cell(line, "External URL", top.get("External URL", ""), self._address)
        for side in ("Length", "Width", "Height"):
            column = next((name for name in top if name.startswith(f"{side} (")), "")
            if column and not blank(top[column]):
                draft.attributes[side.casefold()] = f"{top[column].strip()} {column[len(side) + 2 : -1]}"
        for name, value in _attributes(top):
            draft.add(name, name, _list(value))
        children = [row for row in rows if "variation" in row[1].get("Type", "")]
        for child_line, child in children:
            if not _published(child):
                report.skipped += 1
                continue
            try:
                self._variant(draft, child_line, child)
            except BadRow as bad:
                report.refuse(bad)
        if "variable" in top.get("Type", "") and not draft.variants:
            what = "a product with variations, of which none is published, is not for sale"
            report.skipped += 1
            report.note(what if children else what.replace("is published", "is in the file"),
                        line=line, example=draft.title)  # fmt: skip
            return None
        return draft

    def _offer(self, draft: Draft, row: Cells, line: int) -> None:
        """Prices, stock, weight and bar code of a product or a variation."""
        starts, ends = row.get("Date sale price starts", ""), row.get("Date sale price ends", "")
        span = (
            draft.get("Date sale price starts", starts, states.moment),
            draft.get("Date sale price ends", ends, lambda value: states.moment(value, end=True)),
        )
        draft.prices(("Regular price", row.get("Regular price")), ("Sale price", row.get("Sale price")), span)
        self._stock(draft, line, row)
        weight = next((column for column in row if column.startswith("Weight (")), "Weight (kg)")
        unit = weight.removeprefix("Weight (").removesuffix(")")
        draft.weight_g = draft.get(weight, row.get(weight), lambda value: clean.grams(value, unit)) or None
        for column in _GTIN:
            draft.add_gtin(row.get(column))

    def _variant(self, draft: Draft, line: int, row: Cells) -> None:
        version = Draft(line=line)
        self._offer(version, row, line)
        chosen = options([(name, value) for name, value in _attributes(row)])
        if not chosen and draft.title and " - " in row.get("Name", ""):
            chosen = options([("option", row["Name"].rpartition(" - ")[2])])
        own = _key(row)
        draft.add_variant(own if own != draft.id else "-".join([own, *chosen.values()]), chosen, version)

    def _stock(self, draft: Draft, line: int, row: Cells) -> None:
        """In stock, sold out, or to be ordered though there is none (backorders)."""
        said = row.get("In stock?", "1").strip().casefold()
        beyond = row.get("Backorders allowed?", "").strip().casefold() in ("1", "yes", "notify")
        stock = row.get("Stock", "").strip()
        counted = (
            None if blank(stock) or not re.search(r"\d", stock) else max(cell(line, "Stock", stock, clean.whole), 0)
        )
        if said in ("backorder", "onbackorder") or (beyond and (counted == 0 or said == "0")):
            draft.set_state("backorder", None)
        elif truth_or_none(said) is False or said == "outofstock":
            draft.stock = 0
        else:
            draft.stock = UNTRACKED if counted is None else counted


def _published(row: Cells) -> bool:
    """1; 0 is private, -1 a draft."""
    return row.get("Published", "1").strip().casefold() in ("1", "true", "yes", "publish")


def _key(row: Cells) -> str:
    number = row.get("ID", "").strip()
    return row.get("SKU", "").strip() or (f"id:{number}" if number else "")


def _attributes(row: Cells) -> list[tuple[str, str]]:
    found = []
    for column in list(row):
        match = _ATTRIBUTE.fullmatch(column)
        if match:
            value = row.get(f"Attribute {match.group(1)} value(s)", "")
            if not blank(value):
                found.append((row[column], value))
    return found


def _list(cell_text: str) -> list[str]:
    """Values separated by commas; WooCommerce writes a comma within one as ``\\,``."""
    return [part.replace("\\,", ",").strip() for part in _COMMA.split(cell_text) if part.strip()]


def _description(row: Cells) -> str:
    short, long = row.get("Short description", ""), row.get("Description", "")
    text = long if not short or short in long else f"{short}\n{long}"
    return str(text).replace("\\n", "\n")  # WooCommerce writes line ends so
