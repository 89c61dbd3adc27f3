"""What an answer depends on, asked before it is given: a small decision tree in YAML. [P]

follow_up:
  ask: 您是个人缴存，还是单位缴存？
  options:
    - label: 个人                      # for statistics and for the keypad's order
      say: [个人, 自己交的, 灵活就业]    # what callers say for it, the label included by itself
      answer: ...                      # for the ear, like the entry's
      sms: ...                         # optional: its own guide instead of the entry's
    - label: 单位
      say: [单位, 公司交的]
      ask: ...                         # or another question, with options of its own
      options: [...]
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from knowledge.errors import EntryInvalid, FieldMissing, UnknownField, WrongType

MOST_OPTIONS = 4
"""More cannot be kept in mind over the telephone."""

DEEPEST = 3
"""Questions one after the other before an answer; more and the caller hangs up."""


@dataclass(frozen=True)
class FollowUp:
    """ask: the question, for the ear. options: 2 to MOST_OPTIONS."""

    ask: str
    options: tuple["Option", ...]

    @property
    def trees(self) -> tuple["FollowUp", ...]:
        """This question, and all that may follow it."""
        below = (option.then.trees for option in self.options if option.then)
        return (self, *chain.from_iterable(below))

    @property
    def spoken(self) -> tuple[str, ...]:
        """Every text of the tree that the robot may say."""
        texts = list[str]()
        for tree in self.trees:
            texts.append(tree.ask)
            for option in tree.options:
                texts += [option.label, option.answer] if option.answer else [option.label]
        return tuple(texts)


@dataclass(frozen=True)
class Option:
    """One reply, and what follows from it: an answer (then `then` is None) or another question.

    say: words for it, the label among them. sms: "" for the entry's own.
    """

    label: str
    say: tuple[str, ...]
    answer: str = ""
    sms: str = ""
    then: FollowUp | None = None


def parse(value: object, where: str, depth: int = 1) -> FollowUp:
    """A tree from what YAML gave. where: of the entry, for errors. Raises EntryInvalid."""
    if not isinstance(value, Mapping):
        raise WrongType(f"{where}: follow_up must hold ask and options")
    if depth > DEEPEST:
        raise EntryInvalid(
            f"{where}: follow_up asks more than {DEEPEST} questions: make it shorter"
        )
    _only(value, {"ask", "options"}, where)
    options = value.get("options")
    if not isinstance(options, list) or not 2 <= len(options) <= MOST_OPTIONS:
        raise EntryInvalid(f"{where}: a follow_up needs 2 to {MOST_OPTIONS} options")
    ask = _text(value, "ask", where)
    read = tuple(_option(each, where, depth) for each in options)
    _refuse_same_words(read, where)
    return FollowUp(ask, read)


def plain(tree: FollowUp) -> dict[str, object]:
    """The tree as YAML holds it: `parse(plain(tree), ...) == tree`."""
    options = []
    for option in tree.options:
        said = [words for words in option.say if words != option.label]
        fields: dict[str, object] = {"label": option.label}
        fields |= {"say": said} if said else {}
        fields |= {"answer": option.answer} if option.answer else {}
        fields |= {"sms": option.sms} if option.sms else {}
        fields |= plain(option.then) if option.then else {}
        options.append(fields)
    return {"ask": tree.ask, "options": options}


def _option(value: object, where: str, depth: int) -> Option:
    if not isinstance(value, Mapping):
        raise WrongType(f"{where}: an option of follow_up must hold label, say and answer")
    _only(value, {"label", "say", "answer", "sms", "ask", "options"}, where)
    label = _text(value, "label", where)
    said = value.get("say") or []
    if not isinstance(said, list) or not all(isinstance(w, str) and w.strip() for w in said):
        raise WrongType(f"{where}, option {label}: say must be a list of texts")
    words = tuple(dict.fromkeys([label, *(w.strip() for w in said)]))
    if "ask" in value or "options" in value:
        if value.get("answer") or value.get("sms"):
            raise EntryInvalid(f"{where}, option {label}: answer or ask again, not both")
        tree = {name: value[name] for name in ("ask", "options") if name in value}
        return Option(label, words, then=parse(tree, where, depth + 1))
    sms = _text(value, "sms", where) if value.get("sms") else ""
    return Option(label, words, _text(value, "answer", where), sms)


def _refuse_same_words(options: tuple[Option, ...], where: str) -> None:
    seen: dict[str, str] = {}
    for option in options:
        for words in option.say:
            if words in seen:
                raise EntryInvalid(
                    f"{where}: {words} stands for two options of follow_up, {seen[words]} and "
                    f"{option.label}: leave it with one"
                )
            seen[words] = option.label


def _only(value: Mapping[object, object], known: set[str], where: str) -> None:
    if unknown := {str(name) for name in value} - known:
        raise UnknownField(
            f"{where}: unknown field {', '.join(sorted(unknown))} in follow_up: remove or rename it"
        )


def _text(value: Mapping[object, object], name: str, where: str) -> str:
    text = value.get(name)
    if text is None or text == "":
        raise FieldMissing(f"{where}: {name} missing or empty in follow_up: fill it in")
    if not isinstance(text, str):
        raise WrongType(f"{where}: {name} in follow_up must be text; put quotes round numbers")
    return text.strip()
