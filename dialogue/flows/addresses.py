"""A postal address as people type it."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale

from dialogue.flows.words import FlowWords
from shop.types import Address

# "1012 AB Amsterdam", "SW1A 1AA London", "80331 München", "100020": the code, then perhaps the city
_POSTCODE = re.compile(
    r"\b(\d{4}\s?[A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|(?:[A-Z]{1,2}-)?\d{4,6}(?:-\d{3,4})?)\b", re.IGNORECASE
)
_HOUSE = r"\b\d{1,4}(?:\s?[a-zA-Z])?\b"
_BRITISH = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}", re.IGNORECASE)
_STREET = re.compile(rf"[^\W\d][\w .'’-]* {_HOUSE}|{_HOUSE} [^\W\d][\w .'’-]*")
_STATE = re.compile(r"[A-Z]{2}")
LONGEST_NAME = 6  # words
SHORT = 6  # words of a correction that is only a number
_CHINESE_STREET = re.compile(r"(\d+)\s*号")
_SHORT = {"uk": "GB", "usa": "US", "us": "US", "england": "GB", "scotland": "GB", "wales": "GB", "holland": "NL"}


def parse_address(text: str, old: Address, words: FlowWords, language: str = "en") -> Address | None:
    """An address by commas or lines; name and country stay the old ones unless given.

    ``None`` without a street with a number or without a postcode: better asked again than delivered nowhere.
    """
    lead = words.find("address_lead", text)
    text = (text[lead.end() :] if lead else text).strip().strip(" .。?!")
    whole = text
    text, country = _country_off(text, language)
    if country and re.search(rf"{_POSTCODE.pattern}$", text.strip(), re.IGNORECASE):  # "2320 Luxembourg" is a city
        text = whole
    parts = [part.strip() for part in re.split(r"[,;\n，；]+", text) if part.strip()]
    coded = next(
        (i for i in range(len(parts) - 1, -1, -1) if _POSTCODE.search(parts[i]) and (i > 0 or len(parts) == 1)), None
    )
    if coded is None:
        return None
    match = list(_POSTCODE.finditer(parts[coded]))[-1]
    before, after = parts[coded][: match.start()].strip(), parts[coded][match.end() :].strip()
    if _BRITISH.fullmatch(match.group()):  # the city stands before it, and the country need not be told
        country = country or Locale("en").territories["GB"]
        after = "" if before else after
    head, tail = parts[:coded], parts[coded + 1 :]
    if not head and before:  # no commas: "Main Street 5 1012 AB Amsterdam"
        head, before = [before], ""
    numbered = [place for place, part in enumerate(head) if re.search(r"\d", part)]
    if not numbered:
        return None
    street_at = numbered[0]
    between = head[numbered[-1] + 1 :]
    if between and _STATE.fullmatch(before):  # "Fort Worth, TX 76176"
        before = f"{between.pop()}, {before}"
    city = after or before or (between[-1] if between else tail.pop(0) if tail else "")
    if not city:
        return None
    return Address(
        name=", ".join(part for part in head[:street_at] if _may_be_name(part)) or old.name,
        street=", ".join(head[street_at : numbered[-1] + 1]),  # "419 Main Street, Suite 730"
        postcode=match.group().upper(),
        city=city,
        country=country or (tail[0] if tail else old.country),
    )


# a house number or a street, then within a line its postcode, and a country's name
_SPAN = re.compile(
    r"\b\d{1,5}[a-z]?,? [^\W\d_][^\n;:()!?]{3,100}?,? \b(?:[A-Z]{2} )?\d{5}(?:-\d{4})?\b"
    r"(?:,? (?:USA|U\.S\.A?\.?|US|United States)\b)?"
)


def spans(text: str) -> list[tuple[int, int]]:
    """Where whole addresses stand in a text: a house number, a street, a city, a postcode."""
    return [match.span() for match in _SPAN.finditer(text) if "," in match.group()]


def _may_be_name(part: str) -> bool:
    """Whether what stands before the street is whom it goes to, not a sentence: "c/o Ann Hall"."""
    said = part.split()
    return len(said) <= LONGEST_NAME and (len(said) <= 2 or sum(word[:1].isupper() for word in said) * 2 >= len(said))


def corrected(text: str, told: Address, old: Address, words: FlowWords, language: str = "en") -> Address | None:
    """ "no, number 14", "in Germany": the address with that part changed; or a whole new one; ``None``: neither."""
    whole = parse_address(text, old, words, language)
    if whole is not None:
        return whole
    if has_postcode(text):
        return None  # another address that could not be read, and no house number
    if (number := _other_number(text, told.street, words)) is not None:
        street = re.sub(_HOUSE, number, told.street, count=1)
        return told.model_copy(update={"street": street})
    _, country = _country_off(text.strip().strip(" .。?!"), language)
    return told.model_copy(update={"country": country}) if country else None


def _other_number(text: str, street: str, words: FlowWords) -> str | None:
    """ "number 14", "17 not 71", "make it 17": the house number that is meant in place of the street's."""
    old = re.search(_HOUSE, street)
    said = [match.group() for match in re.finditer(_HOUSE, text)]
    others = [number for number in said if old is None or number.lower() != old.group().lower()]
    if len(others) == 1 and (len(said) > 1 or len(text.split()) <= SHORT):
        return others[0]
    number = words.find("house_number", text) or _CHINESE_STREET.search(text)
    return number.group(1) if number is not None else None


