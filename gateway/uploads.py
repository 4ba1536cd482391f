"""Pictures that shoppers send: checked, kept in the state folder by conversation, shown to the agent."""

from __future__ import annotations

import asyncio
import re
import secrets
import shutil
from pathlib import Path

from PIL import Image

from gateway.pictures import rewritten
from shop.errors import BadInput, NotFound

LIMIT = 5_000_000  # bytes
PER_CONVERSATION = 50
TYPES = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}
_NAME = re.compile(r"[0-9a-f]{32}\.(png|jpg|gif|webp)")
_FOLDER = re.compile(r"[\w-]{1,200}")


class Uploads:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._decoding = asyncio.Semaphore(1)  # a large one takes some hundred megabytes

    async def save(self, conversation_id: str, data: bytes) -> dict[str, str | int]:
        """Keep a picture's pixels; ``{id, url, type, width, height}``.

        Raises:
            BadInput: it is no PNG, JPEG, GIF or WebP, or too big.
        """
        if len(data) > LIMIT:
            raise BadInput(f"file: {len(data)} bytes, expected at most {LIMIT}", field="file")
        async with self._decoding:
            data, extension = await asyncio.to_thread(rewritten, data)
        name = f"{secrets.token_hex(16)}.{extension}"
        await asyncio.to_thread(self._write, conversation_id, name, data)
        return await asyncio.to_thread(self._view, conversation_id, name)

    async def find(self, conversation_id: str, name: str) -> dict[str, str | int]:
        """A picture of this conversation as a message holds it, or :class:`BadInput`."""
        if not await asyncio.to_thread(self._path(conversation_id, name).is_file):
            raise BadInput("attachment: there is no such upload in this conversation", field="attachment")
        return await asyncio.to_thread(self._view, conversation_id, name)

    def path(self, conversation_id: str, name: str) -> Path:
        """Where a picture lies, or :class:`NotFound`."""
        path = self._path(conversation_id, name)
        if not path.is_file():
            raise NotFound("there is no such upload")
        return path

    def of(self, conversation_id: str) -> list[str]:
        folder = self._folder / conversation_id
        known = _FOLDER.fullmatch(conversation_id) and folder.is_dir()
        return sorted(path.name for path in folder.iterdir()) if known else []

    def erase(self, conversation_id: str) -> int:
        """Delete a conversation's pictures; how many there were."""
        count = len(self.of(conversation_id))
        if count:
            shutil.rmtree(self._folder / conversation_id)
        return count

    def _write(self, conversation_id: str, name: str, data: bytes) -> None:
        path = self._path(conversation_id, name)
        if len(self.of(conversation_id)) >= PER_CONVERSATION:
            raise BadInput(f"file: at most {PER_CONVERSATION} pictures a conversation", field="file")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_bytes(data)

    def _path(self, conversation_id: str, name: str) -> Path:
        if not _NAME.fullmatch(name) or not _FOLDER.fullmatch(conversation_id):
            raise NotFound("there is no such upload")
        return self._folder / conversation_id / name

    def _view(self, conversation_id: str, name: str) -> dict[str, str | int]:
        kind = TYPES[name.rpartition(".")[2]]
        with Image.open(self._path(conversation_id, name)) as picture:  # its header alone is read
            width, height = picture.size
        url = f"/api/uploads/{conversation_id}/{name}"
        return {"id": name, "url": url, "type": kind, "width": width, "height": height}
