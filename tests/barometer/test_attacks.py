"""What somebody who may fetch every page of every release could work out by comparing figures."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from academy.organisms.models import Membership
from academy.organisms.services.memberships import transfer
from barometer.events import STEPS
from barometer.protection.bands import Figure
from barometer.releases import queries
from barometer.releases.expectations import said_by
from barometer.releases.inputs import beginning_of
from barometer.releases.making import unpack
from barometer.releases.models import Level, Release
from barometer.releases.services import publish_due
from barometer.releases.told import total_of
from tests.factories.accounts import UserFactory
from tests.factories.organisms import OrganismFactory, PortfolioFactory, RoleGrantFactory

from .attacker import proven
from .governments import Published

pytestmark = pytest.mark.django_db
MAY = datetime(2026, 5, 12, 15, tzinfo=UTC)
DAYS = [date(2026, month, 1) for month in (6, 7, 8, 9)]


@pytest.fixture
def portfolio():
    return PortfolioFactory(code="P1", name_fr="Territoires", name_en="Lands")


@pytest.fixture
def organism(portfolio):
    return OrganismFactory(code="O1", name_fr="Régie", name_en="Board", portfolio=portfolio)


@pytest.fixture
def lead(client):
    user = UserFactory()
    RoleGrantFactory(user=user, lead=True)
    client.force_login(user)
    return user


def address(name, *args):
    with translation.override("en"):
        return reverse(f"barometer:{name}", args=args)


def page(client, name, *args, **asked):
    return client.get(address(name, *args), asked).context["barometer"]


def file_of(client, level, *args, **asked):
    """Return a figure's file: for each line, all but its name; the numbers as numbers."""
    reply = client.get(address(f"{level}-table", *args), asked)
    _headings, *rows = csv.reader(io.StringIO(reply.content.decode().removeprefix("\ufeff")))
    return {name: rest for name, *rest in rows}


def released(release) -> dict[int, Published]:
    """What a release says of each atom, and of whom, which the attacker knows."""
    _inputs, kept = unpack(bytes(release.memory.packed))
    found = {}
    for key, of_paths in queries.counts(release, kept.states.keys()).items():
        (steps,) = of_paths.values()
        figures = {step: Figure(one.people, one.low, one.high) for step, one in steps.items()}
        found[key] = Published(kept.states[key].roster, figures)
    return found


def publish_all(*changes):
    """Publish a release for each day, after what changes before it."""
    for day, change in zip(DAYS, changes, strict=False):
        change()
        publish_due(at=beginning_of(day))


def nothing():
    """Nothing changes."""


def test_nobody_is_found_out_by_all_that_all_releases_say(organism, make_unit, follow):
    """Months of hires, leavers and transfers, seen by somebody who knows who is on which roster."""
    rives, digues, greffe = (
        make_unit(organism, people, name)
        for people, name in ((24, "Rives"), (15, "Digues"), (4, "Greffe"))
    )

    def start():
        follow(rives, joined=12, passed=8, others=12, at=MAY)
        follow(digues, joined=15, passed=15, at=MAY)
        follow(greffe, joined=4, passed=1, at=MAY)

    def hire():
        follow(rives, joined=1, passed=0, at=MAY)

    def leave():
        gone = Membership.objects.filter(unit=rives).order_by("pk")[:3]
        Membership.objects.filter(pk__in=gone.values("pk")).update(ends_on=DAYS[2])
        follow(digues, joined=3, passed=1, at=MAY)

    def move():
        for post in list(Membership.objects.filter(unit=digues).order_by("pk")[:6]):
            transfer(membership=post, unit=rives, on=DAYS[3], at=MAY, by=None)

    publish_all(start, hire, leave, move)
    releases = [released(one) for one in Release.objects.order_by("day")]
    assert len(releases) == len(DAYS)
    assert len(releases[0]) == 2
    assert proven(releases, STEPS) == {"not": set(), "took": set()}


