"""What the first pages weigh, without media: less than 150 kB, as they are transferred."""

import pytest

from tests.weighing import COMPRESSED, MOST, weight

pytestmark = pytest.mark.django_db


def test_the_front_page_is_light(client, site):
    for url in ("/fr/", "/en/", "/fr/accessibilite/"):
        assert weight(client.get(url, headers=COMPRESSED)) < MOST


def test_the_front_page_and_the_dashboard_of_a_learner_are_light(client, site, learner):
    client.force_login(learner)
    for url in ("/fr/", "/fr/learning/", "/fr/account/record/"):
        assert weight(client.get(url, headers=COMPRESSED)) < MOST
