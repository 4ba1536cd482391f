"""Conversations: what was said, who answers now, and what the bot must remember between turns."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from shop.dialogue import State
from shop.errors import Conflict, NotFound
from shop.ids import new_id
from shop.keys import owned
from shop.pending import Claim, add_claim
from shop.personal import without_cards
from shop.search import index
from shop.shoppers import add_anonymous, find_shopper, required_shopper
from shop.sql import insert_new
from shop.store import Store
from shop.tables import ConversationRow, MessageRow, OwnerChangeRow, QuickReplyRow
from shop.types import Conversation, Frozen, Message, Owner, QuickReply, now

LOOKED_THROUGH = 10_000  # latest messages of the bot that are looked through for gaps
_BODY = {"cards", "quick_replies", "sources", "data"}


class OwnerChange(Frozen):
    before: Owner
    after: Owner
    agent_id: str | None
    who: str
    why: str
    at: datetime


class Conversations:
    def __init__(self, store: Store) -> None:
        self._store = store

    def open(self, shopper_id: str, *, language: str = "en") -> Conversation:
        """A new conversation, owned by the bot."""
        with self._store.session() as session:
            return _open(session, new_id("c"), required_shopper(session, shopper_id).id, language)

    def ensure(self, sender_id: str) -> Conversation:
        """The conversation of that id; made, with an anonymous shopper, where there is none (``rasa shell``)."""
        with self._store.session() as session:
            row = session.get(ConversationRow, sender_id)
            if row is not None:
                return _conversation(row)
            return _open(session, sender_id, add_anonymous(session), "en")

    def get(self, conversation_id: str) -> Conversation:
        """The conversation, or :class:`NotFound`."""
        with self._store.reading() as session:
            return _conversation(_required(session, conversation_id))

    def of_shopper(self, shopper_id: str) -> list[Conversation]:
        """The shopper's conversations, newest first."""
        with self._store.reading() as session:
            shopper = find_shopper(session, shopper_id)
            mine = ConversationRow.shopper_id == (shopper.id if shopper else shopper_id)
            query = select(ConversationRow).where(mine).order_by(ConversationRow.created_at.desc())
            return [_conversation(row) for row in session.scalars(query)]

    def owned(self, owner: Owner, limit: int = 100) -> list[Conversation]:
        """Conversations that ``owner`` has now, longest waiting first: the agents' queue."""
        with self._store.reading() as session:
            query = select(ConversationRow).where(ConversationRow.owner == owner)
            rows = session.scalars(query.order_by(ConversationRow.updated_at, ConversationRow.id).limit(limit))
            return [_conversation(row) for row in rows]

    def append(
        self, message: Message, client_id: str | None = None, claim: Claim | None = None
    ) -> tuple[Message, bool]:
        """Store a message; returns it and whether it is new.

        One of the same id, or of the same ``client_id`` in the same conversation, is the same message: the
        stored one comes back. With a ``claim`` it waits for an answer, whatever happens to who stored it.
        Card numbers are not stored, whoever writes them.
        """
        message = message.model_copy(update={"text": without_cards(message.text)})
        with self._store.session() as session:
            row = _required(session, message.conversation_id, lock=True)
            same = MessageRow.id == message.id
            if client_id is not None:
                same |= (MessageRow.conversation_id == row.id) & (MessageRow.client_id == client_id)
            old = select(MessageRow).where(same)
            stored = session.scalars(old).first()
            if stored is not None:
                if stored.conversation_id != row.id:
                    raise Conflict(f"message {message.id!r} belongs to another conversation")
                return _message(stored), False
            said = MessageRow(
                id=message.id,
                conversation_id=row.id,
                client_id=client_id,
                author=message.author,
                text=owned(session, row.shopper_id, message.text),
                body=owned(session, row.shopper_id, message.model_dump(mode="json", include=_BODY)),
                created_at=message.created_at,
            )
            session.add(said)
            session.flush()
            index(session, [(said.seq, message.text)])
            row.updated_at = now()
            if claim is not None:
                row.client = claim.client or row.client
                add_claim(session, message.id, row.id, claim)
            return message, True

    def message(self, message_id: str) -> Message:
        """One message, or :class:`NotFound`."""
        with self._store.reading() as session:
            row = session.scalar(select(MessageRow).where(MessageRow.id == message_id))
            if row is None:
                raise NotFound(f"there is no message {message_id!r}")
            return _message(row)

    def history(self, conversation_id: str, after: str | None = None, limit: int = 200) -> list[Message]:
        """Messages oldest first: the next ``limit`` after message ``after``, or the last ``limit`` of all."""
        with self._store.reading() as session:
            _required(session, conversation_id)
            query = select(MessageRow).where(MessageRow.conversation_id == conversation_id)
            if after is None:
                rows = session.scalars(query.order_by(MessageRow.seq.desc()).limit(limit)).all()[::-1]
            else:
                place = select(MessageRow.seq).where(
                    MessageRow.id == after, MessageRow.conversation_id == conversation_id
                )
                seq = session.scalar(place)
                if seq is None:
                    raise NotFound(f"there is no message {after!r} in this conversation", field="after")
                rows = session.scalars(query.where(MessageRow.seq > seq).order_by(MessageRow.seq).limit(limit)).all()
            return [_message(row) for row in rows]

    def gaps(self, limit: int) -> list[Message]:
        """The bot's latest messages that had no answer to tell, newest first: ``data["gap"]`` is the question."""
        with self._store.reading() as session:
            query = select(MessageRow).where(MessageRow.author == "bot").order_by(MessageRow.seq.desc())
            rows = session.scalars(query.limit(LOOKED_THROUGH).execution_options(yield_per=200))
            found = (_message(row) for row in rows if (row.body.get("data") or {}).get("gap"))  # sealed: not by SQL
            return list(islice(found, limit))

    def count(self, conversation_id: str) -> int:
        """How many messages the conversation holds."""
        with self._store.reading() as session:
            query = select(func.count()).select_from(MessageRow)
            return session.scalar(query.where(MessageRow.conversation_id == conversation_id)) or 0

    def state(self, conversation_id: str) -> State:
        with self._store.reading() as session:
            return State.model_validate(_required(session, conversation_id).state)

    def save_state(self, conversation_id: str, state: State) -> None:
        with self._store.session() as session:
            row = _required(session, conversation_id, lock=True)
            row.state = owned(session, row.shopper_id, state.model_dump(mode="json"))

    def set_language(self, conversation_id: str, language: str) -> None:
        with self._store.session() as session:
            _required(session, conversation_id, lock=True).language = language

    def set_owner(
        self,
        conversation_id: str,
        owner: Owner,
        *,
        who: str,
        why: str,
        expect: Owner | Collection[Owner] | None = None,
        holder: str | None = None,
        agent_id: str | None = None,
    ) -> Conversation:
        """Hand the conversation over, and record who did so and why.

        ``expect`` is what the caller believes the owner to be, ``holder`` the agent who has it: where it is another
        by now, :class:`Conflict`.
        An agent who takes it is ``agent_id``, or ``who``. Asking for what is already so changes nothing.
        """
        agent = (agent_id or who) if owner is Owner.AGENT else None
        with self._store.session() as session:
            row = _required(session, conversation_id, lock=True)
            if row.owner == owner and row.agent_id == agent:
                return _conversation(row)
            expected = {expect} if isinstance(expect, Owner) else set(expect or Owner)
            if Owner(row.owner) not in expected or (holder is not None and row.agent_id != holder):
                now_with = f"agent {row.agent_id}" if row.agent_id else row.owner
                raise Conflict(f"the conversation is with {now_with} by now", field="owner")
            session.add(
                OwnerChangeRow(
                    conversation_id=row.id,
                    before=row.owner,
                    after=owner,
                    agent_id=agent,
                    who=who,
                    why=why,
                    at=now(),
                )
            )
            row.owner, row.agent_id, row.updated_at = owner, agent, now()
            return _conversation(row)

    def owner_history(self, conversation_id: str) -> list[OwnerChange]:
        """Every hand-over, oldest first."""
        with self._store.reading() as session:
            query = select(OwnerChangeRow).where(OwnerChangeRow.conversation_id == conversation_id)
            rows = session.scalars(query.order_by(OwnerChangeRow.id))
            return [
                OwnerChange(
                    before=Owner(row.before),
                    after=Owner(row.after),
                    agent_id=row.agent_id,
                    who=row.who,
                    why=row.why,
                    at=row.at,
                )
                for row in rows
            ]

    def quick_reply(
        self, conversation_id: str, title: str, intent: str, entities: dict[str, Any] | None = None
    ) -> QuickReply:
        """Store what a button means; the browser sees only its title and an opaque payload."""
        return self.quick_replies(conversation_id, [(title, intent, entities or {})])[0]

    def quick_replies(
        self, conversation_id: str, meanings: Iterable[tuple[str, str, dict[str, Any]]]
    ) -> list[QuickReply]:
        """Several (title, intent, entities) in one transaction, in order."""
        with self._store.session() as session:
            whose = _required(session, conversation_id).shopper_id
            rows = [
                {
                    "payload": new_id("q"),
                    "conversation_id": conversation_id,
                    "title": owned(session, whose, title),
                    "intent": intent,
                    "entities": owned(session, whose, entities),
                    "created_at": now(),
                }
                for title, intent, entities in meanings
            ]
            insert_new(session, QuickReplyRow, rows, keys=["payload"])
        return [QuickReply(title=str(row["title"]), payload=str(row["payload"])) for row in rows]

    def resolve_quick_reply(self, conversation_id: str, payload: str) -> tuple[str, dict[str, Any]] | None:
        """(intent, entities) of a button of this conversation; None for any other string."""
        with self._store.reading() as session:
            row = session.get(QuickReplyRow, payload)
            return None if row is None or row.conversation_id != conversation_id else (row.intent, row.entities)

    def quick_reply_title(self, conversation_id: str, payload: str) -> str | None:
        """What the button says: the text to store as the shopper's message."""
        with self._store.reading() as session:
            row = session.get(QuickReplyRow, payload)
            return None if row is None or row.conversation_id != conversation_id else row.title

    def export(self, shopper_id: str) -> list[dict[str, Any]]:
        """All conversations of a shopper with their messages, as JSON."""
        exported = []
        for conversation in self.of_shopper(shopper_id):
            with self._store.reading() as session:
                query = select(MessageRow).where(MessageRow.conversation_id == conversation.id)
                messages = [_message(row) for row in session.scalars(query.order_by(MessageRow.seq))]
            shown = [message.model_dump(mode="json") for message in messages]
            exported.append({**conversation.model_dump(mode="json"), "messages": shown})
        return exported

    def erase(self, shopper_id: str) -> list[str]:
        """Delete the shopper's conversations with all that hangs on them; returns their ids."""
        with self._store.session() as session:
            shopper = find_shopper(session, shopper_id, lock=True)
            return [] if shopper is None else erase_conversations(session, shopper.id)


