"""How people get through a path: figures of a hundred people, each person in one of them only."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from academy.accounts.models import User
from barometer.measures.durations import Way
from barometer.measures.journeys import points_of, rights_of, stops_of, time_of
from barometer.models import PathFact
from barometer.releases import cohorts, queries, rows, ways
from barometer.releases.inputs import beginning_of
from barometer.releases.models import Release
from courses.models import Answer, Enrolment, LessonProgress
from tests.factories.courses import make_path

ON = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("share", "people", "points"),
    [(0.0, 100, 5), (1.0, 400, 95), (0.424, 100, 40), (0.425, 100, 45), (0.9, 99, None)],
)
def test_shares_are_said_to_five_points_of_a_hundred_people(share, people, points):
    assert points_of(share, people) == points


def test_the_time_is_said_to_five_days_of_a_hundred_people():
    start = ON - timedelta(days=200)
    ways = [Way(start, start + timedelta(days=number)) for number in range(100)]
    assert time_of(ways[:99], ON) is None
    found = time_of(ways, ON)
    assert found.days == 50
    assert found.soonest <= 50 <= found.latest
    assert all(days % 5 == 0 for days in (found.soonest, found.latest))
    slow = [Way(start)] * 70 + ways[:60]
    found = time_of(slow, ON)
    assert (found.days, found.latest) == (None, None)


def test_a_step_that_few_took_says_nothing():
    journeys = [[0.0, 10.0, None]] * 100 + [[0.0, None, None]] * 60
    # After the start 60 of 160 stopped; after the first lesson all of a hundred did.
    assert stops_of(journeys, 200.0, ON) == [40, 95, None]
    assert stops_of(journeys[1:], 200.0, ON) == [40, None, None]
    assert stops_of([], 200.0, ON) == []


def test_questions_that_few_answered_say_nothing():
    assert rights_of({"a": [True] * 70 + [False] * 30, "b": [True] * 99}) == {"a": 70, "b": None}


# --- From rows to a release ------------------------------------------------
def release_of(day: date) -> Release:
    return Release.objects.create(
        day=day,
        made_at=beginning_of(day),
        as_of=beginning_of(day),
        method="m",
        digest=f"{day:%Y%m%d}".ljust(64, "0"),
        compressed=b"",
    )


def people_start(path, count: int, at: datetime, *, finish_after: int | None) -> None:
    """Let people start; all finish the first lesson, `finish_after` days later the second one."""
    course = path.outline["courses"][0]
    first, second = (lesson["key"] for lesson in course["lessons"])
    question = course["lessons"][0]["questions"][0]
    users = User.objects.bulk_create(
        User(email=f"{uuid4().hex}@academie.example", public_id=uuid4()) for _ in range(count)
    )
    end = None if finish_after is None else at + timedelta(days=finish_after)
    PathFact.objects.bulk_create(
        PathFact(
            public_id=user.public_id,
            path_key=path.key,
            reached_at=at,
            started_at=at,
            completed_at=end,
        )
        for user in users
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(user=user, path_key=path.key, enrolled_at=at) for user in users
    )
    LessonProgress.objects.bulk_create(
        LessonProgress(
            enrolment=enrolment, lesson_key=lesson, started_at=at, completed_at=completed_at
        )
        for enrolment in enrolments
        for lesson, completed_at in ((first, at + timedelta(days=1)), (second, end))
    )
    Answer.objects.bulk_create(
        Answer(
            statement_id=uuid4(),
            enrolment=enrolment,
            lesson_key=first,
            block_id=question,
            at=at + timedelta(hours=hours),
            scaled=1.0,
            success=success,
        )
        for number, enrolment in enumerate(enrolments)
        # A second answer doesn't make the first one right.
        for hours, success in ((1, number % 5 != 0), (2, True))
    )


def said_on(day: date, path) -> list:
    """What a release of that day would say of a path, not saved."""
    known = list(cohorts.known_on(day, [path.key]))
    # What is kept is enough to say the same.
    document = ways.document_of(known, [], day)
    assert ways.document_of(*ways.unpack(ways.pack(known, [])), day) == document
    return list(rows.paths_of(release_of(day), document))


@pytest.fixture
def path(db):
    return make_path(lessons=2, questions=1)


def test_a_release_speaks_of_who_started_90_days_ago_each_once(path):
    january, july = datetime(2026, 1, 10, 15, tzinfo=UTC), date(2026, 7, 1)
    people_start(path, 80, january, finish_after=12)
    people_start(path, 40, january, finish_after=None)
    # Started too late to have been followed for 90 days.
    people_start(path, 120, datetime(2026, 5, 1, 15, tzinfo=UTC), finish_after=1)
    (said,) = said_on(july, path)
    said.save()
    assert (said.since, said.until) == (None, date(2026, 4, 2))
    assert (said.median_days, said.soonest_days, said.latest_days) == (10, 10, 10)
    first, _second = (lesson["key"] for lesson in path.outline["courses"][0]["lessons"])
    assert said.stops == [[None, 5], [first, 35]]
    assert said.rights == [[first, path.outline["courses"][0]["lessons"][0]["questions"][0], 80]]

    # A month later nobody else has been followed for long enough; then those of May have.
    assert said_on(date(2026, 7, 15), path) == []
    (after,) = said_on(date(2026, 8, 1), path)
    after.save()
    assert (after.since, after.until) == (date(2026, 4, 2), date(2026, 5, 3))
    assert after.median_days == 5
    assert queries.way_through(path.key, date(2026, 7, 31)).until == date(2026, 4, 2)
    assert queries.way_through(path.key, date(2026, 8, 31)).until == date(2026, 5, 3)
    assert queries.way_through(path.key, date(2026, 6, 1)) is None


def test_what_happens_after_the_day_of_the_release_is_not_in_it(path):
    people_start(path, 100, datetime(2026, 1, 10, 15, tzinfo=UTC), finish_after=300)
    (said,) = said_on(date(2026, 7, 1), path)
    assert said.median_days is None


def test_facts_of_people_who_learn_elsewhere_have_a_time_and_no_steps(path):
    at = datetime(2026, 1, 10, 15, tzinfo=UTC)
    PathFact.objects.bulk_create(
        PathFact(
            public_id=uuid4(),
            path_key=path.key,
            reached_at=at,
            started_at=at,
            completed_at=at + timedelta(days=20),
        )
        for _ in range(100)
    )
    (said,) = said_on(date(2026, 7, 1), path)
    assert (said.median_days, said.stops, said.rights) == (20, [], [])


def test_who_finished_without_a_lesson_has_not_stopped_there(path):
    january, july = datetime(2026, 1, 10, 15, tzinfo=UTC), date(2026, 7, 1)
    # All finish after the first lesson: what the second one teaches, they mastered already.
    people_start(path, 120, january, finish_after=12)
    second = path.outline["courses"][0]["lessons"][1]["key"]
    LessonProgress.objects.filter(lesson_key=second).update(completed_at=None)
    (said,) = said_on(july, path)
    first = path.outline["courses"][0]["lessons"][0]["key"]
    assert said.stops == [[None, 5], [first, 5]]
