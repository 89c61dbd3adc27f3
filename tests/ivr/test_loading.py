"""What is loaded before calls are taken, with engines that follow a script."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ivr.loading
from asr.errors import AsrError
from asr.fake import ScriptedEngine
from dialog.errors import PromptsInvalid
from dialog.prompts import say
from ivr.errors import StartError
from ivr.loading import Engines, lay_prompts, load_areas, load_entries, open_engine, open_engines
from tests.ivr.conftest import Scripted, SettingsOf

CHEAPER = ScriptedEngine(("你好",), name="vosk", model="small")
SECOND = ScriptedEngine(("你好",), name="whisper", model="large")

ENTRIES = """\
field: 公积金
unit: 公积金中心
entries:
  - {id: gjj-rent, question: 租房怎么提取公积金, variants: [甲甲, 乙乙, 丙丙, 丁丁],
     answer: 带身份证到窗口办。, sms: 带身份证到窗口办。, source: 条例}
"""


@pytest.fixture
def others(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A cheaper engine and a second one stand ready; which models were asked for."""
    asked: list[str] = []

    def cheaper(model: str, *_: object) -> ScriptedEngine:
        asked.append(model)
        return CHEAPER

    def second(model: str, *_: object) -> ScriptedEngine:
        asked.append(model)
        return SECOND

    monkeypatch.setattr(ivr.loading, "load_cheaper", cheaper)
    monkeypatch.setattr(ivr.loading, "load_second", second)
    return asked


def test_all_that_hear_are_loaded(
    scripted: Scripted, settings_of: SettingsOf, others: list[str]
) -> None:
    best = scripted("你好")
    settings = settings_of(asr={"sentinel": False, "cheaper_model": "a", "second_model": "b"})
    assert open_engines(settings, ()) == Engines((best, CHEAPER), SECOND)
    assert others == ["a", "b"]


def test_each_of_them_must_understand_the_sentinel(
    scripted: Scripted,
    settings_of: SettingsOf,
    others: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    best = scripted("你好")
    tried: list[object] = []

    def sense(engine: object) -> None:
        tried.append(engine)
        if engine is SECOND:
            raise StartError("deaf")

    monkeypatch.setattr(ivr.loading, "require_sense", sense)
    with pytest.raises(StartError, match="deaf"):
        open_engines(settings_of(asr={"sentinel": True}), ())
    assert tried == [best, CHEAPER, SECOND]


def test_an_engine_that_is_not_there_is_an_error_of_hearing(
    settings_of: SettingsOf, tmp_path: Path
) -> None:
    settings = settings_of(models={"dir": tmp_path}, asr={"model": "whisper-base"})
    with pytest.raises(AsrError, match="models pull whisper-base"):
        open_engine(settings, ())


def test_entries_come_from_the_folder_that_is_set(settings_of: SettingsOf, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(ENTRIES, "utf-8")
    (entry,) = load_entries(settings_of(knowledge={"dir": tmp_path}))
    assert entry.id == "gjj-rent"
    assert len(load_entries(settings_of())) > 100


def test_areas_come_from_the_folder_that_is_set(settings_of: SettingsOf, tmp_path: Path) -> None:
    (tmp_path / "500000.tsv").write_text("500000\t重庆市\n500112\t渝北区", encoding="utf-8")
    areas = load_areas(settings_of(service={"areas_dir": tmp_path}))
    assert [area.name for area in areas.districts] == ["渝北区"]
    assert len(load_areas(settings_of()).districts) == 38


@pytest.fixture
def _as_shipped() -> Iterator[None]:
    yield
    lay_prompts(None)


@pytest.mark.usefixtures("_as_shipped")
def test_a_city_has_wordings_of_its_own(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("goodbye: 谢谢您打来，再见。", encoding="utf-8")
    shipped = say("goodbye").text
    lay_prompts(own)
    assert say("goodbye").text == "谢谢您打来，再见。"
    lay_prompts(None)
    assert say("goodbye").text == shipped


@pytest.mark.parametrize(
    ("wording", "fault"),
    [
        (b"goodbye: bye", "goodbye: unspeakable 'bye', and 1 more: see `hotline prompts check"),
        (b"no_such: x", "no prompt 'no_such'"),
        (b"\xff\xfe\xff", "save it as UTF-8"),
    ],
)
def test_faulty_wordings_stop_the_start(tmp_path: Path, wording: bytes, fault: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_bytes(wording)
    with pytest.raises(PromptsInvalid, match=re.escape(fault)):
        lay_prompts(own)
    assert say("goodbye").text.endswith("再见。")
