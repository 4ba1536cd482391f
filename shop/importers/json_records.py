"""The values of a JSON or JSONL file one at a time, so that a large file never is in memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from shop.errors import BadInput, BadRow
from shop.importers.source import LONGEST_CELL, Source

DEEPEST = 40  # levels of nested JSON


def records(source: Source, refuse: Callable[[BadRow], None]) -> Iterator[tuple[int, Any]]:
    """(line number, value) of JSON: each line's, or each element's of an array; an object is one value.

    A JSONL line that is no JSON is refused, and the rest is read; an array that is none is
    :class:`BadInput`. What is nested deeper than anyone's products are is refused too.
    """
    for line, value in _values(source, refuse):
        if _deeper(value, DEEPEST):
            expected = f"at most {DEEPEST} levels of nesting"
            refuse(BadRow(line=line, field="row", value="…", expected=expected))
        else:
            yield line, value


def listed(source: Source, refuse: Callable[[BadRow], None]) -> Iterator[tuple[int, Any]]:
    """The same, where the values may stand in the only list of objects of one object: ``{"products": [...]}``."""
    for line, value in records(source, refuse):
        inner = value.get(list_within(value)) if isinstance(value, dict) else None
        if isinstance(inner, list):
            yield from enumerate(inner, start=1)
        else:
            yield line, value


def list_within(value: Any) -> str:
    """The field of an object that holds its items, such as ``products``; empty for an object that is an item."""
    if not isinstance(value, dict) or {"title", "name"} & value.keys():
        return ""
    lists = [name for name, inner in value.items() if isinstance(inner, list) and inner and isinstance(inner[0], dict)]
    return str(lists[0]) if len(lists) == 1 else ""


def _values(source: Source, refuse: Callable[[BadRow], None]) -> Iterator[tuple[int, Any]]:
    start = source.sample().lstrip()[:1]
    if start == "[":
        yield from _elements(source)
        return
    try:
        first = json.loads(next(iter(source.sample().splitlines()), ""))
    except (ValueError, RecursionError):
        first = None
    if start == "{" and first is None:
        yield 1, _json(source.text(), source.path.name)
        return
    for number, text in enumerate(source.lines(), start=1):
        if text.strip():
            try:
                yield number, json.loads(text)
            except (ValueError, RecursionError):
                refuse(BadRow(line=number, field="line", value=text.strip(), expected="a JSON value"))


def _deeper(value: Any, levels: int) -> bool:
    """Whether lists and objects stand in each other more than ``levels`` deep; told level by level."""
    level = [value]
    for _ in range(levels + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, (list, dict))
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True


def _json(text: str, file: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{file} is no JSON: {error}", field="file") from error


def _elements(source: Source) -> Iterator[tuple[int, Any]]:
    """The elements of a JSON array, decoded one at a time, so that a large file never is in memory."""
    decoder, buffer, line, started = json.JSONDecoder(), "", 1, False
    chunks = source.chunks()
    expect_comma = False
    while True:
        stripped = buffer.lstrip()
        line += buffer[: len(buffer) - len(stripped)].count("\n")
        buffer = stripped
        if not started and buffer:
            buffer, started = buffer[1:], True
            continue
        if started and expect_comma and buffer[:1] == ",":
            buffer, expect_comma = buffer[1:], False
            continue
        if started and buffer[:1] == "]":
            if buffer[1:].strip() or "".join(chunks).strip():
                raise BadInput(f"{source.path.name}, line {line}: text after the end of the array", field="file")
            return
        if started and buffer and not expect_comma:
            try:
                value, end = decoder.raw_decode(buffer)
                if end < len(buffer):  # a number at the end of a chunk may go on in the next
                    yield line, value
                    line += buffer[:end].count("\n")
                    buffer, expect_comma = buffer[end:], True
                    continue
            except (ValueError, RecursionError):
                if len(buffer) > 50 * LONGEST_CELL:
                    raise BadInput(f"{source.path.name}, line {line}: no JSON value", field="file") from None
        more = _more(chunks, len(buffer))
        if more is None:
            raise BadInput(f"{source.path.name} is no JSON: broken at line {line}", field="file")
        if started and expect_comma and buffer and buffer[0] not in ",]":
            raise BadInput(f"{source.path.name}, line {line}: expected , or ] after a value", field="file")
        buffer += more


def _more(chunks: Iterator[str], held: int) -> str | None:
    """At least as much again as is held, so that a value is never tried more than a few times; None at the end."""
    parts: list[str] = []
    got = 0
    for chunk in chunks:
        parts.append(chunk)
        got += len(chunk)
        if got >= max(held, 1):
            break
    return "".join(parts) if got else None
