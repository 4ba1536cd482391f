"""A Chinese conversation through every topic: no English in it but titles, names and what the catalogue says itself."""

from __future__ import annotations

import re

import pytest

from actions.countries import chinese_country
from actions.wiring import House
from tests.actions.conftest import FAQ, HOME, ITEMS, Said, Talk

Line = tuple[str, str, str]  # action or "form > last action", what is said, intent

TOPICS: dict[str, list[Line]] = {
    "greeting": [
        ("action_greet", "你好", "greet"),
        ("action_greet", "在吗", "greet"),
        ("action_help", "你会做什么", "ask_help"),
        ("action_thank", "谢谢你", "thank"),
        ("action_goodbye", "再见", "goodbye"),
    ],
    "search": [
        ("action_search", "有没有靴子", "search_item"),
        ("action_refine", "要蓝色的", "refine_search"),
        ("action_refine", "便宜一点的", "refine_search"),
        ("action_show_more", "还有吗", "show_more"),
        ("action_show_previous", "再看看刚才那些", "show_previous"),
        ("action_show_similar", "第一个有没有类似的", "show_similar"),
        ("action_search", "200元以内的紫色帐篷", "search_item"),
        ("action_start_over", "重新找", "start_over"),
        ("action_search", "夹克", "search_item"),
    ],
    "recommendation": [
        ("action_recommend", "给我推荐点东西", "ask_recommendation"),
        ("action_gift", "20块以内送朋友的礼物", "ask_gift"),
        ("action_why", "为什么推荐这些", "ask_why"),
        ("action_like", "我喜欢蓝色", "state_like"),
        ("action_dislike", "不喜欢皮的", "state_dislike"),
        ("action_recommend", "徒步用什么好", "ask_recommendation"),
        ("action_recommend", "哪款夹克比较好，你来定", "ask_recommendation"),
    ],
    "details": [
        ("action_search", "有没有靴子", "search_item"),
        ("action_details", "第一款介绍一下", "ask_details"),
        ("action_details", "是什么材质的", "ask_details"),
        ("action_details", "多重", "ask_details"),
        ("action_details", "防水吗", "ask_details"),
    ],
    "comparison": [
        ("action_search", "有没有靴子", "search_item"),
        ("action_compare", "第一个和第二个比一下", "compare_items"),
    ],
    "stock": [
        ("action_search", "有没有靴子", "search_item"),
        ("action_stock", "第一个还有货吗", "ask_stock"),
        ("action_size", "第一个有哪些尺码", "ask_size"),
        ("action_size", "43码有吗", "ask_size"),
        ("action_stock", "第一个蓝色的有货吗", "ask_stock"),
        ("action_stock", "Slate Day Pack 有货吗", "ask_stock"),
    ],
    "cart": [
        ("action_checkout", "去付款", "checkout"),
        ("action_search", "有没有杯子", "search_item"),
        ("action_add_to_cart", "第一个加入购物车", "add_to_cart"),
        ("action_search", "有没有靴子", "search_item"),
        ("action_add_to_cart", "第一个加入购物车", "add_to_cart"),
        ("action_inform", "42码", "inform"),
        ("action_view_cart", "看看购物车", "view_cart"),
        ("action_coupon", "优惠码 SAVE10", "ask_coupon"),
        ("action_coupon", "优惠码 NOPE", "ask_coupon"),
        ("action_change_cart", "把杯子改成2件", "change_cart"),
        ("action_checkout", "去付款", "checkout"),
        ("action_change_cart", "清空购物车", "change_cart"),
    ],
    "shipping": [("action_shipping", "运费多少", "ask_shipping")],
    "orders": [
        ("action_list_orders", "我的订单", "list_orders"),
        ("track_form > action_track_order", "订单10003到哪了", "track_order"),
        ("track_form > action_track_order", "订单10001呢", "track_order"),
    ],
    "parcels": [
        ("parcel_form > action_parcel", "订单10001里的杯子碎了", "report_damaged"),
        ("parcel_form > action_parcel", "补发一个", "inform"),
        ("parcel_form > action_parcel", "好的", "affirm"),
        ("parcel_form > action_parcel", "订单10003还没收到", "report_missing"),
    ],
    "returns": [
        ("return_form > action_return", "我要退订单10001", "return_item"),
        ("return_form > action_return", "Ridge Trail Boot", "choose"),
        ("return_form > action_return", "太小了", "inform"),
        ("return_form > action_return", "是的", "affirm"),
        ("refund_form > action_refund_status", "订单10001的退款呢", "refund_status"),
        ("return_form > action_return", "订单10003要退", "return_item"),
    ],
    "exchange": [
        ("exchange_form > action_exchange", "订单10001的靴子换一双", "exchange_item"),
        ("exchange_form > action_exchange", "换成41码", "inform"),
        ("exchange_form > action_exchange", "可以", "affirm"),
    ],
    "cancellation": [
        ("cancel_form > action_cancel", "取消订单10003", "cancel_order"),
        ("cancel_form > action_cancel", "取消订单10002", "cancel_order"),
        ("cancel_form > action_cancel", "对", "affirm"),
    ],
    "address": [
        ("address_form > action_change_address", "订单10002要改地址", "change_address"),
        ("address_form > action_change_address", "不知道", "inform"),
        ("address_form > action_change_address", "建国路88号，100022，北京", "inform"),
        ("address_form > action_change_address", "对", "affirm"),
        ("address_form > action_change_address", "订单10003改地址", "change_address"),
    ],
    "faq": [("action_faq", "你们赞助巴西的足球队吗", "ask_faq"), ("action_faq", "羊毛夹克怎么洗", "ask_faq")],
    "restock": [
        ("action_stock", "Slate Day Pack 有货吗", "ask_stock"),
        ("restock_form > action_notify_restock", "到货通知我", "notify_restock"),
        ("restock_form > action_notify_restock", "wang@mail.example", "inform"),
    ],
    "feedback": [
        ("feedback_form > action_feedback", "我要评价", "give_feedback"),
        ("feedback_form > action_feedback", "七", "inform"),
        ("feedback_form > action_feedback", "2", "inform"),
        ("feedback_form > action_feedback", "太慢了", "inform"),
    ],
    "smalltalk": [
        ("action_bot_challenge", "你是机器人吗", "bot_challenge"),
        ("action_smalltalk", "你好吗", "smalltalk"),
    ],
    "fallback": [
        ("action_fallback", "明天会下雪吗", "out_of_scope"),
        ("action_fallback", "嗯嗯啊啊", "nlu_fallback"),
        ("action_fallback", "嗯嗯啊啊哦", "nlu_fallback"),
    ],
    "dialogue": [
        ("action_affirm", "好的", "affirm"),
        ("action_deny", "不用", "deny"),
        ("action_inform", "嗯这个", "inform"),
        ("action_search", "有没有杯子", "search_item"),
        ("action_choose", "第二个", "choose"),
        ("action_correct", "不对，我说的是第一个", "correct"),
        ("action_stop", "算了", "stop"),
    ],
    "privacy": [
        ("action_my_data", "你知道我什么", "ask_my_data"),
        ("action_like", "我喜欢蓝色", "state_like"),
        ("action_dislike", "不喜欢皮的", "state_dislike"),
        ("action_search", "有没有杯子", "search_item"),
        ("action_why", "为什么是这些", "ask_why"),
        ("action_details", "第一款介绍一下", "ask_details"),
        ("action_my_data", "你知道我什么", "ask_my_data"),
        ("action_erase_data", "删除我的数据", "erase_data"),
    ],
    "handoff": [("action_human", "转人工", "ask_human")],
}

