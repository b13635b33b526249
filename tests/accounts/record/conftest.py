"""The world of `world.py`, made once for a module."""

import pytest
from allauth.usersessions.models import UserSession

from academy.accounts.models import User
from tests.lrs.desk import sign_in

from .world import World


@pytest.fixture(scope="module")
def made(module_database):
    with module_database():
        return World()


@pytest.fixture
def world(made, db):
    """The world, with the person as they are now."""
    made.person = User.objects.get(pk=made.person.pk)
    return made


@pytest.fixture
def person(world, client):
    """The person, signed in, who proved a moment ago who they are."""
    sign_in(client, world.person)
    session = client.session
    session["second_factor_used"] = True
    session["account_authentication_methods"][0]["email"] = world.person.email
    session.save()
    UserSession.objects.create(
        user=world.person, session_key=session.session_key, ip="192.0.2.7", user_agent="Firefox/1"
    )
    return world.person
