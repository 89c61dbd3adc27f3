from hypothesis import given
from hypothesis import strategies as st

from ivr.call.playback import Head, Playback

FRAME = 4  # bytes: two samples, so that audio can be written down


def drained(playback: Playback) -> list[bytes]:
    frames = []
    while (frame := playback.next_frame()) is not None:
        frames.append(frame)
    return frames


def test_nothing_to_say() -> None:
    playback = Playback(FRAME)
    assert playback.head is None
    assert playback.next_frame() is None


def test_audio_is_cut_into_frames_and_the_last_is_padded() -> None:
    playback = Playback(FRAME)
    ticket = playback.enqueue("greeting", True)
    playback.feed(ticket, b"aaaabb")
    playback.feed(ticket, b"bbcc")
    playback.complete(ticket)
    assert drained(playback) == [b"aaaa", b"bbbb", b"cc\0\0"]
    assert playback.head is None


def test_the_head_is_what_is_being_played() -> None:
    playback = Playback(FRAME)
    notice = playback.enqueue("notice", False)
    question = playback.enqueue("question", True)
    playback.feed(question, b"qqqq")
    playback.complete(question)
    playback.feed(notice, b"nnnn")
    playback.complete(notice)
    assert playback.head == Head("notice", False)
    assert playback.next_frame() == b"nnnn"
    assert playback.head == Head("question", True)
    assert playback.next_frame() == b"qqqq"
    assert playback.head is None


def test_prompts_keep_their_order_whatever_is_ready_first() -> None:
    playback = Playback(FRAME)
    first, second = playback.enqueue("first", True), playback.enqueue("second", True)
    playback.feed(second, b"2222")
    playback.complete(second)
    assert playback.next_frame() is None
    playback.feed(first, b"1111")
    playback.complete(first)
    assert drained(playback) == [b"1111", b"2222"]


def test_late_audio_plays_nothing_until_a_whole_frame_is_there() -> None:
    playback = Playback(FRAME)
    ticket = playback.enqueue("answer", True)
    playback.feed(ticket, b"aaaabb")
    assert playback.next_frame() == b"aaaa"
    assert playback.next_frame() is None
    assert playback.head == Head("answer", True)
    playback.feed(ticket, b"bb")
    assert playback.next_frame() == b"bbbb"


def test_a_prompt_that_ends_while_nothing_is_left_of_it_is_over() -> None:
    playback = Playback(FRAME)
    ticket = playback.enqueue("answer", True)
    playback.feed(ticket, b"aaaa")
    assert playback.next_frame() == b"aaaa"
    assert playback.head is not None
    playback.complete(ticket)
    assert playback.next_frame() is None
    assert playback.head is None


def test_a_prompt_without_audio_is_passed_over() -> None:
    playback = Playback(FRAME)
    playback.complete(playback.enqueue("mute", True))
    ticket = playback.enqueue("next", True)
    playback.feed(ticket, b"nnnn")
    playback.complete(ticket)
    assert drained(playback) == [b"nnnn"]


def test_a_pause_goes_on_exactly_where_it_was() -> None:
    playback = Playback(FRAME)
    ticket = playback.enqueue("answer", True)
    playback.feed(ticket, b"aaaabbbb")
    assert playback.next_frame() == b"aaaa"
    playback.pause()
    playback.feed(ticket, b"cccc")
    playback.complete(ticket)
    assert playback.next_frame() is None
    assert playback.head == Head("answer", True)
    playback.resume()
    assert drained(playback) == [b"bbbb", b"cccc"]


def test_audio_of_a_dropped_prompt_is_ignored() -> None:
    playback = Playback(FRAME)
    dropped = playback.enqueue("dropped", True)
    playback.feed(dropped, b"aaaa")
    playback.drop()
    assert playback.head is None
    new = playback.enqueue("new", True)
    playback.feed(dropped, b"bbbb")
    playback.complete(dropped)
    playback.feed(new, b"nnnn")
    playback.complete(new)
    assert drained(playback) == [b"nnnn"]


def test_what_is_said_after_a_drop_is_not_paused() -> None:
    playback = Playback(FRAME)
    playback.enqueue("dropped", True)
    playback.pause()
    playback.drop()
    ticket = playback.enqueue("new", True)
    playback.feed(ticket, b"nnnn")
    assert playback.next_frame() == b"nnnn"


@given(
    st.lists(st.lists(st.binary(max_size=11), max_size=4), max_size=4),
    st.lists(st.booleans(), max_size=30),
)
def test_every_byte_is_played_once_and_in_order(
    prompts: list[list[bytes]], pauses: list[bool]
) -> None:
    playback = Playback(FRAME)
    tickets = [playback.enqueue(str(n), True) for n in range(len(prompts))]
    played = []
    toggles = iter(pauses)
    for ticket, pieces in zip(tickets, prompts, strict=True):
        for piece in pieces:
            playback.feed(ticket, piece)
            (playback.pause if next(toggles, False) else playback.resume)()
            played.append(playback.next_frame())
        playback.complete(ticket)
    playback.resume()
    heard = [frame for frame in played if frame is not None] + drained(playback)
    assert {len(frame) for frame in heard} <= {FRAME}
    whole = [b"".join(pieces) for pieces in prompts]
    padded = [audio.ljust(-(-len(audio) // FRAME) * FRAME, b"\0") for audio in whole]
    assert b"".join(heard) == b"".join(padded)
