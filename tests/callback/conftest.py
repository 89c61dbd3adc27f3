import pytest

from ivr.database import Database
from tests.callback.world import World


@pytest.fixture
def world(database: Database, database_url: str) -> World:
    return World(database, database_url)
