from knowledge.candidates import index, shortlist
from knowledge.phrase import analyse
from knowledge.score import Prepared, prepare

TEXTS = ("租房怎么提取公积金", "居住证怎么办理", "身份证丢了怎么补办", "怎么查车辆违章")


def prepared(text: str) -> Prepared:
    return prepare(analyse(text))


def test_the_phrasing_itself_comes_first() -> None:
    among = index([prepared(text) for text in TEXTS])
    for number, text in enumerate(TEXTS):
        assert shortlist(prepared(text), among, 2)[0] == number


def test_the_list_is_as_short_as_asked() -> None:
    among = index([prepared(text) for text in TEXTS])
    assert len(shortlist(prepared("怎么"), among, 3)) == 3


def test_sounds_find_what_characters_do_not() -> None:
    among = index([prepared(text) for text in TEXTS])
    assert shortlist(prepared("聚祝正"), among, 1) == [1]


def test_nothing_in_common_and_nothing_at_all() -> None:
    assert shortlist(prepared("xyz"), index([prepared(TEXTS[0])]), 5) == []
    assert shortlist(prepared(TEXTS[0]), index([]), 5) == []
