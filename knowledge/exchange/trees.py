"""What an answer depends on, written into one cell of a sheet, and read back without loss. [P]

    问：您是个人缴存，还是单位缴存？
    选项1：个人｜自己交的｜灵活就业
    答：带身份证到公积金窗口办。
    短信：【个人提取】……
    选项2：单位｜公司交的
    问：账户封存了吗？
    选项2.1：封存了
    答：……
    选项2.2：没有封存
    答：……

The first word of an option names it, the others are what callers also say for it. A text may go on
over several lines. A tree that would not come back from this form the same is written as JSON, in
the shape of `knowledge.follow_up`, and JSON is read as well.
"""

import json
import re
from collections.abc import Mapping

from knowledge import follow_up
from knowledge.errors import CellUnreadable, EntryInvalid
from knowledge.exchange.cells import clean, text_of
from knowledge.follow_up import DEEPEST, MOST_OPTIONS, FollowUp

EXAMPLE = """\
问：您是个人缴存，还是单位缴存？
选项1：个人｜自己交的｜灵活就业
答：带上身份证，到公积金窗口办理。
选项2：单位｜公司交的
答：由单位经办人在网上办理。"""
"""For the page of explanations in a template."""

_RULE = "bad_follow_up"
_HOW = "照“说明”页里的例子写：问：…… 换行 选项1：…… 换行 答：……"
_OPTION = re.compile(r"选项\s*(\d+(?:[.．]\d+)*)\s*[:：]\s*(.*)", re.S)
_TEXT = re.compile(r"(问|答|短信)\s*[:：]\s*(.*)", re.S)
_TEXT_FIELDS = {"问": "ask", "答": "answer", "短信": "sms"}
_BETWEEN_WORDS = re.compile(r"[|｜、；;，,]")

Plain = dict[str, object]


def tree_of(value: object) -> FollowUp | None:
    """None for an empty cell. value: a cell, or the mapping that a document gives.

    Raises CellUnreadable.
    """
    if isinstance(value, Mapping):
        return _tree(_tidy(value))
    text = text_of(value)
    if not text:
        return None
    return _tree(_json(text) if text.startswith("{") else _read(text))


def tree_to_cell(tree: FollowUp) -> str:
    """`tree_of(tree_to_cell(tree)) == tree`, for texts without what `clean` takes away."""
    text = "\n".join(_lines(tree, ""))
    try:
        if tree_of(text) == tree:
            return text
    except CellUnreadable:
        pass  # what is not readable in the short form is in the long one
    return json.dumps(follow_up.plain(tree), ensure_ascii=False)


def _lines(tree: FollowUp, path: str) -> list[str]:
    lines = [f"问：{tree.ask}"]
    for number, option in enumerate(tree.options, start=1):
        at = f"{path}.{number}" if path else str(number)
        others = [words for words in option.say if words != option.label]
        lines.append(f"选项{at}：{'｜'.join([option.label, *others])}")
        lines += [f"答：{option.answer}"] if option.answer else []
        lines += [f"短信：{option.sms}"] if option.sms else []
        lines += _lines(option.then, at) if option.then else []
    return lines


def _read(text: str) -> Plain:
    """The lines as the mapping of `knowledge.follow_up`."""
    root: Plain = {}
    places: dict[str, Plain] = {"": root}
    current, last = root, ""
    for line in text.split("\n"):
        if found := _OPTION.match(line.strip()):
            current, last = _option(places, found[1].replace("．", "."), found[2]), ""
        elif found := _TEXT.match(line.strip()):
            last = _TEXT_FIELDS[found[1]]
            if last in current:
                raise _unfit(f"“{found[1]}”写了两次：{line.strip()[:20]}")
            current[last] = found[2].strip()
        elif last:
            current[last] = f"{current[last]}\n{line}"
        elif line.strip():
            raise _unfit(f"看不懂这一行：{line.strip()[:20]}")
    return _tidy(root)


def _option(places: dict[str, Plain], path: str, words: str) -> Plain:
    above, _, _ = path.rpartition(".")
    if above not in places or path in places:
        raise _unfit(f"选项{path} 的编号不对")
    label, *others = [word.strip() for word in _BETWEEN_WORDS.split(words) if word.strip()] or [""]
    option: Plain = {"label": label, **({"say": others} if others else {})}
    options = places[above].setdefault("options", [])
    assert isinstance(options, list)
    options.append(option)
    places[path] = option
    return option


def _json(text: str) -> Plain:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise _unfit("以 { 开头，但不是完整的 JSON") from None
    return _tidy(value)


def _tidy(value: Mapping[str, object], depth: int = 0) -> Plain:
    """The same with every text cleaned, and nothing deeper than a tree may be."""
    if depth > DEEPEST:
        raise _unfit(f"超过 {DEEPEST} 层提问", f"一条知识最多连问 {DEEPEST} 次，请拆成几条")
    tidy: Plain = {}
    for name, part in value.items():
        if name == "options" and isinstance(part, list):
            _check_count(part)
            tidy[name] = [_tidy(o, depth + 1) if isinstance(o, Mapping) else o for o in part]
        elif name == "say" and isinstance(part, list):
            tidy[name] = [text_of(word) for word in part]
        else:
            tidy[str(name)] = clean(part) if isinstance(part, str) else part
    return tidy


def _tree(value: Plain) -> FollowUp:
    _check(value)
    try:
        return follow_up.parse(value, "后续提问")
    except EntryInvalid as error:
        raise _unfit(str(error)) from None


def _check(question: Mapping[str, object], of: str = "") -> None:
    """What `follow_up.parse` refuses, said in Chinese before it does."""
    if not question.get("ask"):
        raise _unfit(f"{of}缺“问”")
    options = question.get("options")
    if not isinstance(options, list):
        options = []
    _check_count(options, of)
    seen: set[str] = set()
    for option in options:
        if isinstance(option, Mapping):
            _check_option(option, seen)


def _check_count(options: list[object], of: str = "") -> None:
    if not 2 <= len(options) <= MOST_OPTIONS:
        raise _unfit(f"{of}有 {len(options)} 个选项", f"每个问题要有 2 到 {MOST_OPTIONS} 个选项")


def _check_option(option: Mapping[str, object], seen: set[str]) -> None:
    label = option.get("label")
    if not isinstance(label, str) or not label:
        raise _unfit("有一个选项没有名称")
    said = option.get("say")
    words = {label, *(said if isinstance(said, list) else ())}
    if twice := words & seen:
        raise _unfit(f"“{min(twice)}”属于两个选项", "只留在一个选项里")
    seen |= words
    asks = "ask" in option or "options" in option
    if asks and (option.get("answer") or option.get("sms")):
        raise _unfit(f"选项“{label}”既回答又再问", "留“答”或者留“问”，不要都写")
    if asks:
        _check(option, f"选项“{label}”")
    elif not option.get("answer"):
        raise _unfit(f"选项“{label}”没有“答”")


def _unfit(found: str, remedy: str = _HOW) -> CellUnreadable:
    return CellUnreadable(_RULE, found, remedy)
