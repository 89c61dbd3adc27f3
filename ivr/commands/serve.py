"""`hotline serve`: the gateway, the callback loop and the API, until stopped."""

import asyncio

from ivr.settings import load_settings


def serve() -> None:
    """Take calls over WebSocket and phone citizens back; settings say where and how."""
    from ivr.web import serve as serve_until_stopped

    asyncio.run(serve_until_stopped(load_settings()))
