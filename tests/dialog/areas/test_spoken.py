"""Names of communities as people say them."""

import pytest

from dialog.areas.spoken import spoken


@pytest.mark.parametrize(
    ("official", "said"),
    [
        ("金龙社区居民委员会", "金龙社区"),
        ("民主村社区居委会", "民主村社区"),
        ("白岩村村民委员会", "白岩村"),
        ("盐井凼村民委员会", "盐井凼村"),
        ("高村村民委员会", "高村"),
        ("华润·凌江社区居民委员会", "华润凌江社区"),
        ("化龙桥社区工作站", "化龙桥社区"),
        ("南岸茶园", "南岸茶园"),
    ],
)
def test_what_nobody_says_is_left_out(official: str, said: str) -> None:
    assert spoken(official) == said
