"""What a page says first, and that every figure leads to how it is counted."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from academy.accounts.models import User
from barometer.headlines import Change, Stat, answer
from barometer.protection.bands import Total
from tests.factories.organisms import OrganismFactory, PortfolioFactory, RoleGrantFactory

from .conftest import have_followed, new_path, new_unit, publish_next

LEVELS = [("organism", "O1"), ("portfolio", "P1"), ("government",)]


def passed(points, *, value="52%"):
    change = None if points is None else Change(points, "May 1, 2025")
    return [Stat("passed", "Passed", value, "between 60 and 64 of 119 people", change)]


STEPS = {"passed": Total(119, 60, 64, 62)}


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (None, ""),
        (0, " That is about as many as on May 1, 2025."),
        (1, " That is 1 point more than on May 1, 2025."),
        (-4, " That is 4 points less than on May 1, 2025."),
    ],
)
def test_the_answer_says_the_share_and_its_way(points, said):
    with translation.override("en"):
        assert answer(STEPS, passed(points)) == (
            "About 52% of the 119 people have passed this learning path: between 60 and 64 of "
            f"them.{said}"
        )


def test_the_answer_of_a_figure_that_is_withheld_is_nothing():
    assert answer(STEPS, passed(3, value=None)) == ""
    assert answer(None, []) == ""


@pytest.fixture(scope="module")
def released(module_database):
    """A release of an organism of two units, one of which is small; return who may see it."""
    with module_database():
        path = new_path()
        organism = OrganismFactory(code="O1", portfolio=PortfolioFactory(code="P1"))
        have_followed(path, new_unit(organism, 40, "Rives"), joined=20, passed=10, others=20)
        have_followed(path, new_unit(organism, 4, "Greffe"), joined=2, passed=1, others=2)
        publish_next()
        return RoleGrantFactory(lead=True).user_id


@pytest.fixture
def lead(released):
    return User.objects.get(pk=released)


def shown(client, language, level):
    with translation.override(language):
        return client.get(reverse(f"barometer:{level[0]}", args=level[1:])).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_figure_leads_to_how_it_is_counted(client, lead, language, level):
    client.force_login(lead)
    page = shown(client, language, level)
    leads = set(re.findall(r'href="#((?:how-|method)[a-z-]*)"', page))
    assert {
        "method",
        "how-reached",
        "how-started",
        "how-completed",
        "how-passed",
        "how-date",
    } <= leads
    assert leads <= set(re.findall(r' id="([a-z-]+)"', page))
    figures = re.findall(r"<figure.*?</figure>", page, re.S)
    assert figures
    assert all('href="#method"' in figure for figure in figures)
    for word in ("how-headcount", "how-between", "how-groups", "how-change", "how-people"):
        assert page.count(f'id="{word}"') == 1


@pytest.mark.django_db
def test_a_figure_with_merged_groups_says_why(client, lead):
    client.force_login(lead)
    figures = re.findall(r"<figure.*?</figure>", shown(client, "fr", LEVELS[0]), re.S)
    assert ['href="#how-groups"' in figure for figure in figures] == [False, True, False]


@pytest.mark.django_db
@pytest.mark.parametrize("level", LEVELS)
def test_the_answer_comes_before_anything_to_choose_or_to_look_at(client, lead, level):
    client.force_login(lead)
    page = shown(client, "en", level).split("</h1>")[1]
    order = [page.index(mark) for mark in ("barometer-answer", "stat-value", "<form", "<figure")]
    assert order == sorted(order)
    assert "% of the 44 people" in page
