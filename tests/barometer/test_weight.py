"""What a page of the barometer weighs: less than 150 kB, as it is transferred.

Its charts are pictures at first; Vega (some 140 kB) is fetched by those that come into view, and
counts as media do. Their specifications stand in the page, and are counted.
"""

import pytest
from django.urls import reverse
from django.utils import translation

from tests.factories.accounts import UserFactory
from tests.factories.organisms import OrganismFactory, RoleGrantFactory
from tests.weighing import COMPRESSED, MOST, files_of, html_of, weight

from .conftest import have_followed, new_unit, publish_next

pytestmark = pytest.mark.django_db


def test_the_page_of_an_organism_is_light_and_draws_nothing_before_it_is_seen(client, path):
    organism = OrganismFactory(code="O1")
    for number in range(12):
        unit = new_unit(organism, 40, f"Service {number}")
        have_followed(path, unit, joined=20, passed=10 + number % 4, others=20)
    publish_next()
    user = UserFactory()
    RoleGrantFactory(user=user, organism=organism)
    client.force_login(user)
    with translation.override("fr"):
        url = reverse("barometer:organism", args=["O1"])
    reply = client.get(url, headers=COMPRESSED)
    assert "academy-vega-figure" in html_of(reply)
    assert weight(reply) < MOST
    assert not any("vega.min" in name for name in files_of(reply))
