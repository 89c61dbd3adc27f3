import os
from pathlib import Path

import platformdirs
import pytest

from ivr.speech.choose import KOKORO_MODEL


@pytest.fixture(scope="session")
def models_dir() -> Path:
    """Folder that holds the Kokoro model; the test is skipped where there is none."""
    named = os.environ.get("HOTLINE_TEST_MODELS")
    folder = Path(named) if named else platformdirs.user_data_path("hotline") / "models"
    if not (folder / KOKORO_MODEL / "model.onnx").is_file():
        pytest.skip(f"no {KOKORO_MODEL} in {folder}: `hotline models pull {KOKORO_MODEL}`")
    pytest.importorskip("onnxruntime", reason="the voice extra is not installed")
    return folder
