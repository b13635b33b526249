"""What learning leaves behind about a person, for their record."""

from collections.abc import Iterator
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from academy.accounts.models import User
from academy.accounts.record.parts import Leaver, Part, Row, columns
from academy.core import clock
from courses import queries
from courses.models import (
    Answer,
    Certificate,
    CourseProgress,
    Enrolment,
    LessonProgress,
    RecheckAnswer,
    RecheckChoice,
    Renewal,
    Withdrawal,
)
from courses.services import forget_person

from .said import LESSON, PATH, WHEN, learned
from .titles import Titles

_BATCH = 500


def _enrolments(user: User, language: str) -> Iterator[Row]:
    titles = Titles(user, language)
    for one in Enrolment.objects.filter(user=user).order_by("-enrolled_at", "-pk"):
        yield (
            titles.of(one.path_key),
            one.enrolled_at,
            one.completed_at,
            one.passed_at,
            one.last_seen_at,
            titles.of(one.last_lesson_key) if one.last_lesson_key else "",
            str(one.registration),
        )


def _lessons(user: User, language: str) -> Iterator[Row]:
    titles = Titles(user, language)
    rows = LessonProgress.objects.filter(enrolment__user=user).order_by("-started_at", "-pk")
    for one in rows.iterator(chunk_size=_BATCH):
        yield titles.of(one.lesson_key), one.started_at, one.completed_at


def _marks(user: User, language: str) -> Iterator[Row]:
    titles = Titles(user, language)
    rows = CourseProgress.objects.filter(enrolment__user=user).order_by("-completed_at", "-pk")
    for one in rows:
        yield (
            titles.of(one.course_key),
            one.completed_at,
            one.passed_at,
            one.first_score,
            one.best_score,
        )


def _answers(user: User, language: str) -> Iterator[Row]:
    titles = Titles(user, language)
    rows = Answer.objects.filter(enrolment__user=user).order_by("-at", "statement_id")
    for one in rows.iterator(chunk_size=_BATCH):
        said = _response(one.response)
        yield (
            one.at,
            titles.of(one.lesson_key),
            str(one.block_id),
            said,
            one.scaled,
            one.success,
            one.certainty,
            one.language,
        )


def _rechecks(user: User, language: str) -> Iterator[Row]:
    titles = Titles(user, language)
    choice = RecheckChoice.objects.filter(user=user).first()
    if choice is not None:
        yield None, _("Chosen: questions a week"), "", str(choice.weekly), None, None
    rows = RecheckAnswer.objects.filter(enrolment__user=user).order_by("-at", "statement_id")
    for one in rows.iterator(chunk_size=_BATCH):
        said = _response(one.response)
        yield one.at, titles.of(one.lesson_key), str(one.block_id), said, one.scaled, one.success


def _response(parts: Any) -> str:
    """Return what somebody answered as one text: ids of options, pairs, or what they typed."""
    return ", ".join(
        "–".join(map(str, part)) if isinstance(part, list) else str(part) for part in parts
    )


def _certificates(user: User, language: str) -> Iterator[Row]:
    today = localdate(clock.now())
    for one in queries.own_certificates(user, language, today):
        if not one.said:
            yield one.code, "", "", one.certificate.passed_at, None, one.state
            continue
        yield one.code, one.name, one.title, one.passed_at, one.last_day, one.state
    renewals = Renewal.objects.filter(enrolment__user=user).order_by("-started_at")
    titles = Titles(user, language)
    for renewal in renewals.select_related("enrolment"):
        path = titles.of(renewal.enrolment.path_key)
        state = _("renewal finished") if renewal.finished_at else _("renewal under way")
        yield "", "", path, renewal.started_at, None, state


def _hand_over(leaver: Leaver) -> None:
    """Give the learning record to the account of nobody, and settle the certificates."""
    mine = Certificate.objects.filter(enrolment__user=leaver.user)
    if leaver.keeps_certificates:
        # They bear the name: nothing may lead from them to a record that stays.
        Renewal.objects.filter(enrolment__user=leaver.user).update(certificate=None)
        mine.exclude(withdrawal=Withdrawal.ERASED).update(enrolment=None)
    else:
        forget_person(user=leaver.user, at=leaver.at)
    if leaver.heir is not None:
        Enrolment.objects.filter(user=leaver.user).update(user=leaver.heir)


