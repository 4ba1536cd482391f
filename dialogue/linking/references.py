"""Which items words point at: "the second", "the blue one", "the cheaper of the two", "those", a name."""

from __future__ import annotations

from dialogue.commands import Reference
from dialogue.linking.gazetteer import Gazetteer
from dialogue.linking.grammar import Grammar
from dialogue.linking.links import View
from dialogue.linking.pointing.base import Pointer, Pointing, grouped, in_view
from dialogue.linking.pointing.described import Described
from dialogue.linking.pointing.extremes import Extremes
from dialogue.linking.pointing.kinds import Kinds
from dialogue.linking.pointing.others import Others
from dialogue.linking.pointing.places import Places
from dialogue.linking.pointing.pronouns import Pronouns
from dialogue.linking.pointing.titles import Titles
from dialogue.linking.pointing.values import Values
from dialogue.linking.resolving import Resolver
from dialogue.reading import Context
from retrieval.fields import Fields

__all__ = ["References", "in_view"]


class References:
    """One catalogue in one language; pure over what is in view."""

    def __init__(self, gazetteer: Gazetteer, fields: Fields, resolver: Resolver, grammar: Grammar) -> None:
        words = Pointing(gazetteer.names.items, gazetteer.colours, fields, resolver, grammar)
        values = Values(words)
        self._pointers: tuple[Pointer, ...] = (  # the most particular first
            Titles(words), Places(words), Extremes(words), Others(words), values, Described(words, values),
            Kinds(words), Pronouns(words),
        )  # fmt: skip

    def read(self, view: View, context: Context, *, cart: bool = False) -> Reference | None:
        """What a part of a message points at, or None. ``cart``: the cart's lines come before what is shown."""
        spans = grouped(view)
        found = (pointer.read(view, spans, context, cart) for pointer in self._pointers)
        return next((reference for reference in found if reference is not None), None)
