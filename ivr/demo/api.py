"""The console's REST API, as another program would use it."""

import asyncio
import json
import urllib.request
from dataclasses import dataclass
from typing import Any

from ivr.demo.server import Server
from ivr.errors import DemoFailed


@dataclass(frozen=True)
class Api:
    """Raises DemoFailed where the server refuses."""

    server: Server

    async def get(self, path: str) -> Any:
        return await asyncio.to_thread(self._ask, path, None)

    async def post(self, path: str, body: dict[str, str]) -> Any:
        return await asyncio.to_thread(self._ask, path, json.dumps(body).encode())

    def _ask(self, path: str, body: bytes | None) -> Any:
        request = urllib.request.Request(
            self.server.http + path,
            body,
            {
                "Authorization": f"Bearer {self.server.api_token}",
                "Content-Type": "application/json",
            },
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as answer:
                return json.load(answer)
        except OSError as e:  # no connection, or an answer that is not 200
            raise DemoFailed(f"the server refused {path}: {e}; see {self.server.log}") from None
