"""Letters as files, where no mail server is set up: one ``.eml`` a letter in the state folder."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from email import message_from_binary_file
from email.policy import default
from email.utils import parseaddr
from hashlib import sha256
from pathlib import Path

from shop.ids import fold_email


def letter_name(kind: str, key: str) -> str:
    """What a letter is called, in its Message-ID and as a file: a letter sent again is the same one."""
    return f"{kind}.{sha256(key.encode()).hexdigest()[:24]}"


class LetterFiles:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, name: str, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{name}.eml"
        path.touch(mode=0o600)
        path.write_bytes(content)

    def erase(self, names: Collection[str], addresses: Collection[str] = ()) -> int:
        """Delete letters by name, and all that go to these addresses; how many there were."""
        wanted = {fold_email(address) for address in addresses if address}
        count = 0
        for path in self._files():
            if path.stem in names or (wanted and _recipient(path) in wanted):
                path.unlink(missing_ok=True)
                count += 1
        return count

    def prune(self, before: datetime) -> int:
        """Delete what was written before; how many that were."""
        old = [path for path in self._files() if path.stat().st_mtime < before.timestamp()]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _files(self) -> list[Path]:
        return list(self._folder.glob("*.eml")) if self._folder.is_dir() else []


def _recipient(path: Path) -> str:
    with path.open("rb") as file:
        headers = message_from_binary_file(file, policy=default)
    return fold_email(parseaddr(str(headers["To"] or ""))[1])
