import random
from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.entries import Entry
from knowledge.matcher import Match, Matcher
from knowledge.phrase import analyse, clean
from knowledge.pinyin import syllables

TODAY = date(2026, 11, 21)
HELDOUT = Path(__file__).with_name("heldout.tsv")


def heldout() -> list[tuple[str, str]]:
    lines = HELDOUT.read_text(encoding="utf-8").splitlines()[1:]
    return [(expected, text) for expected, text in (line.split("\t") for line in lines)]


def first(match: Match) -> str | None:
    return match.candidates[0][0] if match.candidates else None


def entry(name: str, *phrasings: str) -> Entry:
    return Entry(name, "", phrasings[0], phrasings[1:], name, name)


def test_every_question_and_variant_finds_its_entry(
    matcher: Matcher, entries: tuple[Entry, ...]
) -> None:
    """The rank is measured below the scope filter: some variants tell of a trouble."""
    lost = []
    for own in entries:
        for text in own.phrasings:
            score, owner = matcher.rank(analyse(text))[0]
            if matcher.entries[owner].id != own.id or score < 0.7:
                lost.append(text)
    assert not lost


def test_a_question_is_answered_with_its_entry(
    matcher: Matcher, entries: tuple[Entry, ...]
) -> None:
    wrong = [
        own.id
        for own in entries
        if (got := matcher.match(own.question)).entry != own
        or got.kind != ("answer" if own.kind == "answer" else "unknown")
    ]
    assert not wrong


def test_variants_are_found_through_the_others(entries: tuple[Entry, ...]) -> None:
    """Each variant left out once, one of every entry at a time. Measured: 0.58 first, 0.78 among
    three; a variant's own facet (how much, how long, where) often stands in no other."""
    first_place = among_three = asked = 0
    for fold in range(5):
        thinner = [replace(e, variants=e.variants[:fold] + e.variants[fold + 1 :]) for e in entries]
        matcher = Matcher.build(thinner, TODAY)
        for own in entries:
            ranked = matcher.rank(analyse(own.variants[fold]))
            places = [matcher.entries[owner].id for _, owner in ranked]
            first_place += places[:1] == [own.id]
            among_three += own.id in places[:3]
            asked += 1
    assert asked == 5 * len(entries)
    assert first_place / asked >= 0.54
    assert among_three / asked >= 0.75


def test_held_out_questions(matcher: Matcher) -> None:
    """Measured: 0.88 answered right, 0.02 answered wrong, 0.94 first."""
    questions = [(e, t) for e, t in heldout() if e != "unknown"]
    matches = [(expected, matcher.match(text)) for expected, text in questions]
    answered = [(e, m.entry.id) for e, m in matches if m.kind == "answer" and m.entry]
    assert len(questions) >= 120
    assert sum(e == got for e, got in answered) / len(questions) >= 0.85
    assert sum(e != got for e, got in answered) / len(questions) <= 0.03
    assert sum(first(m) == e for e, m in matches) / len(questions) >= 0.92


def test_held_out_talk_that_must_be_refused(matcher: Matcher) -> None:
    talk = [text for expected, text in heldout() if expected == "unknown"]
    matches = [matcher.match(text) for text in talk]
    assert len(talk) >= 40
    assert not [m for m in matches if m.kind == "answer"]
    assert sum(m.kind == "unknown" for m in matches) / len(talk) >= 0.95


def test_held_out_texts_are_no_variants(entries: tuple[Entry, ...]) -> None:
    known = {clean(text) for own in entries for text in own.phrasings}
    assert not [text for _, text in heldout() if clean(text) in known]
    assert {e for e, _ in heldout()} <= {own.id for own in entries} | {"unknown"}


def misspell(text: str, homophones: dict[str, list[str]], chance: random.Random) -> str:
    """Every third character or so replaced by another of the same sound."""
    sounds = syllables(text)
    if len(sounds) != len(text):
        return text
    return "".join(
        chance.choice(homophones[sound]) if chance.random() < 0.3 else character
        for character, sound in zip(text, sounds, strict=True)
    )


