"""Any shop's catalogue in: one interface, one file a format, recognised from the content."""

from __future__ import annotations

import re
from pathlib import Path

from shop.errors import BadInput
from shop.importers.api_json import is_shopify, is_woocommerce
from shop.importers.base import Importer, Options, Report
from shop.importers.bigcommerce import BigCommerce
from shop.importers.etsy import Etsy
from shop.importers.google import GoogleMerchant
from shop.importers.headings import fields, folded
from shop.importers.json_records import listed
from shop.importers.magento import Magento
from shop.importers.mapping import load_mapping
from shop.importers.medusa import Medusa
from shop.importers.opencart import OpenCart
from shop.importers.prestashop import PrestaShop
from shop.importers.records import Records
from shop.importers.saleor import Saleor
from shop.importers.schema_org import SchemaOrg
from shop.importers.shopify import Shopify
from shop.importers.shopware import Shopware
from shop.importers.source import Source
from shop.importers.squarespace import Squarespace
from shop.importers.usual import column
from shop.importers.vendure import Vendure
from shop.importers.wix import Wix
from shop.importers.woocommerce import WooCommerce

__all__ = ["FORMATS", "Importer", "Options", "Report", "recognise"]

TABLES: tuple[type[Importer], ...] = (
    Shopify, WooCommerce, Squarespace, Wix, BigCommerce, Medusa, Shopware, Vendure, Saleor, OpenCart, PrestaShop,
    Magento, GoogleMerchant, Etsy,
)  # fmt: skip
_OTHERS: tuple[type[Importer], ...] = (SchemaOrg, Records)
FORMATS: dict[str, type[Importer]] = {importer.name: importer for importer in (*TABLES, *_OTHERS)}
_IDS, _TITLES = {"id", "gtin", "group"}, {"title"}


def recognise(path: Path, options: Options | None = None) -> Importer:
    """The importer for a file, by its content; with a mapping file that names fields it is :class:`Records`.

    Raises :class:`BadInput` for a file that cannot be opened, is empty, or is none of our formats.
    """
    chosen = options or Options()
    mapping = None if chosen.mapping is None else load_mapping(chosen.mapping)
    with Source(path, chosen.encoding) as source:
        start = source.sample().lstrip()[:1]
        if not start:
            raise BadInput(f"{path.name} is empty", field="file")
        if mapping is not None and (mapping.fields or not mapping.rename):
            return Records(chosen)
        if not source.is_sheet and start in ("[", "{"):
            return _api(source, chosen)
        if not source.is_sheet and start == "<":
            return _marked(source, chosen)
        header = {cell.strip() for cell in source.head()}
        if mapping is not None:
            header = {mapping.rename.get(name, name) for name in header}
    for kind in TABLES:
        if kind.recognises(header):
            importer = kind(chosen)
            importer.rename = mapping.rename if mapping else {}
            return importer
    if WooCommerce.by_place(path, chosen):
        return WooCommerce(chosen)
    known = {fields().get(column(name).base) or fields().get(folded(name)) for name in header}
    if known & _IDS and known & _TITLES:
        return Records(chosen)
    shown = ", ".join(sorted(header)[:8])
    lacks = "an id" if known & _TITLES else "a title" if known & _IDS else "an id and a title"
    raise BadInput(
        f"{path.name}: the columns ({shown}) are of no format known, {lacks} is missing; give a mapping file with"
        " --mapping",
        field="file",
    )


def _api(source: Source, options: Options) -> Importer:
    """Products as the APIs of platforms give them; other JSON is records."""
    try:
        first = next((value for _, value in listed(source, lambda bad: None)), None)
    except BadInput:
        return Records(options)
    if is_shopify(first):
        return Shopify(options)
    return WooCommerce(options) if is_woocommerce(first) else Records(options)


def _marked(source: Source, options: Options) -> Importer:
    """Feeds of items or entries are Google's, pages are read for schema.org, other XML is records."""
    sample = source.sample()
    if re.search(r"<!doctype html|<html\b|application/ld\+json", sample, re.IGNORECASE):
        return SchemaOrg(options)
    if "<rss" in sample or "<feed" in sample or "base.google.com" in sample:
        return GoogleMerchant(options)
    return Records(options)
