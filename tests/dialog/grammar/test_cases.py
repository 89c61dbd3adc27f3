"""What is said of one's own tickets, on phrasings that were written before the rules."""

from pathlib import Path

import pytest

from dialog.events import Heard
from dialog.grammar.cases import asks_after, names_own, plainly, wish, words_beside
from dialog.grammar.utterance import heard, utterance
from knowledge.pinyin import syllables

HERE = Path(__file__).parent


def rows(name: str) -> list[tuple[str, str]]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    return [(kind, text) for kind, text in pairs]


@pytest.mark.parametrize(("kind", "text"), rows("own_cases_heldout.tsv"))
def test_asking_after_a_ticket_is_told_from_reporting_and_from_questions(
    kind: str, text: str
) -> None:
    assert asks_after(utterance(text)) is (kind == "after")


@pytest.mark.parametrize(("kind", "text"), rows("case_wishes_heldout.tsv"))
def test_what_is_wanted_of_it(kind: str, text: str) -> None:
    assert (wish(utterance(text)) or "none") == kind


def test_the_ticket_is_ones_own_where_its_matter_was_misheard() -> None:
    assert names_own(utterance("我上次反映了下手刀那件事现在怎么样了"))
    assert names_own(utterance("我的工程到哪一步了"))
    assert wish(utterance("我要俯冲情况")) == "supplement"


@pytest.mark.parametrize(
    ("text", "meant"),
    [("我的公单到哪了", "我的工单到哪了"), ("我反应的事", "我反映的事"), ("崔办一下", "催办一下")],
)
def test_the_words_of_this_domain_are_restored_by_their_sound(text: str, meant: str) -> None:
    assert plainly(utterance(text)) == meant


def test_what_a_recogniser_heard_counts_more_than_what_it_wrote() -> None:
    assert asks_after(heard(Heard("我的拱蛋到哪里了", tuple(syllables("我的工单到哪里了")))))


def test_the_accent_is_forgiven() -> None:
    sounds = ("wo", "huan", "yin", "de", "shi", "zen", "me", "yang", "le")  # fanying → huanyin
    assert asks_after(heard(Heard("我欢迎的事怎么样了", sounds)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("补充一下，整条街都黑了", "整条街都黑了"),
        ("我想再补充一点，灯杆号是十五", "灯杆号是十五"),
        ("补充", ""),
        ("催一下", ""),
    ],
)
def test_what_is_to_be_added_may_be_said_at_once(text: str, words: str) -> None:
    assert words_beside(utterance(text)) == words
