"""The general entities as patterns: what an order number or a sum of money looks like in any shop.

Patterns beat a learnt tagger here: nothing to annotate, nothing a new shop's numbers could confuse, and the value
comes out in one form ("2nd", "second" and "第二个" are all ``"2"``).
"""

import re
from datetime import date, timedelta
from typing import Callable, Iterator, List, NamedTuple, Optional


class Found(NamedTuple):
    """``value`` is always text: "AF-104233", "anna@mail.com", "49.90", "2", "-1" (the last), "2025-03-05"."""

    entity: str
    start: int
    end: int
    value: str


_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "dozen": 12, "both": 2, "couple": 2, "pair": 1,
    "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
}  # fmt: skip
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "1st": 1, "2nd": 2, "3rd": 3, "last": -1, "secnd": 2, "secound": 2, "thrid": 3, "frist": 1,
}  # fmt: skip
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_WORD_NUMBER = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_CURRENCY = r"€|\$|£|¥|eur(?:os?)?|usd|gbp|chf|cny|rmb|dollars?|bucks|pounds?|quid|元|块钱?|欧元?|美元|英镑"
_NAMES_A_NUMBER = r"(?:order|number|no\.?|nr\.?|订单号?|单号|号码)(?:\s*(?:is|number|no\.?|\#|:|：|是|=))*\s*"

