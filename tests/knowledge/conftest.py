"""The shipped entries, and a matcher over them, built once."""

from datetime import date

import pytest

from knowledge.entries import Entry, load_default
from knowledge.matcher import Matcher

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def entries() -> tuple[Entry, ...]:
    return load_default()


@pytest.fixture(scope="session")
def matcher(entries: tuple[Entry, ...]) -> Matcher:
    return Matcher.build(entries, TODAY)
