from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shop import policy_check
from shop.catalogue import Catalogue
from shop.faqs import Faqs
from shop.importers.cli import app
from shop.store import Store
from shop.types import Item

SHOP = "sku,name,price\na,A,1.00\nb,B,cheap\n"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("SHOPKEEPER_STATE", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "160")
    made = Store(f"sqlite:///{tmp_path / 'shop.db'}")
    made.migrate()
    return made


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def test_a_catalogue_with_its_report(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "[shop].csv"
    path.write_text(SHOP)
    code, output = run("catalogue", path, "--dry-run")
    assert code == 0 and "nothing was changed" in output and Catalogue(store).count() == 0
    code, output = run("catalogue", path)
    assert code == 0 and Catalogue(store).ids() == ["a"]
    assert "[shop].csv: 2 rows read, 1 items, 1 refused; records; 1 added" in output
    assert all(part in output for part in ("price", "'cheap'", "an amount of money"))


def test_strict_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    path.write_text(SHOP)
    code, output = run("catalogue", path, "--strict")
    assert code == 1 and "line 3, price: got 'cheap'" in output and "nothing was changed" in output
    assert Catalogue(store).count() == 0


def test_replacing(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    path.write_text("sku,name\na,A\nb,B\n")
    run("catalogue", path)
    path.write_text("sku,name\nb,B\n")
    assert run("catalogue", path)[0] == 0 and Catalogue(store).count() == 2
    assert "1 deleted" in run("catalogue", path, "--replace")[1]


def test_faq_orders_and_events(store: Store, tmp_path: Path) -> None:
    (tmp_path / "shop.csv").write_text("sku,name\nboot,Boot\n")
    run("catalogue", tmp_path / "shop.csv")
    faq = tmp_path / "faq.md"
    faq.write_text("# Ship?\nYes\n")
    assert run("faq", faq)[0] == 0 and Faqs(store).all()[0].answer == "Yes"
    assert "the whole FAQ" in run("faq", faq, "--replace")[1]
    orders = tmp_path / "orders.csv"
    orders.write_text("number,email,status,item_id,unit_price,placed_at\nA-1,a@b.example,paid,boot,9.00,2026-03-01\n")
    assert "1 orders put in" in run("orders", orders)[1]
    events = tmp_path / "events.csv"
    events.write_text("shopper_id,type,item_id\nada,view,boot\nada,view,nothing\n")
    code, output = run("events", events)
    assert code == 0 and "1 new events" in output and "there is no item 'nothing'" in output


def test_a_broken_file_is_one_line(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "shop.json"
    path.write_text('[{"id": 1')
    code, output = run("catalogue", path)
    assert code == 1 and "is no JSON" in output and "Traceback" not in output


def test_our_own_items_come_back_without_a_question(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "catalogue.jsonl"
    own = [Item(id="a", title="A", price=Decimal("1.00"), stock=1), Item(id="b", title="B", stock=1)]
    path.write_text("".join(item.model_dump_json(exclude_defaults=True) + "\n" for item in own))
    code, output = run("catalogue", path)
    assert code == 0 and Catalogue(store).get("a") == own[0]
    assert "no price: the item is shown and not sold (line 2): b" in output


def test_the_policy_is_checked_against_an_empty_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPKEEPER_STATE", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["policy_check"])
    with pytest.raises(SystemExit) as ended:
        policy_check.main()
    assert ended.value.code == 0