EMAIL = re.compile(r"(?<![\w.+-])[a-z0-9][\w.+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE | re.ASCII)
# letters and digits ("AF-104233", "bx20931"), "#" and digits, digits after "order", or six to twelve digits alone
# (five only as the whole message: a postcode has as many)
ORDER_NUMBER = re.compile(
    rf"(?<![\w@.€$£¥+-])(?<!\d )(?:#?(?P<lettered>(?!size)[a-z]{{1,4}}-?\d{{4,12}}(?:-\d{{1,4}})?)"
    rf"|#\s?(?P<hashed>\d{{3,12}})"
    rf"|{_NAMES_A_NUMBER}(?P<named>[a-z]{{0,4}}-?\d{{3,12}})|(?P<plain>\d{{4}}-\d{{5,10}}|\d{{6,12}}|\A\s*\d{{5}}(?=\W*\Z)))"
    rf"(?![a-z\d_@]|[.,]\d|\s\d{{2}}|\s?(?:{_CURRENCY})(?![a-z]))",
    re.IGNORECASE | re.ASCII,
)
_MONEY = re.compile(
    rf"(?:(?P<before>€|\$|£|¥|eur|usd|gbp)\s?)?(?<![\w.,-])(?P<amount>\d{{1,6}}(?:[.,]\d{{3}})*(?:[.,]\d{{1,2}})?)"
    rf"(?:\s?(?P<after>{_CURRENCY})(?![a-z]))?",
    re.IGNORECASE | re.ASCII,
)
_PRICED = re.compile(
    r"(?:under|below|less than|less then|up to|max(?:imum)?|over|above|more than|around|about|between|for|cheaper than|"
    r"budget(?: is| of)?|至少|不超过|低于|高于|最多|between \S{1,9} (?:and|to))\s*$",
    re.IGNORECASE,
)
_PRICED_AFTER = re.compile(r"\s*(?:以下|以内|之内|以上|左右|之间|到\s?\d+元?之间|or less|or more|max\b)", re.IGNORECASE)
_ORDINAL = re.compile(
    rf"\b(?P<word>{'|'.join(_ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))(?=\b|[^\x00-\x7f])"
    rf"(?!\s+(?:name|order|orders|time|week|month|year|night|purchase|try|of (?:{'|'.join(_MONTHS)})))"
    rf"|\b(?:number|no\.?|nr\.?|option|item|the)\s*#?\s*(?P<number>\d{{1,2}}|{_WORD_NUMBER})\b"
    r"(?!\s*(?:[.,]\d|%|€|\$|eur|dollars|pounds|items?\b|pieces?\b))(?<!the two)(?<!the three)(?<!the one)"
    r"|(?<!\w)#\s?(?P<hash>\d{1,2})(?!\d)"
    r"|第(?P<zh>[一二三四五六七八九十]|\d{1,2})|(?P<zh_last>最后)(?=一?[个件款双条本台只])",
    re.IGNORECASE,
)
_COUNTED = (
    r"pieces?|pcs|pairs?|items?|units?|copies|packs?|boxes|of (?:them|those|these|the|it)|more|each|times|in total"
    r"|instead|only"
)
_QUANTITY = re.compile(
    rf"(?<![\w.,#-])(?P<count>\d{{1,2}}|{_WORD_NUMBER}|an?\s+couple|a\s+pair|a\s+dozen|both)\s+(?:{_COUNTED})\b"
    rf"|(?<!\w)(?:x\s?(?P<times>\d{{1,2}})|(?P<timesafter>\d{{1,2}})\s?x)(?!\w)"
    rf"|\b(?:quantity|qty|amount|number of (?:items|pieces))\s*(?:to|is|of|:|=)*\s*"
    rf"(?P<named>\d{{1,2}}|{_WORD_NUMBER})\b"
    r"|\b(?:add|buy|take|order|want|need|get|make (?:it|that)|give me|just|only|put|(?:reduce|set) (?:it )?to|not)\s+"
    rf"(?P<verb>\d{{1,2}}|{_WORD_NUMBER})\b"
    r"(?!\s*(?:€|\$|£|eur|dollar|pound|%|st\b|nd\b|rd\b|th\b|[.,]\d|that\b|like\b|size|in\b|for\b|day|week))"
    r"|(?P<zh>[一二两三四五六七八九十]|\d{1,2})\s?(?:个|件|双|条|份|台|只|瓶|盒|本|套|把|包|袋|箱|罐|杯|顶|支|副|张(?!优惠|券|卡))(?!月)",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"(?P<iso>\b\d{{4}}-\d{{1,2}}-\d{{1,2}}\b)"
    rf"|\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{'|'.join(_MONTHS)})[a-z]*\.?(?:\s+(?P<y>\d{{4}}))?\b"
    rf"|\b(?P<m2>{'|'.join(_MONTHS)})[a-z]*\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y2>\d{{4}}))?\b"
    r"|\b(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4}|\d{2})\b"
    rf"|\b(?P<relative>the day before yesterday|yesterday|today|tomorrow)\b"
    rf"|\b(?P<which>last|next|this|on|by|before)?\s*(?P<weekday>{'|'.join(_DAYS)})\b"
    r"|(?P<zhrel>前天|昨天|今天|明天|后天)|(?P<zhm>\d{1,2})月(?P<zhd>\d{1,2})[日号]",
    re.IGNORECASE,
)
_RELATIVE = {
    "the day before yesterday": -2, "yesterday": -1, "today": 0, "tomorrow": 1,
    "前天": -2, "昨天": -1, "今天": 0, "明天": 1, "后天": 2,
}  # fmt: skip


def emails(text: str) -> Iterator[Found]:
    for match in EMAIL.finditer(text):
        yield Found("email", match.start(), match.end(), match.group().lower())


def order_numbers(text: str) -> Iterator[Found]:
    for match in ORDER_NUMBER.finditer(text):
        kind = match.lastgroup or "plain"
        start, end = match.span(kind)
        yield Found("order_number", start, end, match.group(kind).strip().upper())


def money(text: str) -> Iterator[Found]:
    """Amounts that a currency or the words around them make a price ("under 50", "40€", "200元以下")."""
    for match in _MONEY.finditer(text):
        said = match["before"] or match["after"]
        around = _PRICED.search(text[: match.start()]) or _PRICED_AFTER.match(text, match.end())
        if said or (
            around and not re.match(r"\s*(?:days?|people|years?|person|of\b|pieces|kg|cm|码|个)", text[match.end() :])
        ):
            yield Found("money", match.start(), match.end(), _amount(match["amount"]))


def ordinals(text: str) -> Iterator[Found]:
    for match in _ORDINAL.finditer(text):
        said = (match.group(match.lastgroup) if match.lastgroup else match.group()).lower()
        value = -1 if said == "最后" else _ORDINALS.get(said) or _number(re.sub(r"(st|nd|rd|th)$", "", said) or said)
        yield Found("ordinal", match.start(), match.end(), str(value))


def quantities(text: str) -> Iterator[Found]:
    for match in _QUANTITY.finditer(text):
        if text[: match.start()].endswith(("第", "最后")):
            continue
        said = (match.group(match.lastgroup) if match.lastgroup else match.group()).lower().split()[-1]
        value = _number(said)
        if value:
            yield Found("quantity", match.start(), match.end(), str(value))


def dates(text: str, today: date) -> Iterator[Found]:
    for match in _DATE.finditer(text):
        value = _date(match, today)
        if value is not None:
            yield Found("date", match.start(), match.end(), value.isoformat())


def find(text: str, today: Optional[date] = None) -> List[Found]:
    """All entities of a text in the order they stand; where two overlap the earlier in this list wins:
    e-mail, order number, date, money, ordinal, quantity.
    """
    finders: List[Callable[[str], Iterator[Found]]] = [
        emails,
        order_numbers,
        lambda text: dates(text, today or date.today()),
        money,
        ordinals,
        quantities,
    ]
    taken: List[Found] = []
    for finder in finders:
        for found in finder(text):
            if all(found.end <= other.start or found.start >= other.end for other in taken):
                taken.append(found)
    return sorted(taken, key=lambda found: found.start)


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() else _NUMBERS.get(said, 0)


def _amount(said: str) -> str:
    """ "1,299.00", "1.299,00" and "1299" are all 1299 in their own places."""
    head, mark, tail = said.rpartition("." if said.rfind(".") > said.rfind(",") else ",")
    if mark and len(tail) != 3:
        return f"{re.sub('[.,]', '', head)}.{tail}"
    return re.sub("[.,]", "", said)


def _date(match: "re.Match[str]", today: date) -> Optional[date]:
    found = {name: value for name, value in match.groupdict().items() if value}
    try:
        if "iso" in found:
            year, month, day = (int(part) for part in found["iso"].split("-"))
            return date(year, month, day)
        if "relative" in found or "zhrel" in found:
            return today + timedelta(days=_RELATIVE[(found.get("relative") or found["zhrel"]).lower()])
        if "weekday" in found:
            ahead = (_DAYS.index(found["weekday"].lower()) - today.weekday()) % 7
            back = found.get("which", "").lower() == "last"
            return today + timedelta(days=ahead - 7 if back else ahead or 7)
        if "day" in found:
            year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
            return date(year, int(found["month"]), int(found["day"]))
        month = int(found["zhm"]) if "zhm" in found else _MONTHS.index((found.get("m") or found["m2"]).lower()[:3]) + 1
        day = int(found.get("d") or found.get("d2") or found["zhd"])
        return date(int(found.get("y") or found.get("y2") or today.year), month, day)
    except ValueError:  # 31 February and its like
        return None
