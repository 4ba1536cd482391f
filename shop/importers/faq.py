"""FAQ files in: CSV in any language, JSON, JSONL, Markdown, text with Q: and A:, HTML; recognised from the content.

Of HTML JSON-LD (FAQPage) counts first, then accordions, definition lists and headings.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml.etree import iterwalk
from lxml.html import HtmlElement
from pydantic import ValidationError

from shop.errors import BadInput, BadRow
from shop.importers import clean
from shop.importers.base import Progress, Report
from shop.importers.draft import blank, cell
from shop.importers.headings import folded
from shop.importers.json_records import records
from shop.importers.schema_org import is_a, nodes
from shop.importers.source import Source
from shop.types import FaqEntry

UNSAID = "??"  # a language that the file does not name
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary")
_NOT_TEXT = ("script", "style", "template", "nav", "header", "footer", "head")
_TRIGGER = re.compile(
    r"(?:accordion|faq|collapse|toggle|expander|question|tab|spoiler|disclosure)[\w-]*(?:button|header|heading|title|trigger|question|label|summary|name)"
    r"|(?:^|[\s_-])(?:question|faq-q)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_BLOCKS = ("p", "li", "br", "div", "tr", "dd")

Found = tuple[int, dict[str, Any]]  # line or place, fields by name in small letters


def read_faq(
    path: Path, report: Report, *, encoding: str | None = None, progress: Progress | None = None
) -> list[FaqEntry]:
    """The entries of a FAQ file; bad rows go into the report.

    Raises :class:`BadInput` for a broken file, or one with no entry in it.
    """
    entries: dict[str, FaqEntry] = {}
    with Source(path, encoding, progress, report) as source:
        sample = source.sample().lstrip()
        if not sample:
            raise BadInput(f"{path.name} is empty", field="file")
        for line, fields in _reader(sample, source)(source, report):
            report.rows += 1
            try:
                entry = _entry(line, fields)
                if entry.id in entries:
                    raise BadRow(
                        line=line, field="question", value=entry.question, expected="one that no row above has"
                    )
            except BadRow as bad:
                report.refuse(bad)
                continue
            entries[entry.id] = entry
    report.items = len(entries)
    report.format = "faq"
    entries = _spoken(entries, report)
    if not entries:
        raise BadInput(f"{path.name}: no question with an answer in it", field="file")
    return list(entries.values())


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, ...]]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return {name: tuple(map(folded, words)) for name, words in tomllib.load(file).items()}


@lru_cache(maxsize=1)
def _marked() -> re.Pattern[str]:
    """A line that starts with Q: or A: (or "Frage 3:", "问："), as (mark of a question, mark of an answer)."""

    def one(name: str) -> str:
        return "|".join(re.escape(word) for word in sorted(_words()[name], key=len, reverse=True))

    return re.compile(
        rf"^\s*[*_#>\-]*\s*(?:({one('question_mark')})|({one('answer_mark')}))[*_]*\s*\d{{0,3}}\s*[:：.)、][*_]*\s*",
        re.IGNORECASE | re.MULTILINE,
    )


def _is_marked(sample: str) -> bool:
    """Whether questions and answers follow each other by their marks."""
    kinds = ["q" if found.group(1) else "a" for found in _marked().finditer(sample)]
    return "qa" in "".join(kinds) and kinds[0] == "q" and kinds.count("q") <= 2 * kinds.count("a")


def _reader(sample: str, source: Source) -> Any:
    if source.is_sheet:
        return _csv
    if sample[0] in "[{":
        return _json
    if sample[0] == "<" or re.search(r"<(h[1-6]|dl|details|html|body|p|div|script)\b", sample[:4000], re.IGNORECASE):
        return _html
    if _is_marked(sample):
        return _text
    if source.path.suffix.casefold() in (".md", ".markdown") or re.search(r"^#{1,6}\s+\S", sample, re.MULTILINE):
        return _markdown
    return _csv


def _entry(line: int, fields: dict[str, Any]) -> FaqEntry:
    question = cell(line, "question", _pick(fields, "question"), clean.line)
    answer = _pick(fields, "answer")
    if isinstance(answer, dict):  # schema.org's {"@type": "Answer", "text": …}
        answer = answer.get("text")
    text = cell(line, "answer", answer, clean.plain)
    if not question:
        raise BadRow(line=line, field="question", value=question, expected="a question that is not empty")
    if not text:
        raise BadRow(line=line, field="answer", value=text, expected="an answer that is not empty")
    topic = cell(line, "topic", _pick(fields, "topic"), clean.line)
    language = cell(line, "language", _pick(fields, "language") or "", clean.line)
    others = _pick(fields, "paraphrases")
    if isinstance(others, str):
        others = re.split(r"[|\n]", others)
    try:
        return FaqEntry(
            id=cell(line, "id", fields.get("id"), clean.line) or _identifier(question),
            question=question,
            answer=text,
            topic=topic or None,
            language=language[:2].casefold() or UNSAID,
            paraphrases=tuple(clean.unique(cell(line, "paraphrases", one, clean.line) for one in others or [])),
        )
    except (ValidationError, TypeError) as error:
        raise BadRow(line=line, field="row", value=fields, expected=f"an FAQ entry ({error})") from None


def _identifier(question: str) -> str:
    """A readable id that another question does not get: words and a few digits of a hash."""
    words = "-".join(re.findall(r"[a-z0-9]+", question.casefold()))[:60].strip("-")
    digest = hashlib.sha1(question.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:6]
    return f"{words or 'faq'}-{digest}"


def _spoken(entries: dict[str, FaqEntry], report: Report) -> dict[str, FaqEntry]:
    """The language of what names none: told by all of the text together, where there is enough of it."""
    unsaid = [entry for entry in entries.values() if entry.language == UNSAID]
    if not unsaid:
        return entries
    text = " ".join(f"{entry.question} {entry.answer}" for entry in unsaid)[:20_000]
    language = "en"
    if len(text) > 200 or not text.isascii():
        import py3langid

        language = str(py3langid.classify(text)[0])
        if language != "en":
            report.guess(f"the entries seem to be in the language {language!r}")
    return {
        key: entry.model_copy(update={"language": language}) if entry.language == UNSAID else entry
        for key, entry in entries.items()
    }


def _pick(fields: dict[str, Any], kind: str) -> Any:
    return next((fields[name] for name in _words()[kind] if not blank(fields.get(name))), None)


def _small(record: dict[Any, Any]) -> dict[str, Any]:
    return {folded(str(name)): value for name, value in record.items()}


def _json(source: Source, report: Report) -> Iterator[Found]:
    for line, value in records(source, report.refuse):
        if isinstance(value, dict) and not ({"question", "q", "title", "name"} & _small(value).keys()):
            lists = [inner for inner in value.values() if isinstance(inner, list)]
            if len(lists) == 1:  # {"faq": [...]}
                yield from _objects(enumerate(lists[0], start=1), report)
                continue
            if value and all(isinstance(inner, str) for inner in value.values()):  # {question: answer}
                pairs = enumerate(value.items(), start=1)
                yield from ((place, {"question": question, "answer": answer}) for place, (question, answer) in pairs)
                continue
        yield from _objects([(line, value)], report)


def _objects(values: Any, report: Report) -> Iterator[Found]:
    for line, value in values:
        if isinstance(value, dict):
            yield line, _small(value)
        else:
            report.refuse(BadRow(line=line, field="row", value=value, expected="an object with question and answer"))


def _csv(source: Source, report: Report) -> Iterator[Found]:
    """With a header that names question and answer in whatever language; without one by what the columns hold."""
    header: list[str] | None = None
    for line, cells in source.rows(refuse=report.refuse):
        if header is None:
            names = [folded(cell) for cell in cells]
            if set(names) & set(_words()["question"]) and set(names) & set(_words()["answer"]):
                header = names
                continue
            header, has_names = _columns(source)
            if has_names:
                report.guess("columns of no known name: questions and answers were told by what is in them", line=line)
                continue
        if len(cells) < 2:
            report.refuse(BadRow(line=line, field="row", value=cells, expected="a question and an answer"))
            continue
        yield line, dict(zip(header, cells, strict=False))


def _columns(source: Source) -> tuple[list[str], bool]:
    """(what the columns are, whether the first row is a header): most question marks, then most text."""
    with source.again() as other:
        rows = [cells for _, (_, cells) in zip(range(50), other.rows(refuse=lambda bad: None), strict=False)]
    width = max(map(len, rows), default=0)
    asked = [sum(len(row) > at and row[at].rstrip().endswith(("?", "？", "؟")) for row in rows) for at in range(width)]
    if width < 2 or not max(asked):
        return ["question", "answer", "topic"], False
    question = asked.index(max(asked))
    long = [sum(len(row[at]) for row in rows if len(row) > at) if at != question else -1 for at in range(width)]
    answer = long.index(max(long))
    if (question + 1 < width and 2 * long[question + 1] > long[answer]) or len(rows) < 5:
        answer = min(question + 1, width - 1) if question + 1 < width else answer
    names = ["answer" if at == answer else "topic" for at in range(width)]
    names[question] = "question"
    first = rows[0][question].rstrip() if len(rows[0]) > question else ""
    return names, not first.endswith(("?", "？", "؟")) and asked[question] >= len(rows) - 1


def _text(source: Source, report: Report) -> Iterator[Found]:
    """Text with Q: and A:, in whatever language; what stands before the first question belongs to none."""
    line, question, answer, inside = 0, "", list[str](), ""
    for number, text in enumerate(source.lines(), start=1):
        found = _marked().match(text)
        if found is not None and found.group(1):
            if question:
                yield line, {"question": _unmarked(question), "answer": _unmarked("".join(answer))}
            line, question, answer, inside = number, text[found.end() :].strip().rstrip("*_"), [], "q"
        elif found is not None and inside:
            answer.append(text[found.end() :])
            inside = "a"
        elif inside == "a":
            answer.append(text)
        elif inside == "q" and text.strip():
            question += f" {text.strip()}"
    if question:
        yield line, {"question": _unmarked(question), "answer": _unmarked("".join(answer))}


def _markdown(source: Source, report: Report) -> Iterator[Found]:
    """Each heading with text under it is a question; the heading above it in rank, if it has none, is the topic."""
    headings: dict[int, str] = {}
    for line, level, title, body in _sections(source):
        headings = {rank: above for rank, above in headings.items() if rank < level}
        if body.strip():
            topic = headings[max(headings)] if headings else None
            yield line, {"question": _unmarked(title), "answer": _unmarked(body), "topic": topic}
        else:
            headings[level] = _unmarked(title)


def _sections(source: Source) -> Iterator[tuple[int, int, str, str]]:
    """(line, rank, heading, text under it); what stands before the first heading belongs to none."""
    line, level, title, body = 0, 0, "", list[str]()
    fenced = False
    for number, text in enumerate(source.lines(), start=1):
        fenced ^= text.lstrip().startswith("```")
        match = None if fenced else _HEADING.match(text.strip())
        if match is None:
            body.append(text)
            continue
        if level:
            yield line, level, title, "".join(body)
        line, level, title, body = number, len(match.group(1)), match.group(2), []
    if level:
        yield line, level, title, "".join(body)


def _unmarked(text: str) -> str:
    """Markdown as plain text: links as their words, no emphasis."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])", r"\1", text)
    return re.sub(r"`([^`]*)`", r"\1", text)


