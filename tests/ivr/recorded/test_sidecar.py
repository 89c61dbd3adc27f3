from pathlib import Path

import pytest

from ivr.errors import SidecarError
from ivr.gateway.phone import AtOnce, Over, Reply
from ivr.recorded.sidecar import (
    MANIFEST,
    Sound,
    Span,
    Turn,
    load_sidecar,
    read_manifest,
    write_manifest,
)

WHOLE = """
about: 半夜施工，中途打断
conversation: survey
caller: "13800138000"
subject: {unit: 城管局, title: 噪音}
sound: {voice: zf_xiaoxiao, speed: 1.1, gain_db: -3, noise: pink, snr_db: 15}
turns:
  - 你好
  - {say: 转人工, over_s: 1.5}
  - {keys: 1, at_once: true}
  - {pause_s: 6}
expect: {outcome: handoff}
"""


def sidecar(folder: Path, text: str) -> Path:
    path = folder / "noise-at-night.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_whole_sidecar(tmp_path: Path) -> None:
    got = load_sidecar(sidecar(tmp_path, WHOLE))
    assert got.name == "noise-at-night"
    assert (got.conversation, got.caller) == ("survey", "13800138000")
    assert got.sound == Sound("zf_xiaoxiao", 1.1, -3, "pink", 15)
    assert got.turns == (
        Turn("你好", when=Reply()),
        Turn("转人工", when=Over(1.5)),
        Turn(keys="1", when=AtOnce()),
        Turn(pause_s=6.0),
    )
    assert got.expect == {"outcome": "handoff"}
    assert got.subject == {"unit": "城管局", "title": "噪音"}


def test_what_may_be_left_out(tmp_path: Path) -> None:
    text = "about: x\nsound: {voice: zm_yunxi}\nturns: []\nexpect: {}\n"
    got = load_sidecar(sidecar(tmp_path, text))
    assert (got.conversation, got.caller, got.subject) == ("hotline", "", {})
    assert got.sound == Sound("zm_yunxi", 1.0, 0.0, "", 20.0)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("turns: [", "cannot be read"),
        ("- a list", "not a mapping"),
        ("", "not a mapping"),
        (WHOLE.replace("about: 半夜施工，中途打断", ""), "'about' is missing"),
        (WHOLE.replace("expect: {outcome: handoff}", ""), "'expect' is missing"),
        (WHOLE.replace("{outcome: handoff}", ""), "NoneType"),
        (WHOLE.replace("voice: zf_xiaoxiao, ", ""), "voice"),
        (WHOLE.replace("speed:", "tempo:"), "tempo"),
        (WHOLE.replace("noise: pink", "noise: white"), "'white' is not one of '', 'hum'"),
        (WHOLE.replace("conversation: survey", "conversation: chat"), "'chat'"),
        (WHOLE.replace("keys: 1", "press: 1"), "press"),
        (WHOLE.replace("over_s: 1.5", "over_s: soon"), "soon"),
        (WHOLE.replace("- 你好", "- 12345"), "int"),
    ],
)
def test_what_is_wrong_is_one_line_with_the_file(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(SidecarError) as raised:
        load_sidecar(sidecar(tmp_path, text))
    message = str(raised.value)
    assert message.startswith(str(tmp_path / "noise-at-night.yaml"))
    assert named in message
    assert "\n" not in message


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(SidecarError, match="cannot be read"):
        load_sidecar(tmp_path / "none.yaml")
    path = tmp_path / "binary.yaml"
    path.write_bytes(b"about: \xff\xfe")
    with pytest.raises(SidecarError, match="cannot be read"):
        load_sidecar(path)


def test_the_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    spans = {"b": (Span(4000, 8000),), "a": (Span(0, 100), Span(200, 300))}
    write_manifest(tmp_path, spans)
    assert read_manifest(tmp_path) == spans
    lines = (tmp_path / MANIFEST).read_text("utf-8").splitlines()
    assert lines == [
        "call\tturn\tstart_sample\tend_sample",
        "a\t1\t0\t100",
        "a\t2\t200\t300",
        "b\t1\t4000\t8000",
    ]


@pytest.mark.parametrize(
    "rows",
    [
        "call\tturn\tstart\tend\na\t1\t0\t100\n",
        "call\tturn\tstart_sample\tend_sample\na\t1\tzero\t100\n",
        "call\tturn\tstart_sample\tend_sample\na\t1\n",
    ],
)
def test_a_broken_manifest_says_how_to_write_it_again(tmp_path: Path, rows: str) -> None:
    (tmp_path / MANIFEST).write_text(rows)
    with pytest.raises(SidecarError, match="hotline fixtures make"):
        read_manifest(tmp_path)


def test_no_manifest_says_how_to_write_it(tmp_path: Path) -> None:
    with pytest.raises(SidecarError, match="hotline fixtures make"):
        read_manifest(tmp_path)
