"""What every test may use."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import caches

from tests.database import cloned_database


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, request):
    """Give each test process a clone of one migrated database."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with django_db_blocker.unblock(), cloned_database(worker):
        yield


@pytest.fixture
def own_database(request, django_db_setup, django_db_blocker):
    """A fresh database that really commits, for races; the other tests' one keeps its pages.

    To be used instead of `django_db(transaction=True)`, which would empty Wagtail's root away.
    """
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with django_db_blocker.unblock(), cloned_database(f"{worker}_own"):
        yield


@pytest.fixture(autouse=True)
def _empty_cache(request):
    """Start each test with nothing cached; the shared cache is a table, for tests that have one."""
    caches["local"].clear()
    wants_database = {"db", "transactional_db", "live_server"} & set(request.fixturenames)
    if wants_database or request.node.get_closest_marker("django_db"):
        caches["default"].clear()


@pytest.fixture
def with_second_factor():
    """Give people the second factor that their role asks for."""

    def give(*people):
        for person in people:
            TOTP.activate(person, generate_totp_secret())

    return give
