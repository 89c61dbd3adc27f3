"""The states of a ticket being taken down, and what handles which event in which of them. [P]"""

from collections.abc import Mapping

STATES = ("matter", "place", "district", "when", "wants", "contact", "number", "check_number",
          "secret", "read_back", "repair", "filing", "stuck", "dropped")  # fmt: skip
"""One a question. district: a street was named that several districts have. number: a telephone
number is dictated or typed, and check_number reads it back. repair: something was wrong at
read-back, but what? The ends: filing waits for the ticket; stuck wants a person; dropped was
called off."""

ENDS = STATES[STATES.index("filing") :]

KINDS = ("Heard", "Keyed", "Silence")

TRANSITIONS: Mapping[tuple[str, str], str] = {
    **{(state, kind): "ignore" for state in ENDS for kind in KINDS},
    **{(state, "Heard"): state for state in STATES if state not in ENDS},
    **{(state, "Keyed"): "key" for state in STATES if state not in ENDS},
    ("number", "Keyed"): "key_number",
    **{
        (state, "Keyed"): "key_yes_no"
        for state in ("contact", "check_number", "secret", "read_back")
    },
    ("district", "Keyed"): "key_which",
    **{(state, "Silence"): "silence" for state in STATES if state not in ENDS},
}
"""(state, event) to the method `_on_<name>`."""

SLOT_OF: Mapping[str, str] = {"district": "place", "number": "contact", "check_number": "contact"}
"""What is being asked for in a state that is not named after its slot."""