def test_homophones_do_not_hide_a_question(matcher: Matcher, entries: tuple[Entry, ...]) -> None:
    homophones: defaultdict[str, list[str]] = defaultdict(list)
    for character in sorted({c for own in entries for c in own.sms if "一" <= c <= "龥"}):
        homophones[syllables(character)[0]].append(character)
    for own in entries:
        for character in own.question:
            for sound in syllables(character):
                homophones[sound].append(character)
    chance = random.Random(12345)
    questions = [own for own in entries if own.kind == "answer"]
    damaged = [(own.id, misspell(clean(own.question), homophones, chance)) for own in questions]
    assert (
        sum(text != clean(o.question) for (_, text), o in zip(damaged, questions, strict=True)) > 90
    )
    found = sum(
        bool(ranked := matcher.match(text).candidates) and ranked[0][0] == own
        for own, text in damaged
    )
    assert found / len(damaged) >= 0.9


def test_known_homophone_errors(matcher: Matcher) -> None:
    for text, own in (
        ("租房怎么提取公鸡金", "gjj-rent"),
        ("设保卡补办", "ss-card-lost"),
        ("居主证怎么班理", "rp-apply"),
        ("骨房怎么办理失业斤怎么领取", "ss-unemployment"),
    ):
        assert first(matcher.match(text)) == own


def test_syllables_alone_are_enough(matcher: Matcher) -> None:
    got = matcher.match("", syllables("租房怎么提取公积金"))
    assert (got.kind, first(got)) == ("answer", "gjj-rent")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("，。！", "empty"),
        ("喂", "small_talk"),
        ("嗯", "small_talk"),
        ("是的", "small_talk"),
        ("我们小区路灯坏了三天没人修", "report"),
        ("怎么查别人的身份证号码", "privacy"),
        ("今天天气怎么样", "out_of_scope"),
        ("渝中区民权路二十八号", "weak"),
    ],
)
def test_what_is_no_question_is_unknown(matcher: Matcher, text: str, reason: str) -> None:
    got = matcher.match(text)
    assert (got.kind, got.reason) == ("unknown", reason)
    assert got.kind != "answer"


def test_out_of_scope_names_the_entry_that_says_whom_to_turn_to(matcher: Matcher) -> None:
    got = matcher.match("明天会不会下雨")
    assert got.kind == "unknown"
    assert got.entry is not None
    assert got.entry.id == "oos-weather"


def test_a_near_miss_is_refused() -> None:
    matcher = Matcher.build([entry("w", "怎么提取公积金"), entry("i", "身份证怎么换证")], TODAY)
    assert matcher.match("怎么取公积金").kind == "answer"
    assert matcher.match("怎么用公积金贷款").kind == "unknown"
    assert matcher.match("护照怎么换证").kind == "unknown"


def test_two_entries_of_the_same_likeness_are_asked_back() -> None:
    matcher = Matcher.build(
        [entry("a", "怎么办理居住证登记"), entry("b", "怎么办理居住证签注")], TODAY
    )
    got = matcher.match("怎么办理居住证")
    assert (got.kind, got.reason) == ("clarify", "close")
    assert {e.id for e in (got.entry, got.runner_up) if e} == {"a", "b"}


def test_a_topic_alone_is_asked_back(matcher: Matcher) -> None:
    got = matcher.match("公积金")
    assert (got.kind, got.reason) == ("clarify", "broad")
    assert got.runner_up is not None


def test_an_expired_entry_is_never_matched() -> None:
    old = replace(entry("old", "怎么提取公积金"), valid_until=date(2026, 11, 20))
    assert Matcher.build([old], date(2026, 11, 20)).match("怎么提取公积金").kind == "answer"
    assert Matcher.build([old], TODAY).match("怎么提取公积金") == Match("unknown", reason="weak")


def test_what_is_not_public_is_never_matched() -> None:
    inside = replace(entry("inside", "怎么提取公积金"), secrecy="internal")
    assert Matcher.build([inside], TODAY).match("怎么提取公积金") == Match("unknown", reason="weak")


def test_no_entries_at_all() -> None:
    assert Matcher.build([], TODAY).match("怎么提取公积金").kind == "unknown"


