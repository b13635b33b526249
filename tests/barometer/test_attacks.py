"""What somebody who may fetch every page could work out by taking figures from one another."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from academy.organisms.models import Membership
from barometer.disclosure import layout, partition
from barometer.facts import attribute_again
from tests.factories.accounts import UserFactory
from tests.factories.organisms import OrganismFactory, PortfolioFactory, RoleGrantFactory

SMALLEST = 10
PORTFOLIOS = st.sampled_from(["p", "q", "r", None])
GOVERNMENTS = st.lists(
    st.tuples(PORTFOLIOS, st.lists(st.integers(0, 25), min_size=1, max_size=4)), max_size=12
)


def published(government) -> list[frozenset]:
    """Every set of units about which some page, to some role, shows a figure."""
    units = {
        organism: {(organism, unit): people for unit, people in enumerate(sizes)}
        for organism, (_, sizes) in enumerate(government)
    }
    people = {organism: sum(of.values()) for organism, of in units.items()}
    portfolio_of = {
        organism: name for organism, (name, _) in enumerate(government) if name is not None
    }
    here = layout(people, portfolio_of, SMALLEST)
    sets: list[set] = []

    def shows(organisms) -> None:
        sets.append({unit for organism in organisms for unit in units[organism]})

    for organism, of in units.items():
        if people[organism] >= SMALLEST:
            shows([organism])
        sets.extend(set(group) for group in partition(of, SMALLEST).groups)
    for name in {*portfolio_of.values()}:
        inside = [one for one in people if portfolio_of.get(one) == name]
        alike = layout({one: people[one] for one in inside}, portfolio_of, SMALLEST)
        for group in alike.partition(inside, with_apart=False).groups:
            shows(group)
        shows(one for one in inside if one in alike.counted_in_portfolios)
        assert alike.counted_in_portfolios == here.counted_in_portfolios & set(inside)
    for group in here.partition(people).groups:
        shows(group)
    shows(here.counted)
    shows(here.apart)
    return [frozenset(one) for one in sets if one]


@given(GOVERNMENTS)
def test_no_sum_or_difference_is_about_a_few_people(government):
    """Units that every page counts together, or not at all, can't be told apart by any sum or
    difference of figures. Whatever can be told apart must be large enough."""
    sets = published(government)
    alike: dict[frozenset, int] = defaultdict(int)
    for organism, (_, sizes) in enumerate(government):
        for unit, people in enumerate(sizes):
            seen = frozenset(number for number, one in enumerate(sets) if (organism, unit) in one)
            alike[seen] += people
    for seen, people in alike.items():
        assert not seen or people >= SMALLEST


@given(GOVERNMENTS)
def test_large_organisms_are_always_shown(government):
    people = {organism: sum(sizes) for organism, (_, sizes) in enumerate(government)}
    here = layout(people, {one: government[one][0] for one in people}, SMALLEST)
    assert {one for one, count in people.items() if count >= SMALLEST} == set(here.alone)
    everybody = [*here.alone, *here.apart, *here.hidden, *sum(here.pools.values(), ())]
    assert sorted(everybody) == sorted(people)


@pytest.fixture
def portfolio(db):
    return PortfolioFactory(code="P1")


def page(client, name, *args, **asked):
    with translation.override("fr"):
        reply = client.get(reverse(f"barometer:{name}", args=args), asked)
    return reply.context["barometer"]


def lines(shown, figure="heat-map"):
    """Return the counts of a figure's file: for each line, all but its name."""
    return {line[0]: line[1:] for line in shown.figure(figure).data}


