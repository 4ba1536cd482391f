"""What the shop remembers of a shopper and picks for them, with every process and the real models."""

from __future__ import annotations

import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event as Flag
from typing import Any

import httpx
import pyarrow.parquet as pq
import pytest

from run.layout import ROOT, Layout
from run.opened import Opened
from shop.settings import Settings
from shop.store import Store
from shop.tables import FactRow

pytestmark = pytest.mark.e2e

PAUSE = 0.4  # seconds between two questions of one shopper, who may put 240 a minute
QUICK = """algorithm = "sequence"
[options.network]
width = 16
layers = 1
[options.training]
epochs = 1
log_with = []
"""


class Visitor:
    """A shopper at the gateway's API, as the storefront and the widget are."""

    def __init__(self, url: str, *, consent: bool | None = None, user: str | None = None) -> None:
        self._client = httpx.Client(base_url=url, timeout=60.0, trust_env=False)
        asked = {"language": "en"} | ({"user_token": user} if user else {})
        session = self._client.post("/api/sessions", json=asked).raise_for_status().json()
        self._client.headers["Authorization"] = f"Bearer {session['token']}"
        if consent is not None:
            self._client.put("/api/me/consent", json={"tracking": consent}).raise_for_status()

    def get(self, path: str, **params: Any) -> Any:
        return self._client.get(path, params=params).raise_for_status().json()

    def items(self, words: str, count: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("/api/items", q=words, limit=count)["items"]
        return found

    def did(self, kind: str, *items: dict[str, Any], user: str | None = None, key: str | None = None) -> None:
        body = {"events": [{"type": kind, "item_id": item["id"]} for item in items]} | ({"user": user} if user else {})
        headers = {"X-Shop-Key": key} if key else {}
        self._client.post("/api/events", json=body, headers=headers).raise_for_status()

    def picks(self, count: int = 10, **more: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("/api/recommendations", limit=count, **more)["picks"]
        return found

    def say(self, text: str) -> list[dict[str, Any]]:
        answer = self._client.post("/api/messages", params={"wait": 1}, json={"text": text}).raise_for_status()
        replies: list[dict[str, Any]] = answer.json()["replies"]
        return replies


@pytest.fixture
def visitor(house: Opened) -> Callable[..., Visitor]:
    return lambda **more: Visitor(house.url, **more)


@pytest.fixture
def run(house: Opened) -> Callable[..., str]:
    """A command of the house's, beside its processes; what it printed."""

    def call(*command: str) -> str:
        done = subprocess.run(
            [str(Layout.of().python), *command], cwd=ROOT, env=house.env, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return call


@pytest.mark.parametrize("consent", [None, True])
@pytest.mark.parametrize("words", ["tents", "espresso coffee beans", "headphones", "running shoes"])
def test_after_three_views_the_picks_are_about_them(
    visitor: Callable[..., Visitor], words: str, consent: bool | None
) -> None:
    """More than half of them are of the kinds looked at, whoever asks; where nobody has looked, few are."""
    shopper = visitor(consent=consent)
    looked = shopper.items(words, 3)
    kinds = {item["category"] for item in looked}
    before = Counter(pick["item"]["category"] in kinds for pick in shopper.picks())
    shopper.did("view", *looked)
    picks = shopper.picks()
    after = Counter(pick["item"]["category"] in kinds for pick in picks)
    assert before[True] < 5 < after[True], [pick["item"]["title"] for pick in picks]
    titles = [item["title"] for item in looked]
    assert any(title in reason for pick in picks for reason in pick["reasons"] for title in titles)


def test_a_moment_is_served_by_the_kinds_that_belong_to_it(visitor: Callable[..., Visitor]) -> None:
    """In the chat and at the API alike: what one packs for a trek, of more kinds than one, and no game or coffee."""
    shopper = visitor()
    replies = shopper.say("hi, i'm going on a week long trek in october, what do i need")
    said = [card["item_id"] for reply in replies for card in reply["cards"]]
    picked = [pick["item"] for pick in shopper.picks(8, context="a week long trek in october")]
    shown = [shopper.get(f"/api/items/{item_id}") for item_id in said]
    for items in (shown, picked):
        kinds = {item["category"] for item in items}
        assert len(kinds) >= 2 and "Backpacks" in kinds
        assert not kinds & {"Board games", "Coffee beans", "Suitcases", "Headphones", "Mugs", "Desk lamps"}


def test_the_profile_is_shown_with_weights_and_sources(visitor: Callable[..., Visitor]) -> None:
    shopper = visitor(consent=True)
    shopper.did("view", *shopper.items("tents", 3))
    shopper.say("i really like olive things")
    held = shopper.get("/api/me")
    said = {taste["text"]: taste for taste in held["tastes"]}
    assert said["olive"]["source"] == "chat" and said["olive"]["weight"] == 1.0
    inferred = [taste for taste in held["tastes"] if taste["source"] == "events"]
    assert inferred and all(0 < abs(taste["weight"]) <= 1 and taste["evidence"] for taste in inferred)


def test_a_taste_taken_back_in_chat_is_gone_and_a_dislike_holds(visitor: Callable[..., Visitor]) -> None:
    shopper = visitor(consent=True)
    shopper.did("view", *shopper.items("running shoes", 3))
    shopper.say("i love olive")
    shopper.say("forget that i like olive")
    shopper.say("stop showing me shoes")
    for _ in range(2):  # and it still holds after more of it was looked at
        tastes = {taste["text"].lower(): taste["weight"] for taste in shopper.get("/api/me")["tastes"]}
        assert "olive" not in tastes and tastes["shoes"] < 0
        shown = [pick["item"]["title"] for pick in shopper.picks(20)]
        replies = shopper.say("what would you suggest for me")
        shown += [card["title"] for reply in replies for card in reply["cards"]]
        assert shown and not [title for title in shown if "shoe" in title.lower()]
        shopper.did("view", *shopper.items("running shoes", 5))


@pytest.fixture
def demo_again(house: Opened) -> Iterator[None]:
    """An own item ends the demo for good; the suites that come after this one still sign in as its shoppers."""
    store = Store(Settings.model_validate({"state": house.state}).store_url)
    with store.reading() as session:
        before = session.get_one(FactRow, "origin").value
    yield
    with store.session() as session:
        session.get_one(FactRow, "origin").value = before
    store.close()


@pytest.mark.usefixtures("demo_again")
def test_a_new_item_is_picked_within_a_minute(
    visitor: Callable[..., Visitor], run: Callable[..., str], tmp_path: Path
) -> None:
    """From its text alone: nobody has looked at it yet."""
    shopper = visitor(consent=True)
    shopper.did("view", *shopper.items("espresso coffee beans", 3))
    file = tmp_path / "new.csv"
    file.write_text(
        "id,title,description,price,category,brand,stock\n"
        "NEW-1,Marrow Lane espresso dark roast coffee beans 500 g,Dark roast espresso coffee beans.,15.9,"
        "Coffee beans,Marrow Lane,30\n"
    )
    began = time.monotonic()
    run("-m", "run", "import", "catalogue", str(file))
    while "NEW-1" not in (seen := [pick["item"]["id"] for pick in shopper.picks(50)]):
        assert time.monotonic() - began < 60, seen
        time.sleep(1)
    answer = shopper.say("do you have Marrow Lane coffee beans")
    assert "NEW-1" in [card["item_id"] for reply in answer for card in reply["cards"]]


def test_versions_are_swapped_tried_and_taken_back_under_load(
    visitor: Callable[..., Visitor], run: Callable[..., str], house: Opened, tmp_path: Path
) -> None:
    """No request fails while a new version comes, is tried against the old one, and goes."""
    quick = tmp_path / "quick.toml"
    quick.write_text(QUICK)
    shoppers = [visitor(consent=True) for _ in range(6)]
    for shopper in shoppers:
        shopper.did("view", *shopper.items("tents", 2))
    with under_load(shoppers) as seen:
        for command in (
            ("-m", "models.training.train_recommender", "--config", str(quick)),
            ("-m", "models.training.train_recommender", "--config", str(quick), "--fresh"),
            ("-m", "models.training.train_recommender", "--rollback"),
            ("-m", "models.recommenders.trial", "--start", "2"),
        ):
            run(*command)
            time.sleep(2)
        more = [visitor(consent=True) for _ in range(12)]
        for shopper in more:
            first = shopper.picks(5)[0]["item"]
            shopper.did("view", first)
        told = run("-m", "models.recommenders.trial")
        run("-m", "models.recommenders.trial", "--stop")
    assert {"sequence/1", "sequence/2"} <= seen.keys() and not any("failed" in one for one in seen), seen
    assert "sequence/1" in told and "sequence/2" in told and "p = " in told, told
    out = tmp_path / "picks.parquet"
    run("-m", "models.recommenders.batch", "--out", str(out), "--limit", "5")
    table = pq.read_table(out)
    assert set(table.column_names) == {"shopper_id", "rank", "item_id", "score", "model"}
    assert set(table.column("rank").to_pylist()) == {1, 2, 3, 4, 5} and len(table) > 5 * len(shoppers)


def test_what_goes_with_it_comes_after_a_purchase(visitor: Callable[..., Visitor], house: Opened) -> None:
    """Not the same thing again, until the shopper looks for it again."""
    looked, bought = visitor(consent=True), visitor(user=house.user_token("a-buyer-of-tents"))
    tents = looked.items("two-person tent", 2)
    looked.did("view", tents[0])
    bought.did("purchase", tents[0], user="a-buyer-of-tents", key=house.secret("server_key"))
    kinds = [{pick["item"]["category"] for pick in one.picks()} for one in (looked, bought)]
    assert tents[0]["category"] in kinds[0] - kinds[1]
    assert tents[0]["id"] not in [pick["item"]["id"] for pick in bought.picks(50)]
    bought.did("view", tents[1])
    assert tents[0]["category"] in {pick["item"]["category"] for pick in bought.picks()}


@contextmanager
def under_load(shoppers: Sequence[Visitor]) -> Iterator[Counter[str]]:
    """Each asks for picks all the time; which version answered how often, and how many got none."""
    seen: Counter[str] = Counter()
    over = Flag()

    def ask(shopper: Visitor) -> None:
        while not over.is_set():
            try:
                seen[shopper.get("/api/recommendations", limit=5)["origin"]] += 1
            except httpx.HTTPError as error:
                seen[f"failed: {error}"] += 1
            time.sleep(PAUSE)

    with ThreadPoolExecutor(len(shoppers)) as pool:
        try:
            for shopper in shoppers:
                pool.submit(ask, shopper)
            yield seen
        finally:
            over.set()
