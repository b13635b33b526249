from datetime import UTC, date, datetime

import pytest
from django.utils import translation

TODAY = date(2026, 3, 10)
AT = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)


@pytest.fixture
def today():
    return TODAY


@pytest.fixture
def at():
    return AT


@pytest.fixture(autouse=True)
def _english():
    """Start each test in the language of the sources: a page leaves its own behind."""
    with translation.override("en"):
        yield
