import pytest

from bench.telephone import sip
from bench.telephone.sip import Identity

WHO = Identity("127.0.0.1", 7000, "13900000001", "12345", "127.0.0.1:5060", "id@load", "ab12")
OK = (
    b"SIP/2.0 200 OK\r\nv: SIP/2.0/UDP 127.0.0.1:7000;branch=z9hG4bKab12invite\r\n"
    b"f: <sip:13900000001@127.0.0.1>;tag=ab12\r\nTo: <sip:12345@127.0.0.1>;tag=far\r\n"
    b"i: id@load\r\nCSeq: 1 INVITE\r\nm: <sip:hotline@127.0.0.1:5060>\r\n\r\n"
    b"v=0\r\nc=IN IP4 127.0.0.9\r\nm=audio 20000 RTP/AVP 8\r\n"
)


def test_an_invite_can_be_read_back_and_offers_audio() -> None:
    invite = sip.parse(sip.invite(WHO, 30000))
    assert invite is not None
    assert (invite.method, invite.call_id, invite.cseq) == ("INVITE", "id@load", "INVITE")
    assert invite.first("to") == "<sip:12345@127.0.0.1:5060>"
    assert int(invite.first("content-length")) == len(invite.body)
    assert sip.media_address(invite) == ("127.0.0.1", 30000)


def test_an_answer_is_read_with_short_header_names() -> None:
    answer = sip.parse(OK)
    assert answer is not None
    assert (answer.status, answer.method, answer.cseq) == (200, "", "INVITE")
    assert sip.media_address(answer) == ("127.0.0.9", 20000)
    assert sip.contact_of(answer) == "sip:hotline@127.0.0.1:5060"


@pytest.mark.parametrize(
    ("status", "target", "branch"),
    [("200 OK", "sip:hotline@127.0.0.1:5060", "ack"), ("486 Busy", WHO.target, "invite")],
)
def test_the_ack_of_a_refusal_belongs_to_the_invite(status: str, target: str, branch: str) -> None:
    answer = sip.parse(OK.replace(b"200 OK", status.encode()))
    assert answer is not None
    written = sip.ack(WHO, answer).decode()
    assert written.startswith(f"ACK {target} SIP/2.0\r\n")
    assert f"branch=z9hG4bKab12{branch};" in written
    assert "To: <sip:12345@127.0.0.1>;tag=far\r\n" in written


def test_a_bye_goes_to_the_contact_and_is_answered_with_all_vias() -> None:
    answer = sip.parse(OK)
    assert answer is not None
    written = sip.bye(WHO, answer)
    assert written.startswith(b"BYE sip:hotline@127.0.0.1:5060 SIP/2.0")
    bye = sip.parse(written.replace(b"Via:", b"Via: SIP/2.0/UDP proxy\r\nVia:"))
    assert bye is not None
    reply = sip.response(WHO, bye, 200)
    assert reply.startswith(b"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP proxy\r\nVia: SIP/2.0/UDP 127")


@pytest.mark.parametrize("junk", [b"", b"\0\xff", b"SIP/2.0 200 OK\r\n\r\n", b"GET / HTTP/1.1\r\n"])
def test_what_is_no_sip_is_passed_over(junk: bytes) -> None:
    assert sip.parse(junk) is None


def test_an_answer_without_audio_has_no_address() -> None:
    answer = sip.parse(OK.replace(b"m=audio 20000", b"m=audio 0"))
    assert answer is not None
    assert sip.media_address(answer) is None
