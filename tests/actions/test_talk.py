"""Greeting, help, FAQ, a person, feedback, restock, small talk, fallback, and what is liked."""

from __future__ import annotations

from actions.wiring import House
from shop.store import Store
from shop.tables import RatingRow
from shop.types import Owner
from tests.actions.conftest import Talk


async def test_greeting_varies_and_offers_openings(talk: Talk) -> None:
    said = await talk.act("action_greet", "hi", "greet")
    assert "Alta & Finch" in said.text and "My orders" in said.taps
    assert "again" in (await talk.act("action_greet", "hello", "greet")).text


async def test_help_names_only_what_the_shop_has(talk: Talk, house: House) -> None:
    said = await talk.act("action_help", "what can you do", "ask_help")
    assert "order" in said.text and "delivery" in said.text
    house.orders.delete(house.orders.numbers())  # type: ignore[attr-defined]
    house.faqs.delete([entry.id for entry in house.faqs.all()])
    bare = await talk.act("action_help", "what can you do", "ask_help")
    assert "order" not in bare.text and "questions" not in bare.text


async def test_a_shop_without_orders_or_faq_says_so(talk: Talk, house: House) -> None:
    house.orders.delete(house.orders.numbers())  # type: ignore[attr-defined]
    house.faqs.delete([entry.id for entry in house.faqs.all()])
    assert "help@shop.example" in (await talk.act("action_list_orders", "my orders", "list_orders")).text
    said = await talk.form("track_form", "action_track_order", "where is my order", "track_order")
    assert "help@shop.example" in said.text
    await house.retrieval.faq.follow(now=True)
    assert "help@shop.example" in (await talk.act("action_faq", "can i pay by invoice", "ask_faq")).text


async def test_faq_answers_with_its_source(talk: Talk) -> None:
    said = await talk.act("action_faq", "which payment methods do you accept?", "ask_faq")
    assert "PayPal" in said.text and said.custom["sources"][0]["id"] == "f2"


async def test_an_unknown_question_offers_a_person_and_yes_calls_one(talk: Talk, house: House) -> None:
    said = await talk.act("action_faq", "do you sponsor football clubs in brazil", "ask_faq")
    assert "Talk to a person" in said.taps
    await talk.act("action_affirm", "yes please", "affirm")
    assert house.conversations.get(talk.conversation_id).owner is Owner.WAITING


async def test_where_no_answer_is_sure_the_likely_questions_are_offered(talk: Talk) -> None:
    said = await talk.act("action_faq", "would you accept a jacket", "ask_faq")
    assert "one of these" in said.text and "Which payment methods do you accept?" in said.taps
    assert "Talk to a person" in said.taps


async def test_an_offer_lives_for_one_turn(talk: Talk, house: House) -> None:
    await talk.act("action_faq", "do you sponsor football clubs in brazil", "ask_faq")
    await talk.act("action_thank", "thanks", "thank")
    await talk.act("action_affirm", "yes", "affirm")
    assert house.conversations.get(talk.conversation_id).owner is Owner.BOT


async def test_asking_for_a_person_twice_is_asking_once(talk: Talk, house: House) -> None:
    await talk.act("action_human", "i want to talk to a person", "ask_human")
    said = await talk.act("action_human", "a person!!", "ask_human")
    assert said.text and house.conversations.get(talk.conversation_id).owner is Owner.WAITING


async def test_where_the_gateway_speaks_for_the_desk_the_bot_does_not(talk: Talk, house: House) -> None:
    talk.streaming = True
    said = await talk.act("action_human", "i want to talk to a person", "ask_human")
    assert not said.responses and house.conversations.get(talk.conversation_id).owner is Owner.WAITING


async def test_abuse_is_met_calmly(talk: Talk) -> None:
    """Whatever the intent: one calm line, and a person; no goods, and no echo of the word."""
    for action, intent in (("action_smalltalk", "smalltalk"), ("action_fallback", "nlu_fallback")):
        said = await talk.act(action, "you are a stupid bot", intent)
        assert "Talk to a person" in said.taps
        assert "stupid" not in said.text and not said.titles


async def test_two_failures_in_a_row_offer_a_person(talk: Talk) -> None:
    first = await talk.act("action_fallback", "what is the capital of peru", "out_of_scope")
    assert "Talk to a person" not in first.taps
    second = await talk.act("action_fallback", "and of chile", "out_of_scope")
    assert "Talk to a person" in second.taps


async def test_success_in_between_starts_the_count_again(talk: Talk) -> None:
    await talk.act("action_fallback", "what is the capital of peru", "out_of_scope")
    await talk.act("action_search", "mugs", "search_item")
    assert "Talk to a person" not in (await talk.act("action_fallback", "and of chile", "out_of_scope")).taps


async def test_an_unsure_text_that_names_goods_is_searched(talk: Talk) -> None:
    assert (await talk.act("action_fallback", "blue jacket", "nlu_fallback")).titles


async def test_a_language_that_is_not_spoken_is_said_to_be_none(talk: Talk) -> None:
    for text in ("wo ist meine bestellung", "quiero un abrigo rojo", "где мой заказ"):
        said = await talk.act("action_fallback", text, "nlu_fallback")
        assert "English and Chinese" in said.text and "Talk to a person" in said.taps, text
    said = await talk.act("action_fallback", "wher is my ordr plz", "nlu_fallback")
    assert "English and Chinese" not in said.text


