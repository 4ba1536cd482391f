"""Cells as people export them, turned into clean values; a refusal is ``ValueError(what was expected)``."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from urllib.parse import urljoin, urlsplit

from lxml.etree import LxmlError
from lxml.html import HtmlElement, document_fromstring

LONGEST = 100_000  # characters of one text
_TAG = re.compile(r"<(?:[a-zA-Z][^<>]*|/[a-zA-Z][^<>]*|!--.*?--)>", re.DOTALL)
_BREAK = re.compile(r"<(?:br|hr)\b[^<>]*>|</(?:p|div|li|ul|ol|tr|table|h[1-6]|section|blockquote)\s*>", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style|template)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
_SPACE = re.compile(r"</(?:td|th|dt|dd|option)\s*>", re.IGNORECASE)
_DECLARATION = re.compile(r"<\?[^>]*>?")
_SIMPLE = re.compile(r"[!-%'-;=-~]+(?: [!-%'-;=-~]+)*")  # ASCII but < and &, single spaces: most cells there are
_BLANKS = re.compile(r"[^\S\n]+")
_LINE_END = re.compile(r"\r\n|\r|\n")
_LINES = re.compile(r"\n{3,}")
_MARKS = re.compile(r"[®™©℠]")
_NUMBER = re.compile(r"[-+]?\d[\d.,'’\s\u00a0\u202f]*")
_MACHINE = re.compile(r"-?\d{1,11}(?:\.\d{1,2})?")  # what most cells are
_APART = re.compile(r"[\s\u00a0\u202f'’]")
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2},\d{3}")
_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")
_SYMBOLS = {"€": "EUR", "£": "GBP", "₹": "INR", "zł": "PLN", "¥": "JPY", "₩": "KRW", "₺": "TRY", "₽": "RUB", "$": "USD"}
_GRAMS = {"kg": 1000.0, "g": 1.0, "gr": 1.0, "mg": 0.001, "lb": 453.592, "lbs": 453.592, "oz": 28.3495}
_CENT = Decimal("0.01")
_TRUE = {"1", "true", "yes", "y", "on", "t"}
_FALSE = {"0", "false", "no", "n", "off", "f"}


def plain(value: object) -> str:
    """Any cell as one clean line or several: no HTML, no entities, no control characters, tidy spaces."""
    if value is None:
        return ""
    text = str(value)
    if _SIMPLE.fullmatch(text):
        return text
    if len(text) > LONGEST:
        raise ValueError(f"a text of at most {LONGEST} characters")
    text = _CONTROL.sub("", text.replace("\u2028", "\n").replace("\u2029", "\n"))
    if _TAG.search(text):
        text = _text_of(_SPACE.sub(" ", _BREAK.sub("\n", _HIDDEN.sub(" ", text))))
    if "&" in text:
        text = html.unescape(html.unescape(text))  # exports of exports escape twice
    text = unicodedata.normalize("NFC", _CONTROL.sub("", text))
    lines = (_BLANKS.sub(" ", line).strip() for line in _LINE_END.split(text))
    return _LINES.sub("\n\n", "\n".join(lines)).strip()


def visible(text: str) -> str:
    """A text without characters that no one sees: control characters, lone surrogates, marks of direction."""
    return _CONTROL.sub("", text).strip()


def page(text: str) -> HtmlElement | None:
    """HTML parsed leniently, the whole page or a piece of one; None where there is nothing in it."""
    try:
        return document_fromstring(_DECLARATION.sub("", _CONTROL.sub("", text)))
    except (LxmlError, ValueError):
        return None


def _text_of(text: str) -> str:
    root = page(text) if _TAG.search(text) else None
    return text if root is None else str(root.text_content())


def line(value: object) -> str:
    """The same on one line: titles, names, options."""
    text = plain(value)
    return " ".join(text.split()) if "\n" in text else text


def name(value: object) -> str:
    """A brand, colour, material or size: one line, without trade marks' signs."""
    text = line(value)
    return text if text.isascii() else " ".join(_MARKS.sub("", text).split())


