"""FAQ files in: CSV, JSON, JSONL, Markdown (heading = question) and HTML; recognised from the content."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml.etree import iterwalk
from lxml.html import HtmlElement
from pydantic import ValidationError

from shop.errors import BadInput, BadRow
from shop.importers import clean
from shop.importers.base import Progress, Report
from shop.importers.draft import blank, cell
from shop.importers.json_records import records
from shop.importers.source import Source
from shop.types import FaqEntry

_QUESTION = ("question", "q", "title", "name", "ask")
_ANSWER = ("answer", "a", "text", "body", "content", "acceptedanswer", "reply")
_TOPIC = ("topic", "category", "section", "group")
_PARAPHRASES = ("paraphrases", "rephr", "variants", "alternatives", "similar")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary")
_NOT_TEXT = ("script", "style", "template", "nav", "header", "footer", "head")
_BLOCKS = ("p", "li", "br", "div", "tr", "dd")

Found = tuple[int, dict[str, Any]]  # line or place, fields by name in small letters


def read_faq(
    path: Path, report: Report, *, encoding: str | None = None, progress: Progress | None = None
) -> list[FaqEntry]:
    """The entries of a FAQ file; bad rows go into the report.

    Raises :class:`BadInput` for a broken file, or one with no entry in it.
    """
    entries: dict[str, FaqEntry] = {}
    with Source(path, encoding, progress) as source:
        sample = source.sample().lstrip()
        if not sample:
            raise BadInput(f"{path.name} is empty", field="file")
        for line, fields in _reader(sample, path)(source, report):
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
    if not entries:
        raise BadInput(f"{path.name}: no question with an answer in it", field="file")
    return list(entries.values())


def _reader(sample: str, path: Path) -> Any:
    if sample[0] in "[{":
        return _json
    if sample[0] == "<" or re.search(r"<(h[1-6]|dl|details|html|body|p)\b", sample[:2000], re.IGNORECASE):
        return _html
    if path.suffix.casefold() in (".md", ".markdown") or re.search(r"^#{1,6}\s+\S", sample, re.MULTILINE):
        return _markdown
    return _csv


def _entry(line: int, fields: dict[str, Any]) -> FaqEntry:
    question = cell(line, "question", _pick(fields, _QUESTION), clean.line)
    answer = _pick(fields, _ANSWER)
    if isinstance(answer, dict):  # schema.org's {"@type": "Answer", "text": …}
        answer = answer.get("text")
    text = cell(line, "answer", answer, clean.plain)
    if not question:
        raise BadRow(line=line, field="question", value=question, expected="a question that is not empty")
    if not text:
        raise BadRow(line=line, field="answer", value=text, expected="an answer that is not empty")
    topic = cell(line, "topic", _pick(fields, _TOPIC), clean.line)
    language = cell(line, "language", fields.get("language") or "en", clean.line)
    others = _pick(fields, _PARAPHRASES)
    if isinstance(others, str):
        others = re.split(r"[|\n]", others)
    try:
        return FaqEntry(
            id=cell(line, "id", fields.get("id"), clean.line) or _identifier(question),
            question=question,
            answer=text,
            topic=topic or None,
            language=language,
            paraphrases=tuple(clean.unique(cell(line, "paraphrases", one, clean.line) for one in others or [])),
        )
    except (ValidationError, TypeError) as error:
        raise BadRow(line=line, field="row", value=fields, expected=f"an FAQ entry ({error})") from None


def _identifier(question: str) -> str:
    """A readable id that another question does not get: words and a few digits of a hash."""
    words = "-".join(re.findall(r"[a-z0-9]+", question.casefold()))[:60].strip("-")
    digest = hashlib.sha1(question.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:6]
    return f"{words or 'faq'}-{digest}"


def _pick(fields: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((fields[name] for name in names if not blank(fields.get(name))), None)


def _small(record: dict[Any, Any]) -> dict[str, Any]:
    return {str(name).strip().casefold(): value for name, value in record.items()}


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
    """With a header that names question and answer; without one the first two columns are they."""
    header: list[str] | None = None
    for line, cells in source.rows():
        if header is None:
            names = [cell.strip().casefold() for cell in cells]
            if set(names) & set(_QUESTION) and set(names) & set(_ANSWER):
                header = names
                continue
            header = ["question", "answer", "topic"]
        if len(cells) < 2:
            report.refuse(BadRow(line=line, field="row", value=cells, expected="a question and an answer"))
            continue
        yield line, dict(zip(header, cells, strict=False))


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
    root = clean.page(source.text())
    if root is None:
        return
    for hidden in root.xpath("|".join(f"//{tag}" for tag in _NOT_TEXT)):
        hidden.drop_tree()
    topics: dict[str, str] = {}
    for line, rank, question, answer in _html_sections(root):
        topics = {above: title for above, title in topics.items() if above < rank}
        if answer.strip():
            yield line, {"question": question, "answer": answer, "topic": topics[max(topics)] if topics else None}
        else:
            topics[rank] = question


def _html_sections(root: HtmlElement) -> Iterator[tuple[int, str, str, str]]:
    """(line, rank, heading, text up to the next heading), walking the page in order."""
    line, rank, title, parts = 0, "", "", list[str]()
    inside: Any = None  # the heading whose own words are being passed
    for event, element in iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            parts.append(element.tail or "" if event == "end" and inside is None else "")
        elif event == "start" and inside is None and element.tag in _HEADINGS:
            if rank:
                yield line, rank, title, "".join(parts)
            inside, line, title, parts = element, element.sourceline or 0, element.text_content(), []
            rank = element.tag if element.tag.startswith("h") else "h7"
        elif event == "start" and inside is None:
            parts.append(("\n" if element.tag in _BLOCKS else "") + (element.text or ""))
        elif event == "end" and (inside is None or element is inside):
            inside = None
            parts.append(element.tail or "")
    if rank:
        yield line, rank, title, "".join(parts)
