"""The tables of this folder, as they stand in its YAML files. [P]"""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def document(name: str) -> dict[str, Any]:
    """A whole file, by its name without the ending. Read once; nobody changes it."""
    loaded: dict[str, Any] = yaml.safe_load(
        files("dialog.grammar").joinpath(f"{name}.yaml").read_text("utf-8")
    )
    return loaded
