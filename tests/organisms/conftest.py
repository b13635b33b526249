from datetime import UTC, date, datetime

import pytest

TODAY = date(2026, 3, 10)
AT = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)


@pytest.fixture
def today():
    return TODAY


@pytest.fixture
def at():
    return AT
