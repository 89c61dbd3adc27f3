from pathlib import Path

import numpy as np
import pytest

from ivr.recorded.make import make_all
from ivr.speech.metered import MeteredVoice

SIDECAR = """
about: x
sound: {{voice: zf_xiaoxiao}}
turns: {turns}
expect: {{}}
"""


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """Two recorded calls with three spoken turns between them, and keys that are not spoken."""
    folder = tmp_path / "recorded"
    folder.mkdir()
    for name, turns in (("a", "[公积金怎么提取, {keys: 1}, 没有了]"), ("b", "[转人工]")):
        (folder / f"{name}.yaml").write_text(SIDECAR.format(turns=turns), "utf-8")
    make_all(folder, lambda _: MeteredVoice(), lambda _: None)
    assert np.any(np.fromfile(folder / "a.wav", np.uint8))
    return folder
