"""Materials under the name of their kind: oak is wood, brass is metal, whether the catalogue says so or not."""

from __future__ import annotations

from retrieval.text import stem
from retrieval.understanding.phrases import stems

_KINDS = {
    "wood wooden timber": "oak walnut beech ash bamboo pine acacia teak maple birch cherry mahogany cedar wood",
    "metal metallic": "steel aluminium aluminum iron brass copper titanium zinc pewter bronze",
}
_KINDS_OF: dict[str, tuple[str, ...]] = {
    stem(member): tuple(map(stem, names.split())) for names, members in _KINDS.items() for member in members.split()
}


def kinds_of(material: str) -> tuple[str, ...]:
    """Stems of the names of its kind: wood, wooden and timber for "white oak"; none for most."""
    last = stems(material)[-1:]
    return _KINDS_OF.get(last[0], ()) if last else ()
