"""What holds for all tests."""

from collections.abc import Iterator

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
