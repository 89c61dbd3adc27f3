from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from ivr.database import Database
from knowledge.precedents import Precedent
from tickets import filing, store
from tickets.clocks import Policy
from tickets.filing import TicketDraft
from tickets.precedents import answered
from tickets.states import Event, Role
from tickets.store import Actor

ZONE = ZoneInfo("Asia/Shanghai")
CLERK = Actor("李四", Role.AGENT)
NOW = datetime(2026, 9, 18, 16, 30, tzinfo=UTC)  # half past midnight of the 19th in China
RESULT = "居民安装充电桩，先向物业提出，再向供电公司申请装表。"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened


def archived(
    session: Session, rating: str = "satisfied", result: str = RESULT, **draft: object
) -> str:
    """The number of a ticket that was completed now and rated."""
    told = {
        "category": "咨询",
        "content": "小区里想装充电桩",
        "area": "500000",
        "matter": "小区装充电桩怎么申请",
        "title": "装充电桩怎么申请",
    }
    filed = filing.file_ticket(session, TicketDraft(**(told | draft)), NOW, Policy())  # type: ignore[arg-type]
    store.complete(session, filed.number, result, "张三", NOW)
    filed.rating = rating
    store.transition(session, filed.number, Event.ARCHIVE, CLERK, NOW, "回访")
    return filed.number


def test_a_consultation_that_was_answered_well(session: Session) -> None:
    number = archived(session)
    (found,) = answered(session, NOW - timedelta(days=1), ZONE)
    assert found == Precedent(
        number,
        store.get(session, number).unit,
        "小区装充电桩怎么申请",
        RESULT,
        date(2026, 9, 19),
        ("装充电桩怎么申请",),
    )


def test_the_newest_come_first(session: Session) -> None:
    first, second = archived(session), archived(session, "basically", matter="")
    found = answered(session, NOW, ZONE)
    assert [each.number for each in found] == [second, first]
    assert found[0].matter == "装充电桩怎么申请"


@pytest.mark.parametrize("rating", ["unsatisfied", "not_rated", ""])
def test_who_was_not_content_sets_no_precedent(session: Session, rating: str) -> None:
    archived(session, rating)
    assert answered(session, NOW, ZONE) == ()


@pytest.mark.parametrize(
    "draft",
    [{"category": "求助"}, {"category": "投诉"}, {"secret": True},
     {"matter": "我的电话13812345678"}, {"title": "身份证500101199001011234"}],
)  # fmt: skip
def test_what_is_no_consultation_secret_or_personal_is_left_out(
    session: Session, draft: dict[str, object]
) -> None:
    archived(session, **draft)
    assert answered(session, NOW, ZONE) == ()


def test_a_result_with_a_number_in_it_is_left_out(session: Session) -> None:
    archived(session, result="请联系物业电话02388888888申请安装。")
    assert answered(session, NOW, ZONE) == ()


def test_what_is_too_old_or_not_yet_archived_is_left_out(session: Session) -> None:
    archived(session)
    assert answered(session, NOW + timedelta(seconds=1), ZONE) == ()
    draft = TicketDraft(category="咨询", content="装充电桩", area="500000")
    number = filing.file_ticket(session, draft, NOW, Policy()).number
    store.complete(session, number, RESULT, "张三", NOW).rating = "satisfied"
    assert len(answered(session, NOW, ZONE)) == 1
