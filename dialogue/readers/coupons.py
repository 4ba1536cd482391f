"""What is said of coupons → to use one, or to ask about one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogue.commands import ApplyCoupon, AskCoupon, AskShop, Command
from dialogue.linking.tokens import WIDE_LETTERS
from dialogue.readers.scene import Scene

_CODE = re.compile(r"(?=[A-Za-z]+\d|[A-Z0-9]{5,})[A-Za-z][A-Za-z0-9_-]{3,19}")


def coupons_of(scene: Scene) -> list[Command]:
    view = scene.view
    code = next((said for said in _codes(scene)), None)
    alone = scene.length <= 3 or len(scene.text) <= 24
    if code and _asks_of_code(scene):
        return [AskCoupon(code=code, words=scene.text)]
    if code and view.has("negation") and scene.context.state.flow is None:
        return [AskShop(question=scene.text, words=scene.text)]  # "TRAIL15 doesn't work"
    if (
        code
        and (view.has("coupon", "apply") or alone or _written_as_code(code))
        and not (scene.wishes.kinds and not view.has("coupon"))
    ):
        return [ApplyCoupon(code=code, words=scene.text)]
    follows = bool(scene.context.state.topic) and view.has("conditional")  # "and if I use my coupon?"
    if (
        view.has("coupon")
        and not follows
        and not view.has("add", "order")
        and (scene.question or view.has("have_you", "seek", "any") or alone)
    ):
        return [AskCoupon(words=scene.text)]
    return []


def _asks_of_code(scene: Scene) -> bool:
    """ "does WELCOME10 work on top": a question about a code, no wish to use it."""
    return scene.asking and bool(scene.context.cart) and not scene.view.has("polite", "have_you", "apply")


def _written_as_code(code: str) -> bool:
    """ "WELCOME10": capitals that end on a number."""
    return code.isupper() and len(code) >= 6 and code[-1].isdigit()


def _codes(scene: Scene) -> Iterator[str]:
    """Words of letters and digits that name nothing else: "SUMMER20", "finch5"."""
    tokens = scene.view.tokens
    taken = [
        link
        for link in scene.view.links("item", "email", "size", "measure")
        if link.type != "measure" or (link.measure and link.measure.dimension)
    ]
    for word in re.finditer(rf"[^\s,;:!?\"“”{WIDE_LETTERS}]+", scene.text):
        said = word[0].rstrip(".")
        at = scene.view.linked.tokens[scene.view.start].start + word.start()
        if not _CODE.fullmatch(said) or not any(token.start == at for token in tokens):
            continue
        if any(
            scene.view.linked.tokens[link.start].start <= at < scene.view.linked.tokens[link.end - 1].end
            for link in taken
        ):
            continue
        if any(char.isdigit() for char in said) or (said.isupper() and scene.has("coupon")):
            yield said
