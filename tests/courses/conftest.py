"""The organism of `asking`, for the tests of what is asked of people."""

import pytest
from django.utils import timezone

from courses.services import assign_path

from .asking import ASKED, DAY, Place


@pytest.fixture(scope="module")
def made(module_database):
    with module_database():
        return Place()


@pytest.fixture
def place(made):
    """The place, with rows as they are now."""
    for name in ("organism", "manager", "path"):
        row = getattr(made, name)
        setattr(made, name, type(row).objects.get(pk=row.pk))
    return made


@pytest.fixture
def ask(place):
    def make(at=ASKED, **said):
        if "counted" not in said:
            said.setdefault("due_on", timezone.localdate(at) + 30 * DAY)
        return assign_path(
            by=place.manager, organism=place.organism, path_key=place.path.key, at=at, **said
        )

    return make


@pytest.fixture
def manager(place, client, with_second_factor):
    client.force_login(place.manager)
    with_second_factor(place.manager)
    return client
