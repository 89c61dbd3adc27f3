"""The callback conversation as tables: (state, event) → handler, keys, second questions. [P]"""

from collections.abc import Mapping

from dialog.findings import Satisfied

STATES = ("new", "identify", "relative", "contacted", "solved", "satisfied", "clarify", "reason",
          "other", "when", "propose", "handed", "ended")  # fmt: skip
"""identify: is it the right person. relative: may one of the family answer. clarify: the one
question after a neutral answer. other: shall a person note the other matter that was spoken of.
when: when to call again. propose: at this time, then? handed: a person was asked for. The others
are named after what was asked."""

KINDS = ("Connected", "Heard", "Keyed", "Silence", "TicketFiled", "Queued", "ReturnPromised",
         "Failed", "PersonNeeded", "Gone")  # fmt: skip

_ASKING = ("identify", "relative", "contacted", "solved", "satisfied", "clarify", "reason",
           "other", "when", "propose")  # fmt: skip

TRANSITIONS: Mapping[tuple[str, str], str] = {
    **{(state, kind): "ignore" for state in STATES for kind in KINDS},
    ("new", "Connected"): "introduce",
    **{(state, "Heard"): "hear" for state in _ASKING},
    **{(state, "Keyed"): "key" for state in _ASKING},
    **{(state, "Silence"): "silence" for state in _ASKING},
    **{(state, "Failed"): "unheard" for state in _ASKING},
    **{("handed", kind): "wait" for kind in ("Queued", "Heard", "Keyed", "Silence")},
    **{("handed", kind): "wait" for kind in ("TicketFiled", "ReturnPromised", "Failed")},
    **{(state, "PersonNeeded"): "needed" for state in _ASKING},
    ("handed", "Gone"): "gone_after",
    **{(state, "Gone"): "gone" for state in ("new", *_ASKING)},
}
"""(state, event) to the method `_on_<name>`; the docs are drawn from it."""

AGREEING = ("when", "propose")
"""States of `dialog.survey_later`."""

RATINGS: Mapping[str, Satisfied] = {"1": "satisfied", "2": "basically", "3": "unsatisfied"}
"""By key."""

YES_OR_NO = ("identify", "relative", "contacted", "solved", "other")
"""States in which the keys 1 and 2 are yes and no."""

NOT_UNDERSTOOD: Mapping[str, tuple[str, ...]] = {
    "contacted": ("survey_yes_no_again",),
    "solved": ("survey_solved_again", "survey_solved_keys"),
    "relative": (),
    "other": (),
    "satisfied": ("survey_clarify", "survey_keys"),
}
"""What is asked instead when an answer was not understood; then the question is given up."""
