"""What learning leaves behind about a person, for their record."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from academy.accounts.models import User
from academy.accounts.record.parts import Fate, Leaver, Part, Row, columns, register
from academy.core import clock
from courses import queries
from courses.asking_words import how_computed
from courses.models import (
    Answer,
    Certificate,
    CourseProgress,
    Enrolment,
    Exemption,
    LessonProgress,
    PublishedPath,
    RecheckAnswer,
    RecheckChoice,
    Renewal,
    Withdrawal,
)
from courses.services import forget_person, forget_reporter

_BATCH = 500
_UNTIL_LEAVING = gettext_lazy(
    "Until you leave the academy. It follows you from one organization to another."
)
_UNNAMED = gettext_lazy(
    "You chose that your learning record stays, under a random name. Nothing leads from it to you "
    "but the code of this receipt."
)


class _Titles:
    """Titles of paths, courses and lessons by key, in one language; one query."""

    def __init__(self, user: User, language: str) -> None:
        keys = Enrolment.objects.filter(user=user).values("path_key")
        self._said: dict[str, str] = {}
        for path in PublishedPath.objects.filter(key__in=keys):
            text = path.text_in(language)
            self._said[str(path.key)] = text["title"]
            for course in text["courses"]:
                self._said[course["key"]] = course["title"]
                self._said |= {one["key"]: one["title"] for one in course["lessons"]}

    def of(self, key: UUID) -> str:
        """Return the title of what has this key; the key where it isn't published any more."""
        return self._said.get(str(key), str(key))


def _enrolments(user: User, language: str) -> Iterator[Row]:
    titles = _Titles(user, language)
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
    titles = _Titles(user, language)
    rows = LessonProgress.objects.filter(enrolment__user=user).order_by("-started_at", "-pk")
    for one in rows.iterator(chunk_size=_BATCH):
        yield titles.of(one.lesson_key), one.started_at, one.completed_at


def _marks(user: User, language: str) -> Iterator[Row]:
    titles = _Titles(user, language)
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
    titles = _Titles(user, language)
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
        )


def _rechecks(user: User, language: str) -> Iterator[Row]:
    titles = _Titles(user, language)
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
    titles = _Titles(user, language)
    for renewal in renewals.select_related("enrolment"):
        path = titles.of(renewal.enrolment.path_key)
        state = _("renewal finished") if renewal.finished_at else _("renewal under way")
        yield "", "", path, renewal.started_at, None, state


def _asked(user: User, language: str) -> Iterator[Row]:
    asked = queries.asked_of(user, localdate(clock.now()))
    paths = PublishedPath.objects.in_bulk([one.path_key for one in asked])
    for one in asked:
        path = paths.get(one.path_key)
        title = path.text_in(language)["title"] if path else str(one.path_key)
        for ask in one.asks:
            how = how_computed(ask.deadline, ask.begun)
            yield title, ask.who, ask.assignment.reason, ask.begun.since, ask.deadline.due_on, how


def _exemptions(user: User, language: str) -> Iterator[Row]:
    rows = Exemption.objects.filter(user=user).select_related("organism", "given_by")
    found = list(rows.order_by("-given_at", "-pk"))
    paths = PublishedPath.objects.in_bulk([one.path_key for one in found])
    for one in found:
        path = paths.get(one.path_key)
        yield (
            path.text_in(language)["title"] if path else str(one.path_key),
            one.organism.name,
            one.reason,
            str(one.given_by or ""),
            one.given_at,
            one.lifted_at,
        )


def _reports(user: User, language: str) -> Iterator[Row]:
    for one in queries.reports_of(user).iterator(chunk_size=_BATCH):
        yield (
            one.reported_at,
            one.lesson_title,
            one.excerpt,
            one.get_kind_display(),
            one.comment,
            one.get_state_display(),
            one.answer if one.is_told else "",
        )


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


def _forget_reports(leaver: Leaver) -> None:
    forget_reporter(user=leaver.user)


_LESSON = gettext_lazy("Lesson")
_WHEN = gettext_lazy("When")
_PATH = gettext_lazy("Learning path")


def _learned(**said: Any) -> Part:
    """Return a part of the learning record, which whoever leaves may let stay without a name."""
    return Part(
        kept=_UNTIL_LEAVING,
        erase=Fate.ERASED,
        pseudonymise=Fate.UNNAMED,
        stays=_UNNAMED,
        **said,
    )