def test_an_organism_minus_its_units_is_nothing(client, organism, make_unit, follow, lead):
    for people, name in ((24, "Rives"), (15, "Digues"), (4, "Greffe"), (9, "Quais"), (3, "Îles")):
        follow(make_unit(organism, people, name), joined=people, passed=people // 2, at=MAY)
    publish_all(nothing)
    lines = file_of(client, "organism", "O1", "places").values()
    (whole,) = file_of(client, "organism", "O1", "paths").values()
    for column in (0, 1, 2, 4, 5, 7, 8, 10, 11):
        assert sum(int(line[column]) for line in lines) == int(whole[column])
    assert all(int(line[0]) >= 10 for line in lines)


def test_what_two_roles_may_fetch_says_no_more_than_the_atoms(
    client, portfolio, organism, make_unit, follow, lead
):
    """Every number of every file is that of an atom, or a sum of atoms."""
    other = OrganismFactory(code="O2", name_fr="Agence", name_en="Agency", portfolio=portfolio)
    follow(make_unit(organism, 24, "Rives"), joined=20, passed=9, others=4, at=MAY)
    follow(make_unit(organism, 15, "Digues"), joined=6, passed=5, others=9, at=MAY)
    follow(make_unit(other, 7, "Greffe"), joined=7, passed=2, at=MAY)
    publish_all(nothing)
    release = queries.newest()
    atoms = released(release)
    assert {len(one.roster) for one in atoms.values()} == {24, 15}
    # What is expected within bands follows from the document, which names nobody.
    said = said_by(release.document)
    figures = [one["figures"] for one in said.atoms]
    figures += [one for places in said.totals.values() for one in places.values()]
    follows = {
        measure: [total_of(steps[measure]) for one in figures for steps in one.values()]
        for measure in STEPS
    }

    def sums(measure):
        figures = [one.figures[measure] for one in atoms.values()]
        both = Figure(*(sum(values) for values in zip(*map(_ends, figures), strict=True)))
        return {_ends(one) for one in (*figures, both)}

    def _ends(figure):
        return figure.people, figure.low, figure.high

    for level, *args in (("organism", "O1"), ("portfolio", "P1"), ("government",)):
        for name in ("over-time", "places", "paths"):
            if name == "over-time" or level == "organism":
                for line in file_of(client, level, *args, name).values():
                    for measure, low, high in zip(STEPS, line[1::3], line[2::3], strict=True):
                        assert (int(line[0]), int(low), int(high)) in sums(measure)
        if level != "organism":
            for measure in STEPS:
                for _path, *said, _share in file_of(
                    client, level, *args, "heat-map", measure=measure
                ).values():
                    assert tuple(map(int, said)) in sums(measure)
    # Nor do machines get more.
    for place in ("organisms/O1", "portfolios/P1", "government"):
        for lines in ("portfolios", "organisms"):
            asked = {"lines": lines} if place == "government" else {}
            (path,) = client.get(f"/api/barometer/v1/{place}/figures", asked).json()["paths"]
            told = [path["total"], *(one["steps"] for one in path["lines"] + path["over_time"])]
            for steps in told:
                for measure, one in steps.items():
                    assert (one["people"], one["low"], one["high"]) in sums(measure)
                    assert one["share"] in {
                        round(total.share, 4)
                        for total in follows[measure]
                        if _ends(total) == (one["people"], one["low"], one["high"])
                    }
    # The agency is too small alone, and nothing else of its portfolio may be counted with it.
    assert page(client, "organism", "O2").stats[0].value is None
    assert not any(figure.data for figure in page(client, "organism", "O2").figures)


@pytest.mark.parametrize("has_passed", [0, 1])
def test_this_release_minus_the_last_says_nothing_of_one_hire(
    client, organism, make_unit, follow, lead, has_passed
):
    unit = make_unit(organism, 20, "Rives")
    publish_all(
        lambda: follow(unit, joined=12, passed=7, others=8, at=MAY),
        lambda: follow(unit, joined=1, passed=has_passed, at=MAY),
    )
    june, july = Release.objects.order_by("day")
    for level, *args in (("organism", "O1"), ("portfolio", "P1"), ("government",)):
        before, after = file_of(client, level, *args, "over-time").values()
        assert before == after
    assert queries.totals(june, Level.GOVERNMENT) == queries.totals(july, Level.GOVERNMENT)


def test_a_headcount_that_somebody_sends_singles_nobody_out(
    client, organism, make_unit, follow, lead
):
    """A manager opens a unit, says that ten people work there and moves one person in."""
    follow(make_unit(organism, 40, "Rives"), joined=20, passed=10, others=20, at=MAY)
    follow(make_unit(organism, 10, "Piège"), joined=1, passed=1, at=MAY)
    make_unit(organism, 12, "Vide")
    publish_all(nothing)
    shown = file_of(client, "organism", "O1", "places")
    assert {name: line[0] for name, line in shown.items()} == {"Rives": "40"}
    assert page(client, "organism", "O1").figure("places").note


def test_a_small_organism_is_not_what_remains_of_its_portfolio(
    client, portfolio, organism, make_unit, follow, lead
):
    """Neither in the heat maps, nor in the headline, nor in any release of the curve."""
    small = OrganismFactory(code="SMALL", portfolio=portfolio)
    other = OrganismFactory(code="OTHER", portfolio=PortfolioFactory(code="P2"))
    follow(make_unit(organism, 40, "Grande"), joined=20, passed=10, others=20, at=MAY)
    follow(make_unit(small, 4, "Petite"), joined=3, passed=3, others=1, at=MAY)
    follow(make_unit(other, 30, "Autre"), joined=5, passed=5, others=25, at=MAY)
    publish_all(nothing, nothing)
    alone = page(client, "organism", "O1")
    of_portfolio = page(client, "portfolio", "P1")
    # The small one is counted with a unit of the other portfolio nowhere: it waits.
    assert [stat.of for stat in of_portfolio.stats] == [stat.of for stat in alone.stats]
    assert of_portfolio.figure("over-time").data == alone.figure("over-time").data
    assert of_portfolio.figure("heat-map").note
    assert page(client, "government").figure("over-time").data[-1][1] == 70
    withheld = page(client, "organism", "SMALL")
    assert [stat.value for stat in withheld.stats] == [None] * 4
    assert not any(figure.data for figure in withheld.figures)


def test_small_organisms_of_a_portfolio_are_counted_together(
    client, portfolio, make_unit, follow, lead
):
    for number in range(3):
        small = OrganismFactory(
            code=f"S{number}", name_fr=f"Petit {number}", name_en="", portfolio=portfolio
        )
        follow(make_unit(small, 4, f"Unité {number}"), joined=4, passed=1, at=MAY)
    publish_all(nothing)
    for shown in (page(client, "portfolio", "P1"), page(client, "government", detail="organisms")):
        ((name, _, people, *said),) = shown.figure("heat-map").data
        assert (name, people) == ("Petit 0, Petit 1 and Petit 2", 12)
        assert said == [3, 9, 0.5]


def test_a_departure_to_come_has_not_happened(client, organism, make_unit, follow, lead):
    """Contracts that end after the day of the release count until then."""
    follow(make_unit(organism, 20, "Rives"), joined=10, passed=10, others=10, at=MAY)
    leaves_on = DAYS[0] + timedelta(days=14)
    Membership.objects.filter(organism=organism).update(ends_on=leaves_on)
    publish_all(nothing, nothing)
    june, july = Release.objects.order_by("day")
    assert [group.people for group in queries.groups(june)] == [20]
    assert queries.groups(july) == []
    assert page(client, "organism", "O1").stats[0].value is None
