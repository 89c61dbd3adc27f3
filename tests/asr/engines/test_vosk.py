import json
from pathlib import Path

import pytest

from asr.engines.vosk import LikelyRecognizer, VoskEngine, VoskRecognizer, load
from asr.errors import ModelDamaged
from asr.recognizer import Hints
from tests.asr.conftest import models_dir

FRAME_BYTES = 640


def hear(engine: VoskEngine, pcm: bytes, hints: Hints = Hints()) -> str:
    recognizer = engine.recognizer(hints)
    for start in range(0, len(pcm), FRAME_BYTES):
        recognizer.accept(pcm[start : start + FRAME_BYTES])
    return recognizer.finish().text


@pytest.mark.model
def test_a_grammar_hears_nothing_but_its_phrases(vosk_engine: VoskEngine, say) -> None:
    pcm = say("ko", "안녕하세요 감사합니다")
    hints = Hints(only=("안녕하세요", "감사합니다", "네"))
    assert hear(vosk_engine, pcm, hints) == "안녕하세요 감사합니다"
    allowed = set(hear(vosk_engine, pcm, Hints(only=("네", "아니요"))).split())
    assert allowed <= {"네", "아니요"}


@pytest.mark.model
def test_a_grammar_of_unknown_words_is_open_speech(vosk_engine: VoskEngine, say) -> None:
    pcm = say("ko", "안녕하세요 감사합니다")
    assert hear(vosk_engine, pcm, Hints(only=("zzzz",))) == hear(vosk_engine, pcm)


@pytest.mark.model
def test_kaldis_own_sentences_are_joined(vosk_engine: VoskEngine, say) -> None:
    pcm = say("ko", "안녕하세요 감사합니다")
    hints = Hints(only=("안녕하세요", "감사합니다"))
    heard = hear(vosk_engine, pcm + bytes(96_000) + pcm, hints)
    assert heard == "안녕하세요 감사합니다 안녕하세요 감사합니다"


@pytest.mark.model
@pytest.mark.parametrize("file", ["am/final.mdl", "graph/HCLr.fst", "ivector/final.ie"])
def test_a_damaged_file_is_one_line(vosk_engine: VoskEngine, file: str, tmp_path: Path) -> None:
    whole = models_dir() / vosk_engine.model
    for path in whole.rglob("*"):
        if path.is_file():
            here = tmp_path / path.relative_to(whole)
            here.parent.mkdir(parents=True, exist_ok=True)
            here.symlink_to(path)
    content = (whole / file).read_bytes()
    (tmp_path / file).unlink()
    (tmp_path / file).write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelDamaged, match="no sound Vosk model") as caught:
        load(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_folder_without_a_model_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match=r"final\.mdl missing"):
        load(tmp_path)


class Kaldi:
    """Says what Kaldi says for a Mandarin model, whose words come with spaces."""

    def __init__(self, partial: str, final: str) -> None:
        self.partial, self.final = partial, final

    def SetWords(self, on: bool) -> None:  # noqa: N802 - Vosk's name
        assert on

    def AcceptWaveform(self, pcm: bytes) -> int:  # noqa: N802
        return 0

    def PartialResult(self) -> str:  # noqa: N802
        return f'{{"partial": "{self.partial}"}}'

    def FinalResult(self) -> str:  # noqa: N802
        words = '[{"word": "不", "conf": 0.5}, {"word": "满意", "conf": 1.0}]'
        return f'{{"text": "{self.final}", "result": {words}}}'

    def Reset(self) -> None:  # noqa: N802
        pass


def test_chinese_words_are_joined_and_latin_ones_are_not() -> None:
    recognizer = VoskRecognizer(Kaldi("不", "不 满意 ok go [unk]"))
    partial = recognizer.accept(b"\0\0")
    assert partial is not None
    assert (partial.text, partial.syllables) == ("不", ("bu",))
    heard = recognizer.finish()
    assert heard.text == "不满意 ok go"
    assert heard.syllables[:3] == ("bu", "man", "yi")
    assert heard.confidence == 0.75


@pytest.mark.parametrize(
    ("openly", "likely", "heard"),
    [
        ("满 一", "满意", "满意"),
        ("", "满意", "满意"),
        ("不 满意", "满意", "不满意"),
        ("不 慢 意", "不 满意", "不满意"),
        ("帮我 转 人工", "[unk] 满意 满意", "帮我转人工"),
        ("帮我 转 人工", "满意", "帮我转人工"),
        ("喂", "", "喂"),
    ],
)
def test_the_grammar_is_believed_where_it_explains_all_that_was_said(
    openly: str, likely: str, heard: str
) -> None:
    ears = (VoskRecognizer(Kaldi("", said)) for said in (openly, likely))
    recognizer = LikelyRecognizer(*ears)
    recognizer.accept(bytes(FRAME_BYTES))
    assert recognizer.finish().text == heard


class Words:
    """A model that has these words."""

    def __init__(self, *words: str) -> None:
        self._words = words

    def vosk_model_find_word(self, word: str) -> int:
        return self._words.index(word) if word in self._words else -1


@pytest.mark.parametrize(
    ("words", "hints", "grammars"),
    [
        (("满意", "不", "[unk]"), Hints(phrases=("满意", "不满意")),
         [None, ["满意", "不 满意", "[unk]"]]),
        (("满意", "不", "[unk]"), Hints(only=("满意", "不满意")), [["满意", "不 满意", "[unk]"]]),
        (("满意", "不"), Hints(phrases=("满意", "不满意")), [None]),
        (("一", "幺", "[unk]"), Hints(number=True), [None, ["一", "幺", "[unk]"]]),
        (("一", "[unk]"), Hints(phrases=("满意",)), [None]),
        (("一", "[unk]"), Hints(), [None]),
    ],
)  # fmt: skip
def test_which_grammars_are_asked_for(
    words: tuple[str, ...], hints: Hints, grammars: list[list[str] | None]
) -> None:
    asked: list[list[str] | None] = []

    def new(model: Words, rate: int, grammar: str | None = None) -> Kaldi:
        asked.append(None if grammar is None else json.loads(grammar))
        return Kaldi("", "")

    VoskEngine("small", 16_000, Words(*words), new).recognizer(hints)
    assert sorted(asked, key=bool) == grammars
