"""What every telephone of the demonstration shares: the citizens' voices, and a place to show."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.markup import escape

from ivr.demo.server import Server
from ivr.gateway.captions import Caption
from ivr.gateway.phone import Manners, ScriptedCaller
from ivr.gateway.wav import write_wav
from ivr.gateway.websocket.client import CallReport
from ivr.recorded.play import caller_of
from ivr.recorded.sidecar import load_sidecar, read_manifest

SPEAKERS = {"robot": "[cyan]机器人[/cyan]", "caller": "[green]听到  [/green]"}


def manners(speed: float) -> Manners:
    """Of the citizens: a robot that thinks for a moment of wall time is not given up."""
    return Manners(
        reply_after=max(1.0, 0.2 * speed),
        patience=max(20.0, 8.0 * speed),
        hang_up_after=max(8.0, 4.0 * speed),
    )


@dataclass(frozen=True)
class Stage:
    """Recordings from `fixtures`, played at `speed`; both sides of every call kept in `folder`."""

    server: Server
    fixtures: Path
    folder: Path
    speed: float
    console: Console

    def caller(self, name: str) -> tuple[str, ScriptedCaller]:
        """Number and voice of a recorded citizen."""
        sidecar = load_sidecar(self.fixtures / f"{name}.yaml")
        spans = read_manifest(self.fixtures)[name]
        return sidecar.caller, caller_of(
            sidecar, self.fixtures / f"{name}.wav", spans, manners(self.speed)
        )

    def keep(self, name: str, report: CallReport) -> None:
        sides = (report.caller_pcm, report.robot_pcm)
        write_wav(self.folder / f"{name}.wav", sides, report.sample_rate)

    def show(self, label: str) -> Callable[[Caption], None]:
        def print_caption(caption: Caption) -> None:
            if caption.final:
                self.tell(f"{label} {SPEAKERS[caption.speaker]} {escape(caption.text)}")

        return print_caption

    def tell(self, line: str) -> None:
        self.console.print(line, highlight=False, soft_wrap=True)


class Phones(Protocol):
    """The citizens' telephones, whatever the line."""

    async def phone(self, name: str, label: str) -> CallReport:
        """A citizen calls the hotline. Raises DemoFailed or CallRefused where nobody answers."""

    def answering(self, name: str, label: str) -> AbstractAsyncContextManager[None]:
        """While the block runs, this citizen answers when the robot calls back."""
