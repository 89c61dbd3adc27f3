"""The endpoint as the clients that come with vosk-server use it, over a real socket."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from asr.fake import ScriptedEngine
from asr.pool import RecognitionPool
from asr.recognizer import Hints
from ivr.gateway.intake import Intake
from ivr.gateway.vosk_server.shell import StreamLimits, vosk_router

TOKEN = "a-token-for-tests"


@asynccontextmanager
async def opened(
    engine, activity, capacity: int = 4, intake: Intake | None = None, **limits
) -> AsyncIterator[str]:
    """The address, token included."""
    async with RecognitionPool(engine, workers=1, capacity=capacity) as pool:
        app = FastAPI()
        app.include_router(
            vosk_router(
                pool,
                token=TOKEN,
                limits=StreamLimits(**limits),
                new_activity=activity,
                intake=intake,
            )
        )
        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.005)
        try:
            async with asyncio.timeout(20):
                yield f"ws://127.0.0.1:{listening.getsockname()[1]}/vosk?token={TOKEN}"
        finally:
            server.should_exit = True
            await serving


async def ask(client: ClientConnection, message: str | bytes) -> dict[str, object]:
    await client.send(message)
    reply: dict[str, object] = json.loads(await client.recv())
    return reply


async def closing(client: ClientConnection) -> tuple[int, str]:
    with pytest.raises(ConnectionClosed) as closed:
        await client.recv()
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code, closed.value.rcvd.reason


async def test_a_client_as_it_comes_with_vosk_server(loud, loud_activity) -> None:
    engine = ScriptedEngine(("你好我想问", "再见"))
    speech = loud(1.0, 16000) + bytes(16000 * 2) + loud(0.6, 16000)
    async with opened(engine, loud_activity) as url, connect(url, proxy=None) as client:
        await client.send(json.dumps({"config": {"sample_rate": 16000}}))
        replies = [await ask(client, speech[at : at + 6400]) for at in range(0, len(speech), 6400)]
        last = await ask(client, '{"eof" : 1}')
        assert await closing(client) == (1000, "")
    texts = [reply["text"] for reply in replies if "text" in reply]
    partials = [reply["partial"] for reply in replies if "partial" in reply]
    assert texts == ["你好我想问"]
    assert len(texts) + len(partials) == len(replies)
    assert any(partials)
    (word,) = last["result"]  # type: ignore[misc]
    assert (last["text"], word["word"], word["conf"]) == ("再见", "再见", 1.0)
    assert word["end"] == pytest.approx(2.6)


async def test_a_list_of_phrases_becomes_a_closed_grammar(loud, loud_activity) -> None:
    engine = ScriptedEngine(("满意",))
    async with opened(engine, loud_activity) as url, connect(url, proxy=None) as client:
        await client.send('{"config": {"phrase_list": ["满意", "不满意"]}}')
        await ask(client, loud(0.5, 8000))
        assert (await ask(client, '{"eof" : 1}'))["text"] == "满意"
    assert engine.hinted == [Hints(only=("满意", "不满意"))]


async def test_the_end_without_audio(loud_activity) -> None:
    async with (
        opened(ScriptedEngine(), loud_activity) as url,
        connect(url, proxy=None) as client,
    ):
        assert await ask(client, '{"eof" : 1}') == {"text": ""}


async def test_strangers_are_turned_away(loud_activity) -> None:
    async with opened(ScriptedEngine(), loud_activity) as url:
        for address in (url.partition("?")[0], url + "x"):
            with pytest.raises(InvalidStatus, match="403"):
                await connect(address, proxy=None)
    with pytest.raises(ValueError, match="token"):
        vosk_router(None, token="")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("message", "code", "reason"),
    [
        ("hello", 1002, "text message is not JSON"),
        (bytes(140_000), 1009, "audio longer than 131072 bytes"),
    ],
)
async def test_bad_messages_close_with_the_reason(loud_activity, message, code, reason) -> None:
    async with (
        opened(ScriptedEngine(), loud_activity) as url,
        connect(url, proxy=None) as client,
    ):
        await client.send(message)
        assert await closing(client) == (code, reason)


async def test_no_more_streams_than_allowed_and_no_more_than_the_pool_hears(loud_activity) -> None:
    async with (
        opened(ScriptedEngine(), loud_activity, capacity=1, streams=2) as url,
        connect(url, proxy=None) as first,
        connect(url, proxy=None) as second,
    ):
        await ask(first, bytes(320))
        async with connect(url, proxy=None) as third:
            assert await closing(third) == (1013, "too many streams; try again later")
        await second.send(bytes(320))
        assert (await closing(second))[0] == 1013
        assert await ask(first, bytes(320)) == {"partial": ""}


async def test_once_closed_it_takes_no_stream_and_those_that_are_on_go_on(loud_activity) -> None:
    intake = Intake()
    async with (
        opened(ScriptedEngine(), loud_activity, intake=intake) as url,
        connect(url, proxy=None) as first,
    ):
        await ask(first, bytes(320))
        intake.close()
        async with connect(url, proxy=None) as late:
            assert await closing(late) == (1013, "the server is stopping; call again later")
        assert await ask(first, bytes(320)) == {"partial": ""}
        assert intake.calls == 1
        await first.close()
        await intake.idle()


async def test_an_idle_client_is_closed_and_its_place_is_free_again(loud_activity) -> None:
    async with opened(ScriptedEngine(), loud_activity, streams=1, idle_s=0.05) as url:
        for _ in range(2):
            async with connect(url, proxy=None) as client:
                assert await closing(client) == (1008, "nothing said for 0.05 s")
