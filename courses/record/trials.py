"""What tests, videos and named lists leave behind about a person, for their record."""

import json
from collections.abc import Iterator

from django.utils.translation import gettext_lazy

from academy.accounts.models import User
from academy.accounts.record.parts import Part, Row, columns
from courses import queries
from courses.models import (
    Attempt,
    ExtraTime,
    PackageAttempt,
    PositioningSitting,
    VideoPosition,
)

from .said import LESSON, PATH, UNTIL_LEAVING, learned
from .titles import Titles

_BEGUN = gettext_lazy("Begun")
_ENDED = gettext_lazy("Ended")


def _positionings(user: User, language: str) -> Iterator[Row]:
    titles = Titles(user, language, everywhere=True)
    sittings = PositioningSitting.objects.filter(user=user).prefetch_related("answers")
    for one in sittings.order_by("-begun_at", "-pk"):
        right = [answer.success for answer in one.answers.all()]
        yield (
            titles.of(one.course_key),
            one.begun_at,
            one.ended_at,
            one.mastered_at,
            one.forgotten_at,
            len(right),
            sum(right),
            str(one.registration),
        )


def _attempts(user: User, language: str) -> Iterator[Row]:
    titles = Titles(user, language)
    attempts = Attempt.objects.filter(enrolment__user=user).prefetch_related("answers")
    for one in attempts.order_by("-started_at", "-pk"):
        yield (
            titles.of(one.lesson_key),
            one.title,
            one.number,
            one.started_at,
            one.ends_by,
            one.finished_at,
            one.score,
            len({answer.question for answer in one.answers.all()}),
        )


def _packages(user: User, language: str) -> Iterator[Row]:
    titles = Titles(user, language)
    attempts = PackageAttempt.objects.filter(enrolment__user=user).prefetch_related(
        "parts", "launches"
    )
    for one in attempts.order_by("-started_at", "-pk"):
        for part in one.parts.all():
            yield (
                titles.of(one.lesson_key),
                one.title,
                one.number,
                part.item,
                one.started_at,
                sum(launch.item == part.item for launch in one.launches.all()),
                part.get_completion_display(),
                part.get_success_display(),
                part.scaled,
                round(part.seconds),
                json.dumps(part.cmi, ensure_ascii=False),
            )


def _videos(user: User, language: str) -> Iterator[Row]:
    titles = Titles(user, language)
    for one in VideoPosition.objects.filter(enrolment__user=user).order_by("-left_at", "-pk"):
        yield titles.of(one.lesson_key), one.seconds, one.left_at


def _extra_times(user: User, _language: str) -> Iterator[Row]:
    rows = ExtraTime.objects.filter(user=user).select_related("organism", "given_by")
    for one in rows.order_by("-given_at", "-pk"):
        who = str(one.given_by or "")
        yield one.get_factor_display(), one.organism.name, who, one.given_at, one.ended_at


def _looks(user: User, language: str) -> Iterator[Row]:
    for look in queries.looks_at(user, language):
        for shown in look.shown:
            yield (
                shown.at,
                look.who,
                look.role,
                look.organism,
                look.path,
                look.reason,
                look.words,
                shown.way,
                shown.said,
            )


def trial_parts() -> Iterator[Part]:
    """Yield tests, positioning tests and videos, which are learning, and the extra time given."""
    yield learned(
        name="courses.attempts",
        title=gettext_lazy("My attempts at tests"),
        why=gettext_lazy(
            "To mark them, to keep to the number of attempts and to the time, and to show you "
            "your best one. Nobody in your organization sees them."
        ),
        columns=columns(
            lesson=LESSON,
            test=gettext_lazy("Test"),
            number=gettext_lazy("Attempt"),
            started_at=_BEGUN,
            ends_by=gettext_lazy("To be sent by"),
            finished_at=_ENDED,
            score=gettext_lazy("Mark"),
            answered=gettext_lazy("Questions answered"),
        ),
        rows=_attempts,
        holds=("courses.Attempt", "courses.AttemptAnswer"),
    )
    yield learned(
        name="courses.packages",
        title=gettext_lazy("My packages"),
        why=gettext_lazy(
            "So that content made elsewhere goes on where you left it, on any device, and your "
            "lesson can be finished. What it reports of you brings no marks."
        ),
        columns=columns(
            lesson=LESSON,
            package=gettext_lazy("Package"),
            number=gettext_lazy("Attempt"),
            part=gettext_lazy("Part"),
            started_at=_BEGUN,
            openings=gettext_lazy("Times opened"),
            completion=gettext_lazy("Completion"),
            success=gettext_lazy("Success"),
            scaled=gettext_lazy("Reported score"),
            seconds=gettext_lazy("Seconds spent"),
            kept=gettext_lazy("What the package keeps"),
        ),
        rows=_packages,
        holds=("courses.PackageAttempt", "courses.PackagePart", "courses.PackageLaunch"),
    )
    yield learned(
        name="courses.videos",
        title=gettext_lazy("Where I left videos"),
        why=gettext_lazy("So that a video goes on where you left it, on any device."),
        columns=columns(
            lesson=LESSON,
            seconds=gettext_lazy("Seconds from the beginning"),
            left_at=gettext_lazy("Left"),
        ),
        rows=_videos,
        holds=("courses.VideoPosition",),
    )
    yield Part(
        name="courses.positioning",
        title=gettext_lazy("My positioning tests"),
        why=gettext_lazy(
            "So that you are spared the courses that you master. The result is yours: nobody in "
            "your organization sees it."
        ),
        kept=UNTIL_LEAVING,
        columns=columns(
            course=gettext_lazy("Course"),
            begun_at=_BEGUN,
            ended_at=_ENDED,
            mastered_at=gettext_lazy("Mastered"),
            forgotten_at=gettext_lazy("Result forgotten"),
            answered=gettext_lazy("Questions answered"),
            right=gettext_lazy("Right answers"),
            registration=gettext_lazy("Number in the record store"),
        ),
        rows=_positionings,
        holds=("courses.PositioningSitting", "courses.PositioningAnswer"),
    )
    yield Part(
        name="courses.extra-time",
        title=gettext_lazy("My extra time in tests"),
        why=gettext_lazy(
            "Because a manager gave you more time. Why is written nowhere, and nothing else says "
            "that you have it."
        ),
        kept=gettext_lazy("Until you leave the academy; what was ended, too."),
        columns=columns(
            extra_time=gettext_lazy("Extra time"),
            organism=gettext_lazy("Organization"),
            given_by=gettext_lazy("Who decided"),
            given_at=gettext_lazy("Decided"),
            ended_at=_ENDED,
        ),
        rows=_extra_times,
        holds=("courses.ExtraTime",),
    )


def look_parts() -> Iterator[Part]:
    """Yield who saw the person on a list with names."""
    yield Part(
        name="courses.looks",
        title=gettext_lazy("Who looked at me by name"),
        why=gettext_lazy(
            "Training officers of your organization may open the list of the people of whom a path "
            "is asked, for a reason. You read here who did, when, why, and what it said of you."
        ),
        kept=gettext_lazy("Until you leave the academy."),
        columns=columns(
            at=gettext_lazy("When"),
            who=gettext_lazy("Who looked"),
            role=gettext_lazy("As"),
            organism=gettext_lazy("Organization"),
            path=PATH,
            reason=gettext_lazy("Why"),
            words=gettext_lazy("In their words"),
            way=gettext_lazy("How"),
            said=gettext_lazy("What it said of me"),
        ),
        rows=_looks,
        holds=("courses.PersonShown", "courses.NamedLook"),
    )
