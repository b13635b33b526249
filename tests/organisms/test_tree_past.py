"""Whatever happens to the tree, what was true on a day before stays true of that day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from academy.core.errors import AcademyError
from academy.organisms import queries
from academy.organisms.models import Membership, Organism, Unit, UnitPlacement
from academy.organisms.services import memberships, organisms, units
from tests.factories.organisms import MembershipFactory, OrganismFactory, UnitFactory

AT = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)
FIRST = date(2021, 1, 1)

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["move", "move_away", "merge", "close", "split", "join", "transfer", "leave", "unite"]
        ),
        st.integers(0, 9),
        st.integers(0, 9),
        st.integers(0, 40),
    ),
    min_size=1,
    max_size=8,
)


def picture(day):
    """What the tree looked like on a day."""
    return (
        sorted(
            UnitPlacement.objects.on(day).values_list("unit_id", "organism_id", "parent_id"),
            key=str,
        ),
        sorted(Membership.objects.on(day).values_list("user_id", "organism_id", "unit_id")),
        sorted(Unit.objects.on(day).values_list("pk", flat=True)),
        sorted(Organism.objects.on(day).values_list("pk", flat=True)),
    )


def pictures(days):
    """What the tree looked like on each of the days, worked out from what is known now.

    A day's picture takes four queries: for all the days that have gone by, the rows are read once.
    """
    placements = list(
        UnitPlacement.objects.values_list(
            "starts_on", "ends_on", "unit_id", "organism_id", "parent_id"
        )
    )
    posts = list(
        Membership.objects.values_list("starts_on", "ends_on", "user_id", "organism_id", "unit_id")
    )
    units_ = list(Unit.objects.values_list("starts_on", "ends_on", "pk"))
    organisms_ = list(Organism.objects.values_list("starts_on", "ends_on", "pk"))

    def on(day, rows):
        return [row[2:] for row in rows if row[0] <= day and (row[1] is None or day < row[1])]

    return {
        day: (
            sorted(on(day, placements), key=str),
            sorted(on(day, posts)),
            sorted(pk for (pk,) in on(day, units_)),
            sorted(pk for (pk,) in on(day, organisms_)),
        )
        for day in days
    }


def act(step, on):
    name, first, second, _days = step
    placed = list(UnitPlacement.objects.on(on).select_related("unit").order_by("unit_id"))
    posts = list(Membership.objects.on(on).order_by("pk"))
    open_organisms = list(Organism.objects.on(on).order_by("pk"))
    unit = placed[first % len(placed)].unit
    other = placed[second % len(placed)].unit
    organism = open_organisms[second % len(open_organisms)]
    base = {"on": on, "at": AT, "by": None}
    if name == "move":
        units.move_unit(unit=unit, parent=other, **base)
    elif name == "move_away":
        units.move_unit(unit=unit, organism=organism, **base)
    elif name == "merge":
        units.merge_units(sources=[unit], into=other, **base)
    elif name == "close":
        units.close_unit(unit=unit, **base)
    elif name == "split":
        here = {post.user_id for post in posts if post.unit_id == unit.pk}
        units.split_unit(unit=unit, parts=[units.UnitPart(other, frozenset(here))], **base)
    elif name == "join":
        people = Membership.objects.order_by("user_id").values_list("user_id", flat=True)
        user = Membership.objects.filter(user_id=people[first % len(people)])[0].user
        memberships.join(user=user, unit=unit, **base)
    elif name == "transfer" and posts:
        memberships.transfer(membership=posts[first % len(posts)], unit=other, **base)
    elif name == "leave" and posts:
        memberships.leave(membership=posts[first % len(posts)], **base)
    elif name == "unite":
        source = open_organisms[first % len(open_organisms)]
        organisms.merge_organisms(sources=[source], into=organism, **base)


def assert_sound(day):
    """Nobody is in two units of an organism; nobody's unit is elsewhere; nothing is lost."""
    organism_of = queries.organism_ids_of_units(day)
    posts = list(Membership.objects.on(day).values_list("user_id", "organism_id", "unit_id"))
    assert len({(user, organism) for user, organism, _ in posts}) == len(posts)
    # A post that lasted less than a day is kept for one: it alone may outlive its unit's place.
    for _user, organism_id, unit_id in posts:
        if organism_of.get(unit_id) != organism_id:
            stays = Membership.objects.on(day).filter(unit_id=unit_id, organism_id=organism_id)
            assert all(row.ends_on == row.starts_on + timedelta(days=1) for row in stays)
    for organism in Organism.objects.on(day):
        listed = [row.unit_id for row in queries.organism_tree(organism, day)]
        assert sorted(listed) == sorted(
            queries.units_of(organism, day).values_list("pk", flat=True)
        )
    assert set(organism_of) == set(Unit.objects.on(day).values_list("pk", flat=True))


@pytest.fixture
def _tree(db):
    """Two organisms, four units and eight people, the same for every example."""
    one, two = OrganismFactory(), OrganismFactory()
    top = UnitFactory(organism=one)
    below = UnitFactory(organism=one, parent=top)
    for unit in (top, below, UnitFactory(organism=one, parent=below), UnitFactory(organism=two)):
        MembershipFactory.create_batch(2, unit=unit)


@pytest.mark.usefixtures("_tree")
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_changes_of_the_tree_keep_the_past(steps):
    with transaction.atomic():
        day, past = FIRST, {}
        for step in steps:
            for before in range(1, step[3] + 1, 7):
                past[day - timedelta(days=before)] = picture(day - timedelta(days=before))
            day += timedelta(days=step[3])
            past[day - timedelta(days=1)] = picture(day - timedelta(days=1))
            try:
                with transaction.atomic():
                    act(step, day)
            except AcademyError:
                pass
            gone_by = {seen: was for seen, was in past.items() if seen < day}
            for seen, now in pictures(gone_by).items():
                assert now == gone_by[seen], (step, seen)
            assert_sound(day)
            assert_sound(day + timedelta(days=30))
        transaction.set_rollback(True)
