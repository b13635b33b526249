"""Reading how people got through the paths, for a release: each person in one cohort only."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils.timezone import localdate

from academy.organisms.models import Membership
from barometer.measures.journeys import FEWEST, FOLLOWED_DAYS
from barometer.models import PathFact
from courses.models import Answer, Enrolment, LessonProgress, PublishedPath
from courses.queries import structure_of

from .inputs import beginning_of
from .models import ReleasedPath
from .ways import Cohort, Question, Traveller

_Times = dict[UUID, datetime]
_Lessons = dict[UUID, tuple[int | None, ...]]


def known_on(day: date, keys: Collection[UUID]) -> Iterator[Cohort]:
    """Yield of whom the release of `day` speaks, of each path with these keys.

    The cohort of a path is whoever started it after the last cohort that was published, and 90 days
    or longer before the release. Nothing is said while they are fewer than a hundred: they wait for
    others.
    """
    until = day - timedelta(days=FOLLOWED_DAYS)
    last: dict[UUID, date] = {}
    said = ReleasedPath.objects.filter(path_key__in=keys, release__day__lt=day)
    for key, earlier in said.order_by("until").values_list("path_key", "until"):
        last[key] = earlier
    left: dict[UUID, date] | None = None
    for path in PublishedPath.objects.filter(key__in=keys).order_by("key"):
        since = last.get(path.key)
        started, completed = _cohort(path.key, since, until)
        if len(started) >= FEWEST:
            left = _left(day) if left is None else left
            yield _known(path, (since, until), started, completed, left, beginning_of(day))


def _cohort(key: UUID, since: date | None, until: date) -> tuple[_Times, _Times]:
    """Return when the people of a cohort started, and when those who have completed did."""
    facts = PathFact.objects.filter(path_key=key, started_at__lt=beginning_of(until))
    if since is not None:
        facts = facts.filter(started_at__gte=beginning_of(since))
    started: _Times = {}
    completed: _Times = {}
    rows = facts.order_by().values_list("public_id", "started_at", "completed_at")
    for person, began_at, completed_at in rows.iterator():
        if began_at is not None:
            started[person] = began_at
        if completed_at is not None:
            completed[person] = completed_at
    return started, completed


def _known(
    path: PublishedPath,
    window: tuple[date | None, date],
    started: _Times,
    completed: _Times,
    left: dict[UUID, date],
    as_of: datetime,
) -> Cohort:
    courses = path.outline["courses"]
    # Who leaves out what isn't asked of everybody has not stopped there.
    asked = structure_of(path).asked_of_everybody
    lessons = [
        UUID(one["key"])
        for course in courses
        if UUID(course["key"]) in asked
        for one in course["lessons"]
    ]
    questions = [
        (UUID(lesson["key"]), UUID(question))
        for course in courses
        for lesson in course["lessons"]
        for question in lesson["questions"]
    ]
    began = {person: localdate(at).toordinal() for person, at in started.items()}
    journeys = _journeys(path.key, began, lessons, as_of)
    answers = _first_answers(path.key, began, questions, as_of)
    people = []
    # In the order in which they are packed, so that making it again reads the same.
    for person in sorted(began, key=lambda one: one.hex):
        ended, gone = completed.get(person), left.get(person)
        # Who had mastered all of it before has finished when starting.
        finished = (
            max(localdate(ended).toordinal(), began[person])
            if ended is not None and ended < as_of
            else None
        )
        people.append(
            Traveller(
                person.hex,
                began[person],
                finished,
                None if gone is None else max(gone.toordinal(), began[person]),
                _walked(journeys.get(person), finished),
                answers.get(person, ""),
            )
        )
    named: list[Question] = [(str(lesson), str(question)) for lesson, question in questions]
    return Cohort(str(path.key), *window, tuple(map(str, lessons)), tuple(named), tuple(people))


def _walked(
    lessons: tuple[int | None, ...] | None, finished: int | None
) -> tuple[int | None, ...] | None:
    """Return when somebody finished each lesson. Who finished the path has stopped nowhere: the
    lessons of courses that were mastered already, and those that came later, are done with it."""
    if lessons is None or finished is None:
        return lessons
    return tuple(finished if day is None else day for day in lessons)


def _left(day: date) -> dict[UUID, date]:
    """Return when those who have no post on `day` any more left."""
    here = Membership.objects.on(day).order_by().values("user")
    ended = Membership.objects.filter(ends_on__lte=day).exclude(user__in=here)
    ends = ended.order_by().values("user").annotate(last=Max("ends_on"))
    return dict(ends.values_list("user__public_id", "last"))


def _journeys(key: UUID, began: dict[UUID, int], lessons: list[UUID], as_of: datetime) -> _Lessons:
    """Return when each person of a cohort who learns here finished each lesson."""
    here = Enrolment.objects.filter(path_key=key).order_by()
    place = {lesson: position for position, lesson in enumerate(lessons)}
    found: dict[UUID, list[int | None]] = {
        person: [None] * len(lessons)
        for person in here.values_list("user__public_id", flat=True).iterator()
        if person in began
    }
    done = LessonProgress.objects.filter(enrolment__path_key=key, completed_at__lt=as_of)
    rows = done.order_by().values_list("enrolment__user__public_id", "lesson_key", "completed_at")
    for person, lesson, at in rows.iterator():
        if at is not None and person in found and lesson in place:
            found[person][place[lesson]] = max(localdate(at).toordinal(), began[person])
    return {person: tuple(days) for person, days in found.items()}


def _first_answers(
    key: UUID, began: dict[UUID, int], questions: list[tuple[UUID, UUID]], as_of: datetime
) -> dict[UUID, str]:
    """Return the first answers of each person, as `Traveller` has them."""
    place = {question: position for position, question in enumerate(questions)}
    first: dict[UUID, list[str]] = defaultdict(lambda: ["0"] * len(questions))
    given = Answer.objects.filter(enrolment__path_key=key, at__lt=as_of)
    rows = given.order_by("at", "statement_id").values_list(
        "enrolment__user__public_id", "lesson_key", "block_id", "success"
    )
    for person, lesson, block, success in rows.iterator():
        position = place.get((lesson, block))
        if person in began and position is not None and first[person][position] == "0":
            first[person][position] = "2" if success else "1"
    return {person: "".join(digits) for person, digits in first.items()}
