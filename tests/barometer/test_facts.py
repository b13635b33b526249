"""From statements to facts to sums: order-free, idempotent, equal to a rebuild."""

from datetime import date, timedelta
from importlib import import_module
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from academy.accounts.models import User
from academy.core.iri import account_home_page
from academy.organisms.models import Membership, UnitPlacement
from barometer.events import STEPS
from barometer.facts import FactMaker, attribute_again
from barometer.models import DataState, OrganismMonth, PathFact, Stay, UnitMonth
from barometer.stays import local_day
from tests.factories.accounts import UserFactory
from tests.factories.organisms import MembershipFactory, OrganismFactory, UnitFactory

from .facts_by_hand import (
    PATHS,
    beside_steps,
    check_in_force,
    check_sums,
    days_in_force,
    ends,
    oracle,
)
from .histories import (
    ANSWERED,
    BASE,
    COMPLETED,
    FAILED,
    INITIALIZED,
    LAUNCHED,
    PASSED,
    REGISTERED,
    WAIVED,
    MemoryRecords,
    act,
    moment,
    void,
)

pytestmark = pytest.mark.django_db
LESSON = UUID(int=99)


def maker(records: MemoryRecords) -> FactMaker:
    return FactMaker(records=records, base=BASE, valid_until=ends)


def rows(model):
    fields = [field.attname for field in model._meta.concrete_fields if field.name != "id"]
    return sorted(model.objects.values_list(*fields), key=str)


def picture():
    return tuple(rows(model) for model in (PathFact, Stay, UnitMonth, OrganismMonth))


def sums(unit):
    return {
        row.month.isoformat()[:7]: tuple(getattr(row, f"new_{step}") for step in STEPS)
        for row in UnitMonth.objects.filter(unit=unit)
        if any(getattr(row, f"new_{step}") for step in STEPS)
    }


def present(unit, month: date):
    """How many people of the unit, at the end of the month, have taken each step."""
    months = UnitMonth.objects.filter(unit=unit, month__lte=month)
    return tuple(sum(getattr(row, f"present_{step}") for row in months) for step in STEPS)


class World:
    """Two organisms, four units; people who stay, move, hold two posts, come late or never."""

    def __init__(self):
        self.organisms = [OrganismFactory(), OrganismFactory()]
        a, b = self.organisms
        self.units = [UnitFactory(organism=o) for o in (a, a, b, b)]
        first, second, third, fourth = self.units
        stays, moves, doubles, late, never = (UserFactory() for _ in range(5))
        MembershipFactory(user=stays, unit=first)
        self.transfer = MembershipFactory(user=moves, unit=first, ends_on=date(2025, 3, 1))
        MembershipFactory(user=moves, unit=third, starts_on=date(2025, 3, 1))
        MembershipFactory(user=doubles, unit=second)
        MembershipFactory(user=doubles, unit=fourth, starts_on=date(2025, 2, 10))
        MembershipFactory(user=late, unit=second, starts_on=date(2025, 4, 1))
        # The fourth unit changes organism; its past stays where it was.
        UnitPlacement.objects.filter(unit=fourth).update(ends_on=date(2025, 4, 15))
        UnitPlacement.objects.create(unit=fourth, organism=a, starts_on=date(2025, 4, 15))
        self.people = [u.public_id for u in (stays, moves, doubles, late, never)] + [uuid4()]


ACTS = st.tuples(
    st.integers(0, 5),
    st.integers(0, 1),
    st.sampled_from(
        [
            (REGISTERED, None),
            (LAUNCHED, None),
            (INITIALIZED, LESSON),
            (INITIALIZED, None),
            (COMPLETED, LESSON),
            (COMPLETED, None),
            (PASSED, None),
            (PASSED, None),
            (FAILED, None),
            (WAIVED, None),
            (ANSWERED, LESSON),
        ]
    ),
    st.integers(0, 150),
    # Stored some days after the event, or before what it claims.
    st.integers(-3, 60),
    # The score, in percent, of what is about the path as a whole.
    st.sampled_from([None, 40, 80, 80, 90]),
    st.booleans(),
)
HISTORIES = st.fixed_dictionaries(
    {
        "acts": st.lists(ACTS, max_size=24),
        "voids": st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6),
        "size": st.integers(1, 9),
        "repeats": st.lists(st.integers(0, 8), max_size=4),
        "lag": st.booleans(),
        "order": st.randoms(use_true_random=False),
        "correction": st.booleans(),
    }
)


