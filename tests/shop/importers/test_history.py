from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from shop.errors import BadInput
from shop.importers import Report
from shop.importers.history import read_events, read_orders

ORDERS = """number,email,status,item_id,title,quantity,unit_price,placed_at,shipping,currency,name,city
A-1,a@b.example,delivered,boot,Boot,1,"89,90 €",2026-03-01,4.90,EUR,Ada,Town
A-2,c@d.example,nonsense,mug,Mug,1,9.00,2026-03-01,,EUR,Bob,Town
A-1,a@b.example,delivered,mug,Mug,2,9.00,2026-03-01,,EUR,Ada,Town
A-3,c@d.example,paid,mug,Mug,many,9.00,2026-03-01T10:00:00Z,,EUR,Bob,Town
A-4,c@d.example,paid,mug,Mug,1,9.00,yesterday,,EUR,Bob,Town
,c@d.example,paid,mug,Mug,1,9.00,2026-03-01,,EUR,Bob,Town
"""


def test_orders_from_lines_of_a_csv(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS)
    report = Report()
    orders = list(read_orders(path, report))
    assert [order.number for order in orders] == ["A-1"]
    assert orders[0].total == Decimal("112.80") and orders[0].address.city == "Town"
    assert [line.quantity for line in orders[0].lines] == [1, 2]
    assert {(row.line, row.field) for row in report.refused} == {
        (3, "status"),
        (5, "quantity"),
        (6, "placed_at"),
        (7, "number"),
    }


def test_orders_and_events_as_jsonl(tmp_path: Path) -> None:
    path = tmp_path / "orders.jsonl"
    path.write_text(next(read_orders(_written(tmp_path), Report())).model_dump_json() + "\nnonsense\n{}\n")
    report = Report()
    assert len(list(read_orders(path, report))) == 1
    assert [row.line for row in report.refused] == [2, 3]


def _written(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS)
    return path


def test_events(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(
        "shopper_id,type,item_id,query,value,ts\n"
        "ada,view,boot,,,2026-03-01T10:00:00Z\n"
        "ada,search,,red boots,,\n"
        "ada,rating,boot,,7,\n"
        "ada,view,nothing,,,\n"
        "ada,stare,boot,,,\n"
        ",view,boot,,,\n"
    )
    report = Report()
    events = list(read_events(path, report, items={"boot"}))
    assert [(event.type, event.item_id or event.query) for event in events] == [
        ("view", "boot"),
        ("search", "red boots"),
    ]
    assert [row.line for row in report.refused] == [4, 5, 6, 7]


def test_missing_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("who,what\nada,view\n")
    with pytest.raises(BadInput, match="shopper_id, type"):
        list(read_events(path, Report()))
