"""Reading how people got through the paths, for a release: each person in one cohort only."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils.timezone import localdate

from academy.organisms.models import Membership
from barometer.durations import Way
from barometer.journeys import FEWEST, FOLLOWED_DAYS, rights_of, stops_of, time_of
from barometer.models import PathFact
from courses.models import Answer, Enrolment, LessonProgress, PublishedPath

from .inputs import beginning_of
from .models import Release, ReleasedPath

_DAY = timedelta(days=1)


def of_release(release: Release, keys: Collection[UUID]) -> Iterator[ReleasedPath]:
    """Yield what a release says of the way through each path with these keys, not saved yet.

    The cohort of a path is whoever started it after the last cohort that was published, and 90 days
    or longer before the release. Nothing is said while they are fewer than a hundred: they wait for
    others.
    """
    until = release.day - timedelta(days=FOLLOWED_DAYS)
    last: dict[UUID, date] = {}
    said = ReleasedPath.objects.filter(path_key__in=keys, release__day__lt=release.day)
    for key, day in said.order_by("until").values_list("path_key", "until"):
        last[key] = day
    left: dict[UUID, date] | None = None
    for path in PublishedPath.objects.filter(key__in=keys).order_by("key"):
        since = last.get(path.key)
        started, completed = _cohort(path.key, since, until)
        if len(started) >= FEWEST:
            left = _left(release.day) if left is None else left
            yield _said(release, path, (since, until), started, completed, left)


_Times = dict[UUID, datetime]


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


def _said(
    release: Release,
    path: PublishedPath,
    window: tuple[date | None, date],
    started: _Times,
    completed: _Times,
    left: dict[UUID, date],
) -> ReleasedPath:
    on = release.day - _DAY
    ways = (
        Way(
            localdate(at),
            _day_before(completed.get(person), release.as_of),
            None if person not in left else max(left[person], localdate(at)),
        )
        for person, at in started.items()
    )
    time = time_of(ways, on)
    lessons = [UUID(one["key"]) for course in path.outline["courses"] for one in course["lessons"]]
    now = _number(release.as_of)
    stops = stops_of(_journeys(path.key, started, lessons, release.as_of), now, on)
    rights = rights_of(_first_answers(path, started, release.as_of))
    return ReleasedPath(
        release=release,
        path_key=path.key,
        since=window[0],
        until=window[1],
        median_days=time.days if time else None,
        soonest_days=time.soonest if time else None,
        latest_days=time.latest if time else None,
        stops=[
            [key and str(key), share]
            # Without anybody who learns here, there is no step at all.
            for key, share in zip([None, *lessons], stops, strict=False)
            if share is not None
        ],
        rights=[[*map(str, key), share] for key, share in rights.items() if share is not None],
    )


def _day_before(at: datetime | None, as_of: datetime) -> date | None:
    return localdate(at) if at is not None and at < as_of else None


def _left(day: date) -> dict[UUID, date]:
    """Return when those who have no post on `day` any more left."""
    here = Membership.objects.on(day).order_by().values("user")
    ended = Membership.objects.filter(ends_on__lte=day).exclude(user__in=here)
    ends = ended.order_by().values("user").annotate(last=Max("ends_on"))
    return dict(ends.values_list("user__public_id", "last"))


def _number(at: datetime) -> float:
    return at.timestamp() / _DAY.total_seconds()


def _journeys(
    key: UUID, started: _Times, lessons: list[UUID], as_of: datetime
) -> list[list[float | None]]:
    """Return when each person of a cohort who learns here started, and finished each lesson."""
    here = Enrolment.objects.filter(path_key=key).order_by()
    place = {lesson: position for position, lesson in enumerate(lessons, start=1)}
    found: dict[UUID, list[float | None]] = {
        person: [_number(started[person]), *[None] * len(lessons)]
        for person in here.values_list("user__public_id", flat=True).iterator()
        if person in started
    }
    done = LessonProgress.objects.filter(enrolment__path_key=key, completed_at__lt=as_of)
    rows = done.order_by().values_list("enrolment__user__public_id", "lesson_key", "completed_at")
    for person, lesson, at in rows.iterator():
        if at is not None and person in found and lesson in place:
            found[person][place[lesson]] = max(_number(at), _number(started[person]))
    return list(found.values())


def _first_answers(
    path: PublishedPath, started: _Times, as_of: datetime
) -> dict[tuple[UUID, UUID], list[bool]]:
    """Return whether first answers were right, by lesson and question in the order of the path."""
    order = [
        (UUID(lesson["key"]), UUID(question))
        for course in path.outline["courses"]
        for lesson in course["lessons"]
        for question in lesson["questions"]
    ]
    asked = set(order)
    first: dict[tuple[UUID, UUID], dict[UUID, bool]] = defaultdict(dict)
    given = Answer.objects.filter(enrolment__path_key=path.key, at__lt=as_of)
    rows = given.order_by("at", "statement_id").values_list(
        "enrolment__user__public_id", "lesson_key", "block_id", "success"
    )
    for person, lesson, block, success in rows.iterator():
        if person in started and (lesson, block) in asked:
            first[lesson, block].setdefault(person, success)
    return {key: list(first[key].values()) for key in order if key in first}
