import json

from ivr.gateway.sip.settings import Account, SipSettings


def test_settings_survive_json() -> None:
    told = SipSettings(
        port=5070,
        transports=("tcp",),
        peers=("10.0.0.0/8",),
        trunk=Account("trunk.example", "12345", password="geheim", register_s=600),
    )
    assert SipSettings.from_json(json.loads(json.dumps(told.as_json()))) == told


def test_the_password_is_not_shown() -> None:
    assert "geheim" not in repr(SipSettings(trunk=Account("t", "12345", password="geheim")))
