"""The states of an enquiry, and what handles which event in which of them. [P]"""

from collections.abc import Mapping

STATES = ("open", "more", "clarify", "follow_up", "parts", "report", "case", "goodbye",
          "stuck")  # fmt: skip
"""open, more: an open question was asked, the second one after an answer. clarify: one of two.
follow_up: what an answer depends on. parts: shall I go on? The ends: report, a ticket is wanted;
case, one that is there is asked after; goodbye, nothing more is; stuck, the caller was not
understood too often."""

ENDS = STATES[5:]

KINDS = ("Heard", "Keyed", "Silence")

TRANSITIONS: Mapping[tuple[str, str], str] = {
    **{(state, kind): "ignore" for state in ENDS for kind in KINDS},
    ("open", "Heard"): "question",
    ("more", "Heard"): "anything_else",
    ("clarify", "Heard"): "which",
    ("follow_up", "Heard"): "reply",
    ("parts", "Heard"): "onward",
    ("open", "Keyed"): "ignore",
    ("more", "Keyed"): "key_end",
    ("clarify", "Keyed"): "key_which",
    ("follow_up", "Keyed"): "key_reply",
    ("parts", "Keyed"): "key_onward",
    **{(state, "Silence"): "silence" for state in ("open", "more", "clarify")},
    ("follow_up", "Silence"): "silent_reply",
    ("parts", "Silence"): "silent_onward",
}
"""(state, event) to the method `_on_<name>`."""

REPROMPTS: Mapping[str, str] = {
    "open": "reprompt",
    "more": "reprompt",
    "clarify": "clarify_again",
    "parts": "more_parts_again",
}
"""Prompts for what was not understood; a follow-up question has its own, with its options."""

LIKELY: Mapping[str, tuple[str, ...]] = {
    "more": ("没有了", "没有其他问题了"),
    "parts": ("继续", "不用了", "知道了"),
}
"""Short answers that a recogniser should know of, by state."""
