"""The states of the inbound conversation, and what handles which event in which of them. [P]"""

from collections.abc import Mapping

STATES = ("new", "enquiry", "offer", "intake", "cases", "records", "filing", "handed",
          "ended")  # fmt: skip
"""new: before the line opens. enquiry: the caller asks, see `dialog.enquiry`. offer: shall I file a
ticket? intake: it is taken down, see `dialog.intake`. cases: one that is there is spoken of, see
`dialog.cases`. records, filing: what is there is looked up or changed, or a ticket is written
down, and nothing is asked. handed: a person was asked for. ended: nothing follows."""

KINDS = ("Connected", "Heard", "Keyed", "Silence", "TicketFiled", "TicketsFound", "TicketChanged",
         "Queued", "ReturnPromised", "Failed", "PersonNeeded", "Gone")  # fmt: skip

LISTENING = ("enquiry", "offer", "intake", "cases")
_BUSY = ("records", "filing")

TRANSITIONS: Mapping[tuple[str, str], str] = {
    **{(state, kind): "ignore" for state in STATES for kind in KINDS},
    ("new", "Connected"): "greet",
    **{(state, "Heard"): "hear" for state in LISTENING},
    **{(state, "Keyed"): "key" for state in LISTENING},
    **{(state, "Silence"): "silence" for state in LISTENING},
    **{(state, "Heard"): "hear_busy" for state in _BUSY},
    **{(state, "Keyed"): "key_busy" for state in _BUSY},
    ("filing", "TicketFiled"): "filed",
    ("handed", "TicketFiled"): "noted",
    **{(state, "TicketsFound"): "learn" for state in (*LISTENING, *_BUSY)},
    ("records", "TicketChanged"): "learn",
    **{(state, "PersonNeeded"): "needed" for state in (*LISTENING, *_BUSY)},
    **{("handed", kind): "wait" for kind in ("Queued", "Heard", "Keyed", "Silence")},
    **{("handed", kind): "wait" for kind in ("ReturnPromised", "Failed")},
    **{(state, "Failed"): "unheard" for state in LISTENING},
    ("records", "Failed"): "learn",
    ("filing", "Failed"): "not_filed",
    **{(state, "Gone"): "gone" for state in STATES if state != "ended"},
}
"""(state, event) to the method `_on_<name>`; the docs are drawn from it."""

PEOPLE: Mapping[str, tuple[str, str]] = {
    "agent": ("asked", "handoff"),
    "anger": ("anger", "handoff_sorry"),
}
"""What is said that brings a person, the reason that they are told, and the prompt. Danger does
too, in its own way: `dialog.rescue`."""
