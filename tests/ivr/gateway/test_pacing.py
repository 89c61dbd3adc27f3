import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.gateway.pacing import (
    LOUDEST_NOISE,
    OVER_NOISE,
    JitterBuffer,
    Pacer,
    frame_bytes,
    is_quiet,
)

FRAME = frame_bytes(8000)


def loud(n: int) -> bytes:
    return struct.pack("<h", 1000 + n) * (FRAME // 2)


def quiet() -> bytes:
    return struct.pack("<h", 5) * (FRAME // 2)


def test_a_frame_is_20_ms() -> None:
    assert (frame_bytes(8000), frame_bytes(16000), frame_bytes(24000)) == (320, 640, 960)


@pytest.mark.parametrize(
    ("samples", "expected"),
    [((), True), ((99, -99), True), ((0, 100), False), ((-100, 0), False), ((-32768,), False)],
)
def test_quiet_is_below_the_threshold(samples: tuple[int, ...], expected: bool) -> None:
    assert is_quiet(struct.pack(f"<{len(samples)}h", *samples)) is expected


def test_the_pacer_keeps_order_and_says_when_it_is_dry() -> None:
    pacer = Pacer()
    pacer.push(b"1")
    pacer.push(b"2")
    assert (pacer.pop(), pacer.pop(), pacer.pop()) == (b"1", b"2", None)


def test_the_pacer_forgets_on_flush() -> None:
    pacer = Pacer()
    pacer.push(b"1")
    pacer.push(b"2")
    assert pacer.flush() == 2
    assert pacer.pop() is None


def test_the_pacer_is_bounded() -> None:
    pacer = Pacer(max_frames=3)
    for n in range(5):
        pacer.push(bytes([n]))
    assert [pacer.pop() for _ in range(3)] == [b"\2", b"\3", b"\4"]
    assert pacer.dropped == 2


@given(st.lists(st.integers(0, 700), min_size=1, max_size=40))
def test_any_chunks_come_out_as_the_same_bytes_in_frames(sizes: list[int]) -> None:
    stream = bytes(1 + i % 255 for i in range(sum(sizes)))
    buffer = JitterBuffer(8000, max_ms=10_000, target_ms=10_000)
    at = 0
    for size in sizes:
        buffer.push(stream[at : at + size])
        at += size
    buffer.finish()
    out = b""
    while buffer:
        out += buffer.pop()
    assert len(out) % FRAME == 0
    assert out[: len(stream)] == stream
    assert not any(out[len(stream) :])


def test_silence_until_the_prefill_is_there_and_after_running_dry() -> None:
    buffer = JitterBuffer(8000, prefill_ms=40)
    buffer.push(loud(0))
    assert buffer.pop() == bytes(FRAME)
    buffer.push(loud(1))
    assert (buffer.pop(), buffer.pop(), buffer.pop()) == (loud(0), loud(1), bytes(FRAME))
    assert buffer.underruns == 1
    buffer.push(loud(2))
    assert buffer.pop() == bytes(FRAME)
    buffer.push(loud(3))
    assert (buffer.pop(), buffer.pop()) == (loud(2), loud(3))


def test_the_oldest_goes_when_too_much_waits() -> None:
    buffer = JitterBuffer(8000, max_ms=60)
    for n in range(5):
        buffer.push(loud(n))
    assert [buffer.pop() for _ in range(3)] == [loud(2), loud(3), loud(4)]
    assert buffer.dropped == 2


def test_too_much_in_one_chunk_is_counted_in_frames() -> None:
    buffer = JitterBuffer(8000, max_ms=60)
    buffer.push(b"".join(loud(n) for n in range(5)))
    assert buffer.pop() == loud(2)
    assert buffer.dropped == 2


def test_quiet_frames_give_way_to_what_waits_behind_them() -> None:
    buffer = JitterBuffer(8000, target_ms=40)
    for frame in (quiet(), quiet(), quiet(), loud(1), loud(2)):
        buffer.push(frame)
    assert [buffer.pop() for _ in range(2)] == [loud(1), loud(2)]
    assert buffer.skipped == 3


def tone(height: int) -> bytes:
    return struct.pack("<hh", height, -height) * (FRAME // 4)


def test_on_a_noisy_line_noise_gives_way() -> None:
    buffer = JitterBuffer(8000, target_ms=40)
    for _ in range(200):  # four seconds in which nobody speaks
        buffer.push(tone(300))
        buffer.pop()
    waiting = (tone(300), tone(300), tone(300), tone(3000), tone(2000), tone(1000))
    for frame in waiting:
        buffer.push(frame)
    assert buffer.pop() == tone(3000)
    assert buffer.skipped == 3
    assert [buffer.pop(), buffer.pop()] == [tone(2000), tone(1000)]


@pytest.mark.parametrize("height", [700, 3000])
def test_speech_without_a_pause_is_never_taken_for_noise(height: int) -> None:
    buffer = JitterBuffer(8000, target_ms=40)
    for _ in range(1000):
        buffer.push(tone(height))
        buffer.pop()
    for _ in range(5):
        buffer.push(tone(int(LOUDEST_NOISE * OVER_NOISE) if height > 1200 else height * 2))
    buffer.pop()
    assert buffer.skipped == 0


def test_nothing_is_left_out_while_little_waits() -> None:
    buffer = JitterBuffer(8000, target_ms=40)
    buffer.push(quiet())
    buffer.push(loud(1))
    assert [buffer.pop(), buffer.pop()] == [quiet(), loud(1)]
    assert buffer.skipped == 0


def test_flush_forgets_what_waits() -> None:
    buffer = JitterBuffer(8000)
    buffer.push(loud(1) * 3)
    buffer.flush()
    assert buffer.pop() == bytes(FRAME)
    assert len(buffer) == 0
