"""``shopkeeper backup`` and ``shopkeeper restore``: everything that only this shop has, in one file.

Both databases of one moment each, whatever kind they are; uploads, letters, examples and fitted models of the state
folder; Chroma's collections. What is made from the code (environments, encoders, the trained bot) is not in it, and
neither are the secrets: they go to a file of their own where one is named.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from alembic.runtime.migration import MigrationContext
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import select

from run.layout import Layout
from run.private import private
from run.processes import check_closed, check_databases
from run.secrets import in_use
from run.services import running
from shop.dump import dump, load, snapshot
from shop.errors import BadInput, Conflict, NotFound, Unavailable
from shop.settings import Settings
from shop.store import Store
from shop.tables import ItemRow, ShopperRow
from shop.tracker import Tracker
from shop.types import now

if TYPE_CHECKING:
    from retrieval.store import VectorStore

FORMAT = 1
FOLDERS = ("uploads", "outbox", "review", "models/recommender", "models/generator-adapter")  # of the state folder
MANIFEST, CHROMA, SECRETS = "manifest.json", "chroma.jsonl.gz", "secrets.toml"


class Manifest(BaseModel):
    """What a backup says of itself. ``files`` maps each file's path in it to its SHA-256."""

    model_config = ConfigDict(extra="forbid")

    format: int
    made: str
    shop: str
    revision: str  # of the store's tables
    rows: dict[str, int]
    chroma: str | None  # the prefix of its collections; None: they are not in it
    files: dict[str, str]


def backup(layout: Layout, settings: Settings, file: Path, secrets: Path | None = None) -> Manifest:
    """Write everything to ``file``, and the secrets to ``secrets``; the shop stays open meanwhile.

    Chroma's collections are left out where it does not answer: the worker makes them again.
    """
    check_databases(settings)
    with _scratch(file) as folder:
        rows = {}
        with snapshot(settings.tracker_url, "rasa.tracker_url") as connection:
            rows["tracker.events"] = dump(connection, folder / "tracker").get("events", 0)
        with snapshot(settings.store_url, "store.url") as connection:
            revision = MigrationContext.configure(connection).get_current_revision()
            if revision is None:
                raise NotFound("the store is empty: there is nothing to keep yet")
            rows |= dump(connection, folder / "store", but=["alembic_version"])
        for name in FOLDERS:
            _copy(layout.state / name, folder / "state" / name)
        prefix = settings.chroma.prefix if _dump_chroma(settings, folder / CHROMA) else None
        manifest = Manifest(
            format=FORMAT,
            made=now().isoformat(),
            shop=settings.shop.name,
            revision=revision,
            rows=rows,
            chroma=prefix,
            files=_digests(folder),
        )
        (folder / MANIFEST).write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
        with private(file) as out, tarfile.open(fileobj=out, mode="w:gz", compresslevel=6) as tar:
            for name in (MANIFEST, *manifest.files):  # that one first, so that it is read without the rest
                tar.add(folder / name, name)
        if secrets is not None:
            with private(secrets) as out:
                out.write(in_use(layout.state, settings.secrets).encode())
    return manifest


def restore(
    layout: Layout, settings: Settings, file: Path, *, over: bool = False, secrets: Path | None = None
) -> Manifest:
    """Put back what :func:`backup` wrote, into databases of either kind; the shop must be closed.

    Everything is checked before anything is touched, and each database is replaced whole or not at all. ``chroma`` of
    what is returned is None where its collections could not be put back: the worker makes them again.

    Raises:
        BadInput: the file is no backup, is damaged, or comes from a newer version.
        Conflict: the shop is open, or holds something already and ``over`` is not given.
        Unavailable: a file cannot be read or written.
    """
    check_databases(settings)
    check_closed(layout, settings, "restore")
    store = Store(settings.store_url)
    store.migrate()
    with store.reading() as session:
        holds = any(session.scalar(select(column).limit(1)) for column in (ItemRow.id, ShopperRow.id))
    if holds and not over:
        raise Conflict("the shop holds something already: --over puts the backup in its place")
    with _scratch(layout.state / "restore") as folder:
        manifest = _unpack(file, folder)
        kept = secrets.read_bytes() if secrets is not None else None
        store.replace(manifest.revision, lambda connection: load(connection, folder / "store"))
        store.close()
        tracker = Tracker(settings.tracker_url)
        tracker.replace(lambda connection: load(connection, folder / "tracker"))
        tracker.close()
        for name in FOLDERS:
            _swap(folder / "state" / name, layout.state / name)
        if kept is not None:
            with private(layout.state / SECRETS) as out:
                out.write(kept)
        if manifest.chroma == settings.chroma.prefix:
            try:
                with running(layout, settings, "chroma"):
                    _load_chroma(settings, folder / CHROMA)
            except Unavailable:  # all else is back, and this is made again from it
                return manifest.model_copy(update={"chroma": None})
    return manifest


def _unpack(file: Path, folder: Path) -> Manifest:
    try:
        with tarfile.open(file, "r:gz") as tar:
            tar.extractall(folder, filter="data")
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, EOFError, tarfile.TarError, ValidationError, gzip.BadGzipFile) as error:
        raise BadInput(f"{file}: is no backup, or is damaged: {error}") from error
    if manifest.format != FORMAT:
        raise BadInput(f"{file}: has format {manifest.format}, expected {FORMAT}")
    found = _digests(folder)
    for name in sorted(manifest.files.keys() | found.keys()):
        if manifest.files.get(name) != found.get(name):
            raise BadInput(f"{file}: {name} is not what was kept: the file is damaged")
    return manifest


def _dump_chroma(settings: Settings, file: Path) -> bool:
    store = _vectors(settings)
    if not store.alive():
        return False
    with gzip.open(file, "wt", encoding="utf-8", compresslevel=1) as out:
        for page in store.dump():
            out.write(json.dumps(page) + "\n")
    return True


def _load_chroma(settings: Settings, file: Path) -> None:
    store = _vectors(settings)
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            store.load(json.loads(line))


def _vectors(settings: Settings) -> VectorStore:
    from models.service.client import ModelClient
    from retrieval.store import VectorStore

    return VectorStore(settings.chroma, ModelClient(settings).embeddings())


@contextmanager
def _scratch(beside: Path) -> Iterator[Path]:
    """A folder on the same disk, gone at the end."""
    beside = beside.absolute()
    if not beside.parent.is_dir():
        raise NotFound(f"{beside.parent} is missing")
    folder = Path(tempfile.mkdtemp(prefix=f".{beside.name}-", dir=beside.parent))
    try:
        yield folder
    except OSError as error:
        raise Unavailable("disk", f"{error.strerror}: {error.filename or folder}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    """Files that go while they are copied are no loss: what names them went before."""
    for path in _files(source):
        to = target / path.relative_to(source)
        to.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copy2(path, to)
        except FileNotFoundError:
            continue


def _swap(source: Path, target: Path) -> None:
    """``source`` in place of ``target``; both are on one disk."""
    shutil.rmtree(target, ignore_errors=True)
    if source.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _digests(folder: Path) -> dict[str, str]:
    """Path in the backup → SHA-256 of every file but the manifest."""
    kept = (path for path in _files(folder) if path != folder / MANIFEST)
    return {str(path.relative_to(folder)): _digest(path) for path in kept}


def _digest(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
