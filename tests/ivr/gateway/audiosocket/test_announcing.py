import time

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ivr.gateway.audiosocket.announced import Announced, Parties
from ivr.gateway.audiosocket.announcing import announcing_router

TOKEN = "a-token-for-tests"
CALL = "40325ec2-5efd-4bd3-805f-53576e581d13"


def opened() -> tuple[Announced, TestClient]:
    announced, app = Announced(), FastAPI()
    app.include_router(announcing_router(announced, token=TOKEN))
    return announced, TestClient(app)


def known(announced: Announced) -> Parties:
    return announced.take(CALL, time.monotonic())


def test_the_dialplan_says_who_calls() -> None:
    announced, client = opened()
    asked = f"/media/audiosocket/{CALL.upper()}?token={TOKEN}&caller=%2B8613800138000&called=12345"
    answer = client.post(asked, content="-")
    assert (answer.status_code, answer.content) == (204, b"")
    assert known(announced) == Parties("13800138000", "12345")


def test_the_token_may_stand_in_a_header() -> None:
    announced, client = opened()
    headers = {"Authorization": f"Bearer {TOKEN}"}
    params = {"caller": "anonymous"}
    answer = client.post(f"/media/audiosocket/{CALL}", params=params, headers=headers)
    assert answer.status_code == 204
    assert known(announced) == Parties()


@pytest.mark.parametrize(
    ("call_id", "params", "status"),
    [
        (CALL, {"caller": "1"}, 403),
        (CALL, {"caller": "1", "token": "wrong"}, 403),
        ("me", {"caller": "1", "token": TOKEN}, 422),
        (CALL, {"caller": "1" * 65, "token": TOKEN}, 422),
    ],
)
def test_what_is_refused_is_not_known(call_id: str, params: dict[str, str], status: int) -> None:
    announced, client = opened()
    assert client.post(f"/media/audiosocket/{call_id}", params=params).status_code == status
    assert known(announced) == Parties()


def test_announcements_need_a_token() -> None:
    with pytest.raises(ValueError, match="token"):
        announcing_router(Announced(), token="")
