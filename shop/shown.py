"""Picks that were shown, and what came of them: what two versions of a recommender are compared by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from shop.shoppers import find_shopper
from shop.store import Store
from shop.tables import ShownPickRow
from shop.types import Event, now

MEMORY = timedelta(days=7)  # how long after it was shown a click or a purchase counts for a pick


class ShownPicks:
    def __init__(self, store: Store) -> None:
        self._store = store

    def note(self, shopper_id: str, model: str, item_ids: Sequence[str], placement: str = "", first: int = 1) -> None:
        """A list was shown, best first; ``first``: the position of its first item. Kept of those alone who agreed
        to be followed."""
        with self._store.session() as session:
            shopper = find_shopper(session, shopper_id)
            if shopper is None or not shopper.consent:
                return
            session.add_all(
                ShownPickRow(
                    shopper_id=shopper.id,
                    item_id=item_id,
                    model=model,
                    placement=placement,
                    position=position,
                    shown_at=now(),
                )
                for position, item_id in enumerate(item_ids, first)
            )

    def outcomes(self, since: datetime | None = None) -> dict[str, dict[str, tuple[int, int, int]]]:
        """For each model, of each shopper it showed picks to: how many were shown, clicked and bought."""
        found: dict[str, dict[str, tuple[int, int, int]]] = {}
        query = select(
            ShownPickRow.model, ShownPickRow.shopper_id, ShownPickRow.clicked_at, ShownPickRow.bought_at
        ).where(ShownPickRow.shown_at >= since if since else ShownPickRow.id > 0)
        with self._store.reading() as session:
            for model, shopper_id, clicked, bought in session.execute(query):
                own = found.setdefault(model, {})
                shown, clicks, buys = own.get(shopper_id, (0, 0, 0))
                own[shopper_id] = (shown + 1, clicks + (clicked is not None), buys + (bought is not None))
        return found


def credit(session: Session, shopper_id: str, events: Iterable[Event]) -> None:
    """Events on items that were shown before are clicks and purchases of those picks."""
    events = list(events)
    lately = ShownPickRow.shopper_id == shopper_id, ShownPickRow.shown_at >= min(e.ts for e in events) - MEMORY
    if session.scalar(select(ShownPickRow.id).where(*lately).limit(1)) is None:
        return
    for event in events:
        if event.type not in ("view", "cart", "purchase") or event.item_id is None:
            continue
        mine = (
            ShownPickRow.shopper_id == shopper_id,
            ShownPickRow.item_id == event.item_id,
            ShownPickRow.shown_at <= event.ts,
            ShownPickRow.shown_at >= event.ts - MEMORY,
        )
        fresh = or_(ShownPickRow.clicked_at.is_(None), ShownPickRow.clicked_at > event.ts)
        session.execute(update(ShownPickRow).where(*mine, fresh).values(clicked_at=event.ts))
        if event.type == "purchase":
            fresh = or_(ShownPickRow.bought_at.is_(None), ShownPickRow.bought_at > event.ts)
            session.execute(update(ShownPickRow).where(*mine, fresh).values(bought_at=event.ts))