_NUMBERED = re.compile(r"(?<!\d)\d{1,5}\s?[a-zA-Z]?\s?,\s*(?:[A-Z]{1,2}-)?\d{4,6}\b")  # a house number, then a postcode


def has_address(text: str) -> bool:
    """Whether a street with its number and a postcode stand in a text."""
    return _NUMBERED.search(text) is not None


def name_before(text: str) -> str:
    """The name at the end of what stands before a street: "Monique Wolf, "."""
    found = re.search(r"(?:[^\W\d_][\w'’-]+ ){1,2}[^\W\d_][\w'’-]+,\s*$", text)
    return found.group() if found and found.group().istitle() else ""


def is_street(text: str) -> bool:
    """Whether a text is a street with its number and nothing else: the rest of an address is still to come."""
    return _STREET.fullmatch(text.strip(" .,;:!")) is not None and not has_postcode(text)


def has_postcode(text: str) -> bool:
    return _POSTCODE.search(text) is not None


def country_code(name: str) -> str | None:
    """ISO 3166 code of a country's name, in English or any of the bot's languages; a code is itself."""
    if len(name) == 2 and name.upper() in _names("en").values():
        return name.upper()
    for language in ("en", "de", "fr", "es", "zh_Hans"):
        if (code := _names(language).get(name.strip().casefold())) is not None:
            return code
    return _SHORT.get(name.strip().casefold())


def one_line(address: Address) -> str:
    return f"{address.name}, {address.street}, {address.postcode} {address.city}, {address.country}"


def _country_off(text: str, language: str) -> tuple[str, str | None]:
    """The text without the country at its end, and that country's English name."""
    tail = re.split(r"[\s,;，]+", text)
    for count in (3, 2, 1):
        if len(tail) < count:
            continue
        name = " ".join(tail[-count:])
        code = country_code(name) if len(name) > 2 or name.isupper() else None
        if code is not None:
            pattern = r"[\s,;，]+".join(re.escape(word) for word in tail[-count:])
            return re.sub(rf"[\s,;，]*\b{pattern}$", "", text), Locale("en").territories[code]
    return text, None


@lru_cache(maxsize=8)
def _names(language: str) -> dict[str, str]:
    """Country names of a language, folded, to their codes."""
    territories = Locale.parse(language).territories
    return {name.casefold(): code for code, name in territories.items() if len(code) == 2 and code.isalpha()}
