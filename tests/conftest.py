"""What holds for all tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.databases"]

# No timed assertions: a busy machine makes an example slow, not wrong.
settings.register_profile("hotline", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hotline")


@pytest.fixture(autouse=True)
def own_logging() -> Iterator[None]:
    """Commands set up structlog for their process; the next test begins as this one did."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


REAL_CLOCK = (
    "bench/telephone",
    "deploy",
    "ivr/demo",
    "ivr/gateway/audiosocket",
    "ivr/gateway/sip",
    "ivr/gateway/vosk_server",
    "ivr/gateway/websocket",
    "ivr/handover",
)
"""Folders whose tests hold calls with other processes while the clock on the wall goes on; see
docs/decisions/0015 and 0016."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """There a busy machine can fail a test that is right: it runs with nothing beside it, is tried
    once more, and told."""
    here = Path(__file__).parent
    for item in items:
        if item.path.relative_to(here).as_posix().startswith(REAL_CLOCK):
            item.add_marker(pytest.mark.real_clock)
            item.add_marker(pytest.mark.flaky(reruns=1))
