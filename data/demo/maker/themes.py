"""What draws people to a shop: themes with the categories they look at, and what follows upon what."""

from __future__ import annotations

from maker.kinds import KINDS

LEAF = {kind.code: kind.leaf for kind in KINDS}

_THEMES: dict[str, dict[str, float]] = {
    "hiking": {"BOOT": 5, "PACK": 4, "RAIN": 3, "TROU": 2, "SOCK": 2, "BOTL": 2, "POLE": 2, "BARS": 1},
    "camping": {"TENT": 5, "SLEEP": 4, "MAT": 3, "STOVE": 3, "COOK": 2, "LAMP": 2, "MEAL": 2},
    "running": {"RUN": 6, "TEE": 2, "SOCK": 2, "BARS": 2, "BOTL": 1, "HEAD": 1},
    "yoga": {"YOGA": 6, "TEE": 2, "BOTL": 2, "TEA": 2},
    "coffee": {"BEAN": 5, "BREW": 4, "GRND": 3, "MUG": 3},
    "cooking": {"KNIF": 5, "PAN": 4, "MUG": 1, "TEA": 1},
    "desk": {"DESK": 5, "HEAD": 3, "MUG": 2, "TEA": 1},
    "music": {"HEAD": 5, "SPKR": 4},
    "games": {"GAME": 7, "TEA": 1, "SPKR": 1},
    "travel": {"CASE": 5, "DUFF": 4, "PACK": 2, "TROU": 1, "HEAD": 1},
    "winter": {"FLEE": 4, "GLOV": 4, "HAT": 3, "SOCK": 2},
    "wardrobe": {"TEE": 4, "TROU": 4, "FLEE": 2, "RAIN": 2, "HAT": 1},
}

_MOVES: dict[str, dict[str, float]] = {
    "BOOT": {"SOCK": 5, "TROU": 2, "PACK": 2, "POLE": 1},
    "SOCK": {"BOOT": 2, "RUN": 2, "GLOV": 2, "TEE": 1},
    "PACK": {"BOTL": 5, "RAIN": 2, "POLE": 2, "TENT": 1},
    "RAIN": {"TROU": 4, "FLEE": 3, "BOOT": 2},
    "TROU": {"TEE": 5, "RAIN": 2, "BOOT": 1},
    "BOTL": {"BARS": 4, "PACK": 2, "YOGA": 1},
    "POLE": {"BOOT": 3, "PACK": 3, "GLOV": 1},
    "TENT": {"SLEEP": 7, "MAT": 2, "LAMP": 1},
    "SLEEP": {"MAT": 7, "LAMP": 2, "STOVE": 1},
    "MAT": {"STOVE": 5, "LAMP": 3, "TENT": 1},
    "STOVE": {"COOK": 6, "MEAL": 3},
    "COOK": {"MEAL": 6, "LAMP": 2, "BOTL": 1},
    "LAMP": {"TENT": 3, "STOVE": 3, "RUN": 1},
    "MEAL": {"BARS": 5, "STOVE": 2, "COOK": 1},
    "RUN": {"SOCK": 4, "TEE": 4, "BARS": 1},
    "TEE": {"TROU": 4, "FLEE": 2, "RUN": 2},
    "FLEE": {"HAT": 4, "GLOV": 4, "RAIN": 1},
    "GLOV": {"HAT": 7, "SOCK": 2},
    "HAT": {"GLOV": 4, "FLEE": 3, "SOCK": 1},
    "KNIF": {"PAN": 8, "MUG": 1},
    "PAN": {"KNIF": 6, "BREW": 1, "MUG": 1},
    "MUG": {"TEA": 5, "BEAN": 4},
    "BREW": {"GRND": 5, "BEAN": 4, "MUG": 1},
    "GRND": {"BEAN": 8, "BREW": 2},
    "BEAN": {"MUG": 4, "BREW": 3, "GRND": 1},
    "TEA": {"MUG": 6, "GAME": 2, "BEAN": 1},
    "DESK": {"HEAD": 6, "MUG": 3},
    "HEAD": {"SPKR": 5, "DESK": 3, "CASE": 1},
    "SPKR": {"HEAD": 6, "GAME": 2},
    "GAME": {"TEA": 4, "SPKR": 2, "MUG": 1},
    "YOGA": {"TEE": 4, "BOTL": 4, "TEA": 1},
    "CASE": {"DUFF": 6, "HEAD": 2, "TEE": 1},
    "DUFF": {"CASE": 5, "PACK": 2, "BOTL": 1},
    "BARS": {"BOTL": 3, "RUN": 3, "MEAL": 2},
}


def _shares(weights: dict[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {LEAF[code]: round(weight / total, 6) for code, weight in weights.items()}


THEMES = {theme: _shares(weights) for theme, weights in _THEMES.items()}
MOVES = {LEAF[code]: _shares(weights) for code, weights in _MOVES.items()}

PARAMETERS: dict[str, float] = {
    "appeal": 0.9, "brand": 2.2, "colour": 1.2, "price_width": 0.14, "misfit": 5.0,
    "stay": 0.3, "move": 0.52, "stay_bought": 0.05, "move_bought": 0.75, "noise": 0.02,
}  # fmt: skip
