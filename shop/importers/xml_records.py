"""The items of an XML file one at a time, each parsed by itself, so that a broken one is named and the others kept.

Control characters, bare ampersands and the entities of HTML are mended before parsing; entities that a file declares
itself are refused, since they can grow without end.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from shop.errors import BadInput, BadRow
from shop.importers.source import LONGEST_CELL, Source

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(?:(\w{2,31});)?")
_NUMERIC = re.compile(r"&#(x[0-9a-fA-F]+|\d+);")
_PREFIX = re.compile(r"(</?)[\w.\-]+:(?=[\w.\-]+[\s/>])")
_ATTRIBUTE = re.compile(r"(\s)(?:xmlns(?::[\w.\-]+)?|[\w.\-]+:[\w.\-]+)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_TAG = re.compile(r"<(/?)(?:[\w.\-]+:)?([\w.\-]+)(?:\s[^<>]*?)?(/?)>")
_USUAL = (
    "item",
    "entry",
    "product",
    "offer",
    "article",
    "artikel",
    "shopitem",
    "produkt",
    "produit",
    "producto",
    "good",
)
_LONGEST = 4 * LONGEST_CELL


def elements(source: Source, names: Collection[str], refuse: Callable[[BadRow], None]) -> Iterator[tuple[int, Element]]:
    """(place among the items from 1, element) of each element with one of these local names, in any case.

    Raises :class:`BadInput` for a file without one that can be read. Namespaces are dropped.
    """
    if source.report is not None:
        source.report.unit = "item"
    wanted = "|".join(map(re.escape, names))
    opening = re.compile(rf"<(?:[\w.\-]+:)?({wanted})(?=[\s/>])", re.IGNORECASE)
    place, good, rest, cut = 0, 0, "", False
    error = ""
    for chunk in source.chunks():
        rest += chunk
        if "<!ENTITY" in rest:
            raise BadInput(f"{source.path.name} is no XML that can be read: it declares entities", field="file")
        while (start := opening.search(rest)) is not None:
            tag_end = rest.find(">", start.end())
            if tag_end < 0:
                break
            if rest[tag_end - 1] == "/":
                end = tag_end + 1
            else:
                closing = re.compile(rf"</(?:[\w.\-]+:)?{re.escape(start.group(1))}\s*>")
                found = _close(closing, rest, tag_end)
                if found is None:
                    if len(rest) - start.start() > _LONGEST:
                        raise BadInput(
                            f"{source.path.name} is no XML that can be read: item {place + 1} never ends", field="file"
                        )
                    break
                end = found
            place += 1
            text, rest = rest[start.start() : end], rest[end:]
            try:
                yield place, _element(text)
                good += 1
            except (ParseError, DefusedXmlException, ValueError) as bad:
                error = f"item {place}: {bad}"
                refuse(BadRow(line=place, field="item", value=text, expected=f"an element of XML ({bad})"))
        else:
            rest = rest[-200:]
    cut = opening.search(rest) is not None
    if cut and source.report is not None:
        source.report.broken = f"item {place + 1} has no end; the file may be cut off"
        source.report.lose("the last item has no end, and was not read", line=place + 1)
    if not good:
        if cut or error:
            raise BadInput(
                f"{source.path.name} is no XML that can be read: {error or 'its item has no end'}", field="file"
            )
        listed = " or ".join(f"<{name}>" for name in names)
        raise BadInput(f"{source.path.name}: no {listed} in it", field="file")


def _close(closing: re.Pattern[str], text: str, start: int) -> int | None:
    """Where the element ends; a closing tag within CDATA is none."""
    while True:
        found = closing.search(text, start)
        if found is None:
            return None
        if text.count("<![CDATA[", 0, found.start()) <= text.count("]]>", 0, found.start()):
            return found.end()
        start = text.find("]]>", found.start())
        if start < 0:
            return None


def _element(text: str) -> Element:
    parts = _CDATA.split(_CONTROL.sub("", text))
    for place in range(0, len(parts), 2):
        parts[place] = _PREFIX.sub(
            r"\1", _ATTRIBUTE.sub(r"\1", _AMPERSAND.sub(_entity, _NUMERIC.sub(_character, parts[place])))
        )
    found: Element = fromstring("".join(parts))
    return found


def _entity(match: re.Match[str]) -> str:
    """An entity of HTML as its character, a bare ampersand as one."""
    known = html.unescape(match.group()) if match.group(1) else ""
    return known if known and not known.startswith("&") else "&amp;" + match.group()[1:]


def _character(match: re.Match[str]) -> str:
    digits = match.group(1)
    number = int(digits[1:], 16) if digits.startswith("x") else int(digits)
    return "" if (number < 0x20 and number not in (9, 10, 13)) or 0xD800 <= number <= 0xDFFF else match.group()


def item_name(sample: str) -> str | None:
    """The name of the elements that are items: the shallowest that stands several times, or is called like one."""
    depth, counts = 0, dict[tuple[int, str], int]()
    for closing, name, empty in _TAG.findall(_CDATA.sub("", sample)):
        if closing:
            depth -= 1
            continue
        counts[depth, name] = counts.get((depth, name), 0) + 1
        depth += not empty
    called = [key for key in counts if key[1].casefold() in _USUAL]
    if called:
        return min(called)[1]
    many = [key for key, count in counts.items() if count > 1 and key[0] > 0]
    return min(many, key=lambda key: (key[0], -counts[key]))[1] if many else None


def record(element: Element) -> Any:
    """An element as JSON would have it: fields by name (attributes too), repeated ones as lists, a leaf as its text."""
    fields: dict[str, Any] = dict(element.attrib)
    for child in element:
        if not isinstance(child.tag, str):
            continue
        value = record(child)
        if child.tag in fields:
            known = fields[child.tag]
            fields[child.tag] = [*known, value] if isinstance(known, list) else [known, value]
        else:
            fields[child.tag] = value
    text = (element.text or "").strip()
    if not fields:
        return text
    if text:
        fields["text"] = text
    return fields
