"""Closed lists of materials and colours: a word of one must stand in the facts, as an affirmed one."""

from __future__ import annotations

from collections.abc import Iterator

from retrieval.text import fold
from words.claims.polarity import clauses, denies
from words.facts import Facts
from words.text import phrase

MATERIALS = phrase(
    "acrylic,aluminium,aluminum,alloy,ash,bamboo,beech,brass,bronze,canvas,carbon,cardboard,cashmere,ceramic,chrome,"
    "composite,copper,cordura,cork,cotton,denim,down,elastane,enamel,EVA,feather,felt,fibreglass,fiberglass,flannel,"
    "fleece,foam,fur,gel,glass,gold,gore-tex,graphite,hemp,iron,jersey,lace,latex,leather,linen,lycra,lyocell,marble,"
    "memory foam,merino,mesh,microfibre,microfiber,modal,neoprene,nubuck,nylon,oak,paper,pine,plastic,platinum,"
    "plywood,polyamide,polycarbonate,polyester,porcelain,rattan,rayon,rubber,satin,silicone,silk,spandex,steel,"
    "stoneware,suede,synthetic,teak,titanium,TPE,TPU,tritan,twill,velvet,vibram,vinyl,viscose,walnut,wicker,wood,"
    "wooden,wool,woollen,woolen,zinc".split(",")
)
COLOURS = phrase(
    "amber,aqua,beige,black,blue,bronze,brown,burgundy,charcoal,coral,cream,crimson,cyan,ecru,emerald,fuchsia,gold,"
    "golden,gray,green,grey,indigo,ivory,khaki,lavender,lilac,magenta,maroon,mint,mustard,navy,olive,orange,peach,"
    "pink,purple,red,rose,rust,salmon,sand,scarlet,silver,tan,taupe,teal,turquoise,violet,white,yellow".split(",")
)


def materials(sentence: str, facts: Facts) -> Iterator[str]:
    held = fold(facts.held)
    for match in MATERIALS.finditer(fold(sentence).replace("down to", "")):
        if not phrase([match.group()]).search(held):
            yield match.group()


def colours(sentence: str, facts: Facts) -> Iterator[str]:
    held = fold(facts.held)
    for clause in clauses(sentence):
        for match in COLOURS.finditer(clause):
            if not phrase([match.group()]).search(held) or (denies(clause) and match.group() in facts.item.colours):
                yield match.group()
