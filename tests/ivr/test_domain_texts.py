"""What the recogniser is told of the city and its hotline."""

from dialog.areas.table import area_table
from ivr.domain_texts import domain_texts
from knowledge.entries import load_default


def test_sentences_of_knowledge_prompts_and_grammar_and_names_of_places() -> None:
    entries = load_default()
    texts = domain_texts(entries, area_table("500000"))
    assert {entries[0].question, entries[0].answer, "转人工"} <= set(texts.sentences)
    assert any("我是智能助手" in text for text in texts.sentences)
    assert {"渝北区", "渝北", "龙溪街道", "龙溪", "洪崖洞"} <= set(texts.names)
    assert {"金龙社区", "拖欠工资", "消防通道"} <= set(texts.rare)
    assert len(texts.names) == len(set(texts.names))
