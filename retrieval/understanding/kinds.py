"""What is in each category of a catalogue: its paths, its sizes, and the values its items carry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from retrieval.columns import PATH
from retrieval.text import fold
from retrieval.understanding.colours import family
from retrieval.understanding.phrases import IMITATIONS, stems
from shop.types import Item


class Kinds:
    """Filled item by item; categories are known by their folded names."""

    def __init__(self) -> None:
        self._paths: dict[str, set[tuple[str, ...]]] = defaultdict(set)  # category → the paths it stands on
        self._within: dict[tuple[str, str], set[str]] = defaultdict(set)  # (facet, category) → its items' values
        self._titled: dict[str, set[str]] = defaultdict(set)  # category → stems of its titles
        self._sized: dict[str, int] = defaultdict(int)  # category → items in S, M and L less those that are not
        self._sizes: dict[str, set[str]] = defaultdict(set)  # category → folded sizes of its items

    def add(self, item: Item, values: Mapping[str, tuple[str, ...]]) -> None:
        """``values`` are the item's, by facet."""
        sizes = {fold(size) for size in item.sizes}
        path = tuple(map(fold, values["categories"]))
        for category in path:
            self._titled[category].update(stems(item.title))
            for facet in ("uses", "materials", "colours", "features", "audiences"):
                self._within[facet, category].update(values[facet])
            self._sized[category] += 1 if sizes & {"s", "m", "l"} else -1
            self._sizes[category].update(sizes)
            self._paths[category].add(path)

    def divided(self, category: str) -> bool:
        """Whether all that is in the category is in some category of it."""
        own = fold(category)
        return all(path[-1] != own for path in self._paths[own])

    def carry(self, categories: Iterable[str], facet: str, values: Iterable[str]) -> bool:
        """Whether anything in one of the categories has one of the values."""
        wanted = set(values)
        return any(wanted & self._within[facet, _leaf(category)] for category in categories)

    def titled(self, categories: Iterable[str], word: str) -> bool:
        """Whether a title in one of the categories holds the stem."""
        return any(word in self._titled[_leaf(category)] for category in categories)

    def lettered(self, categories: Iterable[str]) -> bool:
        """Whether most of what is in the categories comes in S, M and L."""
        return any(self._sized[_leaf(category)] > 0 for category in categories)

    def stocked(self, categories: Iterable[str], sizes: tuple[str, ...]) -> tuple[str, ...]:
        """Of what "size 42" may mean, the sizes that things of the categories come in; all, where none of them is."""
        known = set().union(*(self._sizes[_leaf(category)] for category in categories))
        return tuple(size for size in sizes if fold(size) in known) or sizes

    def serve(self, categories: Iterable[str], uses: Iterable[str]) -> bool:
        """Whether anything in the categories is for any of the uses."""
        leaves = [_leaf(category) for category in categories]
        return any(use in self._within["uses", leaf] for leaf in leaves for use in uses)

    def kin_within(self, facet: str, values: tuple[str, ...], categories: Iterable[str]) -> tuple[str, ...]:
        """Those of the values that things of the categories have; where nothing there has one, the nearest: for steel,
        stainless steel.
        """
        leaves = [_leaf(category) for category in categories]
        known = set().union(*(self._within[facet, leaf] for leaf in leaves))
        if there := tuple(value for value in values if value in known):
            return there
        if facet == "colours":
            near = [
                kin
                for kin in known
                if {family(word) for value in values for word in fold(value).split()}
                & {family(word) for word in fold(kin).split()} - {None}
            ]
        else:
            near = [
                kin
                for kin in known
                if not IMITATIONS & set(stems(kin))
                and any(stems(value) == stems(kin)[-len(stems(value)) :] for value in values)
            ]
        return tuple(sorted(near)) or values

    def sizeless(self, categories: Iterable[str]) -> bool:
        """Whether nothing in the categories comes in sizes."""
        return not any(self._sizes[_leaf(category)] for category in categories)

    def together(self, one: str, other: str) -> str | None:
        """ "Men > Jackets" where both stand on one path, else None."""
        first, second = fold(one), fold(other)
        for path in self._paths[first]:
            if second in path and first != second:
                return f"{one} > {other}" if path.index(first) < path.index(second) else f"{other} > {one}"
        return None


def _leaf(category: str) -> str:
    """ "jackets" of "Men > Jackets"."""
    return fold(category.split(PATH)[-1])