_OWN = sorted({text for text in [
    *[item.title for item in ITEMS],
    *[text for item in ITEMS for text in (item.brand, item.description, *item.attributes, *item.attributes.values())],
    *[text for entry in FAQ for text in (entry.question, entry.answer)],
    *[HOME.name, HOME.street, HOME.city, HOME.country, "Alta & Finch", "Parcel Fox", "PF123", "SAVE10", "NOPE"],
] if text}, key=len, reverse=True)  # fmt: skip
_LINKS = re.compile(r"https?://\S+|\S+@\S+")
_MEASURES = re.compile(r"\d\s?(?:g|kg|cm|mm|ml|l)\b")


def english(said: Said) -> list[str]:
    """The Latin words that a shopper reads in an answer, apart from titles, names and catalogue text."""
    custom = said.custom
    shown = [said.text, *said.taps, *[reason for card in custom.get("cards", []) for reason in card["reasons"]]]
    compare = (custom.get("data") or {}).get("compare") or {}
    shown += [row["name"] for row in compare.get("rows", [])]
    found = []
    for text in shown:
        for own in _OWN:
            text = text.replace(own, " ")
        text = re.sub(r"[A-Z][\w' ]+…", " ", text)  # a title cut short for a button
        found += re.findall(r"[A-Za-z]{2,}", _MEASURES.sub(" ", _LINKS.sub(" ", text)))
    return found


