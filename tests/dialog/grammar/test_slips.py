"""What is taken back in the same breath."""

import pytest

from dialog.grammar.slips import without_slips


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("渝中区，不对不对，南岸区，有人占道", "南岸区，有人占道"),
        ("我在渝中区不对南岸区这边", "我在南岸区这边"),
        ("南坪东路，不是，是南坪西路", "南坪西路"),
        ("昨天，哦不，前天晚上，有烧烤摊占道", "前天晚上，有烧烤摊占道"),
        ("上个礼拜三，不对，是礼拜四", "上个礼拜四"),
        ("我家住在三栋，错了，五栋", "我家住在五栋"),
    ],
)
def test_what_was_taken_back_is_gone(said: str, meant: str) -> None:
    assert without_slips(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "不是渝北区，是江北区",  # nothing was said before; `repair` reads it
        "这个路不是水泥路",
        "不是这条路是那条路",
        "昨天来的人不对，今天又来",
        "他说的时间不对，昨天晚上来的",
        "路灯不对",
    ],
)
def test_what_was_not_stays(said: str) -> None:
    assert without_slips(said) == said
