"""[P] Reading JSON that a stranger wrote."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ivr.gateway.errors import MessageTooBig, ProtocolError

MAX_TEXT = 64 * 1024
"""Longest text message, in characters: several seconds of base64 µ-law."""

_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""What no log, database or terminal should be given."""

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Fields:
    """One JSON object; `where` names it in errors."""

    values: Mapping[str, Any]
    where: str = "message"

    def text(self, name: str, default: str | None = None, most: int = 1024) -> str:
        """A string of at most `most` characters; of control characters only tab and newline."""
        value = self._value(name, default)
        if not isinstance(value, str):
            raise ProtocolError(f"{self.where}: {name} must be a string")
        if len(value) > most:
            raise ProtocolError(f"{self.where}: {name} is longer than {most} characters")
        if _UNFIT.search(value):
            raise ProtocolError(f"{self.where}: {name} holds control characters")
        return value

    def identifier(self, name: str, default: str | None = None) -> str:
        """An id that is safe in a log, a URL and a file name; or the default."""
        value = self.text(name, default, most=128)
        if value != default and not _IDENTIFIER.fullmatch(value):
            raise ProtocolError(
                f"{self.where}: {name} may hold letters, digits, dots, dashes and underscores"
            )
        return value

    def integer(self, name: str, default: int | None = None) -> int:
        value = self._value(name, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise ProtocolError(f"{self.where}: {name} must be a whole number")
        return value

    def truth(self, name: str, default: bool | None = None) -> bool:
        value = self._value(name, default)
        if not isinstance(value, bool):
            raise ProtocolError(f"{self.where}: {name} must be true or false")
        return value

    def inner(self, name: str, default: Mapping[str, Any] | None = None) -> "Fields":
        """An object inside this one."""
        value = self._value(name, default)
        if not isinstance(value, Mapping):
            raise ProtocolError(f"{self.where}: {name} must be an object")
        return Fields(value, f"{self.where}: {name}")

    def texts(self, name: str) -> dict[str, str]:
        """An object of strings; empty where it is missing."""
        inner = self.inner(name, {})
        return {key: inner.text(key) for key in inner.values if _is_name(key, inner.where)}

    def _value(self, name: str, default: object) -> object:
        value = self.values.get(name, default)
        if value is None:
            raise ProtocolError(f"{self.where}: {name} is missing")
        return value


def parse_object(message: str) -> Fields:
    """The JSON object in a text message. Raises ProtocolError."""
    if len(message) > MAX_TEXT:
        raise MessageTooBig(f"text message longer than {MAX_TEXT} characters")
    try:
        value = json.loads(message)
    except (ValueError, RecursionError):
        raise ProtocolError("text message is not JSON") from None
    if not isinstance(value, dict):
        raise ProtocolError("text message is not a JSON object")
    return Fields(value)


def _is_name(key: str, where: str) -> bool:
    if len(key) > 64 or _UNFIT.search(key):
        raise ProtocolError(f"{where}: a name is too long or holds control characters")
    return True
