"""Every address answers each role as the access table says, and no address is missing from it."""

import inspect

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver

from tests.architecture.access import OURS
from tests.architecture.library_access import LIBRARIES, LIBRARY_ROUTES
from tests.architecture.world import ROLES, World

OUR_PACKAGES = ("academy.", "barometer.", "courses.", "home.")


def _rows(table):
    """Split a table into (request, expected answers)."""
    for line in filter(None, table.splitlines()):
        words = line.split()
        yield tuple(words[: -len(ROLES)]), tuple(words[-len(ROLES) :])


def _patterns(resolver, names=(), route=""):
    """Yield (name with its namespaces, route, view) of every address."""
    for one in resolver.url_patterns:
        below = route + str(one.pattern)
        if isinstance(one, URLPattern):
            name = ":".join([*names, one.name]) if one.name else ""
            yield name, below, one.callback
        else:
            yield from _patterns(one, [*names, *filter(None, [one.namespace])], below)


def _is_ours(view):
    view = getattr(view, "view_class", inspect.unwrap(view))
    return f"{view.__module__}.".startswith(OUR_PACKAGES)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One academy for all the rows: what a request changes is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("request_words", "expected"),
    [pytest.param(*row, id=" ".join(row[0])) for row in _rows(OURS + LIBRARIES)],
)
def test_each_role_gets_what_the_table_says(world, request_words, expected):
    method, route, *names = request_words
    got = tuple(world.answer(role, method, route, names) for role in ROLES)
    assert dict(zip(ROLES, got, strict=True)) == dict(zip(ROLES, expected, strict=True))


def test_no_address_of_ours_is_missing_from_the_table():
    listed = {words[1] for words, _ in _rows(OURS)}
    missing = []
    for name, route, view in _patterns(get_resolver()):
        if not _is_ours(view):
            continue
        if name:
            known = name in listed
        else:
            # The record store's addresses have no names: a path of the table stands for them.
            start = "/" + route.replace("^", "").replace("[.]", ".").partition("(")[0]
            known = any(one.startswith(start) for one in listed)
        if not known:
            missing.append(name or route)
    assert not missing, f"say in tests/architecture/access.py who gets what: {missing}"


def test_no_address_of_a_library_comes_unseen():
    unknown = {
        name or route
        for name, route, view in _patterns(get_resolver())
        if not _is_ours(view)
        and not name.startswith(LIBRARY_ROUTES)
        # Wagtail's desk as a whole is behind one door, which the table tries.
        and not route.startswith("admin/")
    }
    assert not unknown


def test_the_table_names_no_request_twice():
    requests = [words for words, _ in _rows(OURS + LIBRARIES)]
    assert len(requests) == len(set(requests))
