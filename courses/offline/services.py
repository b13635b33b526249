"""Taking what a device tells of the time when it had no connection."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.core.errors import AcademyError, NotFound
from courses.models import LessonProgress
from courses.queries import Seat, seat_of
from courses.services import answer_question, complete_lesson, open_lesson
from courses.services.complete import QuestionsLeft

from .acts import Act
from .rules import moment_of


@dataclass(frozen=True, slots=True)
class Received:
    """What became of an act.

    `kept`: it counts, now or since it was first told. `waiting`: a lesson can't be finished yet,
    the device tells it again later. `refused`: it can't be taken; `why` says so in a sentence.
    `why` of what is kept says what was changed about it.
    """

    id: UUID
    state: Literal["kept", "waiting", "refused"]
    why: str = ""


def receive(*, user: User, acts: Iterable[Act], at: datetime) -> list[Received]:
    """Take the `acts` of `user` that a device tells at the moment `at`, each by itself.

    The same act told twice, in one batch or in several, counts once. Answers come before what they
    are needed for: within a batch, the order in which they are told is of no weight.
    """
    told = list(acts)
    became = {
        place: _receive(user, act, at)
        for place, act in sorted(enumerate(told), key=lambda one: one[1].kind == "finish")
    }
    return [became[place] for place in range(len(told))]


def _receive(user: User, act: Act, at: datetime) -> Received:
    seat = seat_of(user, act.page_id)
    if seat is None:
        return Received(
            act.id, "refused", _("This lesson is no longer published, or you no longer follow it.")
        )
    moment = moment_of(act.given_at, enrolled_at=seat.enrolment.enrolled_at, now=at)
    try:
        with transaction.atomic():
            is_taken = _take(seat, act, moment.at, at)
    except QuestionsLeft as error:
        return Received(act.id, "waiting", error.message)
    except (AcademyError, NotFound) as error:
        return Received(act.id, "refused", error.message)
    if not is_taken:
        return Received(
            act.id, "refused", _("This question goes on step by step, which takes a connection.")
        )
    if moment.is_moved:
        return Received(
            act.id, "kept", _("The clock of this device was wrong: the day was put right.")
        )
    return Received(act.id, "kept")


def _take(seat: Seat, act: Act, moment: datetime, at: datetime) -> bool:
    """Record an act; False for one that asks for a next step."""
    if act.kind == "answer" and act.block_id is not None:
        is_taken = answer_question(
            enrolment=seat.enrolment,
            lesson=seat.lesson,
            course_key=seat.course_key,
            block_id=act.block_id,
            chosen=act.chosen,
            attempt=act.id,
            at=at,
            given_at=moment,
            certainty=act.certainty,
        )
    else:
        complete_lesson(
            enrolment=seat.enrolment,
            lesson=seat.lesson,
            course_key=seat.course_key,
            at=at,
            given_at=moment,
        )
        is_taken = True
    if is_taken:
        _note_opened(seat, moment, at)
    return is_taken


def _note_opened(seat: Seat, moment: datetime, at: datetime) -> None:
    """Record that a lesson was opened, where it was so without a connection for the first time."""
    key = seat.lesson.translation_key
    started = LessonProgress.objects.filter(
        enrolment=seat.enrolment, lesson_key=key, started_at__isnull=False
    )
    if not started.exists():
        open_lesson(
            enrolment=seat.enrolment,
            lesson=seat.lesson,
            course_key=seat.course_key,
            is_started=False,
            at=at,
            given_at=moment,
        )
