"""The fast reader where it is sure and leaves nothing unread, the language model for the rest.

What the two agree on is sure. Where they differ the fast reader's side effects stand as it read them, and the model
adds what changes nothing: nothing is put into a cart, cancelled or confirmed on the model's word alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.commands import SIDE_EFFECTS, Command, Danger, Emergency, Search, Unknown
from dialogue.reading import Context, Reader, Reading, Utterance

AGREED = 0.9  # confidence of what both read
_FIRST = (Emergency, Danger)  # never waited for, never overruled


class CascadeReader:
    name = "cascade"

    def __init__(self, fast: Reader, slow: Reader, sure: float) -> None:
        """``sure``: the fast reader's confidence from which it is believed alone, if it left nothing unread."""
        self._fast, self._slow, self._sure = fast, slow, sure

    async def read(self, utterance: Utterance, context: Context) -> Reading:
        first = await self._fast.read(utterance, context)
        if self._enough(first):
            return replace(first, notes=(*first.notes, f"read by {self._fast.name}"))
        second = await self._slow.read(utterance, context)
        if not _says(second):
            return replace(first, notes=(*first.notes, *second.notes, f"{self._slow.name} had nothing to add"))
        return joined(first, second, self.name)

    def _enough(self, reading: Reading) -> bool:
        if any(isinstance(command, _FIRST) for command in reading.commands):
            return True
        return _says(reading) and reading.confidence >= self._sure and not reading.unread


def joined(fast: Reading, slow: Reading, name: str) -> Reading:
    """One reading of two that differ."""
    known = [command for command in fast.commands if not isinstance(command, Unknown)]
    theirs = [command for command in slow.commands if not isinstance(command, Unknown)]
    notes = (*fast.notes, *slow.notes)
    if _agree(known, theirs):  # the fast reader's links are exact: its values stand, with what the model found beside
        commands = tuple(_filled(command, theirs) for command in known)
        unread = fast.unread if slow.unread else ()
        return replace(fast, commands=commands, unread=unread, confidence=AGREED, by=name, notes=(*notes, "both agree"))
    harmless = [command for command in theirs if not isinstance(command, SIDE_EFFECTS)]
    deeds = any(isinstance(command, SIDE_EFFECTS) for command in known)
    if deeds or not harmless or (known and not fast.unread):
        return replace(fast, by=name, notes=(*notes, "they differ: the fast one stands"))
    slow = replace(slow, by=name, health=fast.health, amounts=fast.amounts)
    if known and fast.confidence >= slow.confidence:  # right as far as it goes: the model adds what it has not
        types = {type(command) for command in known}
        more = [command for command in harmless if type(command) not in types]
        return replace(slow, commands=(*known, *more), notes=(*notes, "they differ: both"))
    return replace(slow, commands=tuple(harmless), notes=(*notes, "they differ: the model's"))


def _agree(known: Sequence[Command], theirs: Sequence[Command]) -> bool:
    """Whether two readings mean the same kinds of commands; what changes something must be of the same item too."""
    if not known or {type(command) for command in known} != {type(command) for command in theirs}:
        return False
    return all(
        any(type(other) is type(command) and _item(other) == _item(command) for other in theirs)
        for command in known
        if isinstance(command, SIDE_EFFECTS)
    )


def _item(command: Command) -> tuple[str, ...]:
    item = getattr(command, "item", None)
    return item.ids if item is not None else (getattr(command, "flow", ""),)


def _filled(command: Command, others: Sequence[Command]) -> Command:
    """A search with the limits on further fields that the other reader found; any other command as it is."""
    told: dict[str, object] = {"confidence": max(command.confidence, AGREED)}
    other = next((one for one in others if isinstance(one, Search)), None)
    if isinstance(command, Search) and other is not None:
        fields = {limit.field for limit in command.filters} | set(command.drop)
        told["filters"] = (*command.filters, *(limit for limit in other.filters if limit.field not in fields))
        told["kinds"] = command.kinds or other.kinds
        told["sort"] = command.sort or (None if command.relative else other.sort)
        told["purpose"] = command.purpose or other.purpose
    return command.model_copy(update=told)


def _says(reading: Reading) -> bool:
    return any(not isinstance(command, Unknown) for command in reading.commands)
