"""``shopkeeper sbom``: what the house is made of, as CycloneDX files, and under which licences."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from run.bootstrap import Missing
from run.layout import ROOT, Layout

LICENCES = "licences.tsv"


def write(layout: Layout, folder: Path) -> list[Path]:
    """``shop``, ``bot`` and ``web``, one file each, and ``licences.tsv`` of them all; the paths.

    Raises:
        Missing: what makes them is not installed (``make env-dev``), or failed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{part}.cdx.json" for part in ("shop", "bot", "web")]
    for python, file in zip((layout.python, layout.bot_python), files, strict=False):
        maker = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible"]
        _run([*maker, "-o", str(file), str(python)])
    npm = shutil.which("npm")
    if npm is None:
        raise Missing("npm is needed for the parts of the web pages: install nodejs with npm")
    files[2].write_text(_run([npm, "sbom", "--prefix", str(ROOT / "web"), "--sbom-format=cyclonedx"]), encoding="utf-8")
    licences = folder / LICENCES
    licences.write_text("".join(f"{line}\n" for line in _licences(files)), encoding="utf-8")
    return [*files, licences]


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    if done.returncode != 0:
        raise Missing(f"{command[-1]}: no list of parts could be made; {done.stderr.strip()[-300:]}")
    return done.stdout


def _licences(files: list[Path]) -> Iterator[str]:
    """Part, package, version and licence, with tabs between; a package that states none says so."""
    yield "part\tpackage\tversion\tlicence"
    for file in files:
        components = json.loads(file.read_text(encoding="utf-8")).get("components", [])
        for one in sorted(components, key=lambda one: str(one["name"]).lower()):
            part = file.name.partition(".")[0]
            yield f"{part}\t{one['name']}\t{one.get('version', '')}\t{_licence(one)}"


def _licence(component: dict[str, Any]) -> str:
    found = [one.get("expression") or one.get("license", {}) for one in component.get("licenses", [])]
    exact = [one if isinstance(one, str) else one["id"] for one in found if isinstance(one, str) or "id" in one]
    loose = [str(one.get("name", "")).rpartition(" :: ")[2] for one in found if isinstance(one, dict)]
    named = dict.fromkeys(" ".join(one.split())[:80] for one in exact or loose if one)
    return " AND ".join(named) or "not stated"
