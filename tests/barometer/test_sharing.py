"""Figures of adopted paths: what counts, what it comes to, and who sees which."""

from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.urls import reverse
from django.utils import timezone

from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from barometer.sharing.making import Between, Reuse, sharing_of
from courses.models import LessonPage
from tests.barometer.published import new_organisms, published
from tests.courses.adoption.making import Two, edit, pages_of, publish_all
from tests.factories.accounts import UserFactory
from tests.factories.organisms import PortfolioFactory

HOURS = (20, 60)


def reuse(organism="B", *, passed=10, adapted=0, kept=60):
    return Reuse("Un parcours", organism, kept, 10, adapted, passed, Between(12, 20, 16))


def test_an_adoption_counts_after_real_learners_alone():
    few, enough = reuse("B", passed=9), reuse("C", passed=10)
    made = sharing_of([few, enough], smallest=10, hours=HOURS)
    assert (made.organisms, made.counted, made.waiting) == (1, 1, 1)
    assert (made.learners.low, made.learners.high) == (12, 20)
    assert sharing_of([few], smallest=10, hours=HOURS).hours == Between(0, 0, 0)


def test_hours_are_those_of_what_was_not_adapted():
    made = sharing_of([reuse(adapted=4, kept=54)], smallest=10, hours=HOURS)
    assert made.adapted_share == pytest.approx(0.4)
    assert made.hours.low == pytest.approx(0.9 * 20)
    assert made.hours.high == pytest.approx(0.9 * 60)


def test_an_organism_that_adopted_twice_is_one():
    made = sharing_of([reuse("B"), reuse("B")], smallest=10, hours=HOURS)
    assert (made.organisms, made.counted) == (1, 2)


@pytest.fixture
def two(db):
    made = Two(lessons=1, questions=1)
    made.adoption = made.adopt()
    publish_all(made.adoption.own_key)
    lesson = pages_of(made.adoption.own_key)[0]
    edit(lesson, title="Adaptée", publish=True)
    portfolio = PortfolioFactory()
    organisms = new_organisms(["ZZZ"], portfolio)
    published(
        date(2026, 11, 1),
        made.adoption.own_key,
        organisms,
        {"ZZZ": (100, 40)},
        {"ZZZ": portfolio.pk},
    )
    return made


def signed_in(client, with_second_factor, role, **place):
    user = UserFactory()
    grant(user=user, role=role, at=timezone.now(), by=None, **place)
    client.force_login(user)
    with_second_factor(user)
    return client


def test_the_government_lead_sees_who_reuses_and_for_how_many(two, client, with_second_factor):
    page = signed_in(client, with_second_factor, Role.GOVERNMENT_LEAD).get(
        reverse("barometer:sharing")
    )
    sums = page.context["sums"]
    assert (sums.organisms, sums.counted) == (1, 1)
    assert sums.learners.low <= 40 <= sums.learners.high
    assert 0 < sums.adapted_share < 1
    html = page.content.decode()
    assert two.ours.name_fr in html
    assert "40 " not in html


def test_a_manager_sees_what_concerns_the_organism_alone(two, client, with_second_factor):
    address = reverse("barometer:sharing")
    desk = signed_in(client, with_second_factor, Role.ORGANISM_MANAGER, organism=two.theirs)
    page = desk.get(address)
    assert two.ours.name_fr in page.content.decode()
    assert not page.context["is_everything"]
    other = new_organisms(["AUT"], PortfolioFactory())["AUT"]
    page = signed_in(client, with_second_factor, Role.ORGANISM_MANAGER, organism=other).get(address)
    assert page.context["rows"] == []
    client.force_login(two.designer)
    assert client.get(address).status_code == 404


def test_what_nobody_has_passed_as_published_does_not_count(two, client, with_second_factor):
    LessonPage.objects.filter(pk=pages_of(two.adoption.own_key)[0].pk).update(title="x")
    portfolio = PortfolioFactory()
    organisms = new_organisms(["YYY"], portfolio)
    told = {"YYY": (100, 4)}
    where = {"YYY": portfolio.pk}
    published(date(2026, 12, 1), two.adoption.own_key, organisms, told, where)
    page = signed_in(client, with_second_factor, Role.GOVERNMENT_LEAD).get(
        reverse("barometer:sharing")
    )
    assert (page.context["sums"].counted, page.context["sums"].waiting) == (0, 1)


def test_bounds_that_make_no_sense_are_refused(settings):
    settings.DESIGN_HOURS_LEAST, settings.DESIGN_HOURS_MOST = 70, 60
    with pytest.raises(SystemCheckError, match="E007"):
        call_command("check")
