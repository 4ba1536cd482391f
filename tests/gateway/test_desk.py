"""From bot to person and back: nothing lost, nobody talked over, everyone told."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

from shop.dialogue import Offer, State
from shop.outbox import Outbox
from shop.types import Owner, now
from tests.gateway.conftest import Shop, Shopper
from tests.gateway.console import Console
from tests.gateway.test_messages import wait_until
from tests.gateway.test_stream import browser


def owner(shop: Shop, shopper: Shopper) -> str:
    return shop.services.conversations.get(shopper.conversation_id).owner


def ask_for_a_person(shopper: Shopper, **more: Any) -> dict[str, Any]:
    response = shopper.ask("POST", "/api/handoff", json={"to": "person", **more})
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def empty_the_queue(shop: Shop) -> None:
    for summary in shop.services.queue.waiting():
        shop.services.conversations.set_owner(summary.id, Owner.CLOSED, who="test", why="tidy")


def test_the_whole_way(shop: Shop, shopper: Shopper, bea: Console) -> None:
    empty_the_queue(shop)
    shopper.say("where is my parcel?")
    with browser(shopper) as tab, bea.stream() as desk:
        view = ask_for_a_person(shopper)
        assert (view["owner"], view["position"]) == ("waiting", 1)
        assert view["wait_seconds"] > 0
        assert desk.wait_for("queue")[-1]["waiting"] == 1
        (line,) = bea.lines("queue")
        assert (line["id"], line["unread"], line["last"]["author"]) == (shopper.conversation_id, 1, "bot")
        assert line["why"] == "asked"

        assert bea.do(shopper.conversation_id, "claim").json()["agent"]["name"] == "Bea"
        wait_until(lambda: tab.of("owner") and tab.of("owner")[-1]["owner"] == "agent")
        assert tab.of("owner")[-1]["agent"] == {"name": "Bea"}
        assert "Bea has joined" in shopper.history()[-1]["text"]
        assert [line["id"] for line in bea.lines("mine")] == [shopper.conversation_id]

        bea.watch(desk, shopper.conversation_id)
        turns = len(shop.rasa.turns)
        assert shopper.say("hello Bea") == []
        assert len(shop.rasa.turns) == turns, "the bot does not talk over a person"
        wait_until(lambda: any(f["message"]["text"] == "hello Bea" for f in desk.of("message")))
        assert bea.lines("mine")[0]["unread"] == 2
        seen = shopper.history()[-1]["id"]
        assert bea.do(shopper.conversation_id, "read", message_id=seen).status_code == 204
        assert bea.lines("mine")[0]["unread"] == 0

        tab.socket.send(json.dumps({"type": "typing", "on": True}))
        wait_until(lambda: any(f["author"] == "shopper" for f in desk.of("typing")))
        assert bea.do(shopper.conversation_id, "typing", on=True).status_code == 204
        wait_until(lambda: any(f["author"] == "agent" for f in tab.of("typing")))

        said = bea.do(shopper.conversation_id, "messages", text="It comes tomorrow.", item_id="boot-1", client_id="a1")
        assert said.status_code == 201
        again = bea.do(shopper.conversation_id, "messages", text="It comes tomorrow.", client_id="a1")
        assert again.json()["message"]["id"] == said.json()["message"]["id"], "sent twice is said once"
        wait_until(lambda: any(f["message"]["author"] == "agent" for f in tab.of("message")))
        mine = [message for message in shopper.history() if message["author"] == "agent"]
        assert [(m["text"], m["cards"][0]["price"], m["data"]["agent"]) for m in mine] == [
            ("It comes tomorrow.", 89.9, {"name": "Bea"})
        ]

        assert bea.do(shopper.conversation_id, "back").status_code == 200
        assert owner(shop, shopper) == "bot"
        conversation_id, events = shop.rasa.events[-1]
        assert conversation_id == shopper.conversation_id
        assert (events[0]["event"], events[0]["text"]) == ("bot", "It comes tomorrow.")
        assert events[0]["metadata"]["author"] == "agent"
        assert shop.rasa.tokens[-1] == "rasa-tok"
        assert shopper.say("thanks")[0]["text"] == "You said: thanks"

    shown = bea.whole(shopper.conversation_id)
    assert [change["owner"] for change in shown["changes"]] == ["waiting", "agent", "bot"]
    assert [change["who"] for change in shown["changes"]] == ["shopper", "Bea", "Bea"]


def test_an_action_calls_a_person(shop: Shop, shopper: Shopper, bea: Console) -> None:
    empty_the_queue(shop)

    def call(body: dict[str, Any]) -> Any:
        shop.services.conversations.set_owner(
            body["sender"], Owner.WAITING, who="bot", why="refund above the limit", expect=Owner.BOT
        )
        return [{"text": "I am calling a colleague."}]

    shop.rasa.answer = call
    replies = shopper.say("give me 500 back")
    assert [reply["author"] for reply in replies] == ["bot", "system"]
    assert "next in the queue" in replies[1]["text"]
    assert bea.lines("queue")[0]["why"] == "refund above the limit"


def test_of_two_agents_one_gets_it(shop: Shop, shopper: Shopper, bea: Console, cem: Console) -> None:
    for _ in range(3):
        ask_for_a_person(shopper)
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda one: one.do(shopper.conversation_id, "claim"), (bea, cem)))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        loser = next(answer for answer in answers if answer.status_code == 409)
        assert loser.json()["error"]["code"] == "conflict"
        joined = [m for m in shopper.history() if m["data"].get("event") == "joined"]
        winner = bea if answers[0].status_code == 200 else cem
        assert loser.json()["error"]["message"] == f"{winner.agent.name} has this conversation already"
        assert winner.agent.name in joined[-1]["text"]
        assert winner.do(shopper.conversation_id, "claim").status_code == 200, "claiming one's own changes nothing"
        assert len([m for m in shopper.history() if m["data"].get("event") == "joined"]) == len(joined)
        winner.do(shopper.conversation_id, "back")


def test_only_who_has_it_may_speak(shop: Shop, shopper: Shopper, bea: Console, cem: Console) -> None:
    ask_for_a_person(shopper)
    bea.do(shopper.conversation_id, "claim")
    for deed, body in (
        ("messages", {"text": "x"}),
        ("transfer", {"agent_id": cem.agent.id}),
        ("back", {}),
        ("close", {"category": "x"}),
        ("typing", {"on": True}),
    ):
        assert cem.do(shopper.conversation_id, deed, **body).status_code == 403, deed
    assert cem.do("c_unknown", "claim").status_code == 404


def test_transfer(shop: Shop, shopper: Shopper, bea: Console, cem: Console) -> None:
    ask_for_a_person(shopper)
    bea.do(shopper.conversation_id, "claim")
    moved = bea.do(shopper.conversation_id, "transfer", agent_id=cem.agent.id, note="knows boots")
    assert moved.json()["agent"]["name"] == "Cem"
    assert bea.do(shopper.conversation_id, "messages", text="x").status_code == 403
    assert cem.do(shopper.conversation_id, "messages", text="Hi, Cem here").status_code == 201
    assert "Cem takes over" in "".join(m["text"] for m in shopper.history())
    assert [note["text"] for note in cem.whole(shopper.conversation_id)["notes"]] == ["knows boots"]
    assert cem.do(shopper.conversation_id, "transfer", agent_id="a_unknown").status_code == 404


def test_closing_rating_and_coming_back(shop: Shop, shopper: Shopper, bea: Console) -> None:
    shop.services.conversations.save_state(shopper.conversation_id, State(failures=2, offer=Offer(kind="person")))
    ask_for_a_person(shopper)
    bea.do(shopper.conversation_id, "claim")
    assert bea.do(shopper.conversation_id, "close", category="delivery").json()["category"] == "delivery"
    assert shopper.history()[-1]["data"]["rate"] is True
    rated = shopper.ask("POST", "/api/ratings", json={"rating": 5, "comment": "lovely"})
    assert rated.status_code == 204
    for bad in ({"rating": 0}, {"rating": 6}, {"rating": "x"}, {}):
        assert shopper.ask("POST", "/api/ratings", json=bad).status_code == 422
    assert bea.whole(shopper.conversation_id)["conversation"]["rating"] == 5
    assert shopper.conversation_id in [line["id"] for line in bea.lines("closed")]
    with bea.stream() as desk:
        (reply,) = shopper.say("hello again")
        assert reply["text"] == "You said: hello again", "a reopened conversation starts with the bot"
        assert owner(shop, shopper) == "bot"
        wait_until(lambda: any(frame["conversation"]["owner"] == "bot" for frame in desk.of("conversation")))
    state = shop.services.conversations.state(shopper.conversation_id)
    assert (state.failures, state.offer) == (0, None)
    assert [{"event": "restart"}] in [events for _, events in shop.rasa.events]


def test_the_shopper_may_choose_at_any_time(shop: Shop, shopper: Shopper, bea: Console) -> None:
    ask_for_a_person(shopper)
    back = shopper.ask("POST", "/api/handoff", json={"to": "bot"}).json()
    assert back == {"owner": "bot", "agent": None, "position": None, "wait_seconds": None}
    assert shopper.say("hi")[0]["author"] == "bot"
    ask_for_a_person(shopper)
    before = len(shopper.history())
    ask_for_a_person(shopper)
    assert len(shopper.history()) == before, "asking twice is asking once"
    for bad in ({"to": "boss"}, {}, {"to": "person", "email": "nonsense"}):
        assert shopper.ask("POST", "/api/handoff", json=bad).status_code == 422


def test_places_in_the_queue_move_up(shop: Shop, bea: Console) -> None:
    empty_the_queue(shop)
    first, second = shop.session(), shop.session()
    ask_for_a_person(first)
    assert ask_for_a_person(second)["position"] == 2
    assert "number 2" in second.history()[-1]["text"]
    with browser(second) as tab:
        assert tab.frames[0]["owner"]["position"] == 2
        bea.do(first.conversation_id, "claim")
        wait_until(lambda: tab.of("owner") and tab.of("owner")[-1].get("position") == 1)


def test_the_bot_is_not_heard_when_an_agent_came_in_meanwhile(shop: Shop, shopper: Shopper, bea: Console) -> None:
    shop.rasa.delay = lambda body: 1.0
    shopper.ask("POST", "/api/messages", json={"text": "slow question"})
    wait_until(lambda: len(shop.rasa.turns) == 1)
    assert bea.do(shopper.conversation_id, "claim").status_code == 200
    time.sleep(1.5)
    assert "bot" not in [message["author"] for message in shopper.history()]


def test_rasa_down_at_the_way_back_is_told_later(shop: Shop, shopper: Shopper, bea: Console, monkeypatch: Any) -> None:
    from gateway.rasa import Rasa
    from shop.errors import Unavailable

    ask_for_a_person(shopper)
    bea.do(shopper.conversation_id, "claim")
    bea.do(shopper.conversation_id, "messages", text="Remember this.")

    async def down(*_: object) -> None:
        raise Unavailable("rasa", "down")

    with monkeypatch.context() as broken:
        broken.setattr(Rasa, "append", down)
        assert bea.do(shopper.conversation_id, "back").status_code == 200
    shop.rasa.events.clear()
    shopper.say("hi")
    ((_, events),) = shop.rasa.events
    assert events[0]["text"] == "Remember this."
    shop.rasa.events.clear()
    shopper.say("hi")
    assert shop.rasa.events == [], "told once"


def test_nobody_there_takes_an_address_and_answers_by_mail(shop: Shop, shopper: Shopper, bea: Console) -> None:
    bea.ask("PUT", "/api/agent/me", json={"online": False})
    ask_for_a_person(shopper)
    asked = shopper.history()[-1]
    assert "Nobody is at the desk" in asked["text"]
    assert asked["data"]["ask_email"] is True
    shopper.say("hello?")
    assert shopper.history()[-1]["text"] == "You said: hello?", "the bot goes on helping"
    shopper.say("my lamp is broken, write to Ann@X.example please")
    assert "ann@x.example" in shopper.history()[-1]["text"]
    bea.ask("PUT", "/api/agent/me", json={"online": True})
    assert bea.lines("queue"), "the case waits in the queue"
    bea.do(shopper.conversation_id, "claim")
    said = bea.do(shopper.conversation_id, "messages", text="A new one is on its way.").json()["message"]
    letters = [letter for letter in Outbox(shop.services.store).due() if letter.to == "ann@x.example"]
    assert [letter.key for letter in letters] == [f"answer:{said['id']}"]
    assert "A new one is on its way." in letters[0].payload["text"]
    assert shopper.history()[-1]["text"] == "A new one is on its way.", "and in the widget on return"
    with browser(shopper):
        bea.do(shopper.conversation_id, "messages", text="Still there?")
    assert not Outbox(shop.services.store).due(), "no mail to one who is there"


def test_a_question_and_address_by_form(shop: Shop, shopper: Shopper, bea: Console) -> None:
    bea.ask("PUT", "/api/agent/me", json={"online": False})
    ask_for_a_person(shopper, email="bob@x.example", question="Do you ship to Norway?")
    texts = [message["text"] for message in shopper.history()]
    assert texts[0] == "Do you ship to Norway?"
    assert "bob@x.example" in texts[1]
    bea.ask("PUT", "/api/agent/me", json={"online": True})
    assert bea.whole(shopper.conversation_id)["shopper"]["email"] == "bob@x.example"


def test_opening_hours(shop: Shop, shopper: Shopper, bea: Console) -> None:
    boss = Console(shop, "Boss", "admin")
    closed = {"timezone": "Europe/Berlin", "week": [[["09:00", "17:00"]]] * 7, "closed": []}
    days = [str(date.today() + timedelta(days=n)) for n in range(-1, 3)]
    response = boss.ask("PUT", "/api/admin/hours", json={**closed, "closed": days})
    assert response.status_code == 200, response.text
    ask_for_a_person(shopper)
    assert "we are back" in shopper.history()[-1]["text"]
    assert bea.ask("PUT", "/api/admin/hours", json=closed).status_code == 403
    for bad in (
        {"timezone": "Mars/Olympus"},
        {"week": [[]]},
        {"week": [[["17:00", "09:00"]]] * 7},
        {"country": "XX"},
        {"hours": 1},
    ):
        refused = boss.ask("PUT", "/api/admin/hours", json=bad)
        assert refused.status_code == 422, bad
    boss.leave()


def test_summary_and_suggestion_without_models(shop: Shop, shopper: Shopper, bea: Console) -> None:
    shopper.say("where is my parcel?")
    shopper.say("it is late")
    base = f"/api/agent/conversations/{shopper.conversation_id}"
    summary = bea.ask("GET", f"{base}/summary").json()
    assert summary["origin"] == "composed"
    assert "where is my parcel?" in summary["text"]
    suggestion = bea.ask("GET", f"{base}/suggestion").json()
    assert "Bea" in suggestion["text"]
    assert len(shopper.history()) == 4, "drafts are never sent by themselves"


def test_what_an_agent_sees(shop: Shop, bea: Console) -> None:
    shopper = shop.session(user_token=shop.user_token("seen", email="seen@x.example"))
    shopper.ask("PUT", "/api/me/consent", json={"tracking": True})
    shopper.ask("POST", "/api/events", json={"events": [{"type": "view", "item_id": "boot-1"}]})
    shopper.ask("POST", "/api/cart", json={"item_id": "cup/3", "quantity": 2})
    shopper.say("hello")
    note = bea.do(shopper.conversation_id, "notes", text="a <b>regular</b>")
    assert note.json()["agent"] == "Bea"
    shown = bea.whole(shopper.conversation_id)
    assert shown["shopper"]["email"] == "seen@x.example"
    assert shown["shopper"]["events"][0]["title"] == "Trail Boot"
    assert shown["shopper"]["cart"]["lines"] == [{"title": "Tin Cup", "quantity": 2}]
    assert [message["author"] for message in shown["messages"]] == ["shopper", "bot"]
    assert shown["notes"][0]["text"] == "a <b>regular</b>"
    assert "regular" not in json.dumps(shopper.history()), "notes are never the shopper's to see"
    assert now() is not None
