import pytest

from ivr.gateway.errors import MessageTooBig, ProtocolError
from ivr.gateway.websocket.fields import MAX_TEXT, Fields, parse_object


def test_defaults_only_where_something_is_missing() -> None:
    fields = parse_object('{"a": "", "n": 0, "t": false}')
    assert (fields.text("a", "x"), fields.integer("n", 5), fields.truth("t", True)) == (
        "",
        0,
        False,
    )
    assert (fields.text("b", "x"), fields.integer("m", 5), fields.truth("u", True)) == (
        "x",
        5,
        True,
    )


def test_errors_name_the_place() -> None:
    fields = parse_object('{"start": {"mediaFormat": {"rate": "8"}}}')
    with pytest.raises(ProtocolError, match="message: start: mediaFormat: rate must be a whole"):
        fields.inner("start").inner("mediaFormat").integer("rate")


@pytest.mark.parametrize("text", ["a\0b", "a\x1b[2J", "\x7f", "\x85", "\ud800"])
def test_control_characters_are_refused(text: str) -> None:
    with pytest.raises(ProtocolError, match="control characters"):
        Fields({"a": text}).text("a")


@pytest.mark.parametrize("text", ["两行\n文字", "全角\u3000空格", "é", "😀"])
def test_ordinary_writing_is_taken(text: str) -> None:
    assert Fields({"a": text}).text("a") == text


@pytest.mark.parametrize("identifier", ["", ".", "../x", "a/b", "a b", "号", "a\n"])
def test_an_identifier_is_safe_as_a_file_name(identifier: str) -> None:
    with pytest.raises(ProtocolError, match="id may hold"):
        Fields({"id": identifier}).identifier("id")


def test_names_of_parameters_are_bounded_too() -> None:
    with pytest.raises(ProtocolError, match="a name is too long"):
        Fields({"p": {"x" * 65: "y"}}).texts("p")


def test_a_text_message_is_bounded() -> None:
    with pytest.raises(MessageTooBig):
        parse_object(" " * (MAX_TEXT + 1))


def test_a_number_too_long_to_be_one_is_not_json() -> None:
    with pytest.raises(ProtocolError, match="not JSON"):
        parse_object('{"a": ' + "9" * 5000 + "}")
