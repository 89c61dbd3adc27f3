"""What is written down of what is heard, and what is withheld."""

import asyncio

import pytest

from asr.errors import RecognitionFailed
from asr.recognizer import Transcript
from dialog.events import Listen
from ivr.call.eventlog import EventLog
from ivr.call.utterances import WITHHELD, Result, Utterances
from tests.ivr.call.conftest import FakeEar

OPEN, CODE = Listen(), Listen(expects="digits", secret=True)


def opened(*said: str | BaseException) -> tuple[Utterances, EventLog]:
    events = EventLog()
    return Utterances(FakeEar(said), events, lambda: 1.0), events


async def one(utterances: Utterances, asked: Listen) -> Result:
    utterances.expect(asked)
    utterances.begin()
    utterances.partial()
    result = await utterances.end()
    utterances.note(result)
    return result


async def test_words_are_written_down() -> None:
    utterances, events = opened("路灯坏了")
    result = await one(utterances, OPEN)
    assert (result.words.text, result.error) == ("路灯坏了", None)
    assert [(r["event"], r.get("text")) for r in events.records] == [
        ("caller_speaks", None),
        ("partial", "路"),
        ("caller_stops", None),
        ("heard", "路灯坏了"),
    ]


async def test_a_secret_is_not() -> None:
    utterances, events = opened("六五四三二一")
    assert (await one(utterances, CODE)).words.text == "六五四三二一"
    utterances.keyed("7")
    assert [r["text"] for r in events.records if "text" in r] == [WITHHELD, WITHHELD]
    assert events.records[-1] == {"at_ms": 1000, "event": "keyed", "digit": ""}
    assert "六" not in events.jsonl()


async def test_an_utterance_is_as_secret_as_the_question_it_began_with() -> None:
    utterances, events = opened("六五四三二一")
    utterances.expect(CODE)
    utterances.begin()
    utterances.expect(OPEN)
    utterances.note(await utterances.end())
    assert events.records[-1]["text"] == WITHHELD


@pytest.mark.parametrize("failure", [RecognitionFailed("broken"), asyncio.CancelledError()])
async def test_nobody_knows_what_was_said(failure: BaseException) -> None:
    utterances, events = opened(failure)
    result = await one(utterances, OPEN)
    assert result.words == Transcript("", ())
    assert result.error
    assert events.records[-1]["error"] == result.error
