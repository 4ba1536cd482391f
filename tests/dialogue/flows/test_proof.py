"""Who is not signed in changes an order only with the code that was sent to its own address."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dialogue.commands import Affirm, Provide, Social, StartFlow
from dialogue.flows.engine import FlowEngine
from dialogue.services import Services
from shop.orders import Codes
from shop.outbox import Letter, Outbox
from shop.settings import MailSettings, load_settings
from shop.store import Store
from shop.types import OrderStatus
from tests.dialogue.flows.conftest import Said, Talk

BEGIN = "cancel it please"


@pytest.fixture
def mailed(services: Services) -> Services:
    """The same shop with mail set up; letters wait in the store."""
    settings = load_settings(state=services.settings.state, mail=MailSettings(smtp_url="smtp://mail.example"))
    store = Store(services.settings.store_url)
    return replace(services, codes=Codes(store, settings), outbox=Outbox(store))


@pytest.fixture
def number(services: Services) -> str:
    """An order that may still be cancelled."""
    found = [n for n in services.orders.numbers() if services.orders.get(n).status is OrderStatus.PAID]
    return found[0]


def stranger(services: Services) -> Talk:
    return Talk(services, FlowEngine(services), services.conversations.open(services.shoppers.anonymous()))


async def up_to_yes(talk: Talk, number: str) -> Said:
    email = talk.services.orders.get(number).email
    said = await talk.say(BEGIN, StartFlow(flow="cancel", slots=(("order", number), ("email", email))))
    for _ in range(3):
        if talk.state.flow is not None and talk.state.flow.confirming:
            break
        said = await talk.tap(said.taps[0], said)
    assert talk.state.flow is not None and talk.state.flow.confirming, said.text
    return await talk.say("yes", Affirm())


def letters(talk: Talk) -> list[Letter]:
    return talk.services.outbox.due()


def code_in(letter: Letter) -> str:
    return "".join(char for char in letter.payload["text"].split(":")[1] if char.isdigit())[:6]


async def test_a_change_waits_for_the_code_of_the_letter(mailed: Services, number: str) -> None:
    talk = stranger(mailed)
    said = await up_to_yes(talk, number)
    order = talk.order(number)
    assert order.status is OrderStatus.PAID, "nothing was done yet"
    assert f"{order.email[:1]}…@" in said.text and order.email not in said.text
    (letter,) = letters(talk)
    assert letter.to == order.email and number in letter.payload["subject"]
    wrong = await talk.say("000000", Provide(slots=(("code", "000000"),)))
    assert "not the code" in wrong.text and talk.order(number).status is OrderStatus.PAID
    meanwhile = await talk.say("how is the weather", Social(kind="greet"))
    assert "six digits" in meanwhile.text, "the process goes on with what it waits for"
    again = await talk.say("yes", Affirm())
    assert "six digits" in again.text and not letters(talk), "no second letter for a second yes"
    code = code_in(letter)
    done = await talk.say(f"it is {code[:3]} {code[3:]}")
    assert talk.order(number).status is OrderStatus.CANCELLED, done.text
    assert talk.state.flow is None


async def test_a_new_letter_on_request_and_an_end_to_guessing(mailed: Services, number: str) -> None:
    talk = stranger(mailed)
    said = await up_to_yes(talk, number)
    first = code_in(letters(talk)[0])
    for _ in range(5):
        said = await talk.say("000000", Provide(slots=(("code", "000000"),)))
    assert "can't be used" in said.text
    assert "can't be used" in (await talk.say(first)).text
    await talk.tap("new code", said)
    (letter,) = letters(talk)
    await talk.say(code_in(letter))
    assert talk.order(number).status is OrderStatus.CANCELLED
    mailed.outbox.sent(letter.id)


async def test_no_code_where_it_proves_nothing_more(mailed: Services, services: Services, number: str) -> None:
    owner: Any = services.orders.get(number).shopper_id
    if owner is not None:
        signed_in = Talk(mailed, FlowEngine(mailed), mailed.conversations.open(owner), signed_in=True)
        await up_to_yes(signed_in, number)
        assert signed_in.order(number).status is OrderStatus.CANCELLED and not letters(signed_in)


async def test_without_mail_number_and_address_are_all_there_is(services: Services, number: str) -> None:
    talk = stranger(services)
    await up_to_yes(talk, number)
    assert talk.order(number).status is OrderStatus.CANCELLED


async def test_leaving_changes_nothing(mailed: Services, number: str) -> None:
    talk = stranger(mailed)
    said = await up_to_yes(talk, number)
    left = await talk.tap(said.taps[-1], said)
    assert talk.state.flow is None and talk.order(number).status is OrderStatus.PAID, left.text
