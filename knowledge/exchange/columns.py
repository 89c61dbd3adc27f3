"""The columns of a sheet of entries: how each is headed, what it holds, how clerks call it. [P]

This table is the only place where a heading meets a field of `knowledge.entries.Entry`.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Holds = Literal["text", "list", "day", "choice", "tree"]


@dataclass(frozen=True)
class Column:
    """name: field of Entry. heading: as exported. aliases: what clerks write for it.

    help: for the page of explanations in a template. separators: characters that part the items
    of a list which stands on one line. choices: what is written → the field's value, the one
    exported first. shared: said for many entries at once, so that a merged cell is meant for each
    of its rows. width: of the column, in characters.
    """

    name: str
    heading: str
    aliases: tuple[str, ...]
    holds: Holds
    help: str
    required: bool = False
    separators: str = ""
    choices: Mapping[str, str] | None = None
    shared: bool = False
    width: int = 16


_SENTENCES = ";；|｜"
_WORDS = _SENTENCES + ",，、"

COLUMNS: tuple[Column, ...] = (
    Column(
        "id",
        "编号",
        ("条目编号", "知识编号", "ID", "主键"),
        "text",
        "小写字母、数字和短横，如 gjj-rent。修改已有条目时必须填；新条目可以不填，由程序生成。",
        width=18,
    ),
    Column(
        "field",
        "类别",
        ("分类", "领域", "栏目", "知识分类", "所属类别", "field"),
        "text",
        "如：公积金、户籍。",
        shared=True,
        width=12,
    ),
    Column(
        "unit",
        "责任单位",
        ("单位", "承办单位", "所属单位", "主管单位", "部门", "责任部门", "unit"),
        "text",
        "对答案负责的单位，写全称。",
        required=True,
        shared=True,
        width=20,
    ),
    Column(
        "question",
        "标准问题",
        ("问题", "标准问", "问", "标题", "知识标题", "question"),
        "text",
        "一句完整的问话，如：租房怎么提取公积金。",
        required=True,
        width=28,
    ),
    Column(
        "variants",
        "相似问",
        ("相似问法", "问法", "相似问题", "扩展问", "其他问法", "variants"),
        "list",
        "市民在电话里会怎么问，至少四种，一行一种（格内换行按 Alt+回车），也可以用分号隔开。",
        required=True,
        separators=_SENTENCES,
        width=40,
    ),
    Column(
        "answer",
        "口播答案",
        ("答案", "回答", "答", "语音答案", "标准答案", "答复", "answer"),
        "text",
        "机器人念出来的话：最多 120 个字，只用句子，没有表格、网址、序号和换行。",
        required=True,
        width=50,
    ),
    Column(
        "more",
        "续答",
        ("后续答案", "补充答案", "分段答案", "more"),
        "list",
        "答案长时接着念的段落，一行一段，每段最多 120 个字；念完一段会问市民是否继续听。",
        separators="|｜",
        width=40,
    ),
    Column(
        "follow_up",
        "后续提问",
        ("追问", "反问", "后续问题", "follow_up"),
        "tree",
        "答案因人而异时先问什么。格式见下。",
        width=40,
    ),
    Column(
        "sms",
        "短信",
        ("短信内容", "短信指南", "办事指南", "完整指南", "详细答案", "sms"),
        "text",
        "发给市民的完整指南：条件、材料、地点、网址都写在这里。",
        required=True,
        width=50,
    ),
    Column(
        "tags",
        "标签",
        ("关键词", "问题标签", "tags"),
        "list",
        "问的是什么，如：提取、租房。",
        separators=_WORDS,
    ),
    Column(
        "business",
        "业务",
        ("业务标签", "事项", "业务事项", "business"),
        "list",
        "单位的哪项业务，如：公积金提取。",
        separators=_WORDS,
    ),
    Column(
        "audience",
        "对象",
        ("适用对象", "服务对象", "人群", "对象标签", "audience"),
        "list",
        "适用于谁，如：个人、单位、个体户。",
        separators=_WORDS,
    ),
    Column(
        "source",
        "来源",
        ("依据", "政策依据", "法律依据", "知识来源", "出处", "文件依据", "source"),
        "text",
        "答案依据的法规或通知，写到条款。",
        required=True,
        shared=True,
        width=28,
    ),
    Column(
        "city_facts",
        "本市补充",
        ("地方事实", "本地信息", "本市事实", "city_facts"),
        "list",
        "各市不同、要由本市填写的内容的名称，如：提取额度。",
        separators=_WORDS,
    ),
    Column(
        "valid_from",
        "生效日期",
        ("生效时间", "开始日期", "启用日期", "valid_from"),
        "day",
        "从哪天起可用，如 2026-01-01；不填为即日起。",
        shared=True,
        width=12,
    ),
    Column(
        "valid_until",
        "失效日期",
        ("有效期至", "失效时间", "截止日期", "有效期", "到期日期", "结束日期", "valid_until"),
        "day",
        "最后一天，如 2026-12-31；长期有效的不填。",
        shared=True,
        width=12,
    ),
    Column(
        "secrecy",
        "密级",
        ("保密级别", "公开范围", "公开级别", "secrecy"),
        "choice",
        "公开，或 内部：内部的只给坐席看，机器人不念。不填为公开。",
        choices={
            "公开": "public",
            "内部": "internal",
            "对外公开": "public",
            "社会公开": "public",
            "仅内部": "internal",
            "内部使用": "internal",
            "public": "public",
            "internal": "internal",
        },
        shared=True,
        width=8,
    ),
    Column(
        "kind",
        "类型",
        ("条目类型", "知识类型", "kind"),
        "choice",
        "解答，或 不受理：本热线不办理的事，只告诉市民该找谁。不填为解答。",
        choices={
            "解答": "answer",
            "不受理": "out_of_scope",
            "答复": "answer",
            "咨询": "answer",
            "超范围": "out_of_scope",
            "不属于受理范围": "out_of_scope",
            "answer": "answer",
            "out_of_scope": "out_of_scope",
        },
        shared=True,
        width=8,
    ),
)

BY_NAME = {column.name: column for column in COLUMNS}

REASON = "原因"
"""Heading of the column that says why a row was rejected; left aside when it is imported again."""

NAMED_AT_LEAST = 2
"""Headings that a row must hold, 标准问题 or 编号 among them, to be taken for the headings."""

_NOISE = re.compile(r"[\s*:：]|\(.*?\)|（.*?）|【.*?】")
_NUMBERED = re.compile(r"(?<=\D)\d{1,2}$")


def _plain_heading(text: str) -> str:
    """Without blanks, stars, colons, remarks in brackets, and in one width and case."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()


