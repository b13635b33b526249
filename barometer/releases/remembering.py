"""Reading what was asked again at random, for a release: each answer is told of once only."""

from collections.abc import Collection, Iterator
from datetime import date
from uuid import UUID

from barometer.measures.retention import FEWEST_ANSWERS, Recalled
from courses.models import LessonPage, PublishedPath, RecheckAnswer
from courses.queries import outline_of

from .inputs import beginning_of
from .models import ReleasedRecall
from .ways import Recalls

_DAY_IN_SECONDS = 86_400


def known_on(day: date, keys: Collection[UUID]) -> Iterator[Recalls]:
    """Yield the answers of which the release of `day` speaks, of each path with these keys.

    Those to questions that were drawn at random, since the last stretch that was published. While
    they are too few nothing is said, and they wait for others. An answer to a question that its
    lesson no longer has isn't counted: what a guess is worth there can't be known any more.
    """
    last: dict[UUID, date] = {}
    said = ReleasedRecall.objects.filter(path_key__in=keys, release__day__lt=day)
    for key, earlier in said.order_by("until").values_list("path_key", "until"):
        last[key] = earlier
    for path in PublishedPath.objects.filter(key__in=keys).order_by("key"):
        answers = RecheckAnswer.objects.filter(
            enrolment__path_key=path.key,
            enrolment__passed_at__isnull=False,
            at_random=True,
            at__lt=beginning_of(day),
        ).order_by("statement_id")
        since = last.get(path.key)
        if since is not None:
            answers = answers.filter(at__gte=beginning_of(since))
        if answers.count() < FEWEST_ANSWERS:
            continue
        guesses = _guesses(path)
        rows = answers.values_list(
            "enrolment__user__public_id", "enrolment__passed_at", "at", "success", "block_id"
        )
        told = [
            Recalled(
                days=max(0, int((at - passed_at).total_seconds() // _DAY_IN_SECONDS)),
                is_right=success,
                guess=guesses[block],
                person=person.hex,
            )
            for person, passed_at, at, success, block in rows.iterator()
            if passed_at is not None and block in guesses
        ]
        yield Recalls(str(path.key), since, day, tuple(told))


def _guesses(path: PublishedPath) -> dict[UUID, float]:
    """Return the chance to guess each question of a path."""
    lessons = [lesson.key for course in outline_of(path) for lesson in course.lessons]
    return {
        UUID(block_id): round(block.value.question(block_id).guess, 4)
        for page in LessonPage.objects.live().filter(translation_key__in=lessons)
        for block_id, block in page.question_blocks.items()
    }
