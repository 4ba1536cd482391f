"""How a letter leaves the house: over SMTP by setting, else as a file in the state folder."""

from __future__ import annotations

import asyncio
import re
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from shop.errors import BadSettings, Unavailable
from shop.letters import LetterFiles, letter_name
from shop.outbox import Letter
from shop.settings import MailSettings

TIMEOUT = 30.0  # seconds


class Carrier(Protocol):
    async def send(self, message: EmailMessage) -> None:
        """Deliver, or raise :class:`Unavailable`."""
        ...

    async def recall(self, message: EmailMessage) -> None:
        """Take back what was delivered, where that can be done at all: its recipient was erased meanwhile."""
        ...


class Smtp:
    """``smtp://user:password@host:587`` (STARTTLS where offered) or ``smtps://…:465``."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise BadSettings("mail.smtp_url: expected smtp://user:password@host:587")
        self._host = parts.hostname
        self._tls = parts.scheme == "smtps"
        self._port = parts.port or (465 if self._tls else 587)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None

    async def send(self, message: EmailMessage) -> None:
        try:
            await aiosmtplib.send(
                message,
                hostname=self._host,
                port=self._port,
                username=self._user,
                password=self._password,
                use_tls=self._tls,
                timeout=TIMEOUT,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            raise Unavailable("mail", f"{type(error).__name__}: {error}") from error

    async def recall(self, message: EmailMessage) -> None:
        return None  # it has left the house


class Files:
    """One ``.eml`` file a letter, named by its Message-ID: a letter sent again replaces itself."""

    def __init__(self, folder: Path) -> None:
        self._files = LetterFiles(folder)

    async def send(self, message: EmailMessage) -> None:
        await asyncio.to_thread(self._files.write, _name(message), message.as_bytes())

    async def recall(self, message: EmailMessage) -> None:
        await asyncio.to_thread(self._files.erase, [_name(message)])


def _name(message: EmailMessage) -> str:
    return re.sub(r"[^\w.-]", "_", message["Message-ID"].strip("<>").partition("@")[0])


def carrier(settings: MailSettings, folder: Path) -> Carrier:
    return Smtp(settings.smtp_url) if settings.smtp_url else Files(folder)


def envelope(letter: Letter, sender: str) -> EmailMessage:
    """The letter as mail. Its payload holds ``subject`` and ``text``; the Message-ID follows from its key."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = one_line(letter.to)
    message["Subject"] = one_line(str(letter.payload.get("subject") or letter.kind))
    domain = sender.rpartition("@")[2].strip(">") or "localhost"
    name = letter_name(letter.kind, letter.key)
    message["Message-ID"] = make_msgid(domain=domain) if not letter.key else f"<{name}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(str(letter.payload.get("text") or ""))
    return message


def one_line(text: str) -> str:
    """No header can be smuggled in over a line end."""
    return re.sub(r"[\r\n\x00]+", " ", text).strip()
