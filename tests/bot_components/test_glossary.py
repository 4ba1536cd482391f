import re
import zlib

import numpy as np
import pytest

from bot.components.dense_featurizer import reads_chinese
from bot.components.glossary import entries, gloss


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我的包裹还没到", "my parcel has not arrived yet"),
        ("取消订单 AF-104233", "cancel my order AF-104233"),
        ("where is it", "where is it"),
        ("第二个有货吗", "the second one in stock"),
        ("送不送德国", "give to germany"),
        ("", ""),
    ],
)
def test_the_longest_entry_counts(text, expected):
    assert gloss(text) == expected


def test_an_unknown_word_is_left_out():
    assert gloss("魑魅魍魉") == ""


def test_every_entry_is_chinese_to_english():
    assert len(entries()) > 500
    assert all(word and not word.isascii() for word in entries())
    assert all(meaning.isascii() for meaning in entries().values())


class ReadsLatinOnly:
    """An encoder to which all Chinese is the same: a text is the set of its Latin words, hashed."""

    def learn(self, texts):
        vectors = np.full((len(texts), 64), 0.01, np.float32)
        for row, text in enumerate(texts):
            for word in re.findall("[a-z]+", text):
                vectors[row, zlib.crc32(word.encode()) % 64] += 1.0
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_titles_in_chinese_sentences_do_not_hide_that_the_encoder_reads_no_chinese():
    titles = [f"{title}到货了告诉我" for title in ("Aspen 45 l backpack", "Mira table lamp", "Calder trail shoes")]
    assert not reads_chinese(ReadsLatinOnly(), [*titles, "我的包裹还没到", "有没有蓝色的帐篷"])
