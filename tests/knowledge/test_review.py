import pytest

from knowledge.review import (
    NEW,
    REASONS,
    TABLE,
    Accept,
    Help,
    Item,
    Mode,
    Play,
    Reject,
    Review,
    Show,
    again,
    begin,
    press,
    write,
)

FIRST = Item(1, ("房租怎么取公积金",), "gjj-rent")
SECOND = Item(7, ("晚上吃什么",), NEW)


def review(mode: Mode = "choose", at: int = 0) -> Review:
    return Review((FIRST, SECOND), at, mode)


def test_nothing_to_review_is_over_at_once() -> None:
    assert begin(()).mode == "done"
    assert begin(()).current is None
    assert begin((FIRST,)).current == FIRST


def test_accepting_goes_on_to_the_next() -> None:
    after, action = press(review(), "a")
    assert action == Accept(FIRST)
    assert after.current == SECOND


def test_the_last_one_ends_it() -> None:
    after, action = press(review(at=1), "a")
    assert action == Accept(SECOND)
    assert (after.mode, after.current) == ("done", None)


def test_skipping_decides_nothing() -> None:
    assert press(review(), "s") == (review(at=1), Show())


def test_playing_stays() -> None:
    assert press(review(), "p") == (review(), Play(FIRST))


def test_quitting() -> None:
    after, action = press(review(), "q")
    assert (after.mode, after.current, action) == ("done", None, Show())


@pytest.mark.parametrize(("key", "code"), list(zip("123456", REASONS, strict=True)))
def test_rejecting_asks_for_a_reason(key: str, code: str) -> None:
    asked, action = press(review(), "r")
    assert (asked.mode, action) == ("reason", Show())
    after, action = press(asked, key)
    assert action == Reject(FIRST, code)
    assert after == review(at=1)


def test_a_rejection_may_be_taken_back() -> None:
    assert press(review("reason"), "b") == (review(), Show())


def test_an_edited_text_is_shown_before_it_is_accepted() -> None:
    editing, _ = press(review(), "e")
    assert editing.mode == "edit"
    edited, action = write(editing, " 房租能取公积金吗 ；公积金付房租; ")
    assert action == Show()
    assert edited.mode == "choose"
    assert press(edited, "a")[1] == Accept(
        Item(1, ("房租能取公积金吗", "公积金付房租"), "gjj-rent")
    )


@pytest.mark.parametrize(
    ("line", "texts", "entry"),
    [
        ("", FIRST.texts, "gjj-rent"),
        ("@gjj-loan", FIRST.texts, "gjj-loan"),
        ("@gjj-loan 公积金贷款", ("公积金贷款",), "gjj-loan"),
        ("@new 公积金；公积金；余额", ("公积金", "余额"), NEW),
        ("；", FIRST.texts, "gjj-rent"),
    ],
)
def test_a_line_names_texts_and_entry(line: str, texts: tuple[str, ...], entry: str) -> None:
    edited, _ = write(review("edit"), line)
    assert edited.current == Item(1, texts, entry)
    assert edited.items[1] == SECOND


def test_what_could_not_be_carried_out_comes_again() -> None:
    after, _ = press(review(), "a")
    assert again(after) == review()
    assert again(press(review(at=1), "a")[0]) == review(at=1)


MODES: tuple[Mode, ...] = ("choose", "edit", "reason", "done")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("key", [*"aersbpqx0123456789", "", "\r", "中"])
def test_every_key_in_every_mode_does_what_the_table_says_or_helps(mode: Mode, key: str) -> None:
    before = review(mode)
    after, action = press(before, key)
    if (mode, key) not in TABLE:
        assert (after, action) == (before, Help())
    else:
        assert (after, action) != (before, Help())


def test_capitals_do_as_well() -> None:
    assert press(review(), "A")[1] == Accept(FIRST)


def test_a_line_is_for_editing_only() -> None:
    assert write(review(), "x") == (review(), Help())
    assert write(begin(()), "x")[1] == Help()
