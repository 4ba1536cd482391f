"""A message about orders as what is wanted of each: "return the lamp from A and cancel B, paid back to my card".

The text is cut into pieces. A piece belongs to the order whose number stands in it, else to the one whose goods it
names, else to the one spoken of before it; what is said before any order holds for all of them. Then the words of an
order tell the processes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dialogue.flows.addresses import spans
from dialogue.flows.naming import Titles, parts_of, told_apart
from dialogue.flows.words import FlowWords, plain
from dialogue.identity import EMAIL
from shop.dialogue import Request
from shop.types import Order, OrderStatus

KINDS = ("cancel", "return", "exchange", "payment_method", "address")
NOT_GONE = (OrderStatus.PLACED, OrderStatus.PAID, OrderStatus.PACKED)
MOST = 10  # requests of one message


@dataclass
class _Piece:
    text: str
    sentence: int
    numbers: list[str] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)


@dataclass
class _Group:
    """What was said of one order, in its pieces."""

    order: str
    pieces: list[_Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        return _joined(self.pieces)


class RequestReader:
    """``orders`` are those in view; ``prefix``: what order numbers begin with."""

    def __init__(self, orders: Sequence[Order], words: FlowWords, prefix: str) -> None:
        self._orders = {order.number: order for order in orders}
        self._words = words
        bare = re.escape("".join(char for char in prefix if char.isalnum()))
        self._number = re.compile(rf"#?\b{bare}[- ]?\d{{4,12}}\b|#\w*\d{{4,12}}\b", re.IGNORECASE)

    def read(self, text: str, *, last: str = "", about: str = "") -> list[Request]:
        """The requests, in order. ``last``: the process spoken of before, for "and the other one as well"; ``about``:
        the order spoken of before."""
        text = EMAIL.sub(" ", plain(text))
        if every := self._of_all(text, last):
            return every
        pieces = self._pieces(text)
        header, groups = self._grouped(pieces, about)
        found: list[Request] = []
        for group in groups:
            flows = self._flows(group.text, group.order)
            said = f"{header} {group.text}".strip() if header else group.text
            if not flows and header:
                flows = self._flows(header, group.order, loose=False)
            if not flows and last in KINDS and self._words.has("same_again", group.text):
                flows = [last]
            if not flows and found and self._titles([group.order]).mentions(group.text):
                flows = self._alike(found[-1].flow, group.order)  # "from A the lamp; from B the chair"
            found += [Request(flow=flow, order=group.order, text=said) for flow in flows]
        return found[:MOST]

    def about(self, text: str, number: str) -> str:
        """What a text that names several orders says of one of them; all of it where it names no other."""
        if number not in self.numbers(text) or len(self.numbers(text)) < 2:
            return text
        header, groups = self._grouped(self._pieces(plain(text)), "")
        own = next((group.text for group in groups if group.order == number), text)
        return f"{header} {own}".strip()

    def _of_all(self, text: str, last: str) -> list[Request]:
        """ "Cancel all my pending orders": a request for each order whose state it suits."""
        if not self._orders or not self._words.has("all_orders", text) or self._number.search(text):
            return []
        flows = self._flows(text, "") or ([last] if last in ("cancel", "return") else [])
        if len(flows) != 1 or flows[0] not in ("cancel", "return"):
            return []
        states = NOT_GONE if flows == ["cancel"] else (OrderStatus.DELIVERED,)
        return [
            Request(flow=flows[0], order=one.number, text=text) for one in self._orders.values() if one.status in states
        ]

    def numbers(self, text: str) -> list[str]:
        """The order numbers of a text as the shop writes them."""
        return list(dict.fromkeys(self._known(match.group()) for match in self._number.finditer(text)))

    def _known(self, said: str) -> str:
        bare = "".join(char for char in said.upper() if char.isalnum())
        return next((n for n in self._orders if "".join(c for c in n if c.isalnum()) == bare), said.lstrip("#").upper())

    # ── pieces ───────────────────────────────────────────────────────────────

    def _pieces(self, text: str) -> list[_Piece]:
        pieces: list[_Piece] = []
        for place, (start, end) in enumerate(_cut(self._words.finditer("sentences", text), 0, len(text))):
            sentence = text[start:end]
            for left, right in self._parted(sentence, [*_brackets(sentence), *spans(sentence)]):
                piece = _Piece(sentence[left:right], place)
                piece.numbers = self._subjects(piece.text)
                if pieces and pieces[-1].sentence == place and self._joins(pieces[-1], piece):
                    pieces[-1].text += piece.text
                    pieces[-1].numbers += piece.numbers
                else:
                    pieces.append(piece)
        return pieces

    def _joins(self, before: _Piece, piece: _Piece) -> bool:
        """Whether numbers stand in a row: "#A, #B and #C"."""
        if not before.numbers or not piece.numbers:
            return False

        def left(text: str) -> str:
            return self._words.without("between_numbers", text).strip()

        rest = left(self._number.sub("", before.text + piece.text))
        tail, lead = left(self._number.split(before.text)[-1]), left(self._number.split(piece.text)[0])
        return not rest or not (tail or lead)

    def _subjects(self, text: str) -> list[str]:
        """Numbers of orders that something is wanted of: not those that only tell an address."""
        return [
            self._known(match.group())
            for match in self._number.finditer(text)
            if not self._words.has("as_elsewhere", text[max(0, match.start() - 60) : match.start()])
        ]

    # ── groups ───────────────────────────────────────────────────────────────

    def _grouped(self, pieces: list[_Piece], about: str) -> tuple[str, list[_Group]]:
        """What holds for all, and the pieces of each order."""
        named = list(dict.fromkeys(number for piece in pieces for number in piece.numbers))
        titles = self._titles(named)
        groups = {number: _Group(number) for number in named}
        header: list[_Piece] = []
        current: list[str] = []
        row: list[str] = []  # orders named next to each other: "the first was a mistake, the second …"
        for place, piece in enumerate(pieces):
            if piece.numbers:
                current = piece.numbers
                row = current if len(current) > 1 else [*row, *current]
            elif len(row) > 1 and (meant := self._of_row(piece.text, row)):
                current = meant
            elif (owners := self._owners(piece, titles)) and not set(owners) & set(current):
                current = owners if len(owners) == 1 else current
            elif not current:
                ahead = [other for other in pieces[place:] if other.sentence == piece.sentence and other.numbers]
                if not ahead:
                    header.append(piece)
                    continue
                groups[ahead[0].numbers[0]].pieces.append(piece)
                continue
            for number in current:
                groups.setdefault(number, _Group(number)).pieces.append(piece)
        said = _joined(header)
        if not groups:
            return "", self._unnumbered(pieces, about)
        return said, list(groups.values())

    def _of_row(self, text: str, row: Sequence[str]) -> list[str]:
        """ "The first one", "the latter", "both": orders of those that were named in a row."""
        if self._words.has("both", text):
            return list(row[-2:])
        if (match := self._words.find("of_row", text)) is None:
            return []
        place = self._words.place(match.group(1).lower(), len(row))
        return [row[place]] if place is not None else []

    def _titles(self, named: Sequence[str]) -> Titles:
        among = [self._orders[number] for number in named if number in self._orders]
        lines = (
            line.model_copy(update={"item_id": f"{order.number}\x1f{line.item_id}"})
            for order in among for line in order.lines
        )  # fmt: skip
        return Titles(lines, self._words)

    def _owners(self, piece: _Piece, titles: Titles) -> list[str]:
        """The orders whose goods a piece names."""
        mentions = titles.mentions(piece.text)
        owners = [{line.item_id.split("\x1f")[0] for line in mention.lines} for mention in mentions]
        return sorted(set.intersection(*owners)) if owners else []

    def _unnumbered(self, pieces: list[_Piece], about: str) -> list[_Group]:
        """No number: by sentences, each about the order whose goods it names, or the one spoken of before."""
        titles = self._titles(list(self._orders))
        groups: list[_Group] = []
        for piece in pieces:
            owners = self._owners(piece, titles)
            if about in owners:
                owners = [about]
            order = owners[0] if len(owners) == 1 else ""
            if groups and (not order or groups[-1].order in ("", order)):
                groups[-1].pieces.append(piece)
                groups[-1].order = groups[-1].order or order
            else:
                groups.append(_Group(order, [piece]))
        for group in groups:
            group.order = group.order or (about if len(groups) == 1 else "")
        return groups

    # ── processes ────────────────────────────────────────────────────────────

    def _flows(self, text: str, number: str, *, loose: bool = True) -> list[str]:
        """The processes that the words of one order tell, in their order. ``loose``: goods with other values count."""
        places: dict[str, int] = {}
        order = self._orders.get(number)
        for sentence, start in self._clauses(text):
            for kind in self._kinds(sentence):
                places.setdefault(kind, start)
        alone = loose and order is not None and not {"cancel", "return", "exchange"} & set(places)
        if alone and order is not None and self._wants_variant(text, order):
            places["exchange"] = len(text)
        if "exchange" in places and order is not None and not self._of_goods(text, order, places):
            places.pop("exchange")
        found = sorted(places, key=lambda kind: places[kind])
        if {"return", "exchange"} <= set(found):
            found.remove("return" if places["exchange"] < places["return"] else "exchange")
        if order is not None and order.status in NOT_GONE:
            found = ["change_line" if kind == "exchange" else kind for kind in found]
        return found

    def _alike(self, flow: str, number: str) -> list[str]:
        """The process of another order, as this one's state has it."""
        order = self._orders.get(number)
        if order is None or flow not in ("exchange", "change_line"):
            return [flow]
        return ["change_line" if order.status in NOT_GONE else "exchange"]

    def _clauses(self, text: str) -> list[tuple[str, int]]:
        found = []
        for start, end in _cut(self._words.finditer("sentences", text), 0, len(text)):
            sentence = text[start:end]
            found += [(sentence[left:right], start + left) for left, right in self._parted(sentence, spans(sentence))]
        return found

    def _parted(self, sentence: str, closed: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """The pieces of a sentence; what is closed stays whole."""
        cuts = [
            match for match in self._words.finditer("pieces", sentence)
            if not any(left <= match.start() < right for left, right in closed)
        ]  # fmt: skip
        return _cut(cuts, 0, len(sentence), keep=True)

    def _kinds(self, clause: str) -> list[str]:
        kinds = self._words.matching("processes", clause, KINDS)
        if "payment_method" in kinds and (
            not self._words.has("changes_payment", clause) or self._words.has("about_difference", clause)
        ):
            kinds.remove("payment_method")
        if "payment_method" in kinds and "exchange" in kinds:
            kinds.remove("exchange")
        if "address" in kinds and not spans(clause) and self._words.has("own_address", clause):
            return ["address"]
        if spans(clause):
            where = "default_address" if self._words.has("own_address", clause) else "address"
            return [where]
        if "address" in kinds:
            kinds.remove("address")
            if "exchange" in kinds and self._words.has("names_address", clause):
                kinds.remove("exchange")
        if "cancel" in kinds and self._words.has("cancels_noise", clause):
            kinds.remove("cancel")
        return kinds

    def _of_goods(self, text: str, order: Order, places: dict[str, int]) -> bool:
        """Whether a change is one of goods: it is alone, or goods of the order are named."""
        return len(places) == 1 or bool(Titles(order.lines, self._words).mentions(text))

    def _wants_variant(self, text: str, order: Order) -> bool:
        """Whether goods of the order are named with other values than theirs."""
        mentions = Titles(order.lines, self._words).mentions(text)
        for mention, part in zip(mentions, parts_of(text, mentions, self._words), strict=True):
            if self._words.has("wants_variant", text) and told_apart(mention, part, self._words):
                return True
        return False


def _joined(pieces: Sequence[_Piece]) -> str:
    """The words of pieces; a sentence each is ended."""
    said, last = "", -1
    for piece in pieces:
        said += piece.text if piece.sentence == last else f" {piece.text}"
        last = piece.sentence
    return said.strip()


def _cut(matches: Sequence[re.Match[str]], start: int, end: int, *, keep: bool = False) -> list[tuple[int, int]]:
    """The stretches between matches; with ``keep`` what matched stays at the beginning of what follows."""
    found, place = [], start
    for match in matches:
        if match.start() > place:
            found.append((place, match.start()))
        place = match.start() if keep else match.end()
    if end > place:
        found.append((place, end))
    return found


def _brackets(text: str) -> list[tuple[int, int]]:
    return [(match.start(), match.end()) for match in re.finditer(r"\([^()]*\)", text)]
