"""Any shop's catalogue in: one interface, one file a format, recognised from the content."""

from __future__ import annotations

from pathlib import Path

from shop.errors import BadInput
from shop.importers import google, magento, shopify, woocommerce
from shop.importers.base import Importer, Options, Report
from shop.importers.google import GoogleMerchant
from shop.importers.magento import Magento
from shop.importers.records import Records
from shop.importers.shopify import Shopify
from shop.importers.source import Source
from shop.importers.woocommerce import WooCommerce

__all__ = ["FORMATS", "Importer", "Options", "Report", "recognise"]

FORMATS: dict[str, type[Importer]] = {
    importer.name: importer for importer in (Shopify, WooCommerce, Magento, GoogleMerchant, Records)
}


def recognise(path: Path, options: Options | None = None) -> Importer:
    """The importer for a file, by its content; with a mapping file it is always :class:`Records`.

    Raises :class:`BadInput` for a file that cannot be opened, is empty, or is none of our formats.
    """
    chosen = options or Options()
    with Source(path, chosen.encoding) as source:
        sample = source.sample()
        start = sample.lstrip()[:1]
        if not start:
            raise BadInput(f"{path.name} is empty", field="file")
        if chosen.mapping is not None or start in ("[", "{"):
            return Records(chosen)
        if start == "<":
            return GoogleMerchant(chosen)
        header = {cell.strip() for cell in next(source.rows(), (1, []))[1]}
    if shopify.recognises(header):
        return Shopify(chosen)
    if woocommerce.recognises(header):
        return WooCommerce(chosen)
    if magento.recognises(header):
        return Magento(chosen)
    if google.recognises(header):
        return GoogleMerchant(chosen)
    names = {cell.casefold().replace(" ", "_") for cell in header}
    if names & {"id", "sku", "product_id", "item_id", "code", "handle"} and names & {"title", "name", "product_name"}:
        return Records(chosen)
    shown = ", ".join(sorted(header)[:8])
    raise BadInput(
        f"{path.name}: the columns ({shown}) are of no format known; give a mapping file with --mapping", field="file"
    )