@pytest.mark.parametrize("topic", TOPICS)
async def test_no_english_in_a_chinese_talk(talk: Talk, topic: str) -> None:
    for step, text, intent in TOPICS[topic]:
        form, _, finish = step.partition(" > ")
        said = await (talk.form(form, finish, text, intent) if finish else talk.act(step, text, intent))
        assert said.text or said.followups, f"{text}: no answer"
        assert not english(said), f"{text}: {said.text} {said.taps}"


async def test_every_topic_is_played(house: House) -> None:
    from actions.server import executor

    played = {name for lines in TOPICS.values() for step, _, _ in lines for name in step.split(" > ")}
    names = {name for name in executor(house).actions if not name.startswith(("action_ask_", "validate_"))}
    assert names - played == {"action_leave"}, "what only ends a form"


async def test_a_coupon_code_is_read_out_of_the_chinese_beside_it(talk: Talk) -> None:
    await talk.act("action_search", "有没有夹克", "search_item")
    await talk.act("action_add_to_cart", "第一个加入购物车", "add_to_cart")
    said = await talk.act("action_coupon", "优惠码SAVE10", "ask_coupon")
    assert "SAVE10" in said.text and "减" in said.text


async def test_what_the_faq_says_in_english_only_has_a_chinese_lead(talk: Talk) -> None:
    said = await talk.act("action_faq", "How do I wash a wool jacket 怎么洗", "ask_faq")
    lead, _, answer = said.text.partition("\n")
    assert "英文" in lead and answer == FAQ[2].answer


async def test_a_budget_narrows_the_list_and_is_no_taste(talk: Talk) -> None:
    await talk.act("action_search", "有没有夹克", "search_item")
    said = await talk.act("action_like", "预算八十块", "state_like")
    assert set(said.titles) == {"Harbour Rain Jacket", "City Wind Jacket"}
    assert "喜欢" not in said.text


async def test_what_someone_else_likes_is_for_their_gift(talk: Talk) -> None:
    await talk.act("action_gift", "给我爸买个礼物", "ask_gift")
    said = await talk.act("action_like", "他喜欢徒步", "state_like")
    assert "送礼" in said.text and "徒步" in said.text


async def test_an_insult_is_answered_calmly_whatever_it_was_taken_for(talk: Talk) -> None:
    said = await talk.act("action_bot_challenge", "傻逼机器人", "bot_challenge")
    assert "抱歉" in said.text and said.taps == ["转人工"]


async def test_a_taste_is_taken_back(talk: Talk) -> None:
    await talk.act("action_like", "我喜欢蓝色", "state_like")
    assert "忘掉" in (await talk.act("action_like", "忘掉我喜欢蓝色", "state_like")).text


