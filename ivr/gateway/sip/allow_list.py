"""[P] Which peers a socket hears at all, as a program for the Linux kernel's socket filter.

The SIP stack parses whatever reaches it, in C, and answers strangers. So strangers' packets are
dropped by the kernel before: nothing of ours reads them, and a scanner finds no telephone here.
"""

import struct
from collections.abc import Iterable
from ipaddress import IPv4Network

from ivr.gateway.sip.errors import AllowListError

_LOAD_WORD, _AND, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x54, 0x15, 0x06
"""Classic BPF (linux/bpf_common.h): BPF_LD|W|ABS, BPF_ALU|AND|K, BPF_JMP|JEQ|K, BPF_RET|K."""
_SOURCE_ADDRESS = (-0x100000 + 12) & 0xFFFFFFFF
"""SKF_NET_OFF and the offset of the source address in an IPv4 header."""
_ALL, _NOTHING = 0xFFFFFFFF, 0

MAX_PEERS = 1000
"""A program has room for 4,096 instructions, four for each network."""


def networks(peers: Iterable[str]) -> tuple[IPv4Network, ...]:
    """Raises AllowListError for what is no IPv4 address or network, or too many of them."""
    try:
        found = tuple(IPv4Network(peer) for peer in peers)
    except ValueError as e:
        raise AllowListError(f"SIP peers must be IPv4 addresses or networks: {e}") from None
    if len(found) > MAX_PEERS:
        raise AllowListError(f"at most {MAX_PEERS} SIP peers, not {len(found)}: use networks")
    return found


def filter_program(allowed: Iterable[IPv4Network]) -> bytes:
    """Instructions that accept packets from `allowed`, 8 bytes each in the machine's byte order."""
    program = b""
    for network in allowed:
        program += _instruction(_LOAD_WORD, 0, 0, _SOURCE_ADDRESS)
        program += _instruction(_AND, 0, 0, int(network.netmask))
        program += _instruction(_JUMP_IF_EQUAL, 0, 1, int(network.network_address))
        program += _instruction(_RETURN, 0, 0, _ALL)
    return program + _instruction(_RETURN, 0, 0, _NOTHING)


def _instruction(code: int, if_true: int, if_false: int, operand: int) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, operand)
