from itertools import pairwise

import jieba
from hypothesis import given
from hypothesis import strategies as st

from knowledge import lexicon, weights
from knowledge.phrase import clean


def test_a_word_that_names_a_matter_outweighs_words_of_asking() -> None:
    assert weights.of_word("公积金") > 3 * weights.of_word("怎么")
    assert weights.of_word("真伪") > weights.of_word("办理")


def test_an_unknown_word_weighs_what_its_heaviest_character_does() -> None:
    heaviest = max(weights.of_character(c) for c in "鬱靇")
    assert weights.of_word("鬱靇") == heaviest


def test_weights_stay_within_bounds() -> None:
    texts = ["的", "了", "龘", "a", "公积金", "怎么", "公租房", "7"]
    assert all(0 <= weights.of_word(text) <= 1 for text in texts)
    assert all(0 <= weights.of_character(text[0]) <= 1 for text in texts)


def test_commoner_characters_weigh_less() -> None:
    ordered = [weights.of_character(c) for c in "的人驾龘"]
    assert all(a < b for a, b in pairwise(ordered))


def test_terms_of_the_lexicon_stay_whole() -> None:
    for term in ("无犯罪记录", "居住证", "港澳通行证", "新生儿"):
        assert term in lexicon.TERMS
        assert term in weights.segment(f"我的{term}呢")


@given(st.text(alphabet="公积金怎么提取abc12中央警察大学推广学员报到前日，龘é ", max_size=20))
def test_segmentation_is_that_of_jieba(text: str) -> None:
    text = clean(text)
    assert weights.segment(text) == JIEBA.lcut(text, HMM=False)


def _jieba() -> jieba.Tokenizer:
    plain = jieba.Tokenizer()
    plain.initialize()
    for term in sorted(lexicon.TERMS):
        if plain.FREQ.get(term, 0) < 500:
            plain.add_word(term, freq=500)
    return plain


JIEBA = _jieba()
