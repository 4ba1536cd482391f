# ruff: noqa: E501 (patterns and word lists are read as wholes)
"""Words that say something of the search or the sentence, and name nothing on the shelf."""

from __future__ import annotations

from retrieval.everyday import EVERYDAY
from retrieval.text import FILLER, STOP, stem

SAID_OF_SEARCH = frozenset(
    "against allergic allergy also another anything around available better brand brands buy cheap colour color colours colors come cost costing costs different doing else "
    "ever everything fine game gift go got gotta hi hey hello help hmm id idea ideas item items kind know least left let like looking lot love loves likes enjoys hates needs wants "
    "made mind more most much nah new no nope not now ok okay one ones only other over pair people person piece please pls plz ppl "
    "prefer present price priced prices product products purchase range rather really right same search size sized sale sizes sellers someone smth sth "
    "sort style sure take tell thats theres too type under want well what whatever yeah yep yes".split()
)
# words of our own grammar, which no catalogue's vocabulary may correct away
GRAMMAR = (
    STOP
    | FILLER
    | SAID_OF_SEARCH
    | frozenset(
        "above affordable any anything approximately arrivals at avoid average below best better between bigger bucks "
        "budget but category cheaper cheapest clear colour color compare compatible cost costing costs dearer dearest dislike dollar "
        "dollars drop else euro euros everything except excluding expensive extra fancier first forget free from hate "
        "highest highly ignore inexpensive large larger last latest least less leather limit low lower lowest "
        "matter material max maximum medium min minimum most newest non none not nothing or other others out per pound pounds "
        "premium pricey pricier quid range rated rating ratings remove reset review reviewed reviews second shade "
        "show similar small smaller sold something spend star stars start stock than third top "
        "under until upto usd eur gbp warm way while within without worth fourth fifth".split()
    )
)


def says_nothing(word: str) -> bool:
    """Whether a folded word is of the sentence, of the search or of talk, and of nothing on the shelf."""
    return word in STOP or word in FILLER or word in SAID_OF_SEARCH or stem(word) in EVERYDAY


# how words of our grammar are mistyped; the catalogue's own are put right by its vocabulary
SLIPS = {
    slip: word
    for word, slips in {
        "under": "undr unde uder udner undder",
        "below": "belw beow bellow",
        "between": "betwen beetween bewteen btween",
        "around": "arround aroud arond",
        "cheap": "cheep",
        "cheaper": "cheeper chaper cheaer",
        "cheapest": "cheepest cheapst",
        "without": "witout withot wihtout",
        "expensive": "expensiv expensve",
    }.items()
    for slip in slips.split()
}
