"""Labelled lines: ``data/acts/<language>*.tsv`` (context, message, acts) and the examples of Rasa's intents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from dialogue.acts.labels import acts, parse
from dialogue.flows.definition import FOLDER
from shop.errors import BadInput

DATA = Path(__file__).parents[2] / "data"
_ENTITY = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


@dataclass(frozen=True)
class Line:
    """``weight`` is how much it counts beside the others in training."""

    context: tuple[str, str, str]
    text: str
    acts: tuple[str, ...]
    weight: float = 1.0


def taught(folder: Path = DATA / "acts") -> frozenset[str]:
    """The languages of which there are labelled lines."""
    return frozenset(path.stem.split("_")[0].split("-")[0] for path in folder.glob("*.tsv"))


def lines(folder: Path = DATA / "acts", language: str = "en") -> list[Line]:
    """All lines of one language. Errors: :class:`BadInput` naming file, row and field."""
    return [line for path in sorted(folder.glob(f"{language}*.tsv")) for line in read(path)]


def read(path: Path, flows: Path = FOLDER) -> Iterator[Line]:
    """The lines of one file; ``flows`` is the folder of the order processes that their acts may begin."""
    known = acts(flows)
    for row, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not text.strip() or text.startswith("#"):
            continue
        fields = text.split("\t")
        if len(fields) != 3:
            raise BadInput(f"{path.name}, row {row}: {len(fields)} fields, expected context, message, acts")
        meant = tuple(act.strip() for act in fields[2].split("+"))
        if unknown := [act for act in meant if act not in known]:
            raise BadInput(f"{path.name}, row {row}, acts: {unknown[0]!r} is none of {', '.join(known)}", field="acts")
        yield Line(parse(fields[0].strip()), fields[1].strip(), meant)


def of_intents(nlu: Path = DATA / "nlu", mapping: Path = DATA / "acts" / "intents.yml") -> list[Line]:
    """The examples of ``data/nlu`` as lines, each in the contexts that its intent is said in."""
    known = yaml.safe_load(mapping.read_text(encoding="utf-8"))
    found = []
    for path in sorted(nlu.glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            meant = known.get(block.get("intent"))
            if meant is None:
                continue
            for example in str(block["examples"]).splitlines():
                said = _ENTITY.sub(r"\1", example.strip().removeprefix("-").strip())
                if not said:
                    continue
                contexts = meant["contexts"]
                found += [
                    Line((context, "", ""), said, tuple(meant["acts"]), 0.5 / len(contexts)) for context in contexts
                ]
    return found
