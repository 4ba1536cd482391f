"""One form of URL, whichever environment reads it; what cannot be used is said at the start."""

from __future__ import annotations

import subprocess

import pytest

from run.layout import Layout
from run.processes import rasa_environment
from shop.database import check, database, for_the_bot
from shop.errors import BadSettings
from shop.settings import RasaSettings, Settings
from shop.store import Store
from shop.tracker import Tracker
from tests.postgres import cluster

FORMS = ("postgresql", "postgres", "postgresql+psycopg", "postgresql+psycopg2")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_translated_to_the_driver_of_each_environment(form: str) -> None:
    url = f"{form}://shop:s%40cret@db:5433/shop?sslmode=require"
    assert database(url, "store.url").drivername == "postgresql+psycopg"
    assert for_the_bot(url, "x") == "postgresql+psycopg2://shop:s%40cret@db:5433/shop?sslmode=require"
    assert Store(url).engine.url.drivername == "postgresql+psycopg"
    Tracker(url).close()


@pytest.mark.parametrize("url", ["mysql://x/y", "what?", "postgresql://shop@db", "sqlite://", "", "postgresql://h:x/y"])
def test_another_is_refused_by_the_name_of_its_setting(url: str) -> None:
    with pytest.raises(BadSettings, match=r"^rasa\.tracker_url: "):
        Tracker(url)


def test_the_bot_reads_what_the_shop_reads() -> None:
    with cluster() as server:
        url = f"{server}postgres".replace("postgresql:", "postgresql+psycopg:")
        check(url, "store.url")
        settings, layout = Settings(rasa=RasaSettings(tracker_url=url)), Layout.of()
        env = rasa_environment(layout, settings)
        code = "import os, sqlalchemy as a; print(a.create_engine(os.environ['SHOPKEEPER_TRACKER_URL']).connect())"
        done = subprocess.run([layout.bot_python, "-c", code], env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        with pytest.raises(BadSettings, match=r'^store\.url: .*database "missing" does not exist'):
            check(f"{server}missing", "store.url")
    with pytest.raises(
        BadSettings, match=r"^store\.url: postgresql\+psycopg://u:\*\*\*@127\.0\.0\.1:9/x cannot be used: "
    ):
        check("postgresql://u:secret@127.0.0.1:9/x", "store.url", seconds=2)
