"""What is recorded: every wording once, cut where it varies."""

from dialog.prompts import Prompt, builtin
from dialog.studio import direction, index, sheet


def test_a_prompt_without_variables_is_one_file() -> None:
    (part,) = sheet((Prompt("bye", "再见。"),))
    assert (part.file, part.text, part.indexed) == ("bye.wav", "再见。", False)


def test_the_shorter_wording_is_a_file_of_its_own() -> None:
    (_, short) = sheet((Prompt("ask", "请问是什么事？", short="什么事？"),))
    assert (short.file, short.text) == ("ask.short.wav", "什么事？")


def test_around_a_variable() -> None:
    prompt = Prompt("unit", "这件事由{unit}办理，{due}。", short="由{unit}办理。")
    parts = sheet((prompt,))
    assert [(part.file, part.text) for part in parts] == [
        ("unit.1.wav", "这件事由"),
        ("unit.2.wav", "办理，"),
        ("unit.short.1.wav", "由"),
        ("unit.short.2.wav", "办理。"),
    ]
    assert parts[0].whole == "这件事由〔unit〕办理，〔due〕。"
    assert index(parts)["办理，"] == "unit.2.wav"


def test_what_two_prompts_share_is_recorded_once() -> None:
    parts = sheet((Prompt("a", "您好，{name}请按一。"), Prompt("b", "{name}请按一。")))
    assert [part.file for part in parts] == ["a.1.wav", "a.2.wav"]


def test_the_sheet_holds_every_fixed_piece_that_has_words() -> None:
    parts = sheet(builtin().values())
    texts = {part.text for part in parts}
    wanted = {piece for prompt in builtin().values() for piece in prompt.fixed_pieces}
    assert {piece for piece in wanted if any(char.isalnum() for char in piece)} <= texts
    assert len({part.file for part in parts}) == len(parts)
    assert all(part.seconds > 0 and part.direction for part in parts)


def test_the_longest_beginning_gives_the_direction() -> None:
    assert direction("emergency_despair") != direction("emergency_fire")
    assert direction("nothing_like_it") == direction("go_ahead")
    assert sheet((Prompt("x", "好。", direction="轻声"),))[0].direction == "轻声"
