"""How picks are explained in chat, and that they are remembered as shown."""

from __future__ import annotations

import pytest

from actions.wiring import House
from models.service.client import ModelClient
from models.service.schema import RecommendationRequest, RecommendationResponse
from shop.types import Event, Pick, Reason, Taste
from tests.actions.conftest import Talk


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[RecommendationRequest]:
    """What the model service was asked; it picks two jackets, each with reasons of its own."""
    seen: list[RecommendationRequest] = []
    liked = [Reason(kind="taste", text=f"you like {colour}", ref=colour) for colour in ("blue", "black")]
    looked = [Reason(kind="view", text="", ref="i7"), Reason(kind="taste", text="", ref="Norra")]
    picks = [Pick(item_id="i4", score=1.0, reasons=tuple(liked)), Pick(item_id="i5", score=0.5, reasons=tuple(looked))]

    async def answer(self: ModelClient, request: RecommendationRequest, **more: object) -> RecommendationResponse:
        seen.append(request)
        return RecommendationResponse(model="sequence/3", picks=picks)

    monkeypatch.setattr(ModelClient, "recommend", answer)
    return seen


async def test_reasons_are_said_in_one_breath(
    talk: Talk, house: House, mira: str, asked: list[RecommendationRequest]
) -> None:
    house.profiles.add_taste(mira, Taste(text="Norra", kind="brand", weight=1.0))
    said = await talk.act("action_recommend", "what would you suggest for me", "ask_recommendation")
    reasons = [card["reasons"] for card in said.custom["cards"]]
    assert reasons == [
        ["because you like blue and black"],
        ["because you looked at Ember Camp Mug and like Norra"],
    ]


async def test_picks_in_chat_are_remembered_as_shown(
    talk: Talk, house: House, mira: str, asked: list[RecommendationRequest]
) -> None:
    house.shoppers.consent(mira, True)
    await talk.act("action_recommend", "what would you suggest for me", "ask_recommendation")
    assert asked[0].shopper == mira
    house.profiles.record(mira, [Event(type="view", item_id="i5")])
    assert house.shown.outcomes() == {"sequence/3": {mira: (2, 1, 0)}}


async def test_what_was_bought_is_left_to_the_model_but_for_gifts(
    talk: Talk, house: House, mira: str, asked: list[RecommendationRequest]
) -> None:
    house.profiles.record(mira, [Event(type="purchase", item_id="i7"), Event(type="dismiss", item_id="i9")])
    await talk.act("action_recommend", "what would you suggest for me", "ask_recommendation")
    await talk.act("action_gift", "a gift for a friend", "ask_gift")
    ranked = [request for request in asked if not request.reasons]  # each is followed by one for its picks' reasons
    assert [sorted(request.exclude) for request in ranked] == [["i9"], ["i7", "i9"]]


async def test_why_names_the_reasons_of_what_was_suggested(
    talk: Talk, mira: str, asked: list[RecommendationRequest]
) -> None:
    await talk.act("action_recommend", "what would you suggest for me", "ask_recommendation")
    said = await talk.act("action_why", "why did you pick these", "ask_why")
    assert "Harbour Rain Jacket: because you like blue and black" in said.text
    assert "Meadow Wool Jacket: because you looked at Ember Camp Mug" in said.text
    assert asked[-1].candidates == ["i4", "i5"] and asked[-1].reasons
    one = await talk.act("action_why", "why the second one", "ask_why", ordinal="2")
    assert "Meadow" in one.text and "Harbour" not in one.text


async def test_why_of_a_search_and_of_nothing(talk: Talk) -> None:
    nothing = await talk.act("action_why", "why", "ask_why")
    assert "haven't suggested" in nothing.text and nothing.taps
    await talk.act("action_search", "blue jackets under 80", "search_item")
    said = await talk.act("action_why", "why these", "ask_why")
    assert "blue jackets under €80" in said.text