@pytest.mark.django_db
def test_a_headcount_that_somebody_sends_singles_nobody_out(client, portfolio, make_unit, follow):
    """A manager opens a unit, says that ten people work there and moves one person in."""
    organism = OrganismFactory(code="O1", portfolio=portfolio)
    follow(make_unit(organism, 40, "Rives"), joined=20, passed=10)
    follow(make_unit(organism, 30, "Digues"), joined=15, passed=5)
    follow(make_unit(organism, 10, "Piège"), joined=1, passed=1)
    make_unit(organism, 12, "Vide")
    user = UserFactory()
    RoleGrantFactory(user=user, organism=organism)
    client.force_login(user)
    shown = lines(page(client, "organism", "O1"), "places")
    # Whom nobody has a post in, nobody is told apart in.
    assert {name: line[:2] for name, line in shown.items()} == {
        "Digues + Piège": [40, 16],
        "Rives": [40, 20],
        "Vide": [12, 0],
    }


@pytest.mark.django_db
def test_a_small_organism_is_not_what_remains_of_its_portfolio(
    client, portfolio, make_unit, follow
):
    """Neither in the heat maps, nor in the headline, nor in any month of the curve."""
    large = OrganismFactory(code="LARGE", portfolio=portfolio)
    small = OrganismFactory(code="SMALL", portfolio=portfolio)
    other = OrganismFactory(code="OTHER", portfolio=PortfolioFactory(code="P2"))
    follow(make_unit(large, 40, "Grande"), joined=20, passed=10)
    follow(make_unit(small, 4, "Petite"), joined=3, passed=3)
    follow(make_unit(other, 30, "Autre"), joined=5, passed=5)
    user = UserFactory()
    RoleGrantFactory(user=user, lead=True)
    client.force_login(user)

    alone = page(client, "organism", "LARGE")
    of_portfolio = page(client, "portfolio", "P1")
    everything = page(client, "government")
    assert [stat.of for stat in of_portfolio.stats] == [stat.of for stat in alone.stats]
    assert lines(of_portfolio, "over-time") == lines(alone, "over-time")
    assert [line[2:] for line in of_portfolio.figure("heat-map").data] == [[10, 40, 0.25]]
    assert [stat.of.replace("\xa0", " ") for stat in everything.stats][1] == "15 personnes sur 70"
    assert everything.figure("over-time").data[-1][1] == 70
    assert of_portfolio.figure("heat-map").note
    assert not alone.figure("places").note
    withheld = page(client, "organism", "SMALL")
    assert [stat.value for stat in withheld.stats] == [None, None, None]
    assert not any(figure.data for figure in withheld.figures)


@pytest.mark.django_db
def test_small_organisms_of_a_portfolio_are_counted_together(client, portfolio, make_unit, follow):
    for number in range(3):
        small = OrganismFactory(
            code=f"S{number}", name_fr=f"Petit {number}", name_en="", portfolio=portfolio
        )
        follow(make_unit(small, 4, f"Unité {number}"), joined=2, passed=1)
    user = UserFactory()
    RoleGrantFactory(user=user, lead=True)
    client.force_login(user)
    for shown in (
        page(client, "portfolio", "P1"),
        page(client, "government", detail="organisms"),
    ):
        ((name, _, passed, people, share),) = shown.figure("heat-map").data
        assert (name.split(" et ")[0], passed, people, share) == ("Petit 0", 3, 12, 0.25)


@pytest.mark.django_db
def test_a_departure_to_come_has_not_happened(client, portfolio, make_unit, follow):
    """Contracts that end next month count until then, in the headline and in the curve."""
    organism = OrganismFactory(code="O1", portfolio=portfolio)
    follow(make_unit(organism, 20, "Rives"), joined=10, passed=10)
    leaves_on = (date.today().replace(day=1) + timedelta(days=40)).replace(day=15)
    Membership.objects.filter(organism=organism).update(ends_on=leaves_on)
    attribute_again()
    user = UserFactory()
    RoleGrantFactory(user=user, organism=organism)
    client.force_login(user)
    shown = page(client, "organism", "O1")
    assert [stat.value for stat in shown.stats] == ["50\xa0%"] * 3
    assert list(lines(shown, "over-time").values())[-1][-1] == 0.5
    assert shown.figure("places").data[0][-1] == 0.5