def words(value: object) -> str:
    """A category's or attribute's name; a slug ("mens-shirts", "styleGeneral") becomes words."""
    text = name(value)
    if re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", text):
        text = re.sub(r"[-_]", " ", text)
        return text[:1].upper() + text[1:]
    if re.fullmatch(r"[a-z]+(?:[A-Z][a-z]+)+", text):
        text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).lower()
        return text[:1].upper() + text[1:]
    return text


def number(value: object) -> Decimal:
    """A number written by a person or a machine: 1299.00, 1.299,00, 1 299, 1'299.50, 12,5."""
    text = str(value).strip()
    if _MACHINE.fullmatch(text):
        return Decimal(text)
    if not _NUMBER.fullmatch(text):
        raise ValueError("a number")
    text = _APART.sub("", text).rstrip(".,")
    if "," in text and "." in text:
        text = text.replace("," if text.rfind(".") > text.rfind(",") else ".", "").replace(",", ".")
    elif text.count(",") > 1 or _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    elif text.count(".") > 1:
        text = text.replace(".", "")
    else:
        text = text.replace(",", ".")
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise ValueError("a number") from None
    if abs(found) >= Decimal(10) ** 12:
        raise ValueError("a number below a million million")
    return found


def money(value: object) -> tuple[Decimal, str | None]:
    """An amount and the currency that stands beside it, if one does: "19.99 EUR", "$5", "1.299,00 €"."""
    if isinstance(value, str) and _MACHINE.fullmatch(value) and value[0] != "-":
        return Decimal(value).quantize(_CENT), None
    text = line(value)
    code = _CODE.search(text)
    currency = code.group(1) if code else next((known for sign, known in _SYMBOLS.items() if sign in text), None)
    found = _NUMBER.search(text)
    if "%" in text:
        raise ValueError("an amount of money, not a share")
    rest = text if found is None else (text[: found.start()] + text[found.end() :]).strip()
    if found is None or len(rest) > 4 or re.search(r"\d", rest):
        raise ValueError("an amount of money, like 19.99 or 19,99 EUR")
    amount = number(found.group())
    if amount < 0:
        raise ValueError("an amount of money not below zero")
    return (amount.quantize(_CENT) if amount == amount.quantize(_CENT) else amount), currency


def whole(value: object) -> int:
    """A count: "100", "100.0000"."""
    found = number(value)
    if found != found.to_integral_value():
        raise ValueError("a whole number")
    return int(found)


def grams(value: object, unit: str = "g") -> float:
    """A weight in grams; a unit beside the number counts before ``unit``."""
    text = line(value)
    found = re.fullmatch(r"([\d.,\s]+?)\s*:?\s*([a-zA-Z]+)?", text)
    given = (found.group(2) or unit).lower() if found else ""
    if found is None or given not in _GRAMS:
        raise ValueError(f"a weight with one of the units {', '.join(_GRAMS)}")
    return float(number(found.group(1))) * _GRAMS[given]


def truth(value: object) -> bool:
    text = line(value).casefold()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise ValueError("yes or no")


def several(value: object, separators: str = ",|;") -> list[str]:
    """A cell or a list of values, each clean, none twice in whatever case."""
    parts = value if isinstance(value, (list, tuple)) else re.split(f"[{re.escape(separators)}]", str(value or ""))
    return unique(name(part) for part in parts if not isinstance(part, (dict, list)))


def unique(values: Iterable[str]) -> list[str]:
    """Without empty ones and repetitions (in any case), in order."""
    seen: dict[str, str] = {}
    for value in values:
        if value:
            seen.setdefault(value.casefold(), value)
    return list(seen.values())


def address(value: object, base: str | None) -> str | None:
    """An http(s) address; a path is taken from ``base``, and without one it leads nowhere: None."""
    text = line(value).replace(" ", "%20")
    if not text:
        return None
    try:
        if urlsplit(text).scheme in ("http", "https"):
            return text
        return urljoin(base.rstrip("/") + "/", text.lstrip("/")) if base and not urlsplit(text).scheme else None
    except ValueError:
        raise ValueError("a web address") from None
