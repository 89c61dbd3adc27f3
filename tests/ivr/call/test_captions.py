from typing import Any

import pytest
from structlog.testing import capture_logs

from ivr.call.captions import CaptionFeed, caption_of, log_speech
from ivr.call.eventlog import EventLog
from ivr.gateway.captions import Caption


class Screen:
    def __init__(self) -> None:
        self.shown: list[Caption] = []

    async def caption(self, caption: Caption) -> None:
        self.shown.append(caption)


@pytest.mark.parametrize(
    ("record", "caption"),
    [
        ({"event": "robot_says", "text": "您好"}, Caption("robot", "您好")),
        ({"event": "partial", "text": "转"}, Caption("caller", "转", final=False)),
        ({"event": "heard", "text": "转人工"}, Caption("caller", "转人工")),
        ({"event": "heard", "text": ""}, None),
        ({"event": "robot_quiet"}, None),
        ({"event": "sms", "text": "工单已受理"}, None),
    ],
)
def test_what_was_said_is_a_caption(record: dict[str, Any], caption: Caption | None) -> None:
    assert caption_of(record) == caption


def test_an_observer_writes_what_is_said_into_the_log() -> None:
    with capture_logs() as lines:
        events = EventLog(log_speech)
        events.add(0, "robot_says", text="您好")
        events.add(1, "partial", text="转")
        events.add(2, "heard", text="转人工")
        events.add(3, "robot_quiet")
    assert [(line["event"], line["speaker"], line["text"]) for line in lines] == [
        ("said", "robot", "您好"),
        ("said", "caller", "转人工"),
    ]


async def test_each_caption_is_shown_once_and_in_order() -> None:
    events, screen = EventLog(), Screen()
    feed = CaptionFeed(screen, events)  # type: ignore[arg-type]
    events.add(0, "robot_says", text="您好")
    events.add(1, "robot_quiet")
    await feed.update()
    await feed.update()
    assert screen.shown == [Caption("robot", "您好")]
    events.add(2, "heard", text="转人工")
    await feed.update()
    assert screen.shown[1:] == [Caption("caller", "转人工")]


async def test_an_ordinary_telephone_has_no_screen() -> None:
    events = EventLog()
    events.add(0, "robot_says", text="您好")
    await CaptionFeed(object(), events).update()  # type: ignore[arg-type]
