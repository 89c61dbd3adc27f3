"""The linter finds what cannot be spoken, followed or forgiven; the shipped prompts are sound."""

import pytest

from dialog.prompt_rules import problems, rules, seconds, spoken_length
from dialog.prompts import MAX_BREATH, Prompt, builtin


def faults(text: str, **more: object) -> str:
    prompt = Prompt("p", text, **more)  # type: ignore[arg-type]
    return "；".join(problems({"p": prompt}))


def test_what_ships_is_sound() -> None:
    assert problems(builtin()) == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("请看 https://example.org 。", "unspeakable 'https:'"),
        ("请用APP办理。", "unspeakable 'APP'"),
        ("请按*键。", "unspeakable '*'"),
        ("请拨打110。", "write 110 as it is said"),
        ("请说{nobody}。", "unknown variable nobody"),
        ("啊" * (MAX_BREATH + 1) + "。", "56 characters in one breath"),
        ("您反映的{matter}，在{place}，由{unit}办理。", "in one breath"),
        ("好。" * 60, "120 characters, at most 80"),
        ("没有句号", "ends without"),
        ("{city}", "says nothing"),
        ("这个我不知道。", "不知道"),
        ("你自己去办理。", "推给市民"),
        ("您必须本人来。", "命令"),
        ("请你稍等。", "say 您"),
        ("请问您的电话号码是多少，家住在哪里？", "without `short`"),
    ],
)
def test_it_finds(text: str, fault: str) -> None:
    assert fault in faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "您好，请拨打12345。",
        "你好，请说。",
        "先说事情。再说地点；最后说电话，好吗。",
        "啊" * 50 + "。" + "啊" * 28 + "。",
        "您是想问{first}，还是{second}。",
        "现在办吗？",
    ],
)
def test_it_lets_pass(text: str) -> None:
    assert faults(text) == ""


def test_a_child_may_be_spoken_to_as_one() -> None:
    assert "您" in faults("别挂，我在听你说。")
    assert faults("别挂，我在听你说。", to_child=True) == ""


def test_what_the_law_wants_is_in_every_wording() -> None:
    assert "must say '录音'" in faults("您好。", must=("录音",))
    long = "您好，本次通话将录音，请直接说您的事。"
    assert "short: must say '录音'" in faults(long, short="请说。", must=("录音",))


def test_the_shorter_wording_is_shorter_and_as_sound() -> None:
    text = "请问您的电话号码是多少，家住在哪里？"
    assert faults(text, short="请说电话和住址。") == ""
    assert "saves less than a quarter" in faults(text, short="请问您的电话是多少，家住哪里？")
    assert "short: unspeakable 'OK'" in faults(text, short="OK吗？")
    assert "only in the short" in faults(text, short="{place}对吗？")


def test_an_opening_and_a_second_wording_need_none() -> None:
    text = "请问您的电话号码是多少，家住在哪里？"
    assert faults(text, interruptible=False) == ""
    assert problems({"p_again": Prompt("p_again", text)}) == ()


def test_length_counts_what_is_spoken_at_its_longest() -> None:
    assert spoken_length("好，{number}。") == 1 + rules().longest["number"]
    assert seconds("啊" * 28) == pytest.approx(6.0)


def test_every_forbidden_phrase_has_its_reason() -> None:
    assert all(len(reason) >= 2 for reason in rules().forbidden.values())
