"""From statements to facts: order-free, idempotent, equal to a rebuild."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate
from hypothesis import given, settings
from hypothesis import strategies as st

from academy.core.iri import account_home_page
from barometer.engines.embedded import Embedded
from barometer.events import STEPS, EventReader
from barometer.facts import FactMaker
from barometer.measures.validity import periods_in_force
from barometer.models import DataState, PathFact

from .facts_by_hand import (
    PATHS,
    beside_steps,
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
PEOPLE = [UUID(int=number) for number in range(1, 7)]
DAYS = [date(2025, 1, 1) + timedelta(days=offset) for offset in range(500)]


def maker(records: MemoryRecords) -> FactMaker:
    return FactMaker(records=records, base=BASE, valid_until=ends)


def engine(records: MemoryRecords, *, at_once: int) -> Embedded:
    return Embedded(records, EventReader(BASE, localdate), at_once=at_once)


def picture():
    fields = [field.attname for field in PathFact._meta.concrete_fields if field.name != "id"]
    return sorted(PathFact.objects.values_list(*fields), key=str)


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
        "at_once": st.integers(1, 9),
        "order": st.randoms(use_true_random=False),
    }
)


def statements_of(history: dict) -> list:
    told = [
        act(
            verb,
            person=PEOPLE[person],
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


@settings(max_examples=150, deadline=None, derandomize=True)
@given(history=HISTORIES)
def test_batches_give_what_a_rebuild_gives(history):
    """Whatever the order, repetitions, delays and voids."""
    told = statements_of(history)
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
        held = days_in_force(told)
        for fact in PathFact.objects.all():
            about = fact.public_id, fact.path_key
            periods = periods_in_force(fact.days_passed, fact.days_lapsed)
            assert {
                day
                for day in DAYS
                if any(since <= day < (until or date.max) for since, until in periods)
            } == held.get(about, set())

        facts.rebuild()
        assert picture() == by_batches
        # However few are measured at once, and folded with what was measured before.
        facts.rebuild(engine=engine(records, at_once=history["at_once"]))
        assert picture() == by_batches
        transaction.set_rollback(True)


def test_a_moment_in_the_future_is_replaced_and_flagged():
    late = act(PASSED, person=PEOPLE[0], path=PATHS[0], at=moment(400), stored=moment(20))
    maker(MemoryRecords()).read([late])
    fact = PathFact.objects.get()
    assert fact.passed_at == moment(20)
    assert fact.corrected_steps == 0b1011


def test_a_late_record_of_an_older_event_is_the_one_that_counts():
    facts = maker(MemoryRecords())
    facts.read([act(PASSED, person=PEOPLE[0], path=PATHS[1], at=moment(70))])
    facts.read([act(PASSED, person=PEOPLE[0], path=PATHS[1], at=moment(5))])
    assert PathFact.objects.get().passed_at == moment(5)


def test_a_pass_is_in_force_until_its_day():
    facts = maker(MemoryRecords())

    def tell(verb: str, day: int, **more) -> tuple:
        """Tell an act; return the periods in force, and the end of the last as the fact has it."""
        facts.read([act(verb, person=PEOPLE[1], path=PATHS[0], at=moment(day), **more)])
        fact = PathFact.objects.get()
        return periods_in_force(fact.days_passed, fact.days_lapsed), fact.valid_until

    first = (date(2025, 2, 10), date(2025, 3, 10))
    assert tell(PASSED, 40) == ((first,), date(2025, 3, 10))
    # Passed again on the last day of March: by the rule of March, for two months.
    again = (date(2025, 3, 31), date(2025, 5, 31))
    assert tell(PASSED, 89) == ((first, again), date(2025, 5, 31))
    # A failure is nothing; that of a re-check ends it.
    assert tell(FAILED, 100) == ((first, again), date(2025, 5, 31))
    ended = (date(2025, 3, 31), date(2025, 4, 12))
    assert tell(FAILED, 101, recheck=True) == ((first, ended), date(2025, 4, 12))


def test_opening_is_no_start_and_a_waiver_no_pass():
    facts = maker(MemoryRecords())
    person = PEOPLE[0]
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


def test_a_lesson_that_is_waived_waives_no_path():
    maker(MemoryRecords()).read(
        [act(WAIVED, person=PEOPLE[0], path=PATHS[0], lesson=LESSON, at=moment(5))]
    )
    assert not PathFact.objects.exists()


def test_what_is_voided_is_as_if_never_told():
    passed = act(PASSED, person=PEOPLE[0], path=PATHS[0], at=moment(5))
    records = MemoryRecords([passed])
    facts = maker(records)
    facts.read([passed])
    records.statements.append(void(passed.id, at=moment(6)))
    facts.read(records.statements[1:])
    assert picture() == []


def test_others_activities_and_actors_say_nothing():
    def passed(**changes):
        return act(PASSED, person=PEOPLE[0], path=PATHS[0], at=moment(5), **changes)

    home_page = account_home_page(BASE)
    activity = {"objectType": "Activity"}
    opened = act(INITIALIZED, person=PEOPLE[0], path=PATHS[0], lesson=LESSON, at=moment(5))
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


def test_the_state_tells_how_fresh_the_facts_are():
    facts = maker(MemoryRecords())
    facts.read([act(REGISTERED, person=PEOPLE[0], path=PATHS[0], at=moment(5))])
    first = DataState.objects.get()
    facts.read([act(ANSWERED, person=PEOPLE[0], path=PATHS[0], lesson=LESSON, at=moment(9))])
    second = DataState.objects.get()
    assert first.as_of == moment(5) + timedelta(seconds=1)
    assert second.as_of == moment(9) + timedelta(seconds=1)


def test_a_rebuild_that_fails_midway_leaves_the_facts_as_they_were():
    passed = [act(PASSED, person=person, path=PATHS[0], at=moment(5)) for person in PEOPLE]
    records = MemoryRecords(passed)
    maker(records).read(passed[:2])
    former = picture()

    def fails(path: UUID, day: date) -> None:
        raise RuntimeError("The disk is full.")

    with pytest.raises(RuntimeError), transaction.atomic():
        FactMaker(records=records, base=BASE, valid_until=fails).rebuild()
    assert picture() == former
    assert maker(records).rebuild() == len(PEOPLE)


def test_what_comes_while_facts_are_measured_is_in_them_too():
    passed = [act(PASSED, person=person, path=PATHS[0], at=moment(5)) for person in PEOPLE]
    records = MemoryRecords(passed[:3])

    def come(done: int, total: int) -> None:
        if done == total == 3:
            records.statements += [*passed[3:], void(passed[0].id, at=moment(6))]

    assert maker(records).rebuild(progress=come) == len(PEOPLE) - 1
    rebuilt = picture()
    maker(records).rebuild()
    assert picture() == rebuilt


def test_facts_are_written_in_more_than_one_piece(monkeypatch):
    monkeypatch.setattr("barometer.engines.measured._FACTS", 2)
    days = (5, 9, 9, 30)
    passed = [
        act(PASSED, person=person, path=path, at=moment(day + number), score={"scaled": 0.5})
        for number, person in enumerate(PEOPLE)
        for path in PATHS[:2]
        for day in days[: number + 1]
    ]
    maker(MemoryRecords()).read(passed)
    former = picture()
    assert maker(MemoryRecords(passed)).rebuild() == 2 * len(PEOPLE)
    assert picture() == former


def test_a_batch_costs_the_same_queries_whatever_its_size():
    facts = maker(MemoryRecords())

    def queries(count: int, path: UUID) -> int:
        told = [
            act(verb, person=PEOPLE[n % 6], path=path, lesson=lesson, at=moment(n % 150))
            for n in range(count)
            for verb, lesson in ((INITIALIZED, LESSON), (PASSED, None))
        ]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            facts.read(told)
        return len(captured)

    queries(150, UUID(int=3))
    assert queries(2_500, UUID(int=5)) == queries(6, UUID(int=4)) <= 20