def statements_of(world: World, history: dict) -> list:
    told = [
        act(
            verb,
            person=world.people[person],
            path=PATHS[path],
            lesson=lesson,
            at=moment(day),
            stored=moment(day + delay),
            score={"raw": score, "max": 100} if score and not lesson else None,
            recheck=is_recheck and not lesson,
        )
        for person, path, (verb, lesson), day, delay, score, is_recheck in history["acts"]
    ]
    for target, position in history["voids"]:
        # Past the end: a statement that nobody ever stored.
        id = told[target].id if target < len(told) else uuid4()
        told.insert(min(position, len(told)), void(id, at=moment(200)))
    history["order"].shuffle(told)
    return told


@pytest.fixture
def world():
    return World()


@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=HISTORIES)
def test_batches_give_what_a_rebuild_gives(world, history):
    """Whatever the order, repetitions, delays, voids and moves."""
    told = statements_of(world, history)
    with transaction.atomic():
        records = MemoryRecords(told if history["lag"] else [])
        facts = maker(records)
        batches = [
            told[start : start + history["size"]] for start in range(0, len(told), history["size"])
        ]
        for position, batch in enumerate(batches):
            if not history["lag"]:
                records.statements.extend(batch)
            facts.read(batch)
            if position in history["repeats"]:
                facts.read(batches[position // 2])
        if history["correction"]:
            # Human resources correct the past: the move happened a month earlier.
            Membership.objects.filter(pk=world.transfer.pk).update(ends_on=date(2025, 2, 1))
            Membership.objects.filter(user=world.transfer.user, starts_on=date(2025, 3, 1)).update(
                starts_on=date(2025, 2, 1)
            )
            attribute_again()
        by_batches = picture()

        times = oracle(told)
        assert {
            (fact.public_id, fact.path_key, step): getattr(fact, f"{step}_at")
            for fact in PathFact.objects.all()
            for step in STEPS
            if getattr(fact, f"{step}_at")
        } == times
        assert {
            (fact.public_id, fact.path_key): (
                fact.active_on,
                fact.waived_at,
                (fact.first_scored_at, fact.first_score) if fact.first_scored_at else None,
                (fact.best_scored_at, fact.best_score) if fact.best_scored_at else None,
            )
            for fact in PathFact.objects.all()
        } == beside_steps(told)
        check_sums(times)
        check_in_force(days_in_force(told))

        facts.rebuild()
        assert picture() == by_batches
        transaction.set_rollback(True)


def test_an_act_counts_where_the_person_was_that_day(world):
    person = world.people[1]
    maker(MemoryRecords()).read(
        [
            act(REGISTERED, person=person, path=PATHS[0], at=moment(40)),
            act(PASSED, person=person, path=PATHS[0], at=moment(70)),
        ]
    )
    assert sums(world.units[0]) == {"2025-02": (1, 0, 0, 0)}
    assert sums(world.units[2]) == {"2025-03": (0, 1, 0, 1)}


def test_whoever_leaves_takes_along_what_was_learned(world):
    """Present at the end of February in the first unit, from March on in the third."""
    first, _, third, _ = world.units
    maker(MemoryRecords()).read([act(PASSED, person=world.people[1], path=PATHS[0], at=moment(40))])
    assert present(first, date(2025, 2, 1)) == (1, 1, 0, 1)
    assert present(third, date(2025, 2, 1)) == (0, 0, 0, 0)
    assert present(first, date(2025, 3, 1)) == (0, 0, 0, 0)
    assert present(third, date(2025, 3, 1)) == (1, 1, 0, 1)
    assert sums(third) == {}


def test_an_erased_account_stays_counted(world):
    facts = maker(records := MemoryRecords())
    records.statements.append(act(PASSED, person=world.people[0], path=PATHS[0], at=moment(40)))
    facts.read(records.statements)
    before = picture()
    Membership.objects.filter(user__public_id=world.people[0]).delete()
    User.objects.filter(public_id=world.people[0]).delete()
    attribute_again()
    assert picture() == before
    facts.rebuild()
    assert picture() == before


def test_midnight_is_that_of_the_administration(world):
    """One in the morning in UTC on the first of March is still February in Québec."""
    maker(MemoryRecords()).read(
        [act(REGISTERED, person=world.people[0], path=PATHS[0], at=moment(59, hour=1))]
    )
    assert local_day(moment(59, hour=1)) == date(2025, 2, 28)
    assert sums(world.units[0]) == {"2025-02": (1, 0, 0, 0)}


def test_two_posts_count_once_in_each_organism(world):
    maker(MemoryRecords()).read(
        [
            act(REGISTERED, person=world.people[2], path=PATHS[0], at=moment(10)),
            act(PASSED, person=world.people[2], path=PATHS[0], at=moment(60)),
        ]
    )
    assert sums(world.units[1]) == {"2025-01": (1, 0, 0, 0), "2025-03": (0, 1, 0, 1)}
    assert sums(world.units[3]) == {"2025-03": (0, 1, 0, 1)}


def test_people_without_a_post_are_kept_aside_until_one_is_found(world):
    person = world.people[4]
    maker(MemoryRecords()).read([act(PASSED, person=person, path=PATHS[0], at=moment(10))])
    assert PathFact.objects.get().passed_at == moment(10)
    assert not UnitMonth.objects.exists()

    MembershipFactory(user=User.objects.get(public_id=person), unit=world.units[0])
    attribute_again()
    assert sums(world.units[0]) == {"2025-01": (1, 1, 0, 1)}


def test_a_moment_in_the_future_is_replaced_and_flagged(world):
    late = act(PASSED, person=world.people[0], path=PATHS[0], at=moment(400), stored=moment(20))
    maker(MemoryRecords()).read([late])
    fact = PathFact.objects.get()
    assert fact.passed_at == moment(20)
    assert fact.corrected_steps == 0b1011


def test_a_late_record_of_an_older_event_moves_a_count_between_months(world):
    facts = maker(MemoryRecords())
    facts.read([act(PASSED, person=world.people[0], path=PATHS[1], at=moment(70))])
    facts.read([act(PASSED, person=world.people[0], path=PATHS[1], at=moment(5))])
    assert sums(world.units[0]) == {"2025-01": (1, 1, 0, 1)}
    assert OrganismMonth.objects.get().month == date(2025, 1, 1)


def test_a_pass_is_in_force_until_its_day_and_where_the_person_is(world):
    """Passed in February for a month, in the first unit; since March the person is in another."""
    first, _, third, _ = world.units
    person = world.people[1]
    facts = maker(MemoryRecords())
    facts.read([act(PASSED, person=person, path=PATHS[0], at=moment(40))])

    def in_force(unit, month: date) -> int:
        return sum(
            row.present_in_force for row in UnitMonth.objects.filter(unit=unit, month__lte=month)
        )

    february, march, april = (date(2025, month, 1) for month in (2, 3, 4))
    assert PathFact.objects.get().valid_until == date(2025, 3, 10)
    assert (in_force(first, february), in_force(third, february)) == (1, 0)
    assert (in_force(first, march), in_force(third, march)) == (0, 0)
    # Passed again on the last day of March: by the rule of March, for two months.
    facts.read([act(PASSED, person=person, path=PATHS[0], at=moment(89))])
    assert PathFact.objects.get().valid_until == date(2025, 5, 31)
    assert in_force(third, march) == in_force(third, april) == 1
    assert present(third, march) == (1, 1, 0, 1)
    # A failure is nothing; that of a re-check ends it.
    facts.read([act(FAILED, person=person, path=PATHS[0], at=moment(100))])
    assert in_force(third, april) == 1
    facts.read([act(FAILED, person=person, path=PATHS[0], at=moment(101), recheck=True)])
    assert (in_force(third, march), in_force(third, april)) == (1, 0)
    assert present(third, april) == (1, 1, 0, 1)


def test_opening_is_no_start_and_a_waiver_no_pass(world):
    facts = maker(MemoryRecords())
    person = world.people[0]
    facts.read(
        [
            act(WAIVED, person=person, path=PATHS[0], at=moment(5), score={"scaled": 1}),
            act(LAUNCHED, person=person, path=PATHS[1], at=moment(6)),
        ]
    )
    waived = PathFact.objects.get(path_key=PATHS[0])
    assert (waived.waived_at, waived.reached_at, waived.active_on) == (moment(5), None, None)
    assert waived.best_score is None
    launched = PathFact.objects.get(path_key=PATHS[1])
    assert (launched.active_on, launched.started_at) == (date(2025, 1, 7), None)
    assert not UnitMonth.objects.exists()


def test_a_lesson_that_is_waived_waives_no_path(world):
    maker(MemoryRecords()).read(
        [act(WAIVED, person=world.people[0], path=PATHS[0], lesson=LESSON, at=moment(5))]
    )
    assert not PathFact.objects.exists()


def test_passes_known_before_validity_hold_for_ever(world):
    """What an installation had before is what it would have kept."""
    facts = maker(MemoryRecords())
    facts.read(
        [
            act(PASSED, person=person, path=PATHS[1], at=moment(40, hour=2))
            for person in world.people
        ]
    )
    kept = picture()
    PathFact.objects.update(passes=[])
    UnitMonth.objects.update(present_in_force=0)
    OrganismMonth.objects.update(present_in_force=0)
    assert picture() != kept
    import_module("barometer.migrations.0002_measured_facts").keep_passes(apps, None)
    assert picture() == kept


def test_what_is_voided_is_as_if_never_told(world):
    passed = act(PASSED, person=world.people[0], path=PATHS[0], at=moment(5))
    records = MemoryRecords([passed])
    facts = maker(records)
    facts.read([passed])
    records.statements.append(void(passed.id, at=moment(6)))
    facts.read(records.statements[1:])
    assert picture() == ([], [], [], [])


def test_others_activities_and_actors_say_nothing(world):
    def passed(**changes):
        return act(PASSED, person=world.people[0], path=PATHS[0], at=moment(5), **changes)

    home_page = account_home_page(BASE)
    activity = {"objectType": "Activity"}
    opened = act(INITIALIZED, person=world.people[0], path=PATHS[0], lesson=LESSON, at=moment(5))
    maker(MemoryRecords()).read(
        [
            passed(object=activity | {"id": "https://elsewhere.example/course"}),
            passed(actor={"account": {"homePage": "https://elsewhere.example", "name": "x"}}),
            passed(actor={"account": {"homePage": home_page, "name": "somebody"}}),
            passed(actor={"mbox": "mailto:somebody@elsewhere.example"}),
            # A lesson, without the path that it is part of.
            passed(object=opened.data["object"]),
            passed(
                object=opened.data["object"],
                context={"contextActivities": {"grouping": [{"id": "https://elsewhere.example"}]}},
            ),
        ]
    )
    assert not PathFact.objects.exists()


def test_the_state_tells_how_fresh_the_figures_are_and_when_they_changed(world):
    facts = maker(MemoryRecords())
    facts.read([act(REGISTERED, person=world.people[0], path=PATHS[0], at=moment(5))])
    first = DataState.objects.get()
    facts.read([act(ANSWERED, person=world.people[0], path=PATHS[0], lesson=LESSON, at=moment(9))])
    second = DataState.objects.get()
    assert first.as_of == moment(5) + timedelta(seconds=1)
    assert second.as_of == moment(9) + timedelta(seconds=1)
    assert first.version == second.version == 1


def test_a_batch_costs_the_same_queries_whatever_its_size(world):
    facts = maker(MemoryRecords())

    def queries(count: int, path: UUID) -> int:
        told = [
            act(verb, person=world.people[n % 6], path=path, lesson=lesson, at=moment(n % 150))
            for n in range(count)
            for verb, lesson in ((INITIALIZED, LESSON), (PASSED, None))
        ]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            facts.read(told)
        return len(captured)

    queries(6, UUID(int=3))
    assert queries(2_500, UUID(int=5)) == queries(6, UUID(int=4)) <= 20
