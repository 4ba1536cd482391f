"""What this shop sells at all: its departments, from the catalogue's own categories."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from actions.cards import short
from actions.reading import read
from actions.reply import Quick, Reply
from actions.summary import plain
from actions.turn import Turn

MOST = 8  # departments named
KINDS = 3  # of each
EXAMPLES = 4  # items named where the categories say little
_ASKS = re.compile(
    r"\bwhat (?:all )?(?:do|does|can|else do) (?:you|u|ya|this shop|the shop|i)(?: guys| all)?(?: actually)?"
    r" (?:sell|stock|carry|offer|buy|have(?= (?:here|in (?:the|your) (?:shop|store)|for sale|on offer|got)|\W*$))"
    r"|\bwhat (?:sort|kind|type)s? of (?:things|stuff|products|items|goods)\b"
    r"|\b(?:your|the|what) (?:departments|categories|product range|assortment|range)\b"
    r"|\bwhat(?: i|')?s (?:in (?:the|your) (?:shop|store)|for sale|on sale here)\b"
    r"|(?:你们|店里|这里)?(?:都|主要)*(?:卖|有)(?:些|点)?(?:什么|啥)(?:东西|商品|产品)?[的呀啊]?[？?]?$|有(?:哪些|什么|啥)(?:商品|分类|种类|类别)",
    re.IGNORECASE,
)


def asks_for_departments(turn: Turn) -> bool:
    return bool(_ASKS.search(turn.text))


async def departments(turn: Turn) -> Reply | None:
    """The largest departments with their largest kinds of things; ``None`` where the catalogue has no categories, or
    the text names some: "i'm after tents, what do you have".
    """
    if (await read(turn)).constraints.categories:
        return None
    paths = Counter(item.categories for item in turn.house.retrieval.mirror.by_row() if item and item.categories)
    while len({path[:1] for path in paths}) == 1 and all(len(path) > 1 for path in paths):
        paths = Counter({path[1:]: count for path, count in paths.items()})  # a root over everything says nothing
    if not paths:
        return None
    heads: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for path, count in paths.items():
        heads[path[0]] += count
        if len(path) > 1:
            kinds[path[0]][path[-1]] += count
    named = [head for head, _ in heads.most_common(MOST)]
    quick = [Quick(short(turn.named(head)), "search_item", {"words": head}) for head in named[:4]]
    more = len(heads) > len(named)
    if not any(kinds.values()):
        said = turn.all_of(
            [*(plain(turn.named(head)) for head in named), *([turn.say("departments.more")] if more else [])]
        )
        favourites = await turn.items(await turn.budget.store(turn.house.catalogue.popular, EXAMPLES))
        examples = turn.all_of([item.title for item in favourites])
        return Reply(turn.say("departments.flat", what=said, examples=examples), quick=quick)
    lines = [turn.say("departments.lead", shop=turn.house.settings.shop.name)]
    for head in named:
        largest = [plain(turn.named(kind)) for kind, _ in kinds[head].most_common(KINDS)]
        rest = [turn.say("departments.more")] if len(kinds[head]) > KINDS else []
        key = "departments.line" if largest else "departments.bare"
        lines.append(turn.say(key, name=turn.named(head), kinds=turn.all_of([*largest, *rest])))
    return Reply("\n".join(lines), quick=quick)
