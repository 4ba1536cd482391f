"""Which encoding a file is in: charset-normalizer proposes, what is decoded is checked as columns and words of a shop.

Short files decode as many things without an error, so a proposal counts only as far as its text looks written:
columns that we know by name, letters within words, common characters of the script, nothing unassigned.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from shop.importers.headings import known

_SAMPLE = 32_768  # bytes of lines beyond ASCII that are looked at
_CHUNK = 1 << 16
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_LATIN = ("cp1252", "cp1250", "mac_roman", "cp1254", "iso8859_2", "iso8859_15", "cp1257", "cp850")
_OTHER = ("cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "cp874")
_WIDE = ("gb18030", "big5", "cp932", "cp949", "euc_jp")
_PUNCTUATION = set("€£¥°±×½¼¾®™©“”‘’„–—…•«»¿¡§²³ªº·、。，：（）【】「」・％／！？；￥\xa0")
_LANGUAGES = (  # the letters beyond ASCII of the languages of Latin script, those spoken by most first
    "äöüßéàè", "éèêëàâçîïôùûœæ", "áéíñóúü", "àèéìòù", "ãõáâàçéêíóôú", "åäöé", "æøåéö", "ëéèïöüáóê",
    "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áéíóöőúüű", "ăâîșțşţ", "çğıöşüâ", "čćđšž", "áäčďéíľĺňóôŕšťúýž",
    "āčēģīķļņšūž", "ąčęėįšųūž", "õäöüšž", "áéíóúýðþæö", "àçéèíïóòúü", "àáảãạăâđèéêìíòóôơùúưý",
)  # fmt: skip
_RARE = set("ъщэфцюё")  # of Cyrillic, in running text
_DECLARED = re.compile(rb"(?:encoding|charset)\s*=\s*[\"']?([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_TONOS = set("άέήίόύώΆΈΉΊΌΎΏ")
_ALONE = re.compile(r"(?<!\w)[^\W\d_a-z\x80-\xbfß-ÿ\u0250-\uffff](?!\w)")  # "5 Ä": a euro sign of elsewhere
_SIGNED = re.compile(r"(?<!\w)[®©™¹²³¾¼½¦¬¶§](?=[^\W\d_])")
_CASES = re.compile(
    r"[a-zß-öø-ÿāăąćčďđēėęěğīįıķļľłńņňőœŕřśşšťţūůűųźżžа-яёά-ώ](?=[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĪĮİĶĻĽŁŃŅŇŐŒŔŘŚŞŠŤŢŪŮŰŲŹŻŽА-ЯЁΆ-Ϋ])"
)
_MIXED = re.compile(
    r"[a-z](?=[\u0370-\u9fff\uac00-\ud7a3])|[\u0370-\u9fff\uac00-\ud7a3](?=[a-z])"  # two scripts in a word
    r"|[^\W\d_][^\w\s!-~–—’‘“”„»«…·®™©°²³ªº、。，：（）【】「」・％／！？；€£\xa0]+(?=[^\W\d_])"  # a sign within one
)


@dataclass(frozen=True)
class Encoding:
    """``name`` for :mod:`codecs`; ``fallback`` decodes the lines that are not ``name``, in a file of mixed bytes."""

    name: str
    fallback: str | None = None

    def __str__(self) -> str:
        return self.name.upper() if self.fallback is None else f"{self.name.upper()}, some lines {self.fallback}"


def find_encoding(path: Path) -> Encoding:
    """By its mark, the zero bytes of UTF-16, UTF-8 where all of the file is, else by what its lines decode to."""
    with path.open("rb") as file:
        start = file.read(4096)
        for mark, encoding in _BOMS.items():
            if start.startswith(mark):
                return Encoding(encoding)
        if wide := _zeros(start):
            return Encoding(wide)
        file.seek(0)
        decoder, clean = codecs.getincrementaldecoder("utf-8")(), True
        try:
            while data := file.read(_CHUNK):
                decoder.decode(data)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            clean = False
        if clean:
            return Encoding("utf-8")
        file.seek(0)
        head, good, bad, size = b"", [], [], 0
        for line in file:
            head = head or line
            if line.isascii():
                continue
            try:
                line.decode("utf-8")
                good.append(line)
            except UnicodeDecodeError:
                bad.append(line)
            size += len(line)
            if size > _SAMPLE and bad:
                break
    if declared := _declared(start, good + bad):
        return Encoding(declared)
    is_table = not head.isascii() and len(head) < 4000 and head.lstrip()[:1] not in (b"<", b"{", b"[")
    legacy = _legacy(head if is_table else b"", good + bad)
    if good:
        written = b"".join(good)
        try:
            other = quality(written.decode(legacy))
        except UnicodeDecodeError:
            other = -1e9
        if quality(written.decode("utf-8")) >= other:
            return Encoding("utf-8", _legacy(b"", bad))
    return Encoding(legacy)


def _declared(start: bytes, lines: list[bytes]) -> str | None:
    """The encoding that XML or HTML names for itself, where its lines can be read so."""
    found = _DECLARED.search(start[:2048]) if start.lstrip()[:1] == b"<" else None
    if found is None:
        return None
    try:
        name = codecs.lookup(found.group(1).decode("ascii")).name
        b"".join(lines).decode(name)
    except (LookupError, UnicodeDecodeError):
        return None
    return name


def _zeros(start: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: most characters of tables are below 256, so every other byte is zero."""
    even, odd = start[0::2], start[1::2]
    if len(start) < 8 or b"\0" not in start:
        return None
    for name, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if high.count(0) > 0.3 * len(high) and low.count(0) <= 0.02 * len(low):
            return name
    quarters = [start[place::4].count(0) / max(1, len(start) // 4) for place in range(4)]
    if min(quarters[1:]) > 0.9 > quarters[0]:
        return "utf-32-le"
    return "utf-32-be" if min(quarters[:3]) > 0.9 > quarters[3] else None


def _legacy(head: bytes, lines: list[bytes]) -> str:
    """The encoding in which these lines read best; the header row, where it is beyond ASCII, tells most."""
    from charset_normalizer import from_bytes  # most files are UTF-8 and never need it

    sample = b"".join(lines)[: 2 * _SAMPLE]
    proposed = [match.encoding for match in from_bytes(sample[:8192], cp_isolation=[*_LATIN, *_OTHER, *_WIDE])]
    best, most = "cp1252", float("-inf")
    for encoding in (*_LATIN, *_OTHER, *_WIDE):
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            if encoding not in _WIDE:
                continue
            text = sample.decode(encoding, "replace")
            if text.count("\ufffd") > 1 + len(text) // 1000:
                continue
        try:
            columns = known(re.split(r"[,;\t|¦]", head.decode(encoding).replace('"', "").strip())) if head else 0
        except UnicodeDecodeError:
            columns = 0
        found = quality(text) + 0.5 * columns + (0.03 if encoding in proposed[:3] else 0.0)
        if found > most + 0.031:
            best, most = encoding, found
    return best


def quality(text: str) -> float:
    """How much a text beyond ASCII looks written: the mean over those characters, 1 for the usual ones of a script."""
    bars = text.count("¦")
    if text.count("\n") < 2 or bars < 2 * text.count("\n"):
        bars = 0
    else:  # a separator, whatever stands beside it
        text = text.replace("¦", ",")
    beyond = [char for char in text if char > "\x7f"]
    if not beyond:
        return 0.7 * bool(bars)
    kana, hangul = any("\u3040" <= char <= "\u30ff" for char in beyond), any(map(_is_hangul, beyond))
    score = 0.0
    for char in beyond:
        score += _worth(char)
        if (kana and _is_han(char) and not _level(char, "euc_jp", 0xB0, 0xF4)) or (hangul and _is_han(char)):
            score -= 1.2
    jumps = sum(not text[found.start() : found.end() + 1].isascii() for found in _CASES.finditer(text))
    score -= 1.5 * (jumps + len(_MIXED.findall(text)))
    score -= len(_SIGNED.findall(text)) + sum(found.group() > "\x7f" for found in _ALONE.finditer(text))
    greek = [char for char in beyond if "\u0370" <= char <= "\u03ff"]
    if len(greek) > 3 and not set(greek) & _TONOS:  # no Greek is written without accents
        score -= 0.3 * len(greek)
    letters = [char.lower() for char in beyond if char.isalpha() and char < "\u0250"]
    if letters:
        fits = (sum(char in known for char in letters) / len(letters) - 0.01 * r for r, known in enumerate(_LANGUAGES))
        score += len(letters) * max(fits)
    return (score + 0.7 * bars) / (len(beyond) + bars)


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _is_hangul(char: str) -> bool:
    return "\uac00" <= char <= "\ud7a3"


@lru_cache(maxsize=20_000)
def _worth(char: str) -> float:
    category = unicodedata.category(char)
    if category in ("Cc", "Cn", "Co", "Cs") or char == "\ufffd":
        return -3.0
    if "\uff61" <= char <= "\uff9f":  # half-width kana: what other encodings decode to as Shift-JIS
        return -0.3
    if "\u3040" <= char <= "\u30ff":
        return 1.1
    if _is_hangul(char):
        return 1.1 if _level(char, "euc_kr", 0xB0, 0xC8) else -0.5
    if _is_han(char):
        return _common(char)
    if char in _PUNCTUATION:
        return 0.6
    if category.startswith("L"):
        if char < "\u0250":
            return -0.1  # counts by its language
        return 0.2 if char.lower() in _RARE else 0.9 if char < "\u0700" else 0.7 if char < "\u2e80" else -0.5
    return 0.3 if category in ("Zs", "Mn", "Mc") else -0.6


def _common(char: str) -> float:
    """A Chinese character by whether the national standards have it among the common ones."""
    if _level(char, "gb2312", 0xB0, 0xD7) or _level(char, "big5", 0xA4, 0xC6):
        return 1.0
    return 0.6 if _level(char, "euc_jp", 0xB0, 0xCF) else -0.7


def _level(char: str, encoding: str, low: int, high: int) -> bool:
    try:
        return low <= char.encode(encoding)[0] <= high
    except UnicodeEncodeError:
        return False
