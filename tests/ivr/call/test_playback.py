from hypothesis import given
from hypothesis import strategies as st

from ivr.call.playback import REWIND_S, Head, Playback

FRAME = 4  # bytes: two samples, so that audio can be written down
REWIND = round(REWIND_S / 0.02)  # frames


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


def numbered(frames: int) -> list[bytes]:
    return [n.to_bytes(FRAME, "big") for n in range(frames)]


def begun(frames: int, played: int) -> Playback:
    """A prompt of numbered frames, so many of them played."""
    playback = Playback(FRAME)
    ticket = playback.enqueue("answer", True)
    playback.feed(ticket, b"".join(numbered(frames)))
    playback.complete(ticket)
    assert [playback.next_frame() for _ in range(played)] == numbered(frames)[:played]
    return playback


def test_a_pause_goes_on_a_little_before_where_it_was() -> None:
    playback = begun(frames=50, played=40)
    playback.pause()
    assert playback.next_frame() is None
    assert playback.head == Head("answer", True)
    playback.resume()
    assert drained(playback) == numbered(50)[40 - REWIND :]
    assert playback.head is None


def test_a_pause_near_the_beginning_goes_on_from_there() -> None:
    playback = begun(frames=50, played=3)
    playback.pause()
    playback.resume()
    assert drained(playback) == numbered(50)


def test_two_pauses_in_a_row_go_back_once() -> None:
    playback = begun(frames=50, played=40)
    for _ in range(2):
        playback.pause()
        playback.resume()
    assert drained(playback) == numbered(50)[40 - REWIND :]


def test_what_is_said_again_can_be_paused_again() -> None:
    playback = begun(frames=50, played=40)
    playback.pause()
    playback.resume()
    again = [playback.next_frame() for _ in range(REWIND + 2)]
    assert again == numbered(50)[40 - REWIND : 42]
    playback.pause()
    playback.resume()
    assert drained(playback) == numbered(50)[42 - REWIND :]


def test_going_on_without_a_pause_goes_back_nowhere() -> None:
    playback = begun(frames=50, played=40)
    playback.resume()
    assert drained(playback) == numbered(50)[40:]


def test_audio_that_arrives_in_a_pause_comes_after_what_is_said_again() -> None:
    playback = Playback(FRAME)
    ticket = playback.enqueue("answer", True)
    playback.feed(ticket, b"aaaabbbb")
    assert playback.next_frame() == b"aaaa"
    playback.pause()
    playback.feed(ticket, b"cccc")
    playback.complete(ticket)
    playback.resume()
    assert drained(playback) == [b"aaaa", b"bbbb", b"cccc"]


def test_a_prompt_that_is_over_is_not_said_again() -> None:
    playback = Playback(FRAME)
    for name in (b"1", b"2"):
        ticket = playback.enqueue(name.decode(), True)
        playback.feed(ticket, name * FRAME)
        playback.complete(ticket)
    assert playback.begun is False
    assert playback.next_frame() == b"1111"
    assert playback.begun is False, "the second is at the head, and nothing of it has been played"
    playback.pause()
    playback.resume()
    assert drained(playback) == [b"2222"]


def test_a_prompt_has_begun_with_its_first_frame() -> None:
    assert begun(frames=2, played=0).begun is False
    assert begun(frames=2, played=1).begun is True
    assert begun(frames=2, played=2).begun is False


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
def test_every_byte_is_played_in_order_and_again_only_after_a_pause(
    prompts: list[list[bytes]], pauses: list[bool]
) -> None:
    playback = Playback(FRAME)
    tickets = [playback.enqueue(str(n), True) for n in range(len(prompts))]
    heard: list[bytes] = []
    toggles = iter(pauses)

    def play(frame: bytes | None) -> None:
        if frame is not None:
            heard.append(frame)

    for ticket, pieces in zip(tickets, prompts, strict=True):
        for piece in pieces:
            playback.feed(ticket, piece)
            if next(toggles, False):
                again = len(playback._queue[0].played) // FRAME
                playback.pause()
                assert playback.next_frame() is None
                playback.resume()
                del heard[len(heard) - again :]  # it comes once more
            play(playback.next_frame())
        playback.complete(ticket)
    heard += drained(playback)
    assert {len(frame) for frame in heard} <= {FRAME}
    whole = [b"".join(pieces) for pieces in prompts]
    padded = [audio.ljust(-(-len(audio) // FRAME) * FRAME, b"\0") for audio in whole]
    assert b"".join(heard) == b"".join(padded)
