"""What the actions of one turn hold. [P]"""

from dialog.events import Action, Decision, Handoff, HangUp, Listen, Say

MISSED = frozenset(
    ("reprompt", "reprompt_short", "clarify_again", "more_parts_again", "number_keys")
)
"""Prompts that say that an answer was not understood, also where no decision tells it."""


def missed(actions: tuple[Action, ...]) -> bool:
    """Whether an answer was not understood."""
    return any(
        (isinstance(a, Decision) and a.kind == "no_match")
        or (isinstance(a, Say) and a.prompt in MISSED)
        for a in actions
    )


def speaks(actions: tuple[Action, ...]) -> bool:
    return any(isinstance(action, Say) for action in actions)


def gives_turn(actions: tuple[Action, ...]) -> bool:
    """Whether the caller may speak now, or the call goes elsewhere."""
    return any(isinstance(action, Listen | Handoff | HangUp) for action in actions)


def listening(actions: tuple[Action, ...]) -> tuple[Listen, ...]:
    """How the caller is listened to; () where they are not."""
    return tuple(action for action in actions if isinstance(action, Listen))[-1:]


def question_of(actions: tuple[Action, ...]) -> Say | None:
    """What is said last before the caller has the turn."""
    if not actions or not isinstance(actions[-1], Listen):
        return None
    said = [action for action in actions if isinstance(action, Say)]
    return said[-1] if said else None
