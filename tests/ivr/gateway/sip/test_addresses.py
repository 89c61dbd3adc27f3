import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.gateway.sip.addresses import (
    CONTEXT_BYTES,
    host_of,
    number_of,
    refer_to,
    referred,
    user_part,
)


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("<sip:13800138000@10.0.0.1>", "13800138000"),
        ('"Li" <sip:+8613800138000@trunk;user=phone>;tag=a', "13800138000"),
        ("<tel:+86-23-6543-2100>", "2365432100"),
        ("sip:12345;phone-context=+86@pbx", "12345"),
        ("<sip:%2B8613800138000@trunk>", "13800138000"),
        ("<SIPS:02365432100@trunk:5061>", "02365432100"),
        ('"Anonymous" <sip:anonymous@anonymous.invalid>', ""),
        ("<sip:caller1@10.0.0.1>", ""),
        ("<sip:10.0.0.1>", ""),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_numbers_are_found_in_addresses(address: str, number: str) -> None:
    assert number_of(address) == number


@given(st.text())
def test_nothing_a_stranger_writes_breaks_the_reading(header: str) -> None:
    assert number_of(header).isdigit() or number_of(header) == ""
    host_of(header)


@pytest.mark.parametrize(
    ("address", "host"),
    [("<sip:1@10.0.0.1:5060>", "10.0.0.1"), ("sip:pbx.example;lr", "pbx.example"), ("?", "")],
)
def test_hosts_are_found_in_addresses(address: str, host: str) -> None:
    assert host_of(address) == host


def test_a_transfer_carries_what_is_known_as_headers() -> None:
    uri = refer_to(
        "sip:{target}@{peer}", "agents", "pbx", {"reason": "人工", "slot.name": "A&b", "": "x"}
    )
    assert uri == "<sip:agents@pbx?X-Hotline-Reason=%E4%BA%BA%E5%B7%A5&X-Hotline-Slot-name=A%26b>"


def test_what_a_transfer_carries_can_be_read_back() -> None:
    context = {"reason": "asked", "summary": "半夜 & 音乐", "slot-place": "红锦大道"}
    assert referred(refer_to("sip:{target}@{peer}", "agents", "pbx", context)) == (
        "agents",
        context,
    )


def test_of_another_referrer_only_the_target_is_read() -> None:
    assert referred("<sip:8001@pbx?Replaces=a%3Bb&X-Other=1>;method=INVITE") == ("8001", {})
    assert referred("nonsense") == ("", {})


def test_a_transfer_without_context_is_a_plain_address() -> None:
    assert refer_to("sip:{target}@{peer}", "8001", "pbx", {}) == "<sip:8001@pbx>"


def test_a_name_of_a_queue_cannot_change_the_address() -> None:
    assert user_part("a@evil?b>") == "a%40evil%3Fb%3E"


def test_less_of_the_context_goes_where_there_is_less_room() -> None:
    context = {"reason": "asked", "summary": "半夜放音乐"}
    uri = refer_to("sip:{target}@{peer}", "agents", "pbx", context, 70)
    assert referred(uri) == ("agents", {"reason": "asked", "summary": "半夜放"})
    assert refer_to("sip:{target}@{peer}", "agents", "pbx", context, 0) == "<sip:agents@pbx>"


@given(st.dictionaries(st.text(), st.text(max_size=400), max_size=8))
def test_the_context_fits_a_packet_on_one_line(context: dict[str, str]) -> None:
    uri = refer_to("sip:{target}@{peer}", "agents", "pbx", context)
    assert len(uri) <= CONTEXT_BYTES + len("<sip:agents@pbx?>")
    assert uri.isascii()
    assert not set(uri) & set(" \r\n")
