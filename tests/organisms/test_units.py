from datetime import date

import pytest

from academy.accounts.models import AuditEntry
from academy.core.errors import NotAllowed
from academy.organisms import queries
from academy.organisms.models import FormerName, Membership, Succession
from academy.organisms.services import organisms, units
from academy.organisms.services.placements import TreeError
from tests.factories.accounts import UserFactory
from tests.factories.organisms import (
    HeadcountFactory,
    MembershipFactory,
    OrganismFactory,
    RoleGrantFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

BEFORE = date(2024, 12, 31)
DAY = date(2025, 1, 1)


@pytest.fixture
def base(at):
    return {"on": DAY, "at": at, "by": None}


def members(unit, day):
    return set(Membership.objects.on(day).filter(unit=unit).values_list("user_id", flat=True))


def test_a_manager_opens_a_unit_in_the_own_organism_only(at):
    organism = OrganismFactory()
    manager = RoleGrantFactory(organism=organism).user
    unit = units.open_unit(
        organism=organism, code=" RH ", name_fr="Ressources", name_en="", on=DAY, at=at, by=manager
    )

    assert (unit.code, unit.name_en) == ("RH", "Ressources")
    assert [row.unit for row in queries.organism_tree(organism, DAY)] == [unit]
    assert queries.organism_tree(organism, BEFORE) == []
    entry = AuditEntry.objects.get(action="unit.open")
    assert (entry.actor, entry.target, entry.organism_code) == (manager, "RH", organism.code)

    with pytest.raises(NotAllowed):
        units.open_unit(
            organism=OrganismFactory(),
            code="X",
            name_fr="X",
            name_en="X",
            on=DAY,
            at=at,
            by=manager,
        )


def test_a_code_is_given_once(base):
    unit = UnitFactory()
    with pytest.raises(TreeError):
        units.open_unit(
            organism=OrganismFactory(), code=unit.code, name_fr="X", name_en="X", **base
        )


def test_a_moved_unit_takes_what_hangs_from_it(base):
    organism = OrganismFactory()
    top, aside = UnitFactory(organism=organism), UnitFactory(organism=organism)
    below = UnitFactory(parent=top)
    units.move_unit(unit=top, parent=aside, **base)

    after = {
        row.unit_id: (row.parent_id, row.depth) for row in queries.organism_tree(organism, DAY)
    }
    assert after == {aside.pk: (None, 0), top.pk: (aside.pk, 1), below.pk: (top.pk, 2)}
    assert queries.parents_on(BEFORE) == {top.pk: None, aside.pk: None, below.pk: top.pk}


def test_a_unit_never_hangs_from_its_own_branch(base):
    top = UnitFactory()
    below = UnitFactory(parent=top)
    with pytest.raises(TreeError, match="below it"):
        units.move_unit(unit=top, parent=below, **base)


def test_people_follow_a_unit_to_another_organism(base):
    unit = UnitFactory()
    old = unit.placements.get().organism
    new = OrganismFactory()
    post = MembershipFactory(unit=unit, person_number="7")
    taken = MembershipFactory(unit=UnitFactory(organism=new), person_number="8")
    other = MembershipFactory(unit=unit, person_number="8")
    both = MembershipFactory(unit=unit)
    MembershipFactory(user=both.user, unit=taken.unit)
    units.move_unit(unit=unit, organism=new, **base)

    assert Membership.objects.on(BEFORE).get(user=post.user).organism == old
    moved = Membership.objects.on(DAY).get(user=post.user)
    assert (moved.organism, moved.unit, moved.person_number) == (new, unit, "7")
    # The number 8 means somebody else there; who had a post there already keeps that one.
    assert Membership.objects.on(DAY).get(user=other.user).person_number == ""
    assert Membership.objects.on(DAY).get(user=both.user).unit == taken.unit


def test_a_change_never_comes_before_the_last_one(base):
    unit = UnitFactory(starts_on=date(2026, 1, 1))
    with pytest.raises(TreeError, match="2026-01-01"):
        units.move_unit(unit=unit, organism=OrganismFactory(), **base)


def test_only_an_empty_unit_closes(base):
    post = MembershipFactory()
    parent = UnitFactory()
    UnitFactory(parent=parent)
    with pytest.raises(TreeError, match="People"):
        units.close_unit(unit=post.unit, **base)
    with pytest.raises(TreeError, match="still units below"):
        units.close_unit(unit=parent, **base)

    empty = UnitFactory()
    organism = empty.placements.get().organism
    units.close_unit(unit=empty, **base)
    assert list(queries.units_of(organism, BEFORE)) == [empty]
    assert not queries.units_of(organism, DAY)


def test_merged_units_give_people_units_and_headcounts(base):
    organism = OrganismFactory()
    into, source = UnitFactory(organism=organism), UnitFactory(organism=organism)
    below = UnitFactory(parent=source)
    first, second = MembershipFactory(unit=source), MembershipFactory(unit=into)
    HeadcountFactory(unit=source, people=10)
    HeadcountFactory(unit=into, people=30)
    units.merge_units(sources=[source], into=into, **base)

    assert members(into, DAY) == {first.user_id, second.user_id}
    assert members(source, BEFORE) == {first.user_id}
    assert queries.parents_on(DAY) == {into.pk: None, below.pk: into.pk}
    assert queries.headcount_of_organisms([organism.pk], BEFORE) == {organism.pk: 40}
    assert queries.headcount_of_organisms([organism.pk], DAY) == {organism.pk: 40}
    assert Succession.objects.get().to_unit == into


def test_a_split_leaves_nobody_behind(base):
    unit = UnitFactory()
    organism = unit.placements.get().organism
    left, right = UnitFactory(organism=organism), UnitFactory(organism=organism)
    one, two = MembershipFactory(unit=unit), MembershipFactory(unit=unit)
    with pytest.raises(TreeError, match="no part"):
        units.split_unit(unit=unit, parts=[units.UnitPart(left, {one.user_id})], **base)

    parts = [
        units.UnitPart(left, frozenset({one.user_id})),
        units.UnitPart(right, frozenset({two.user_id})),
    ]
    units.split_unit(unit=unit, parts=parts, **base)
    assert members(left, DAY) == {one.user_id}
    assert members(right, DAY) == {two.user_id}
    assert members(unit, BEFORE) == {one.user_id, two.user_id}
    unit.refresh_from_db()
    assert unit.ends_on == DAY


def test_a_unit_that_is_one_of_its_parts_goes_on(base):
    unit = UnitFactory()
    new = UnitFactory(organism=unit.placements.get().organism)
    stays, goes = MembershipFactory(unit=unit), MembershipFactory(unit=unit)
    parts = [units.UnitPart(unit, frozenset()), units.UnitPart(new, frozenset({goes.user_id}))]
    units.split_unit(unit=unit, parts=parts, **base)
    assert members(unit, DAY) == {stays.user_id}
    unit.refresh_from_db()
    assert unit.ends_on is None


def test_a_former_name_is_kept(base, at):
    unit = UnitFactory(name_fr="Informatique", name_en="IT")
    organisms.rename(node=unit, name_fr="Numérique", name_en="Digital", **base)
    organisms.rename(node=unit, name_fr="Numérique et IA", name_en="", **base)

    unit.refresh_from_db()
    assert (unit.name_fr, unit.name_en) == ("Numérique et IA", "Numérique et IA")
    former = FormerName.objects.get()
    assert (former.unit, former.name_fr, former.ends_on) == (unit, "Informatique", DAY)
    with pytest.raises(NotAllowed):
        organisms.rename(
            node=unit, name_fr="Autre", name_en="Other", on=DAY, at=at, by=UserFactory()
        )