def _html(source: Source, report: Report) -> Iterator[Found]:
    """Headings, ``<dt>`` and ``<summary>`` are questions; what follows, up to the next of them, the answer."""
    text = source.text()
    told = False
    for line, node in nodes(text):
        if is_a(node, "Question") and node.get("acceptedAnswer", node.get("suggestedAnswer")):
            told = True
            answer = node.get("acceptedAnswer", node.get("suggestedAnswer"))
            answer = answer[0] if isinstance(answer, list) and answer else answer
            said = answer.get("text") if isinstance(answer, dict) else answer
            yield line, {"question": node.get("name") or node.get("text"), "answer": said}
    root = None if told else clean.page(text)
    if root is None:
        return
    for hidden in root.xpath("|".join(f"//{tag}" for tag in _NOT_TEXT)):
        hidden.drop_tree()
    topics: dict[str, str] = {}
    for line, rank, question, answer in _html_sections(root):
        topics = {above: title for above, title in topics.items() if above < rank}
        if answer.strip():
            yield (
                line,
                {
                    "question": " ".join(question.split()),
                    "answer": answer,
                    "topic": topics[max(topics)] if topics else None,
                },
            )
        else:
            topics[rank] = question


def _asks(element: HtmlElement) -> bool:
    """A heading, or what opens a part of an accordion."""
    if element.tag in _HEADINGS:
        return True
    if element.tag not in ("button", "a", "div", "span", "p", "label", "strong", "li", "td"):
        return False
    opens = element.get("aria-expanded") is not None or element.get("data-bs-toggle") == "collapse"
    named = _TRIGGER.search(element.get("class") or "") is not None or element.get("itemprop") == "name"
    if not (opens or named) or not element.text_content().strip():
        return False
    return not any(isinstance(inner.tag, str) and inner is not element and _asks(inner) for inner in element.iter())


def _html_sections(root: HtmlElement) -> Iterator[tuple[int, str, str, str]]:
    """(line, rank, heading, text up to the next heading), walking the page in order."""
    line, rank, title, parts = 0, "", "", list[str]()
    inside: Any = None  # the heading whose own words are being passed
    for event, element in iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            parts.append(element.tail or "" if event == "end" and inside is None else "")
        elif event == "start" and inside is None and _asks(element):
            if rank:
                yield line, rank, title, "".join(parts)
            inside, line, title, parts = element, element.sourceline or 0, element.text_content(), []
            rank = element.tag if re.fullmatch("h[1-6]", element.tag) else "h7"
        elif event == "start" and inside is None:
            parts.append(("\n" if element.tag in _BLOCKS else "") + (element.text or ""))
        elif event == "end" and (inside is None or element is inside):
            inside = None
            parts.append(element.tail or "")
    if rank:
        yield line, rank, title, "".join(parts)
