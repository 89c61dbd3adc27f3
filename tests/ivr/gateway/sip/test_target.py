import pytest

from ivr.gateway.sip.errors import AddressError
from ivr.gateway.sip.target import Target, target


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("sip:12345@pbx.example", Target("12345", "pbx.example")),
        ("sip:12345@127.0.0.1:15060", Target("12345", "127.0.0.1", 15060)),
        ("sip:robot-1@pbx:5062", Target("robot-1", "pbx", 5062)),
    ],
)
def test_an_address_is_read_and_written(written: str, read: Target) -> None:
    assert target(written) == read
    assert str(read) == written


@pytest.mark.parametrize(
    "written",
    [
        *("", "12345", "12345@pbx", "sip:pbx", "sip:1@", "sip:@pbx", "sips:1@pbx", "sip:1@pbx:0"),
        *("sip:1@pbx:70000", "sip:1@pbx:", "sip:1 2@pbx", "sip:1@pbx;transport=tcp", "sip:1@[::1]"),
    ],
)
def test_what_is_no_address_is_refused_in_one_line(written: str) -> None:
    with pytest.raises(AddressError, match="USER@HOST") as refused:
        target(written)
    assert "\n" not in str(refused.value)


def test_it_is_dialled_at_the_address_of_its_host() -> None:
    assert target("sip:a%b@pbx:5062").uri("192.0.2.1") == "sip:a%25b@192.0.2.1:5062"