def erase_conversations(session: Session, shopper_id: str) -> list[str]:
    mine = ConversationRow.shopper_id == shopper_id
    ids = list(session.scalars(select(ConversationRow.id).where(mine)))
    session.execute(delete(ConversationRow).where(mine))  # messages and the rest go with them
    return ids


def _open(session: Session, conversation_id: str, shopper_id: str, language: str) -> Conversation:
    conversation = Conversation(id=conversation_id, shopper_id=shopper_id, language=language)
    session.add(ConversationRow(**{**conversation.model_dump(), "owner": "bot", "state": {}}))
    return conversation


def _required(session: Session, conversation_id: str, *, lock: bool = False) -> ConversationRow:
    query = select(ConversationRow).where(ConversationRow.id == conversation_id)
    row = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound(f"there is no conversation {conversation_id!r}", field="conversation_id")
    return row


def _conversation(row: ConversationRow) -> Conversation:
    return Conversation(
        id=row.id,
        shopper_id=row.shopper_id,
        owner=Owner(row.owner),
        agent_id=row.agent_id,
        language=row.language,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _message(row: MessageRow) -> Message:
    return Message.model_validate(
        {
            **row.body,
            "id": row.id,
            "conversation_id": row.conversation_id,
            "author": row.author,
            "text": row.text,
            "created_at": row.created_at,
        }
    )
