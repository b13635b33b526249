from datetime import date

import pytest

from academy.core.errors import NotAllowed
from academy.organisms import policies, queries
from academy.organisms.models import Membership, Succession
from academy.organisms.services import organisms
from academy.organisms.services.placements import TreeError
from tests.factories.organisms import (
    MembershipFactory,
    OrganismFactory,
    PortfolioFactory,
    RoleGrantFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

BEFORE = date(2024, 12, 31)
DAY = date(2025, 1, 1)


@pytest.fixture
def base(at):
    return {"on": DAY, "at": at, "by": None}


def test_only_an_administrator_changes_organisms(at):
    base = {"on": DAY, "at": at}
    manager = RoleGrantFactory().user
    with pytest.raises(NotAllowed):
        organisms.open_organism(code="N", name_fr="N", name_en="N", by=manager, **base)
    administrator = RoleGrantFactory(administrator=True).user
    portfolio = organisms.open_portfolio(
        code="PN", name_fr="Numérique", name_en="", by=administrator, **base
    )
    organism = organisms.open_organism(
        code="N", name_fr="N", name_en="N", portfolio=portfolio, by=administrator, **base
    )
    assert list(queries.organisms_of_portfolio(portfolio, DAY)) == [organism]
    assert not queries.organisms_of_portfolio(portfolio, BEFORE)


def test_an_organism_moves_to_another_portfolio(base):
    old, new = PortfolioFactory(), PortfolioFactory()
    organism = OrganismFactory(portfolio=old)
    organisms.move_organism(organism=organism, portfolio=new, **base)
    assert queries.portfolio_ids_of_organisms(BEFORE) == {organism.pk: old.pk}
    assert queries.portfolio_ids_of_organisms(DAY) == {organism.pk: new.pk}


def test_merged_organisms_give_units_people_and_no_role(base):
    source, into = OrganismFactory(), OrganismFactory()
    top = UnitFactory(organism=source)
    below = UnitFactory(parent=top)
    post = MembershipFactory(unit=below)
    manager = RoleGrantFactory(organism=source).user
    organisms.merge_organisms(sources=[source], into=into, **base)

    assert [row.unit for row in queries.organism_tree(source, BEFORE)] == [top, below]
    assert [(row.unit, row.depth) for row in queries.organism_tree(into, DAY)] == [
        (top, 0),
        (below, 1),
    ]
    assert Membership.objects.on(BEFORE).get().organism == source
    assert Membership.objects.on(DAY).get() == Membership.objects.get(
        user=post.user, organism=into, unit=below
    )
    source.refresh_from_db()
    assert source.ends_on == DAY
    assert Succession.objects.get().to_organism == into
    manager.refresh_from_db()
    policies.forget_grants(manager)
    assert policies.managed_organism_ids(manager, DAY) == frozenset()
    assert policies.managed_organism_ids(manager, BEFORE) == {source.pk}


def test_a_split_organism_gives_every_unit_a_place(base):
    organism, left, right = OrganismFactory(), OrganismFactory(), OrganismFactory()
    one, two = UnitFactory(organism=organism), UnitFactory(organism=organism)
    MembershipFactory(unit=one)
    with pytest.raises(TreeError, match="no part"):
        organisms.split_organism(
            organism=organism, parts=[organisms.OrganismPart(left, (one,))], **base
        )
    organisms.split_organism(
        organism=organism,
        parts=[organisms.OrganismPart(left, (one,)), organisms.OrganismPart(right, (two,))],
        **base,
    )
    assert queries.organism_ids_of_units(DAY) == {one.pk: left.pk, two.pk: right.pk}
    assert queries.organism_ids_of_units(BEFORE) == {one.pk: organism.pk, two.pk: organism.pk}
    organism.refresh_from_db()
    assert organism.ends_on == DAY


def test_an_organism_with_units_does_not_close(base):
    organism = UnitFactory().placements.get().organism
    with pytest.raises(TreeError, match="still units in"):
        organisms.close_organism(organism=organism, **base)
