"""How much the gateway puts up with."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Network waits are wall time, in seconds.

    calls: connections with a call, or before one; more are refused with 1013.
    handsets: registered at once.
    start_s: for a new connection to say what it wants.
    peer_silence_s: without any message during a call, after which the peer counts as lost.
    send_s: for the network to take one message.
    play_out_s: for a peer to confirm that it has played the last words, or to take more of them.
    transfer_s: for a peer to answer a transfer.
    outbox: messages waiting to be sent (50 a second), beyond which the peer counts as lost.
    jitter_ms: of the caller's audio that may wait; the oldest goes first. target_ms, prefill_ms: as
    in `JitterBuffer`. These three are call time.
    """

    calls: int = 50
    handsets: int = 1000
    start_s: float = 5.0
    peer_silence_s: float = 10.0
    send_s: float = 5.0
    play_out_s: float = 2.0
    transfer_s: float = 10.0
    outbox: int = 250
    jitter_ms: int = 1000
    target_ms: int = 160
    prefill_ms: int = 20
