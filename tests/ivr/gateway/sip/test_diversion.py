import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.gateway.sip.diversion import diverted

FIRST = "02388001234"


def told(number: str, why: str = "") -> dict[str, str]:
    return {"diverted_from": number} | ({"diverted_why": why} if why else {})


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (f"<sip:{FIRST}@a>;reason=no-answer", told(FIRST, "no-answer")),
        ('"Bureau, east" <tel:+86-23-8800-1234>;reason="user-busy"', told(FIRST[1:], "user-busy")),
        (f"<sip:02311112222@a>;reason=user-busy, <sip:{FIRST}@b>;reason=away", told(FIRST, "away")),
        (f"<sip:{FIRST}@a>;privacy=off", told(FIRST)),
        ("<sip:anonymous@a>;reason=away", {}),
        ("", {}),
    ],
)
def test_the_last_diversion_names_the_number_first_dialled(
    header: str, expected: dict[str, str]
) -> None:
    assert diverted({"diversion": header}, "12345") == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            f"<sip:{FIRST}@a>;index=1, <sip:12345@b;cause=486>;index=1.1;mp=1",
            told(FIRST, "user-busy"),
        ),
        (
            f"<sip:{FIRST}@a>;index=1,<sip:2@b;cause=302>;index=1.1,<sip:3@b;cause=408>;index=1.1.1",
            told(FIRST, "unconditional"),
        ),
        (f"<sip:{FIRST}@a>;index=1, <sip:12345@b;cause=499>;index=1.1", told(FIRST)),
        # Passed from proxy to proxy, not diverted.
        ("<sip:12345@a>;index=1, <sip:12345@b>;index=1.1", {}),
        ("<sip:12345@a>;index=1", {}),
        # The rest of the history is on lines that are not shown.
        (f"<sip:{FIRST}@a>;index=1", told(FIRST)),
        ("<sip:anonymous@a>;index=1, <sip:12345@b;cause=302>;index=1.1", {}),
        ("", {}),
    ],
)
def test_the_first_of_a_history_does_so_where_there_was_a_cause(
    header: str, expected: dict[str, str]
) -> None:
    assert diverted({"history-info": header}, "12345") == expected


def test_a_diversion_goes_before_a_history() -> None:
    both = {
        "diversion": f"<sip:{FIRST}@a>;reason=away",
        "history-info": "<sip:02311112222@a>;index=1",
    }
    assert diverted(both, "12345") == told(FIRST, "away")


@given(st.text(), st.text())
def test_nothing_a_stranger_writes_breaks_the_reading(diversion: str, history: str) -> None:
    found = diverted({"diversion": diversion, "history-info": history}, "12345")
    assert found.get("diverted_from", "0").isdigit()
