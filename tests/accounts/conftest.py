"""People, and ways to sign them in as they do."""

import re
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache

from academy.accounts import policies
from academy.accounts.models import User

PASSWORD = "a long walk by the river"


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.SECOND_FACTOR_COMPULSORY = True


@pytest.fixture(autouse=True)
def _rules():
    kept = policies._second_factor_rules[:]
    yield
    policies._second_factor_rules[:] = kept


@pytest.fixture
def make_person(db):
    def make(email="ada@org.example", **fields):
        values = {"first_name": "Ada", "last_name": "Bernier", "language": "fr"} | fields
        user = User.objects.create_user(email, PASSWORD, **values)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        return user

    return make


@pytest.fixture
def person(make_person):
    return make_person()


@pytest.fixture
def boss(make_person):
    return make_person("boss@org.example", is_superuser=True, is_staff=True)


@pytest.fixture
def sign_in(client):
    def sign_in(email="ada@org.example", password=PASSWORD, next_url="", **extra):
        data = {"login": email, "password": password, "next": next_url}
        return client.post("/fr/account/login/", data, **extra)

    return sign_in


@pytest.fixture
def last_link():
    """Give the path of the only link of the last message."""

    def last_link():
        links = re.findall(r"https?://\S+", mail.outbox[-1].body)
        assert links, mail.outbox[-1].body
        return urlsplit(links[0]).path

    return last_link


@pytest.fixture
def forget_limits():
    return cache.clear


def is_signed_in(client):
    return "_auth_user_id" in client.session
