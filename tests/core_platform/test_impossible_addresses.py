"""Addresses that name what no row can be: 404 on every database, never an error."""

import pytest

from academy.core.middleware import LARGEST_KEY
from tests.factories.accounts import UserFactory
from tests.factories.organisms import RoleGrantFactory

BEYOND = str(LARGEST_KEY + 1)


@pytest.mark.parametrize(
    "url", ["/oidc/%00/login/", "/saml/%00/metadata/", "/saml/a%00b/acs/", "/documents/1/%00.pdf"]
)
def test_a_visitor_sends_a_nul(client, db, url):
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("level", ["portfolio", "organism"])
def test_a_code_that_holds_a_nul(client, db, level):
    user = UserFactory()
    RoleGrantFactory(user=user, lead=True)
    client.force_login(user)
    assert client.get(f"/fr/barometer/{level}/A%00/").status_code == 404
    assert client.get(f"/fr/barometer/{level}/A/").status_code == 404


@pytest.mark.parametrize("act", ["complete", "position"])
def test_a_learner_sends_a_number_larger_than_any_key(client, db, act):
    client.force_login(UserFactory())
    for number in (BEYOND, "9" * 400, str(LARGEST_KEY)):
        assert client.post(f"/fr/learn/lessons/{number}/{act}/").status_code == 404


def test_an_editor_sends_a_number_larger_than_any_key(client, db):
    client.force_login(UserFactory(is_superuser=True))
    assert client.get(f"/admin/paths/{BEYOND}/export/").status_code == 404
    assert client.get(f"/admin/pages/{BEYOND}/edit/").status_code == 404
