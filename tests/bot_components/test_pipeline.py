"""The trained bot's understanding, through Rasa's own agent. Needs a trained archive and the model service."""

import asyncio
import os
from pathlib import Path

import pytest

from bot.components.embeddings import Embeddings
from tests.needs import missing

ROOT = Path(__file__).resolve().parents[2]
ARCHIVE = Path(os.environ.get("SHOPKEEPER_ARCHIVE", "")) if os.environ.get("SHOPKEEPER_ARCHIVE") else (
    Path(os.environ.get("SHOPKEEPER_HOME", ROOT / ".shopkeeper")) / "rasa" / "bot.tar.gz"
)  # fmt: skip


@pytest.fixture(scope="module")
def agent():
    from rasa.core.agent import Agent

    if not ARCHIVE.is_file():
        missing(f"no trained bot at {ARCHIVE}: run `make train`")
    if Embeddings.from_environment(timeout=5.0).ask(["hello"]) is None:
        missing("the model service does not answer: set SHOPKEEPER_MODELS_URL")
    return Agent.load(str(ARCHIVE))


@pytest.fixture(scope="module")
def parse(agent):
    return lambda text: asyncio.run(agent.parse_message(text))


# none of these sentences stands in data/nlu
@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("could you show me some purple wellingtons", "search_item"),
        ("nothing over 35 please", "refine_search"),
        ("prezzie for my niece under 20", "ask_gift"),
        ("does the third one run on batteries", "ask_details"),
        ("wich of those two is lighter", "compare_items"),
        ("wheres my packet its been two weeks", "track_order"),
        ("the teapot i got has a crack", "report_damaged"),
        ("id like to send the boots back", "return_item"),
        ("pls cancel what i ordered this morning", "cancel_order"),
        ("do you take american express cards", "ask_faq"),
        ("put me on to a real human being", "ask_human"),
        ("what will it cost to have it delivered", "ask_shipping"),
        ("我想退掉昨天买的杯子", "return_item"),
        ("有没有便宜一点的", "refine_search"),
        ("我的快递怎么还没到", "track_order"),
        ("帮我推荐一款适合露营的", "ask_recommendation"),
    ],
)
def test_a_shopper_is_understood(parse, text, intent):
    assert parse(text)["intent"]["name"] == intent


@pytest.mark.parametrize("text", ["who painted the mona lisa", "whats the weather like in madrid", "明天会下雪吗"])
def test_what_no_shop_does_is_not_taken_for_a_request(parse, text):
    assert parse(text)["intent"]["name"] in ("out_of_scope", "nlu_fallback")


@pytest.mark.parametrize(
    "text", ["", " ", "\u200b", "💥" * 300, "a" * 20000, "'; DROP TABLE events; --", "\x00", "\u202e"]
)
def test_nothing_breaks_it(parse, text):
    parsed = parse(text)
    assert 0.0 <= (parsed["intent"].get("confidence") or 0.0) <= 1.0


def test_the_pieces_of_a_long_message_have_intents_of_their_own(parse):
    pieces = parse("show me blue kettles. also where is my order AF-104233?")["pieces"]
    assert [(piece["text"], piece["intent"]) for piece in pieces] == [
        ("show me blue kettles.", "search_item"),
        ("also where is my order AF-104233?", "track_order"),
    ]
    assert all(0.0 < piece["confidence"] <= 1.0 for piece in pieces)


def test_a_limit_after_the_thing_does_not_change_the_request(parse):
    assert parse("i want to buy mugs. blue. not over 18 euros")["intent"]["name"] == "search_item"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("hi there! where is my parcel?", "track_order"),
        ("您好，打扰一下，有没有蓝色的帐篷。谢谢啦！", "search_item"),
        ("Hello! where has my parcel got to? Thanks a lot in advance!", "track_order"),
    ],
)
def test_manners_around_a_request_do_not_hide_it(parse, text, intent):
    parsed = parse(text)
    assert intent in [parsed["intent"]["name"], *(piece["intent"] for piece in parsed.get("pieces", ()))]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("wher is my ordr its been 2 weaks", "track_order"),
        ("i recieved the worng itm", "report_wrong_item"),
        ("plese cancle my ordar", "cancel_order"),
        ("hwo mcuh is shiping to germny", "ask_shipping"),
        ("compre the frist two", "compare_items"),
        ("is ther a dicount cod", "ask_coupon"),
        ("我想return这个order", "return_item"),
        ("mujhe refund chahiye where is my refund", "refund_status"),
        ("where is my parcel 😡😡😡", "track_order"),
        ("🙏🙏 need a gift for my sister 🎁 under 30", "ask_gift"),
        ("refund?", "refund_status"),
        ("hi i bought a pair of boots from you three weeks ago for my husband who goes hiking every weekend with his "
         "brother and he says they are nice but sadly one size too small for him so i would like to send them back",
         "return_item"),
    ],
)  # fmt: skip
def test_as_people_type(parse, text, intent):
    assert parse(text)["intent"]["name"] == intent


def test_entities_are_in_the_parse(parse):
    parsed = parse("订单AF-104233到哪了")
    assert ("order_number", "AF-104233") in [(e["entity"], e["value"]) for e in parsed["entities"]]
    assert parsed["scope"] > 0.5


def test_without_the_model_service_it_understands_plainer(agent, caplog):
    featurizers = [
        node._component
        for node in agent.processor.graph_runner._instantiated_nodes.values()
        if type(node._component).__name__ == "SentenceEmbeddings"
    ]
    (featurizer,) = featurizers
    working = featurizer._embeddings
    featurizer._embeddings = Embeddings("http://127.0.0.1:9/v1", working.model)
    try:
        for text, intent in [
            ("where is my parcel", "track_order"),
            ("i want to return my order", "return_item"),
            ("show me some shoes", "search_item"),
            ("我想退货", "return_item"),
        ]:
            parsed = asyncio.run(agent.parse_message(text))
            assert parsed["intent"]["name"] == intent
        assert "does not answer" in caplog.text
        strange = asyncio.run(agent.parse_message("quantum chromodynamics lattice spinor"))
        assert strange["intent"]["name"] in ("nlu_fallback", "out_of_scope")
    finally:
        featurizer._embeddings = working
