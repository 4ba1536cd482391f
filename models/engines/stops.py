"""From tokens to text that may be shown: whole characters only, and nothing of a stop string."""

from __future__ import annotations

from typing import Any


class Text:
    """Text of one answer as its tokens come. What might be the start of a stop string is held back."""

    def __init__(self, tokenizer: Any, stops: tuple[str, ...] = ()) -> None:
        self._tokenizer = tokenizer
        self._stops = tuple(stop for stop in stops if stop)
        self._tokens: list[int] = []
        self._sent = 0  # characters handed out so far
        self._whole = ""
        self.stopped = False

    def add(self, token: int) -> str:
        """One more token; returns the text that is certain now and was not before."""
        self._tokens.append(token)
        text: str = self._tokenizer.decode(self._tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        if text.endswith("\ufffd"):  # half a character
            return ""
        self._whole = text
        for stop in self._stops:
            at = text.find(stop)
            if at >= 0:
                self._whole, self.stopped = text[:at], True
                return self.rest()
        return self._take(len(self._whole) - self._held())

    def rest(self) -> str:
        """What is left at the end."""
        return self._take(len(self._whole))

    def _held(self) -> int:
        """Length of the longest end of the text that is a start of a stop string."""
        longest = 0
        for stop in self._stops:
            for length in range(min(len(stop) - 1, len(self._whole)), longest, -1):
                if self._whole.endswith(stop[:length]):
                    longest = length
                    break
        return longest

    def _take(self, until: int) -> str:
        piece = self._whole[self._sent : until]
        self._sent = max(self._sent, until)
        return piece
