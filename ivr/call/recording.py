"""A stereo WAV of one call: the caller left, the robot right.

Written as the call goes, a second at a time, header and all, so that a crash loses at most a
second and memory stays flat. A disk that fills up ends the recording, never the call.

Nothing here waits until it stands on the disk: that can take seconds, in which no call of this
process would be heard. So a power failure may cost half a minute.
"""

import wave
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import numpy as np
import structlog

log = structlog.get_logger()


class Recording:
    """Context manager; `add` once a tick."""

    def __init__(self, path: Path, rate: int) -> None:
        self.path = path
        self._rate = rate
        self._file: wave.Wave_write | None = None
        self._caller = bytearray()
        self._robot = bytearray()

    def __enter__(self) -> "Recording":
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            file = wave.open(str(self.path), "wb")
        except OSError as e:
            self._warn(e)
            return self
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(self._rate)
        self._file = file
        return self

    def add(self, caller: bytes, robot: bytes | None) -> None:
        """Both sides of one tick: PCM16 of the same length; None: the robot was silent."""
        if self._file is None:
            return
        self._caller += caller
        self._robot += robot if robot is not None else bytes(len(caller))
        if len(self._caller) >= 2 * self._rate:
            self._write()

    def stop(self) -> None:
        """Keep nothing of what comes; what came stays. Harmless when already stopped."""
        self._write()
        self._close()

    def _write(self) -> None:
        sides = [np.frombuffer(bytes(side), "<i2") for side in (self._caller, self._robot)]
        self._caller.clear()
        self._robot.clear()
        if self._file is None or not len(sides[0]):
            return
        try:
            self._file.writeframes(np.stack(sides, axis=1).tobytes())
        except OSError as e:
            self._fail(e)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _close(self) -> None:
        file, self._file = self._file, None
        try:
            if file is not None:
                file.close()
        except OSError as e:
            self._warn(e)

    def _fail(self, error: OSError) -> None:
        file, self._file = self._file, None
        self._warn(error)
        with suppress(OSError):
            if file is not None:
                file.close()

    def _warn(self, error: OSError) -> None:
        log.warning("recording_failed", path=str(self.path), error=str(error))