async def test_feedback(talk: Talk, house: House) -> None:
    await talk.form("feedback_form", "action_feedback", "i want to give feedback", "give_feedback")
    assert talk.slots["requested_slot"] == "rating"
    await talk.form("feedback_form", "action_feedback", "4 stars", "inform")
    assert talk.slots["requested_slot"] == "comment"
    said = await talk.form("feedback_form", "action_feedback", "quick answers", "inform")
    assert "Thank" in said.text
    with Store(house.settings.store_url).reading() as session:
        kept = session.get(RatingRow, talk.conversation_id)
        assert kept is not None and (kept.rating, kept.comment) == (4, "quick answers")


async def test_restock_for_a_stranger_asks_for_an_address(stranger: Talk, house: House) -> None:
    asked = await stranger.form(
        "restock_form", "action_notify_restock", "tell me when the slate day pack is back", "notify_restock"
    )
    assert stranger.slots["requested_slot"] == "email" and "mail" in asked.text
    bad = await stranger.form("restock_form", "action_notify_restock", "my mail", "inform")
    assert "doesn't look like" in bad.text
    await stranger.form("restock_form", "action_notify_restock", "x@example.org", "inform")
    shopper = house.conversations.get(stranger.conversation_id).shopper_id
    [watch] = house.restock.watching(shopper)
    assert (watch.item_id, watch.email) == ("i10", "x@example.org")


async def test_restock_for_a_known_shopper_asks_nothing(talk: Talk) -> None:
    said = await talk.form(
        "restock_form", "action_notify_restock", "tell me when the slate day pack is back", "notify_restock"
    )
    assert "mira@example.org" in said.text


async def test_restock_of_what_is_there(talk: Talk) -> None:
    said = await talk.form(
        "restock_form", "action_notify_restock", "tell me when the ember camp mug is back", "notify_restock"
    )
    assert "in stock" in said.text


async def test_tastes_are_kept(talk: Talk, house: House, mira: str) -> None:
    await talk.act("action_like", "i love hiking and blue things", "state_like")
    await talk.act("action_dislike", "i don't like leather", "state_dislike")
    tastes = {taste.text.lower(): taste.weight for taste in house.profiles.tastes(mira)}
    assert tastes["blue"] > 0 and tastes["leather"] < 0


async def test_recommendation_without_the_model_is_plainer_but_there(talk: Talk) -> None:
    said = await talk.act("action_recommend", "what would you suggest for me", "ask_recommendation")
    assert len(said.titles) == 5 and "Slate Day Pack" not in said.titles  # sold out
    more = await talk.act("action_show_more", "more ideas", "show_more")
    assert more.titles and not set(more.titles) & set(said.titles)


async def test_recommendation_keeps_the_limits(talk: Talk) -> None:
    said = await talk.act("action_gift", "a gift for my father under 20", "ask_gift")
    assert said.titles and set(said.titles) <= {"Ember Camp Mug", "Dawn Camp Mug"}


async def test_the_language_follows_the_shopper(talk: Talk) -> None:
    assert "Alta & Finch" in (await talk.act("action_greet", "你好", "greet")).text
    assert "工" in " ".join(
        (await talk.act("action_bot_challenge", "42", "bot_challenge")).taps
    )  # a number changes nothing
    assert "person" in " ".join((await talk.act("action_bot_challenge", "are you a robot", "bot_challenge")).taps)


async def test_a_request_taken_up_again_ends_the_turn(talk: Talk, house: House) -> None:
    """Rasa knows no rule for what follows it, and would fall back."""
    state = house.conversations.state(talk.conversation_id)
    state.pending["carried"] = {"text": "some jackets", "intent": "search_item"}
    house.conversations.save_state(talk.conversation_id, state)
    said = await talk.act("action_search", "yes please", "affirm")
    assert said.titles and said.followups == ["action_listen"]


async def test_who_says_which_and_buys_is_not_told_about_it(talk: Talk) -> None:
    await talk.act("action_search", "mugs", "search_item")
    said = await talk.act("action_choose", "number one is perfect, i'm buying it", "choose")
    assert "cart" in said.text


async def test_a_better_colour_is_no_comparison(talk: Talk) -> None:
    await talk.act("action_search", "jackets", "search_item")
    assert (await talk.act("action_compare", "green would be better", "compare_items")).titles == ["Meadow Wool Jacket"]
    assert len((await talk.act("action_compare", "compare the first and the second", "compare_items")).titles) < 3


async def test_what_would_suit_is_no_dislike(talk: Talk, house: House, mira: str) -> None:
    await talk.act("action_search", "jackets", "search_item")
    said = await talk.act("action_dislike", "green would suit me more", "state_dislike")
    assert said.titles == ["Meadow Wool Jacket"] and not house.profiles.tastes(mira)
    await talk.act("action_dislike", "i dont want green", "state_dislike")
    assert [taste.text for taste in house.profiles.tastes(mira)] == ["Green"]


async def test_what_was_said_twice_is_noted_once(talk: Talk) -> None:
    said = await talk.act("action_dislike", "no boots please, stop showing me boots", "state_dislike")
    assert "boots boots" not in said.text