_FIELDS = {
    _plain_heading(text): column.name
    for column in COLUMNS
    for text in (column.name, column.heading, *column.aliases)
}


def field_of(heading: object) -> str | None:
    """The field that a heading stands for, None for any other column.

    A number at the end of the heading of a list (相似问1, 相似问2) is one more column of it.
    """
    if not isinstance(heading, str):
        return None
    plain = _plain_heading(heading)
    if plain in _FIELDS:
        return _FIELDS[plain]
    field = _FIELDS.get(_NUMBERED.sub("", plain))
    return field if field is not None and BY_NAME[field].holds == "list" else None


def fields_of(headings: Sequence[object]) -> tuple[str | None, ...]:
    """What each column holds, None where it is not one of ours."""
    return tuple(field_of(heading) for heading in headings)


def are_headings(cells: Sequence[object]) -> bool:
    """Whether a row of cells is the row of headings."""
    named = {field for field in fields_of(cells) if field is not None}
    return len(named) >= NAMED_AT_LEAST and not named.isdisjoint({"question", "id"})


def repeated(fields: Iterable[str | None]) -> tuple[str, ...]:
    """Headings of fields that can stand once only, and stand twice."""
    seen: dict[str, int] = {}
    for field in fields:
        if field is not None:
            seen[field] = seen.get(field, 0) + 1
    return tuple(
        BY_NAME[field].heading
        for field, times in seen.items()
        if times > 1 and BY_NAME[field].holds != "list"
    )
