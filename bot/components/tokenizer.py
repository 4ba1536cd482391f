"""Words of a message: Latin words at spaces and punctuation, runs of Chinese by jieba."""

import re
from typing import Any, Dict, Iterator, List, Text, Tuple

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.components.parts import flatten
from bot.components.text import CJK

# an e-mail or order number stays whole; "don't" and "t-shirt" too; an emoji is a word of its own
_PIECE = re.compile(rf"(?P<cjk>{CJK.pattern})|[^\W_]+(?:['’.@+&_/-][^\W_]+)*|[^\w\s]", re.UNICODE)


def words(text: str) -> Iterator[Tuple[str, int]]:
    """(word, start) from left to right."""
    for piece in _PIECE.finditer(text):
        if piece["cjk"] is None:
            run = CJK.search(piece.group())
            if run is None:
                yield piece.group(), piece.start()
                continue
            # Latin letters written straight against Chinese ("42码", "t恤"): split where the script changes
            for part in re.finditer(rf"{CJK.pattern}|[^\u4e00-\u9fff]+", piece.group()):
                yield from _chinese_or_not(part.group(), piece.start() + part.start())
        else:
            yield from _chinese_or_not(piece.group(), piece.start())


def _chinese_or_not(run: str, start: int) -> Iterator[Tuple[str, int]]:
    if not CJK.match(run):
        yield run, start
        return
    import jieba  # loads its dictionary at the first Chinese message, about a second

    jieba.setLogLevel(60)
    for word, begin, _ in jieba.tokenize(run):
        yield word, start + begin


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class ShopTokenizer(Tokenizer):
    """Rasa's tokenizer interface over :func:`words`."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    @staticmethod
    def required_packages() -> List[Text]:
        return ["jieba"]

    def process(self, messages: List[Message]) -> List[Message]:
        super().process(flatten(messages))
        return messages

    def tokenize(self, message: Message, attribute: Text) -> List[Token]:
        tokens = [Token(word, start) for word, start in words(message.get(attribute))]
        return tokens or [Token(message.get(attribute) or " ", 0)]
