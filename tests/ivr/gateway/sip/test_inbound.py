from ivr.gateway.sip.inbound import inbound_info
from ivr.gateway.sip.wire import Established


def established(**headers: str) -> Established:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Established(2, "id@peer", "sip:1@10.0.0.9:5080", "udp", named)


def test_an_invite_says_who_calls_whom() -> None:
    info = inbound_info(
        established(From="<sip:13800138000@10.0.0.9>;tag=1", To="<sip:12345@10.0.0.1>"), "one"
    )
    assert (info.call_id, info.caller, info.called) == ("one", "13800138000", "12345")
    assert (info.direction, info.sample_rate, info.dialect) == ("inbound", 8000, "sip")
    assert info.parameters == {"sip_call_id": "id@peer", "transport": "udp", "peer": "10.0.0.9"}


def test_the_asserted_identity_goes_before_what_the_telephone_wrote() -> None:
    info = inbound_info(
        established(From="<sip:anonymous@x>", P_Asserted_Identity="<tel:+8613800138000>"), "one"
    )
    assert info.caller == "13800138000"


def test_a_diverted_call_says_from_where() -> None:
    info = inbound_info(established(Diversion="<sip:02388001234@a>;reason=no-answer"), "one")
    assert info.parameters["diverted_from"] == "02388001234"
    assert info.parameters["diverted_why"] == "no-answer"