def register_parts() -> None:
    """Have the record hold what a person learned, what is asked of them, what they reported."""
    for place, part in enumerate((*_learning_parts(), *_other_parts())):
        register(part, order=50 + place)


def _learning_parts() -> Iterator[Part]:
    yield _learned(
        name="courses.enrolments",
        title=gettext_lazy("Learning paths that I follow"),
        why=gettext_lazy("So that you go on where you stopped, on any device."),
        columns=columns(
            path=_PATH,
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
    yield _learned(
        name="courses.lessons",
        title=gettext_lazy("Lessons"),
        why=gettext_lazy("So that you see what you have done, and what is left."),
        columns=columns(
            lesson=_LESSON,
            started_at=gettext_lazy("Started"),
            completed_at=gettext_lazy("Completed"),
        ),
        rows=_lessons,
        holds=("courses.LessonProgress",),
    )
    yield _learned(
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
    yield _learned(
        name="courses.answers",
        title=gettext_lazy("My answers"),
        why=gettext_lazy(
            "To mark them, to show them to you again, and to find questions that are badly put. "
            "Nobody in your organization sees them."
        ),
        columns=columns(
            at=_WHEN,
            lesson=_LESSON,
            question=gettext_lazy("Question"),
            response=gettext_lazy("Answer"),
            scaled=gettext_lazy("Mark"),
            success=gettext_lazy("Right"),
            certainty=gettext_lazy("How sure I was"),
        ),
        rows=_answers,
        holds=("courses.Answer",),
    )
    yield _learned(
        name="courses.rechecks",
        title=gettext_lazy("Questions asked again"),
        why=gettext_lazy(
            "To keep alive what you know, and to choose when to ask you again. They weigh on no "
            "mark."
        ),
        columns=columns(
            at=_WHEN,
            lesson=_LESSON,
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
            path=_PATH,
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


def _other_parts() -> Iterator[Part]:
    yield Part(
        name="courses.asked",
        title=gettext_lazy("What is asked of me"),
        why=gettext_lazy(
            "Worked out today from what your organization asks, your posts and your arrival. It is "
            "not kept."
        ),
        kept=gettext_lazy("As long as it is asked."),
        columns=columns(
            path=_PATH,
            who=gettext_lazy("Who asks"),
            reason=gettext_lazy("Why"),
            since=gettext_lazy("Since"),
            due_on=gettext_lazy("Due on"),
            how=gettext_lazy("How the day was found"),
        ),
        rows=_asked,
        erase=None,
        pseudonymise=None,
    )
    yield Part(
        name="courses.exemptions",
        title=gettext_lazy("My exemptions"),
        why=gettext_lazy("Because somebody decided that you needn’t follow a path, and said why."),
        kept=gettext_lazy("Until you leave the academy; those that were lifted, too."),
        columns=columns(
            path=_PATH,
            organism=gettext_lazy("Organization"),
            reason=gettext_lazy("Why"),
            given_by=gettext_lazy("Who decided"),
            given_at=gettext_lazy("Decided"),
            lifted_at=gettext_lazy("Lifted"),
        ),
        rows=_exemptions,
        holds=("courses.Exemption",),
    )
    yield Part(
        name="courses.reports",
        title=gettext_lazy("What I reported in lessons"),
        why=gettext_lazy(
            "So that the authors mend it and you read their answer. They never see who wrote."
        ),
        kept=_UNTIL_LEAVING,
        columns=columns(
            at=_WHEN,
            lesson=_LESSON,
            passage=gettext_lazy("Passage"),
            kind=pgettext_lazy("of a report", "Kind"),
            comment=gettext_lazy("What I wrote"),
            state=gettext_lazy("State"),
            answer=gettext_lazy("Answer of the authors"),
        ),
        rows=_reports,
        holds=("courses.BlockReport",),
        erase=Fate.UNNAMED,
        pseudonymise=Fate.UNNAMED,
        stays=gettext_lazy(
            "What you wrote is erased. That somebody found the passage unclear, wrong or out of "
            "date stays for the authors, who never knew from whom it came."
        ),
        forget=_forget_reports,
        link="courses:reports",
        link_label=gettext_lazy("What I reported in lessons"),
    )
