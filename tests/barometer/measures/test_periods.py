"""The period of a page: what it spans, that it is kept, and that no two tell more than one."""

import csv
import io
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from hypothesis import given
from hypothesis import strategies as st

from academy.accounts.models import User
from barometer.measures.periods import PERIODS, USUAL, days_of
from barometer.pages import asked_of
from barometer.releases import services
from barometer.releases.days import due, following
from tests.barometer.conftest import have_followed, new_path, new_unit
from tests.factories.accounts import UserFactory
from tests.factories.organisms import OrganismFactory, PortfolioFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def monthly(first, count):
    found = [first]
    while len(found) < count:
        found.append(following(found[-1], "monthly"))
    return found


def test_twelve_months_have_thirteen_releases():
    shown = days_of("12", monthly(date(2024, 1, 1), 35))
    assert (shown[0], shown[-1], len(shown)) == (date(2025, 11, 1), date(2026, 11, 1), 13)


def test_periods_take_the_releases_there_are():
    days = monthly(date(2026, 9, 1), 3)
    assert days_of("12", days) == days_of("all", days) == days
    assert days_of("last", days) == days[1:]
    assert days_of("last", days[:1]) == days[:1]
    assert days_of("3", []) == days_of("all", []) == []


def test_a_month_that_is_shorter_has_a_last_day():
    assert days_of("3", [date(2026, 2, 27), date(2026, 2, 28), date(2026, 5, 31)]) == [
        date(2026, 2, 28),
        date(2026, 5, 31),
    ]


@given(DAYS, st.integers(1, 60), st.sampled_from(["monthly", "weekly"]))
def test_a_shorter_period_is_the_end_of_a_longer_one(day, count, rhythm):
    days = [due(day, rhythm)]
    while len(days) < count:
        days.append(following(days[-1], rhythm))
    spans = sorted((days_of(period, days) for period in PERIODS), key=len)
    assert spans[-1] == days
    for short, long in pairwise(spans):
        assert long[-len(short) :] == short


@pytest.mark.parametrize("said", ["", "7", "0", "-3", "999999999999", "ALL", "12 ", "١٢", "<b>"])
def test_a_period_that_makes_no_sense_is_the_usual_one(said):
    assert asked_of(period=said) == asked_of() == asked_of(period=USUAL)


@pytest.mark.parametrize("period", PERIODS)
def test_what_is_asked_for_comes_back_from_its_address(period):
    asked = asked_of("6f1b54b4-0d5e-4d2f-8a30-3c8e07f0a8f4", "reached", "organisms", period)
    said = dict(pair.split("=") for pair in asked.query.split("&"))
    assert asked_of(**said) == asked
    assert asked_of().query == ""


def url(name, *args):
    with translation.override("fr"):
        return reverse(f"barometer:{name}", args=args)


@pytest.fixture(scope="module")
def followed(module_database):
    """A large organism that learned twenty and then four months ago, and a small one."""
    with module_database():
        path = new_path()
        portfolio = PortfolioFactory(code="P1")
        organism = OrganismFactory(code="O1", portfolio=portfolio)
        small = OrganismFactory(code="SMALL", portfolio=portfolio)
        for months, joined, passed in ((20, 8, 4), (4, 16, 12)):
            unit = new_unit(organism, 20, f"{months}")
            have_followed(
                path, unit, joined=joined, passed=passed, others=20 - joined, at=_ago(months)
            )
        have_followed(path, new_unit(small, 4, "Petite"), joined=2, passed=2, at=_ago(26))
        user = UserFactory()
        RoleGrantFactory(user=user, lead=True)
        now = timezone.now()
        services.publish_since(since=_ago(30).date(), at=now)
    return user.pk


@pytest.fixture
def government(followed):
    """Who leads it all."""
    return User.objects.get(pk=followed)


def _ago(months):
    return timezone.now() - timedelta(days=round(months * 30.4))


LEVELS = [("organism", "O1"), ("portfolio", "P1"), ("government",)]


