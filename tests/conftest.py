"""What every test may use."""

import pytest
from django.core.cache import cache

from tests.database import cloned_database


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, request):
    """Give each test process a clone of one migrated database."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with django_db_blocker.unblock(), cloned_database(worker):
        yield


@pytest.fixture(autouse=True)
def _empty_cache():
    """Start each test with nothing cached."""
    cache.clear()
