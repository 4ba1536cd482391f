"""Chinese in the words of an encoder that reads only English: a gloss of the shop's own vocabulary.

The default encoder knows no Chinese: to it all Chinese sentences are much alike. A gloss word by word
("我的包裹还没到", "my parcel has not arrived yet") is poor English, but lands near the English sentences of the same
intent, so that what was learnt from them holds for Chinese too. Measured in ``benchmarks/understanding.py``.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Dict, List

from bot.components.text import CJK

FILE = Path(__file__).with_name("glossary_zh.txt")
_A_NOT_A = re.compile(r"(.)[不没]\1")


@lru_cache(maxsize=1)
def entries() -> Dict[str, str]:
    """Word → gloss; an empty gloss leaves the word out."""
    found: Dict[str, str] = {}
    for number, line in enumerate(FILE.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        words, equals, gloss = line.partition("=")
        if not equals:
            raise ValueError(f"{FILE.name}, line {number}: got {line!r}, expected 'words = gloss'")
        for word in words.split():
            found.setdefault(word, gloss.strip())
    return found


def gloss(text: str) -> str:
    """``text`` with its Chinese in English, the longest entry first; what is no entry is left out."""
    known = entries()
    longest = max(map(len, known))
    out: List[str] = []
    end = 0
    for run in CJK.finditer(text):
        out.append(text[end : run.start()])
        end, place = run.end(), run.start()
        while place < run.end():
            length = next((n for n in range(longest, 1, -1) if text[place : min(place + n, run.end())] in known), 1)
            word = text[place : min(place + length, run.end())]
            if length < 3 and _A_NOT_A.match(text, place, run.end()):  # "送不送" asks what "送" asks
                place += 2
                continue
            out.append(known.get(word, ""))
            place += len(word)
    out.append(text[end:])
    return " ".join(" ".join(out).split())


def with_gloss(text: str) -> str:
    """``text``, and behind it the gloss where it is Chinese: what n-grams have learnt from English holds for it too."""
    return f"{text} {gloss(text)}" if CJK.search(text) else text