def test_candidates_come_best_first_and_each_once(matcher: Matcher) -> None:
    got = matcher.match("补办身份证要多少钱")
    scores = [score for _, score in got.candidates]
    assert scores == sorted(scores, reverse=True)
    assert len({name for name, _ in got.candidates}) == len(got.candidates)
    assert got.score == scores[0]


def test_the_same_words_give_the_same_decision(entries: tuple[Entry, ...]) -> None:
    one, other = Matcher.build(entries, TODAY), Matcher.build(entries, TODAY)
    for _, text in heldout()[::10]:
        assert one.match(text) == other.match(text) == one.match(text)


NAMES = "abcde"
ASKED = ("怎么提取公积金", "公积金取出来", "公积金贷款怎么申请", "身份证丢了怎么补办", "护照换证",
         "怎么办理居住证登记", "社保断缴了")  # fmt: skip
ENTRIES = st.builds(
    lambda name, asked, secret, until: replace(
        entry(name, *asked), secrecy=secret, valid_until=until
    ),
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(ASKED), min_size=1, max_size=4, unique=True),
    st.sampled_from(("public", "public", "internal")),
    st.sampled_from((None, TODAY, date(2026, 12, 1))),
)
SETS = st.lists(ENTRIES, max_size=5, unique_by=lambda e: e.id)


@given(SETS, SETS, st.sets(st.sampled_from(NAMES)), st.sampled_from((TODAY, date(2026, 11, 22))))
def test_an_updated_matcher_is_the_one_built_anew(
    before: list[Entry], changed: list[Entry], removed: set[str], today: date
) -> None:
    old = Matcher.build(before, TODAY)
    asked_before = [old.match(text) for text in ASKED]
    news = {e.id: e for e in changed}
    known = {e.id for e in old.entries}
    after = [news.get(e.id, e) for e in old.entries] + [e for e in changed if e.id not in known]
    anew = Matcher.build([e for e in after if e.id not in removed], today)
    updated = old.updated(changed, removed, today)
    assert [updated.match(text) for text in ASKED] == [anew.match(text) for text in ASKED]
    for one, other in (
        (updated.index.features, anew.index.features),
        (updated.index.starts, anew.index.starts),
        (updated.index.numbers, anew.index.numbers),
        (updated.index.norms, anew.index.norms),
    ):
        assert one.tolist() == other.tolist()
    assert replace(updated, index=anew.index) == anew
    assert [old.match(text) for text in ASKED] == asked_before


def test_what_changed_is_matched_and_what_was_removed_is_not() -> None:
    old = Matcher.build([entry("w", "怎么提取公积金"), entry("i", "身份证怎么换证")], TODAY)
    new = old.updated([entry("p", "护照怎么换证")], ["i"])
    assert first(new.match("护照换证")) == "p"
    assert new.match("身份证换证").kind == "unknown"
    assert first(old.match("身份证换证")) == "i"


@given(st.text(max_size=80), st.lists(st.text(max_size=6), max_size=10))
def test_nothing_said_ever_raises(text: str, heard: list[str]) -> None:
    got = SMALL.match(text, tuple(heard))
    assert 0 <= got.score <= 1
    assert got.kind in ("answer", "clarify", "unknown")
    assert (got.kind != "answer") or got.entry is not None
    assert (got.kind != "clarify") or (got.entry is not None and got.runner_up is not None)


@given(st.text(alphabet="公积金身份证丢了怎么办提取贷款吗查别人的号码，。 ", max_size=30))
def test_words_of_the_trade_in_any_order_never_raise(text: str) -> None:
    assert SMALL.match(text) == SMALL.match(text)


SMALL = Matcher.build(
    [
        entry("w", "怎么提取公积金", "公积金取出来"),
        entry("l", "公积金贷款怎么申请"),
        entry("i", "身份证丢了怎么补办"),
    ],
    TODAY,
)


def test_a_misheard_pair_is_read_as_what_the_best_entries_speak_of() -> None:
    entries = [entry("forged", "驾驶证真伪查询"), entry("renew", "驾驶证到期换证")]
    heard = Matcher.build(entries, TODAY).match("驾驶证争委在哪里查询")
    assert heard.kind == "answer"
    assert heard.entry is not None
    assert heard.entry.id == "forged"
