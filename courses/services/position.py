"""Sitting the positioning test of a course: beginning, answering, ending, forgetting it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.core.errors import AcademyError, NotFound
from academy.lrs.queries import known_ids
from courses.assessment import Response
from courses.models import LessonPage, PositioningAnswer, PositioningSitting, PublishedPath
from courses.positioning import Item, Outcome, Told, is_long_enough, mastery_asked
from courses.queries import (
    REST,
    course_in,
    course_page,
    enrolment_in,
    has_test,
    lesson_with,
    path_of,
    pool_for,
    sitting_of,
    told_in,
)
from courses.statements import Learner, Place, mastery_id

from .answer import asked_in, response_to
from .record import record, record_once, titles_of, wording


def begin_positioning(
    *, user: User, course_key: UUID, language: str, seed: int, at: datetime
) -> PositioningSitting:
    """Begin the positioning test of a course; one that is under way goes on.

    `seed`: what its draws come from. Nothing is recorded until the first answer. Raises NotFound
    for a course without a test, AcademyError where it can't be sat now, and says why.
    """
    path, course = _course(course_key, language)
    if not has_test(course):
        raise NotFound(_("This course has no positioning test."))
    earlier = list(PositioningSitting.objects.filter(user=user, course_key=course_key))
    for one in earlier:
        if one.ended_at is None:
            return one
    if any(one.mastered_at for one in earlier):
        raise AcademyError(_("You master this course already: there is nothing to test."))
    ready_at = max((one.ended_at + REST for one in earlier if one.ended_at), default=at)
    if at < ready_at:
        raise AcademyError(
            _("You may sit this test again from %(day)s on.")
            % {"day": date_format(localtime(ready_at), "DATE_FORMAT")}
        )
    enrolment = enrolment_in(user, path.key)
    if enrolment and enrolment.courses.filter(course_key=course_key, completed_at__isnull=False):
        raise AcademyError(_("You have completed this course: there is nothing to test."))
    pool = pool_for(user, path, course)
    if not is_long_enough([(item.lesson, item.block) for item in pool]):
        raise AcademyError(
            _(
                "You have already answered too many questions of this course in its lessons for a "
                "test to say more. Go on with the course."
            )
        )
    mastery = mastery_asked(course["mastery_score"])
    if mastery is None:
        raise NotFound(_("This course has no positioning test."))
    with transaction.atomic():
        # Of two beginnings at once, the database keeps one.
        sitting, _is_new = PositioningSitting.objects.get_or_create(
            user=user,
            course_key=course_key,
            ended_at=None,
            defaults={
                "seed": seed,
                "mastery": mastery,
                "pool": [
                    [str(item.lesson), str(item.block), item.difficulty, item.guess]
                    for item in pool
                ],
                "begun_at": at,
            },
        )
        if sitting.asking is None:
            _go_on(sitting, [], language, at)
    return sitting


@transaction.atomic
def answer_positioning(
    *,
    user: User,
    course_key: UUID,
    block_id: UUID,
    chosen: Iterable[str] | None,
    language: str,
    at: datetime,
) -> None:
    """Record what was `chosen` for the question that is asked, None for "I don't know"; then ask
    the next, or end the test.

    A question that isn't asked any more (a double click, another tab) changes nothing. Raises
    NotFound without a test under way, AcademyError for an answer that can't be marked.
    """
    sitting = _locked(user, course_key)
    if sitting.asking != block_id:
        return
    item = next(one for one in sitting_of(sitting).pool if one.block == block_id)
    lesson = lesson_with(item.lesson, block_id, language)
    told = told_in(sitting)
    if lesson is not None:
        told.append(Told(block_id, _answer(sitting, lesson, item, chosen, at)))
    _go_on(sitting, told, language, at)


@transaction.atomic
def end_positioning(*, user: User, course_key: UUID, at: datetime) -> None:
    """End the test that is under way, with what it says so far. One without any answer leaves
    nothing. Raises NotFound without a test under way."""
    sitting = _locked(user, course_key)
    told = told_in(sitting)
    if not told:
        sitting.delete()
        return
    _end(sitting, told, at)


@transaction.atomic
def forget_positioning(*, user: User, course_key: UUID, at: datetime) -> None:
    """Forget the answers and the result of the tests of a course.

    Their statements are voided: what rested on them is measured again. The moments at which they
    were sat stay, so that another comes no sooner. Raises NotFound where there is nothing.
    """
    sittings = list(
        PositioningSitting.objects.select_for_update()
        .filter(user=user, course_key=course_key, forgotten_at=None, ended_at__isnull=False)
        .order_by("pk")
    )
    if not sittings:
        raise NotFound(_("There is no such result."))
    answers = PositioningAnswer.objects.filter(sitting__in=sittings)
    voiding = set(answers.values_list("statement_id", flat=True))
    voiding |= known_ids([mastery_id(one.registration) for one in sittings])
    record_once([], at=at, voiding=voiding)
    # The reader of statements has taken them back already, unless it failed.
    answers.delete()
    PositioningSitting.objects.filter(pk__in=[one.pk for one in sittings]).update(
        forgotten_at=at, mastered_at=None, pool=[], asked=[], asking=None
    )


def _course(key: UUID, language: str) -> tuple[PublishedPath, dict[str, Any]]:
    page = course_page(key, language)
    path = path_of(page) if page else None
    course = course_in(path, key) if path else None
    if path is None or course is None or not path.is_live:
        raise NotFound(_("There is no such course."))
    return path, course


def _locked(user: User, course_key: UUID) -> PositioningSitting:
    """Return the test that is under way, kept from other requests until the transaction ends."""
    sitting = (
        PositioningSitting.objects.select_for_update()
        .filter(user=user, course_key=course_key, ended_at=None)
        .first()
    )
    if sitting is None:
        raise NotFound(_("No positioning test of this course is under way."))
    sitting.user = user
    return sitting


def _answer(
    sitting: PositioningSitting,
    lesson: LessonPage,
    item: Item,
    chosen: Iterable[str] | None,
    at: datetime,
) -> bool:
    """Record an answer; return whether it was entirely right."""
    asked, path = asked_in(lesson, item.block), path_of(lesson)
    if path is None:
        raise NotFound(_("There is no such course."))
    response: Response = ()
    scaled, success = 0.0, False
    if chosen is not None:
        read = response_to(asked, chosen)
        if read is None:
            raise AcademyError(_("Choose an answer first, then send it."))
        mark = asked.mark(read)
        response, scaled, success = read, mark.scaled, mark.success
    language = lesson.locale.language_code
    words = wording()
    statement = words.answered(
        _learner(sitting),
        Place(
            path=path.key,
            course=sitting.course_key,
            lesson=item.lesson,
            block=item.block,
            titles=((language, asked.prompt),),
        ),
        at,
        statement_id=uuid5(sitting.registration, f"positioning {item.lesson} {item.block}"),
        language=language,
        interaction=asked.interaction,
        response=response,
        scaled=scaled,
        success=success,
    )
    record([words.positioned(statement, sitting.course_key)], at=at)
    return success


def _go_on(sitting: PositioningSitting, told: list[Told], language: str, at: datetime) -> None:
    """Ask the next question, passing over those that their lessons have lost since; end the test
    where there is none."""
    rules, gone = sitting_of(sitting), set[UUID]()
    while (item := rules.next(told, gone=frozenset(gone))) is not None:
        if lesson_with(item.lesson, item.block, language) is not None:
            sitting.asking = item.block
            sitting.asked = [*sitting.asked, str(item.block)]
            sitting.save(update_fields=["asking", "asked"])
            return
        gone.add(item.block)
    _end(sitting, told, at)


def _end(sitting: PositioningSitting, told: list[Told], at: datetime) -> None:
    sitting.asking, sitting.ended_at = None, at
    sitting.save(update_fields=["asking", "ended_at"])
    if sitting_of(sitting).outcome(told) is not Outcome.MASTERED:
        return
    key = sitting.course_key
    page = course_page(key, "")
    path = path_of(page) if page else None
    if path is None:
        return
    place = Place(path=path.key, course=key, titles=titles_of(path, str(key)))
    record([wording().mastered(_learner(sitting), place, at, course=key)], at=at)


def _learner(sitting: PositioningSitting) -> Learner:
    return Learner(public_id=sitting.user.public_id, registration=sitting.registration)
