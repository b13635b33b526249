from datetime import date

import pytest

from academy.core.errors import AcademyError, NotAllowed
from academy.organisms import queries
from academy.organisms.models import Headcount, PeopleImport
from academy.organisms.services import headcount_import, headcounts
from academy.organisms.services.list_records import ListRefused
from tests.factories.accounts import UserFactory
from tests.factories.organisms import (
    HeadcountFactory,
    OrganismFactory,
    RoleGrantFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def organism():
    organism = OrganismFactory()
    UnitFactory(organism=organism, code="A")
    UnitFactory(organism=organism, code="B")
    return organism


@pytest.fixture
def plan(organism, at):
    def plan(text, by=None):
        return headcount_import.plan_headcounts(
            organism=organism, content=text.encode(), file_name="effectifs.csv", at=at, by=by
        )

    return plan


def test_a_headcount_holds_until_the_next(organism, at):
    unit = organism.unit_placements.first().unit
    base = {"unit": unit, "at": at, "by": None}
    headcounts.record_headcount(on=date(2025, 1, 1), people=10, **base)
    headcounts.record_headcount(on=date(2025, 7, 1), people=12, **base)
    headcounts.record_headcount(on=date(2025, 7, 1), people=14, **base)

    assert queries.headcount_of([unit.pk], date(2024, 12, 31)) == {}
    assert queries.headcount_of([unit.pk], date(2025, 6, 30)) == {unit.pk: 10}
    assert queries.headcount_of([unit.pk], date(2026, 1, 1)) == {unit.pk: 14}
    rows = queries.headcount_rows([unit.pk], date(2025, 3, 1), date(2026, 1, 1))
    assert rows == [(unit.pk, date(2025, 3, 1), 10), (unit.pk, date(2025, 7, 1), 14)]


def test_the_headcount_of_an_organism_is_that_of_its_units_of_the_day(organism):
    first, second = (placement.unit for placement in organism.unit_placements.all())
    HeadcountFactory(unit=first, people=10)
    HeadcountFactory(unit=second, people=5)
    HeadcountFactory(people=100)
    day = date(2025, 1, 1)
    assert queries.headcount_of_organisms([organism.pk], day) == {organism.pk: 15}


def test_a_list_of_headcounts_is_shown_then_applied_once(plan, at, organism):
    manager = RoleGrantFactory(organism=organism).user
    text = "Unité;En date du;Effectif\nA;2026-01-01;12\nB;2026-01-01;30\n"
    planned = plan(text, by=manager)
    assert planned.plan["total"] == 2
    assert not Headcount.objects.exists()
    applied = headcount_import.apply_headcounts(people_import=planned, at=at, by=manager)
    assert (applied.state, applied.changes_done) == (PeopleImport.State.APPLIED, 2)
    assert sorted(Headcount.objects.values_list("unit__code", "people")) == [("A", 12), ("B", 30)]
    assert plan(text, by=manager).plan["counts"] == {
        "rows": 2,
        "changing": 0,
        "unchanged": 2,
        "problems": 0,
    }
    with pytest.raises(ListRefused):
        headcount_import.apply_headcounts(people_import=applied, at=at, by=manager)


def test_problems_of_headcounts_are_told(plan):
    planned = plan("unit,date,people\nZ,2026-01-01,1\nA,2030-01-01,2\nA,2026-01-01,x\n")
    assert planned.state == PeopleImport.State.REFUSED
    assert [(row["code"], row["line"]) for row in planned.plan["problems"]] == [
        ("unknown_unit", 2),
        ("date_too_late", 3),
        ("bad_number", 4),
    ]


def test_units_of_others_are_not_counted(organism, at):
    other = UnitFactory()
    step = headcounts.HeadcountStep(unit_id=other.pk, on=date(2025, 1, 1), people=3)
    base = {"organism": organism, "steps": [step], "at": at}
    with pytest.raises(AcademyError):
        headcounts.record_steps(by=None, **base)
    with pytest.raises(NotAllowed):
        headcounts.record_steps(by=UserFactory(), **base)
