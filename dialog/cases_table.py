"""The states of talk about tickets that are there, and what handles which event in them. [P]"""

from collections.abc import Mapping

STATES = (
    "finding", "standing", "content", "similar", "supplement", "check_supplement", "reason",
    "check_withdraw", "unhappy", "check_unhappy", "changing",
    "done", "report", "question", "person", "stuck",
)  # fmt: skip
"""finding: which ticket it is, see `dialog.finding`. standing: where it is was told, shall it be
hurried? content: is the result good? similar: what is reported is like an earlier ticket.
supplement, reason, unhappy: words are wanted, and confirmed in check_*. changing: it is being
written down. The ends: done, back to other questions; report, it is a matter of its own; question,
something else was asked; person; stuck, the caller was not understood too often."""

ENDS = STATES[STATES.index("done") :]

KINDS = ("Heard", "Keyed", "Silence", "TicketsFound", "TicketChanged", "Failed")

_CHECKS = ("check_supplement", "check_withdraw", "check_unhappy")
_WORDS = ("supplement", "reason", "unhappy")

TRANSITIONS: Mapping[tuple[str, str], str] = {
    **{(state, kind): "ignore" for state in STATES for kind in KINDS},
    **{("finding", kind): "find" for kind in KINDS if kind != "TicketChanged"},
    **{
        (state, "Silence"): "silence"
        for state in ("standing", "content", "similar", *_WORDS, *_CHECKS)
    },
    ("standing", "Heard"): "standing",
    ("content", "Heard"): "content",
    ("similar", "Heard"): "similar",
    ("similar", "Keyed"): "key_similar",
    **{(state, "Heard"): "words" for state in _WORDS},
    **{(state, "Keyed"): "key_words" for state in _WORDS},
    **{(state, "Heard"): "check" for state in _CHECKS},
    **{(state, "Keyed"): "key_yes_no" for state in ("standing", "content", *_CHECKS)},
    ("changing", "TicketChanged"): "changed",
    ("changing", "Failed"): "not_changed",
}
"""(state, event) to the method `_on_<name>`."""

WAITS = ("looking", "changing")
"""States in which nothing is asked; the first is one of `dialog.finding`."""

OPEN = (*_WORDS, "similar")
"""States in which a whole sentence is the likely answer."""

CHECK_OF: Mapping[str, str] = {
    "supplement": "check_supplement",
    "reason": "check_withdraw",
    "unhappy": "check_unhappy",
}
"""Where words go to be confirmed."""

LIKELY: Mapping[str, tuple[str, ...]] = {
    "standing": ("催办", "催一下", "补充", "撤回", "不用了"),
    "content": ("满意", "不满意", "没有解决"),
    "similar": ("催办", "催一下", "补充情况", "新的问题"),
}
"""Short answers that a recogniser should know of, by state."""
