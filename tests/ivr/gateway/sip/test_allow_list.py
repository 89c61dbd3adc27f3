import struct
from ipaddress import IPv4Address

import pytest

from ivr.gateway.sip.allow_list import MAX_PEERS, filter_program, networks
from ivr.gateway.sip.errors import AllowListError


def accepts(program: bytes, source: str) -> bool:
    """Runs the program as the kernel would (four kinds of instructions)."""
    accumulator, at = 0, 0
    code = list(struct.iter_unpack("=HBBI", program))
    while True:
        operation, if_true, if_false, operand = code[at]
        at += 1
        match operation:
            case 0x20:
                accumulator = int(IPv4Address(source))
            case 0x54:
                accumulator &= operand
            case 0x15:
                at += if_true if accumulator == operand else if_false
            case 0x06:
                return bool(operand)
            case _:
                raise AssertionError(f"no such instruction: {operation:#x}")


@pytest.mark.parametrize(
    ("source", "heard"),
    [
        ("192.0.2.7", True),
        ("192.0.2.8", False),
        ("10.255.0.1", True),
        ("11.0.0.1", False),
        ("0.0.0.0", False),
    ],
)
def test_only_listed_peers_are_heard(source: str, heard: bool) -> None:
    assert accepts(filter_program(networks(["192.0.2.7", "10.0.0.0/8"])), source) is heard


def test_without_peers_nobody_is_heard() -> None:
    assert not accepts(filter_program(()), "127.0.0.1")


def test_a_list_may_let_in_everybody() -> None:
    assert accepts(filter_program(networks(["0.0.0.0/0"])), "203.0.113.9")


@pytest.mark.parametrize("peer", ["pbx", "10.0.0.1/8", "::1", ""])
def test_what_is_no_network_is_refused(peer: str) -> None:
    with pytest.raises(AllowListError):
        networks([peer])


def test_a_list_too_long_for_the_kernel_is_refused() -> None:
    peers = [str(IPv4Address(n)) for n in range(MAX_PEERS + 1)]
    with pytest.raises(AllowListError, match="networks"):
        networks(peers)
    assert len(filter_program(networks(peers[1:]))) // 8 <= 4096
