"""People's names, and all other personal text, found by Presidio over a small spaCy model and our own recognisers.

>>> Masker(folder).mask("I'm Maya Lindqvist, my card is 4111 1111 1111 1111").text  # doctest: +SKIP
"I'm [name_1], my card is [card_1]"

Without the model's folder only names that somebody introduces are found ("my name is …", 我叫…). spaCy and Presidio
take two seconds and some 200 MB, so that they are loaded at the first text that needs them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import structlog

from models.weights import fetched_encoders
from shop.personal import KINDS, Found, Kind, apart, find, replaced
from shop.settings import Settings

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine

log = structlog.get_logger()

ALL: tuple[Kind, ...] = (*KINDS, "name")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_PERSON = "PERSON"
# the hundred most usual family names, which nearly nine of ten people in China have
_FAMILIES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧"
)
_SAYS = (
    "我叫|我是|我姓|本人|姓名(?:是|为|：|:)?|名字(?:是|叫)|收件人(?:是|：|:)?|收货人(?:是|：|:)?"
    "|联系人(?:是|：|:)?|寄给|他叫|她叫"
)
_ENDS = r"[,，。.!！?？;；、\s]|$|的|和|电话|手机|地址|想|要|在"
_CHINESE = re.compile(rf"(?:{_SAYS})\s?([{_FAMILIES}][\u4e00-\u9fff]{{1,2}}?)(?={_ENDS})")
_TITLED = re.compile(rf"([{_FAMILIES}][\u4e00-\u9fff]{{0,2}}?)(?=先生|女士|小姐|太太)")
_NAMES_ONE = r"my (?:full )?name is|i am called|mein name ist|ich heiße|je m'appelle|me llamo"
_LEADS = (
    r"my (?:full )?name(?: is|'s|:)|name:|they call me|this is|it's for|signed,?|regards,?|cheers,|thanks,|best,"
    r"|deliver(?:ed)? to|addressed to|ordered by|under the name(?: of)?|in the name of|mr\.?|mrs\.?|ms\.?|dr\.?"
    r"|mi nombre es|mon nom est"
)
_PARTICLE = "(?:van |von |de |der |la |da |bin |al-)?"
_INTRODUCED = re.compile(rf"(?<!\w)(?i:{_LEADS}) ([A-Z][\w'’-]+(?: {_PARTICLE}[A-Z][\w'’.-]+){{0,3}})")
_TOLD = re.compile(rf"(?<!\w)(?i:{_NAMES_ONE}) (\w[\w'’-]+(?: \w[\w'’-]+)?)")


@dataclass(frozen=True)
class Masked:
    """``text`` has a numbered mark for each piece; ``pieces`` maps the marks back."""

    text: str
    pieces: dict[str, str]

    def restored(self, text: str) -> str:
        """Another text with the pieces in place of their marks: what a model answered to the masked one."""
        for mark, piece in self.pieces.items():
            text = text.replace(mark, piece)
        return text


class Masker:
    """``folder``: the spaCy model's, or None where there is none. ``known``: names of things that are no people's, such
    as makers. Safe for threads."""

    def __init__(self, folder: Path | None, known: Collection[str] = ()) -> None:
        self.folder = folder
        self._known = [name.casefold() for name in known]
        self._lock = Lock()
        if folder is None:
            log.warning("no model for people's names", found="only names that somebody introduces")

    def find(self, text: str, kinds: Collection[Kind] = ALL) -> list[Found]:
        """All that is personal in a text, in order."""
        found = find(text, kinds)
        if "name" in kinds:
            found = apart([*found, *self._names(text)])
        return found

    def mask(self, text: str, kinds: Collection[Kind] = ALL) -> Masked:
        """The same piece has the same mark throughout a text."""
        return self.mask_all([text], kinds)[0]

    def mask_all(self, texts: Iterable[str], kinds: Collection[Kind] = ALL) -> list[Masked]:
        """Each text by itself; the same piece has the same mark in all of them, and all have the same ``pieces``."""
        pieces: dict[str, str] = {}
        marks: dict[tuple[Kind, str], str] = {}

        def mark(kind: Kind, said: str) -> str:
            if (kind, said) not in marks:
                marks[kind, said] = f"[{kind}_{1 + sum(one == kind for one, _ in marks)}]"
                pieces[marks[kind, said]] = said
            return marks[kind, said]

        def masked(text: str) -> str:
            return replaced(text, self.find(text, kinds), lambda one: mark(one.kind, text[one.start : one.end]))

        return [Masked(masked(text), pieces) for text in texts]

    def plain(self, text: str) -> str:
        """For what is kept as an example: ``[name]`` in place of a name, without numbers."""
        return replaced(text, self.find(text), lambda found: f"[{found.kind}]")

    def _names(self, text: str) -> Iterator[Found]:
        for pattern in (_CHINESE, _TITLED, _INTRODUCED, _TOLD):
            for match in pattern.finditer(text):
                yield Found(*match.span(1), "name")
        if self.folder is None or not re.search(r"[A-Za-z]{2}", text):
            return
        with self._lock:
            results = self._presidio.analyze(text, language="en", entities=[_PERSON])
        for one in results:
            said = text[one.start : one.end]
            if not _HAN.search(said) and not re.search(r"[\d@]", said) and said.casefold() not in self._known:
                yield Found(one.start, one.end, "name")

    @cached_property
    def _presidio(self) -> AnalyzerEngine:
        with _without_torch():
            import spacy
            from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
            from presidio_analyzer.nlp_engine import SpacyNlpEngine
            from presidio_analyzer.predefined_recognizers import SpacyRecognizer

        assert self.folder is not None
        engine = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": str(self.folder)}])
        engine.nlp = {  # type: ignore[assignment]  # it knows only names of packages
            "en": spacy.load(self.folder, exclude=["parser", "senter", "lemmatizer", "attribute_ruler"])
        }
        registry = RecognizerRegistry(recognizers=[SpacyRecognizer(supported_entities=[_PERSON])])
        return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])


def masker(settings: Settings, known: Collection[str] = ()) -> Masker:
    """With the fetched model of ``privacy.names``, where it is there."""
    folder = fetched_encoders(settings) / settings.privacy.names
    return Masker(folder if (folder / "config.cfg").exists() else None, known)


@contextmanager
def _without_torch() -> Iterator[None]:
    """spaCy would load torch wherever it is installed, for nothing, and the gateway has no room for it."""
    absent = [name for name in ("torch", "transformers") if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]  # None makes an import of it fail
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]
