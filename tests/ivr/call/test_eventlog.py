import json

from ivr.call.eventlog import EventLog, Record, json_line


def test_call_time_is_kept_in_whole_milliseconds() -> None:
    log = EventLog()
    log.add(1.0199999, "caller_speaks")
    log.add(0, "call_started")
    assert [record["at_ms"] for record in log.records] == [1020, 0]


def test_fields_that_are_none_stay_out_and_others_stay_in() -> None:
    log = EventLog()
    log.add(0, "heard", text="", confidence=None, score=0, syllables=())
    assert log.records == [{"at_ms": 0, "event": "heard", "text": "", "score": 0, "syllables": ()}]


def test_observers_see_each_record_as_it_is_written() -> None:
    seen: list[tuple[Record, int]] = []
    log = EventLog(lambda record: seen.append((record, len(log.records))))
    log.add(0, "call_started")
    log.add(2, "call_ended")
    assert seen == [(log.records[0], 1), (log.records[1], 2)]


def test_a_line_for_each_record_with_chinese_as_it_is() -> None:
    log = EventLog()
    assert log.jsonl() == ""
    log.add(1, "heard", text="楼下\n噪音")
    log.add(2, "robot_quiet")
    assert log.jsonl() == (
        '{"at_ms": 1000, "event": "heard", "text": "楼下\\n噪音"}\n'
        '{"at_ms": 2000, "event": "robot_quiet"}\n'
    )


def test_a_line_can_be_read_back() -> None:
    record = {"at_ms": 5, "event": "decision", "candidates": [["噪音", 0.9]]}
    assert json.loads(json_line(record)) == record
