"""Values of fields, colours and sizes."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.linking.links import Link
from dialogue.linking.wishes.kinds import KindReading
from retrieval.text import fold
from shop.dialogue import Filter
from shop.quantities.units import wide

_NEXT = 3  # function words between a field and its value


class ValueReading(KindReading):
    """Values of fields, colours and sizes."""

    def _value_of(self, links: Sequence[Link], *, any_kind: bool = False) -> Link | None:
        values = [link for link in links if link.type == "value" and link.entry]
        if any_kind:  # "my hands are cold": part of a value's name is no value of other goods
            values = [link for link in values if link.entry and not link.entry.part]
        if not values:
            return None
        named = self._field_near(links[0])
        close = [link for link in values if link.entry and link.entry.name == named]
        if close:
            return close[0]
        fitting = [
            link
            for link in values
            if link.entry and (not self.effective or set(link.entry.kinds) & set(self.effective))
        ]
        if not fitting:
            return values[0] if any_kind else None
        if not self.effective and any(link.quality and link.quality.as_ != "aspect" for link in links) and not any_kind:
            return None  # "light" of nothing in particular is no roast
        vague = [link for link in links if link.quality and link.quality.as_ == "adjective" and link.degree]
        if vague:
            return None

        def rank(link: Link) -> tuple[bool, bool, bool, int]:
            assert link.entry is not None
            return link.entry.part, link.entry.name == "use", link.entry.name == "material", len(link.entry.values)

        found = min(fitting, key=rank)
        return None if found.entry is not None and found.entry.part and not self.effective else found

    def _foreign(self, link: Link) -> None:
        """What only goods of other kinds state: it ranks where it tells which are wanted, "lamps with bluetooth"; a
        word of the sentence it is else, "it makes me dizzy"."""
        if self._tells(link):
            self.wishes.text.append(link.words)
            self.used.update(range(link.start, link.end))

    def _tells(self, link: Link) -> bool:
        """Whether words stand right before a kind of goods, or behind "with"."""
        with_ = (
            link.start > self.view.start and self.view.linked.tokens[link.start - 1].word in self.reader.grammar.withs
        )
        return with_ or any(kind.start == link.end for kind in self.wishes.kind_links)

    def _value(self, value: Link) -> None:
        entry = value.entry
        assert entry is not None
        known = self.reader.fields.get(entry.name)
        name = known.name if known else entry.name
        for _, links in self.spans:  # the field's own name is no more than that
            other = links[0]
            beside = 0 <= other.start - value.end <= _NEXT or 0 <= value.start - other.end <= _NEXT
            if beside and any(link.type == "field" and link.entry and link.entry.name == entry.name for link in links):
                self.taken.add(other.start)
                self.used.update(range(other.start, other.end))
        kept = tuple(entry.values)
        if known is not None and known.kind == "choice" and len(kept) > 1 and set(known.values) <= set(kept):
            return  # every one of them is: "harder steel"
        if name == "use":
            if "gift" in self.view.at(value.start):
                self.used.update(range(value.start, value.end))
                return
            if not self._denied(value):
                self.wishes.purpose = self.wishes.purpose or value.words
                self.used.update(range(value.start, value.end))
            return
        if known is not None and known.kind == "boolean":
            no = kept and not self._says_yes(kept[0])
            self._add(
                Filter(field=name, op="has_not" if bool(no) != self._denied(value) else "has", **self._said(value)),
                value,
            )
            return
        self._add(Filter(field=name, op=self._op(value), values=kept, **self._said(value)), value)

    def _says_yes(self, value: str) -> bool:
        from retrieval.values import says

        return says(value) is not False

    def _coloured(self, links: Sequence[Link]) -> bool:
        if not self.effective:
            return True
        if any(
            link.type == "value" and link.entry and not link.entry.part and set(link.entry.kinds) & set(self.effective)
            for link in links
        ):
            return False
        return self.reader.gazetteer.carries("colour", self.effective)

    def _colour(self, colour: Link) -> None:
        names = self.reader.gazetteer.colours
        meant = names.meant(colour.name) or (colour.words,)
        if self._denied(colour):
            meant = tuple(dict.fromkeys((*meant, *names.within(colour.name))))
        self._add(Filter(field="colour", op=self._op(colour), values=meant, **self._said(colour)), colour)

    def _sized(self, size: Link) -> bool:
        """Whether "M" or "42" is a size here."""
        before = self.view.at(size.start - 1) if size.start > self.view.start else frozenset()
        classes = self.reader.grammar.classes
        for back in range(1, _NEXT + 1):  # "size 42", "the size to 43"
            place = size.start - back
            if place < self.view.start:
                break
            word = self.view.linked.tokens[place].word
            if "size_word" in classes.get((word,)) or (back == 1 and "size_word" in before):
                return True
            if word not in self.reader.grammar.stop:
                break
        if size.end < self.view.end and "size_word" in classes.get((self.view.linked.tokens[size.end].word,)):
            return True  # "the small size"
        if size.end - size.start > 2:
            return True  # "39-41", "42 2/3"
        letters = size.name.isalpha()
        token = self.view.linked.tokens[size.start]
        sized = self.reader.gazetteer.sized
        kinds = [kind for kind in self.effective if fold(size.name) in sized.get(kind, ())]
        behind = self.view.linked.tokens[size.start - 1] if size.start > 0 else None
        hangs = behind is not None and behind.type != "mark" and not token.spaced and not wide(behind.word[0])
        if letters and hangs:
            return False
        if not kinds:
            return bool("in" in before and (letters or not self.effective) and (not letters or token.text.isupper()))
        if letters:
            return token.text.isupper() or "in" in before or len(self.view.tokens) <= 3 or len(size.name) > 1
        measure = next(
            (link.measure for _, links in self.spans for link in links if link.start == size.start and link.measure),
            None,
        )
        if measure is None:
            return True
        if measure.bound or measure.dimension:
            return False
        following = self.view.at(size.end) if size.end < self.view.end else frozenset()
        return not (following & {"people", "times"} or self._field_near(size))

    def _sizes(self, size: Link) -> tuple[str, ...]:
        return (size.name,)
