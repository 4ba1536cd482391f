# ruff: noqa: E501 (patterns are read as wholes)
"""Superlatives and comparisons: a catalogue of one item bears none out, unless it says so itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.text import fold
from words.facts import Facts

_SUPERLATIVE = re.compile(
    r"\b(?:best(?! for\b)|most|least|finest|greatest|ultimate|perfect\w*|ideal\w*|premium|unmatched|unrivall?ed|unbeatable|unique\w*|"
    r"leading|top|first-class|world|luxur\w*|revolutionary|exceptional\w*|outstanding|superior|incredibl\w*|amazing\w*|"
    r"excellent|extraordinary|flawless\w*|must-have|favou?rite|popular|bestsell\w*|number one|no\. ?1|#1|"
    r"every need|any (?:weather|condition|occasion)|always|never|forever|everyone|anyone|all (?:day|conditions|weathers?)|"
    r"(?!(?:rest|nest|test|west|chest|vest|guest|forest|harvest|interest|request|suggest|invest|honest|east|least)\b)\w{2,}est)\b"
)
_COMPARISON = re.compile(
    r"\bthan\b|\bcompared?\b|\bunlike\b|\bversus\b|\bvs\b|\bmore\b|\bless\b|\b(?:cheap|light|heavi|strong|warm|fast|small|big|larg|"
    r"thin|thick|soft|quick|great|easi|simpl|bright|smart|tough)er\b|\bbetter\b|\bworse\b|\boutperform\w*"
)


def problems(sentence: str, facts: Facts) -> Iterator[str]:
    said, held = fold(sentence), fold(facts.held)
    for pattern in (_SUPERLATIVE, _COMPARISON):
        for match in pattern.finditer(said):
            if not re.search(rf"\b{re.escape(match.group())}\b", held):
                yield match.group()