def learning_parts() -> Iterator[Part]:
    """Yield what a person learned: paths, lessons, marks, answers, certificates."""
    yield learned(
        name="courses.enrolments",
        title=gettext_lazy("Learning paths that I follow"),
        why=gettext_lazy("So that you go on where you stopped, on any device."),
        columns=columns(
            path=PATH,
            enrolled_at=gettext_lazy("Joined"),
            completed_at=gettext_lazy("Completed"),
            passed_at=gettext_lazy("Passed"),
            last_seen_at=gettext_lazy("Last visit"),
            last_lesson=gettext_lazy("Last lesson"),
            registration=gettext_lazy("Number in the record store"),
        ),
        rows=_enrolments,
        holds=("courses.Enrolment",),
        forget=_hand_over,
    )
    yield learned(
        name="courses.lessons",
        title=gettext_lazy("Lessons"),
        why=gettext_lazy("So that you see what you have done, and what is left."),
        columns=columns(
            lesson=LESSON,
            started_at=gettext_lazy("Started"),
            completed_at=gettext_lazy("Completed"),
        ),
        rows=_lessons,
        holds=("courses.LessonProgress",),
    )
    yield learned(
        name="courses.marks",
        title=gettext_lazy("Marks"),
        why=gettext_lazy("To know which courses you have passed. A mark goes from 0 to 1."),
        columns=columns(
            course=gettext_lazy("Course"),
            completed_at=gettext_lazy("Completed"),
            passed_at=gettext_lazy("Passed"),
            first_score=gettext_lazy("First mark"),
            best_score=gettext_lazy("Best mark"),
        ),
        rows=_marks,
        holds=("courses.CourseProgress",),
    )
    yield learned(
        name="courses.answers",
        title=gettext_lazy("My answers"),
        why=gettext_lazy(
            "To mark them, to show them to you again, and to find questions that are badly put. "
            "Nobody in your organization sees them."
        ),
        columns=columns(
            at=WHEN,
            lesson=LESSON,
            question=gettext_lazy("Question"),
            response=gettext_lazy("Answer"),
            scaled=gettext_lazy("Mark"),
            success=gettext_lazy("Right"),
            certainty=gettext_lazy("How sure I was"),
            language=gettext_lazy("Language"),
        ),
        rows=_answers,
        holds=("courses.Answer",),
    )
    yield learned(
        name="courses.rechecks",
        title=gettext_lazy("Questions asked again"),
        why=gettext_lazy(
            "To keep alive what you know, and to choose when to ask you again. They weigh on no "
            "mark."
        ),
        columns=columns(
            at=WHEN,
            lesson=LESSON,
            question=gettext_lazy("Question"),
            response=gettext_lazy("Answer"),
            scaled=gettext_lazy("Mark"),
            success=gettext_lazy("Right"),
        ),
        rows=_rechecks,
        holds=("courses.RecheckAnswer", "courses.RecheckChoice"),
        link="courses:rechecks",
        link_label=gettext_lazy("Questions of the week"),
    )
    yield Part(
        name="courses.certificates",
        title=gettext_lazy("Certificates and badges"),
        why=gettext_lazy(
            "So that you can show, and anybody with the code can check, what you passed. A badge "
            "is made from the certificate when you ask for it; it isn’t kept."
        ),
        kept=gettext_lazy(
            "Always, unless you leave and ask that they be withdrawn. The code then stays, and "
            "says nothing but that."
        ),
        columns=columns(
            code=gettext_lazy("Code"),
            name=gettext_lazy("Name"),
            path=PATH,
            passed_at=gettext_lazy("Passed"),
            last_day=gettext_lazy("Last day"),
            state=gettext_lazy("State"),
        ),
        rows=_certificates,
        holds=("courses.Certificate", "courses.Renewal"),
        stays=gettext_lazy(
            "You chose that their public pages stay. They bear your name, what you passed and "
            "when; nothing else of the academy leads to them, nor from them to your record."
        ),
        link="courses:certificates",
        link_label=gettext_lazy("My certificates"),
    )
