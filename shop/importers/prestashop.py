"""PrestaShop: the list of products as the back office downloads it, and the file that its importer reads.

Prices with tax are taken where there are any; the list's header is in the language of the back office.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from shop.importers import clean
from shop.importers.base import Report
from shop.importers.draft import Draft, cell, options
from shop.importers.grouping import Cells, Row
from shop.importers.states import truth_or_none
from shop.importers.tables import Names, Table

_INCLUDED = (
    "price tax incl",
    "price tax included",
    "price incl tax",
    "final price",
    "prix ttc",
    "prix t t c",
    "prix taxes incl",
    "precio imp incl",
    "precio con iva",
    "precio impuestos incluidos",
    "prezzo tasse incl",
    "prezzo iva incl",
    "preis inkl mwst",
    "preis bruttopreis",
    "preis mit mwst",
    "bruttopreis",
    "prijs incl btw",
    "prijs incl",
    "cena brutto",
    "cena s dph",
    "preço com iva",
    "preis inkl steuern",
    "endpreis",
    "retail price tax incl",
)
_EXCLUDED = (
    "price tax excl",
    "price tax excluded",
    "price excl tax",
    "base price",
    "prix ht",
    "prix h t",
    "precio imp excl",
    "precio sin iva",
    "prezzo tasse escl",
    "prezzo iva escl",
    "preis exkl mwst",
    "preis zzgl mwst",
    "nettopreis",
    "prijs excl btw",
    "cena netto",
    "cena bez dph",
    "preço sem iva",
)
_ID = ("product id", "id", "id product", "id produit", "id producto", "id prodotto", "produkt id", "id del producto")
_REFERENCE = (
    "reference",
    "reference #",
    "référence",
    "referencia",
    "riferimento",
    "artikelnummer",
    "artikel nr",
    "referentie",
    "indeks",
    "referência",
    "referenz",
    "bestellnummer",
)


class PrestaShop(Table):
    name = "prestashop"
    signs = ()
    columns: ClassVar[Names] = {
        "id": _ID,
        "reference": _REFERENCE,
        "title": ("name", "name *", "nom", "nombre", "nome", "naam", "nazwa", "product name", "bezeichnung"),
        "categories": (
            "categories x y z",
            "category",
            "catégorie",
            "categoría",
            "categoria",
            "kategorie",
            "categorie",
            "kategoria",
        ),
        "price": _INCLUDED,
        "net": _EXCLUDED,
        "stock": (
            "quantity",
            "quantité",
            "cantidad",
            "quantità",
            "menge",
            "hoeveelheid",
            "ilość",
            "quantidade",
            "aantal",
        ),
        "status": ("status", "active 0 1", "active", "état", "estado", "stato", "stan", "statut", "enabled", "activé"),
        "description": ("description",),
        "short_description": ("short description", "summary"),
        "gtin": ("ean13", "upc", "isbn"),
        "brand": ("manufacturer", "brand", "marque", "hersteller", "marca"),
        "tags": ("tags x y z", "tags"),
        "image": ("image urls x y z", "image", "cover"),
        "weight": ("weight", "package weight"),
        "backorder": ("out of stock action", "allow orders when out of stock"),
        "url": ("url",),
        "sale_from": ("discount from yyyy mm dd",),
        "sale_to": ("discount to yyyy mm dd",),
    }
    quiet = (
        "tax rules",
        "url rewritten",
        "meta ",
        "supplier",
        "delete existing",
        "minimal",
        "creation date",
        "position",
    )

    @classmethod
    def recognises(cls, header: set[str]) -> bool:
        from shop.importers.headings import folded

        names = {folded(column) for column in header}
        priced = names & set(_EXCLUDED) and (names & set(_INCLUDED) or "tax rules id" in names)
        importer = {"active 0 1", "price tax excluded"} <= names
        return bool((priced and names & set(_ID) and names & set(_REFERENCE)) or importer)

    def key(self, line: int, row: Cells) -> str:
        return self.at(row, "id") or self.at(row, "reference")

    def product(self, rows: list[Row], report: Report) -> Draft | None:
        line, first = rows[0]
        if not self.shown(first, report):
            report.skipped += 1
            return None
        draft = Draft(line=line, id=self.at(first, "reference") or self.at(first, "id"))
        self.fill(draft, first)
        for number, row in rows:
            version = Draft(line=number)
            self.offer(version, row, report)
            if version.price is None and self.at(row, "net"):
                version.price = version.set_price("price", self.at(row, "net"))
                report.guess("prices without tax were taken, since there are none with it", line=number)
            self._discount(version, row)
            pairs = []
            for part in row.get("attributes", "").split(","):  # combinations: "Size: S, Color: Blue"
                name, colon, value = part.partition(":")
                if colon:
                    pairs.append((name.strip(), value.strip()))
            chosen = options(pairs)
            sku = self.at(row, "reference") or self.at(row, "id")
            draft.add_variant(sku if len(rows) == 1 else "-".join([sku, *chosen.values()]), chosen, version)
        for part in first.get(
            "feature name value position", first.get("feature name value position customized", "")
        ).split(","):
            name, colon, value = part.partition(":")
            if colon:
                draft.add(name.strip(), "feature", value.split(":")[0].strip())
        return draft.single()

    def _discount(self, version: Draft, row: Cells) -> None:
        """Amount or per cent off, within dates if there are any."""
        amount, share = row.get("discount amount", ""), row.get("discount percent", "")
        if (
            version.price is None
            or truth_or_none(row.get("on sale 0 1", "1")) is False
            or not (amount.strip() or share.strip())
        ):
            return
        off = version.get("discount amount", amount, clean.money)
        part = version.get("discount percent", share.strip().rstrip("%"), clean.number)
        full = version.price
        reduced = full - off[0] if off and off[0] else full * (1 - (part or Decimal(0)) / 100)
        if 0 < reduced < full:
            from shop.importers import states

            start, end = self.at(row, "sale_from"), self.at(row, "sale_to")
            span = (
                version.get("sale from", start, states.moment),
                version.get("sale to", end, lambda value: states.moment(value, end=True)),
            )
            version.prices(("price", str(full)), ("discount", str(reduced.quantize(Decimal("0.01")))), span)


__all__ = ["PrestaShop", "cell"]
