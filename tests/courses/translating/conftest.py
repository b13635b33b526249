"""An organism, somebody who designs for it and has signed in, and a path that it built."""

import pytest

from tests.factories.organisms import OrganismFactory

from .pages import make_designer, make_translated_path


@pytest.fixture
def organism():
    return OrganismFactory()


@pytest.fixture
def designer(organism, client, with_second_factor):
    user = make_designer(organism)
    with_second_factor(user)
    client.force_login(user)
    return user


@pytest.fixture
def path(organism):
    return make_translated_path(organism)
