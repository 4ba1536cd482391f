"""Lines to commands of this catalogue."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dialogue.commands import AddToCart, AskItem, AskShop, Command, Compare, Reference, Search, StartFlow
from dialogue.readers.line_commands import LineCommands
from dialogue.readers.lines import read
from dialogue.reading import Context, Utterance
from retrieval.fields import Fields
from shop.dialogue import Filter, Sort, State
from shop.types import Item


@pytest.fixture
def links(fields: Fields) -> LineCommands:
    return LineCommands(fields, ("Tents", "Sleeping bags"), 0.4)


@pytest.fixture
def context(items: Sequence[Item]) -> Context:
    return Context(State(), shown=tuple(items[:3]), focus=items[1], flows=("cancel",))


def of(command: Command) -> Command:
    return command.model_copy(update={"words": "said", "confidence": 0.4})


@pytest.mark.parametrize(
    ("line", "command"),
    [
        (
            "find tent ; price <= 250 ; weight <= 2.5 kg ; waterproof = yes ; colour != blue",
            Search(
                kinds=("Tents",),
                filters=(
                    Filter(field="price", op="at_most", high=250, words="250"),
                    Filter(field="weight", op="at_most", high=2500, words="2.5 kg"),
                    Filter(field="waterproof", op="has", words="yes"),
                    Filter(field="colour", op="is_not", values=("dark blue",), words="blue"),
                ),
            ),
        ),
        (
            "refine ; comfort temperature <= -3 °C ; sort price desc ; drop weight",
            Search(
                fresh=False,
                filters=(Filter(field="comfort temperature", op="at_most", high=-3, words="-3 °C"),),
                sort=Sort(field="price", descending=True),
                drop=("weight",),
            ),
        ),
        ("ask it ; weight", AskItem(items=Reference(ids=("I-2",), how="focus"), question="said", fields=("weight",))),
        (
            "choose all ; for wind",
            Compare(items=Reference(ids=("I-1", "I-2", "I-3"), how="all"), purpose="wind", choose=True),
        ),
        (
            "add 1 ; quantity 2 ; colour = red",
            AddToCart(item=Reference(ids=("I-1",), how="ordinal"), quantity=2, options=(("colour", "red"),)),
        ),
        ("start cancel", StartFlow(flow="cancel")),
        ("shop", AskShop(question="said")),
    ],
)  # fmt: skip
def test_a_line_becomes_a_command(links: LineCommands, context: Context, line: str, command: Command) -> None:
    assert links.read(read(line), Utterance("said"), context) == ((of(command),), ())


def test_what_does_not_link_is_unread_or_looked_for_as_text(links: LineCommands, context: Context) -> None:
    found, unread = links.read(read("find kayaks, small tents ; speed <= 3"), Utterance("said"), context)
    assert found == (of(Search(kinds=("Tents",), text="kayaks")),)
    assert unread == ("speed <= 3",)


def test_names_of_the_catalogue_in_a_message(links: LineCommands) -> None:
    assert links.named("is there a waterproof tent or a bag") == ("Tents", "Sleeping bags", "waterproof")


@pytest.mark.parametrize("line", ["ask 7", "start erase", "change it", "compare 1", "find"])
def test_what_has_no_referent_is_no_command(links: LineCommands, context: Context, line: str) -> None:
    assert links.read(read(line), Utterance("said"), context)[0] == ()