@pytest.mark.parametrize("level", LEVELS)
def test_the_curve_and_the_change_follow_the_period(client, government, level):
    client.force_login(government)
    shown = {
        period: client.get(url(*level), {"period": period}).context["barometer"]
        for period in PERIODS
    }
    rows = {period: len(page.figure("over-time").data) for period, page in shown.items()}
    assert rows.pop("all") in (29, 30)
    assert rows == {"last": 2, "3": 4, "6": 7, "12": 13, "24": 25}
    passed = {period: page.stats[3] for period, page in shown.items()}
    # Between 3 and 7 of 20 and between 8 and 12 of 20: some 15 of 40, the small organism in none.
    assert {stat.value for stat in passed.values()} == {"37\xa0%"}
    points = {period: stat.change.points for period, stat in passed.items()}
    # Some 5 of 40 half a year and a year ago; nobody two years ago, said as "0 to 2" twice: of
    # two groups of whom nobody is known to have passed, less than the middle is expected.
    assert points == {"last": 0, "3": 0, "6": 24, "12": 24, "24": 35, "all": 35}
    assert passed["6"].change.since == shown["6"].figure("over-time").rows[0][0]


@pytest.mark.parametrize("level", LEVELS)
def test_no_two_periods_tell_more_than_the_longest(client, government, level):
    """Whatever is taken from whatever: the rows of every period are rows of the longest, and all
    that is not the curve is the same in each but the change, a difference of two of its rows."""
    client.force_login(government)
    pages = [client.get(url(*level), {"period": one}).context["barometer"] for one in PERIODS]
    longest = max((page.figure("over-time").data for page in pages), key=len)
    for page in pages:
        rows = page.figure("over-time").data
        assert rows == longest[-len(rows) :]
        assert all(row[1] >= 10 for row in rows)
        for stat, column in zip(page.stats, (4, 7, 10, 13), strict=True):
            first, last = (round(row[column] * 100) for row in (rows[0], rows[-1]))
            assert stat.change.points == last - first
    others = [
        [(figure.name, figure.data, figure.summary) for figure in page.figures]
        + [(stat.label, stat.value, stat.of) for stat in page.stats]
        for page in pages
    ]
    for other in others:
        assert [one for one in other if one[0] != "over-time"] == [
            one for one in others[0] if one[0] != "over-time"
        ]


@pytest.mark.parametrize("level", LEVELS)
def test_the_last_release_is_compared_with_the_one_before(client, government, level):
    client.force_login(government)
    with translation.override("en"):
        address = reverse(f"barometer:{level[0]}", args=level[1:])
    said = client.get(address).context["barometer"].moved
    assert said.startswith("About as many have passed as at the last release, of ")
    assert client.get(address, {"period": "last"}).context["barometer"].moved == ""


def test_every_door_of_a_page_keeps_the_period(client, government):
    client.force_login(government)
    text = client.get(url("portfolio", "P1"), {"period": "6", "measure": "reached"})
    page, text = text.context["barometer"], text.content.decode()
    assert '<option value="6" selected>' in text
    assert f"{url('organism', 'O1')}?path={page.path}&amp;period=6" in text
    for door in ("portfolio-table", "portfolio-picture"):
        theme = ("light", 600) if door.endswith("picture") else ()
        address = url(door, "P1", "over-time", *theme)
        assert f'"{address}?measure=reached&amp;period=6"' in text
    file = client.get(url("portfolio-table", "P1", "over-time"), {"period": "6"}).content.decode()
    assert len(list(csv.reader(io.StringIO(file)))) == 8
    short, long = (
        client.get(
            url("portfolio-picture", "P1", "over-time", "light", 600), {"period": period}
        ).content
        for period in ("3", "24")
    )
    assert short != long


@pytest.mark.parametrize("period", ["nonsense", "0", "-1", "1e9", "\x00", "é"])
def test_nonsense_shows_the_usual_period(client, government, period):
    client.force_login(government)
    reply = client.get(url("organism", "O1"), {"period": period})
    assert reply.status_code == 200
    assert len(reply.context["barometer"].figure("over-time").data) == 13


def test_a_change_is_said_as_the_language_says_it(client, government):
    client.force_login(government)
    with translation.override("en"):
        reply = client.get(reverse("barometer:organism", args=["O1"]), {"period": "24"})
    change = reply.context["barometer"].stats[3].change
    with translation.override("en"):
        assert change.written == "+35 points"
        assert change.against.startswith("since ")
    with translation.override("fr"):
        assert change.against == gettext("since %(day)s") % {"day": change.since}