async def test_departments_are_named_in_chinese(talk: Talk) -> None:
    said = await talk.act("action_search", "你们都卖啥", "search_item")
    assert "夹克" in said.text and "背包" in said.text


async def test_no_quote_of_the_whole_message_where_it_was_understood(talk: Talk) -> None:
    said = await talk.act("action_search", "亲 我想整个蓝色的夹克呗", "search_item")
    assert "“" not in said.text and "夹克" in said.text and "蓝色" in said.text


async def test_what_is_not_understood_of_a_refinement_is_asked_for(talk: Talk) -> None:
    await talk.act("action_search", "有没有夹克", "search_item")
    for text in ("随便看看", "要魑魅魍魉的"):
        said = await talk.act("action_refine", text, "refine_search")
        assert not said.titles and "没能对上" in said.text


async def test_a_bare_order_of_everything_is_said_without_an_empty_name(talk: Talk) -> None:
    said = await talk.act("action_refine", "便宜点的", "refine_search")
    assert "与最接近" not in said.text and "从低到高" in said.text


async def test_chinese_and_latin_letters_are_set_apart(talk: Talk) -> None:
    await talk.act("action_search", "有没有杯子", "search_item")
    assert "Mug 和 " in (await talk.act("action_compare", "比一下前两个", "compare_items")).text
    said = await talk.act("action_like", "我喜欢蓝色", "state_like")
    assert "喜欢蓝色" in said.text
    await talk.form("track_form", "action_track_order", "订单到哪了", "track_order")
    said = await talk.form("track_form", "action_track_order", "不知道", "deny")
    assert "。" in said.text and "。 " not in said.text


@pytest.mark.parametrize("text", ["把杯子去掉一个", "remove one of them"])
async def test_one_of_several_is_taken_out(talk: Talk, text: str) -> None:
    await talk.act("action_search", "有没有杯子", "search_item")
    await talk.act("action_add_to_cart", "要第一个 来两个", "add_to_cart")
    said = await talk.act("action_change_cart", text, "change_cart")
    assert "1 ×" in said.text


@pytest.mark.parametrize("text", ["哪个更轻", "which one is lighter"])
async def test_which_of_those_just_compared(talk: Talk, text: str) -> None:
    await talk.act("action_search", "有没有靴子", "search_item")
    await talk.act("action_compare", "比一下前两个", "compare_items")
    said = await talk.act("action_compare", text, "compare_items")
    assert "640 g" in said.text


async def test_an_address_is_kept_in_the_characters_it_was_written_in(talk: Talk) -> None:
    step = ("address_form", "action_change_address")
    await talk.form(*step, "订单10002要改地址", "change_address")
    said = await talk.form(
        *step, "陈伟，建国路88号，100022，台湾路", "inform", typed="陳偉，建國路88號，100022，臺灣路"
    )
    assert "陳偉" in said.text


def test_a_country_that_something_is_sent_to() -> None:
    assert chinese_country("寄到瑞士多少钱") == chinese_country("能发瑞士吗") == "瑞士"
    assert chinese_country("瑞士军刀有吗") is None


async def test_a_limit_said_again_was_understood(talk: Talk) -> None:
    await talk.act("action_search", "有没有蓝色的夹克", "search_item")
    said = await talk.act("action_refine", "要蓝的", "refine_search")
    assert set(said.titles) == {"Harbour Rain Jacket", "City Wind Jacket"}


@pytest.mark.parametrize("text", ["有没有更轻便的", "更暖和的"])
async def test_a_comparison_is_named_in_chinese(talk: Talk, text: str) -> None:
    await talk.act("action_search", "有没有夹克", "search_item")
    for action, intent in (("action_refine", "refine_search"), ("action_show_more", "show_more")):
        said = await talk.act(action, text, intent)
        assert not english(said) and "再看几件" not in said.text
