"""What holds for all tests."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.databases"]

# No timed assertions: a busy machine makes an example slow, not wrong.
settings.register_profile("hotline", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hotline")
