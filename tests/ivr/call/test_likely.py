from typing import get_args, get_type_hints

import pytest

from dialog.events import Listen
from ivr.call.likely import ANSWERS, LIKELY, hints

KINDS = get_args(get_type_hints(Listen)["expects"])
BOTH_SIDES = (
    ("可以", "不可以"),
    ("对的", "不对"),
    ("满意", "不满意"),
    ("解决了", "没有解决"),
    ("联系过", "没有联系我"),
    ("就用这个号码", "换一个号码"),
    ("要保密", "不用保密"),
)


def test_every_kind_of_question_is_known() -> None:
    assert set(KINDS) == set(LIKELY) == set(ANSWERS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("yes", "no"), BOTH_SIDES)
def test_no_hint_leans_to_one_side(kind: str, yes: str, no: str) -> None:
    found = hints(Listen(5.0, kind))
    for named in (found.phrases, found.answers):
        assert (yes in named) == (no in named)


@pytest.mark.parametrize("kind", KINDS)
def test_a_person_may_be_asked_for_at_any_question(kind: str) -> None:
    assert "转人工" in hints(Listen(5.0, kind)).answers
    assert "转人工" not in hints(Listen(5.0, kind)).phrases


def test_the_conversation_names_its_own_words_first_and_numbers_when_it_wants_them() -> None:
    assert hints(Listen(5.0, "open", ("第一件",))).phrases == ("第一件",)
    assert not hints(Listen(5.0, "open")).number
    assert hints(Listen(5.0, "digits")).number
    assert hints(Listen(5.0, "yes_no", number=True)).number
