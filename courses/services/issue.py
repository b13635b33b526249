"""Issuing certificates: with the passing, and for those who passed before there were any."""

import base64
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from academy.core.codes import new_code
from courses.models import (
    Answer,
    Certificate,
    CertifiedPath,
    CourseProgress,
    Enrolment,
    LessonProgress,
    PublishedPath,
    Withdrawal,
)
from courses.queries import (
    earliest,
    masteries,
    outline_of,
    positioned_by,
    published_paths,
    structure_of,
)
from courses.recognition import content
from courses.recognition.signing import Keys, keys_of
from courses.rules import AnswerMade, CourseOutline, course_standing
from courses.structure import Moments, Structure, counted, skipped_moments
from courses.validity import end_of_pass

# How many passings of before are certified in one transaction.
_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Passing:
    """That somebody passed a path: `enrolment` (with its `user`), when, with which share of the
    marks (0 to 1, None where nothing is asked); `follows` is the certificate that this renews;
    `left_out` the courses (keys) that are not asked of everybody and that it does without."""

    enrolment: Enrolment
    passed_at: datetime
    score: float | None
    follows: Certificate | None = None
    left_out: tuple[str, ...] = ()


def signing_keys() -> Keys:
    """Return the keys of this academy. Raises NoKey where there is none."""
    return keys_of(tuple(settings.CERTIFICATE_SIGNING_KEYS))


def left_out_at(
    structure: Structure, passed: Moments, skipped: Moments, moment: datetime
) -> tuple[str, ...]:
    """Return the courses (keys) that who passed a path at `moment` did without: those that aren't
    asked of everybody, and were neither passed nor skipped until then."""

    def counts(key: UUID) -> bool:
        return any(key in one and one[key] <= moment for one in (passed, skipped))

    return tuple(
        str(step.key)
        for step in structure.steps
        if not step.is_of_everybody and not counts(step.key)
    )


def score_at(
    structure: Structure,
    courses: Iterable[CourseOutline],
    lessons: Mapping[UUID, datetime],
    answers: Collection[AnswerMade],
    moment: datetime,
    *,
    skipped: Collection[UUID] = (),
) -> float | None:
    """Return the mean, over the courses that count (`structure.counted`) and ask something, of the
    best marks up to `moment`; `skipped`: the courses that were until then.

    It depends on what was answered until then alone: neither on what came later, nor on when or in
    which order all of it reached the academy.
    """
    until = [one for one in answers if one.at <= moment]
    found = {course.key: course_standing(course, lessons, until) for course in courses}
    best = {key: standing.best_score for key, standing in found.items()}
    done = [
        key
        for key, standing in found.items()
        if standing.completed_at is not None and standing.completed_at <= moment
    ]
    keys = counted(structure, done, skipped, best)
    scores = [score for key in keys if (score := best[key]) is not None]
    return sum(scores) / len(scores) if scores else None


def score_of_all(
    courses: Iterable[CourseOutline],
    lessons: Mapping[UUID, datetime],
    answers: Collection[AnswerMade],
    moment: datetime,
) -> float | None:
    """Return the mean of the best marks up to `moment` over `courses`, each of which counts."""
    until = [one for one in answers if one.at <= moment]
    found = [course_standing(course, lessons, until).best_score for course in courses]
    scores = [score for score in found if score is not None]
    return sum(scores) / len(scores) if scores else None


def percent_of(score: float | None) -> int | None:
    """Return a share of the marks in whole percents, never more than was reached."""
    return None if score is None else int(score * 100 + 1e-9)


def issue_certificates(
    *, passings: Collection[Passing], paths: Mapping[UUID, PublishedPath], at: datetime
) -> None:
    """Issue a certificate for each of `passings`, in the caller's transaction.

    `paths`: those that were passed, by key. Somebody whose certificate of the path stands gets no
    second one: of two that come at once, the database keeps one. A passing whose certificate was
    revoked isn't certified again when its statements are read again.
    """
    revoked = set(
        Certificate.objects.filter(
            enrolment__in=[one.enrolment for one in passings], withdrawal=Withdrawal.REVOKED
        ).values_list("enrolment_id", "passed_at")
    )
    copies: dict[UUID, content.Frozen] = {}
    rows = []
    keys = signing_keys()
    for passing in passings:
        if (passing.enrolment.pk, passing.passed_at) in revoked:
            continue
        path = paths[passing.enrolment.path_key]
        copy = copies.get(path.key) or copies.setdefault(path.key, copy_of(path))
        rows.append(certificate_of(passing, path, copy, keys, at))
    CertifiedPath.objects.bulk_create(
        [CertifiedPath(digest=copy.digest, data=copy.text) for copy in copies.values()],
        ignore_conflicts=True,
    )
    Certificate.objects.bulk_create(rows, ignore_conflicts=True)


def certificate_of(
    passing: Passing, path: PublishedPath, copy: content.Frozen, keys: Keys, at: datetime
) -> Certificate:
    """Return the certificate of a passing, not yet stored; `copy` is that of the path."""
    passed_on = timezone.localdate(passing.passed_at)
    ends_on = end_of_pass(path.validity, passed_on)
    code = new_code()
    said = content.certificate(
        code=code,
        # An account without a name is known by its address, which is nobody else's business.
        name=passing.enrolment.user.get_full_name(),
        passed_at=passing.passed_at,
        passed_on=passed_on,
        ends_on=ends_on,
        percent=percent_of(passing.score),
        path_digest=copy.digest,
        left_out=passing.left_out,
    )
    return Certificate(
        enrolment=passing.enrolment,
        code=code,
        path_id=copy.digest,
        data=said.text,
        signature=base64.b64encode(keys.sign(said.text.encode())).decode(),
        passed_at=passing.passed_at,
        ends_on=ends_on,
        issued_at=at,
        follows=passing.follows,
    )


def copy_of(path: PublishedPath) -> content.Frozen:
    """Return the frozen copy of a path as it is published."""
    return content.certified_path(
        key=path.key,
        outline=path.outline,
        texts=path.texts,
        minutes=path.minutes,
        level=path.level,
        builders=[
            content.Builder(one.code, one.name_fr, one.name_en, one.is_simulated)
            for one in path.built_by.order_by("code")
        ],
        credits=path.credits,
    )


def issue_missing_certificates(*, at: datetime) -> Iterator[int]:
    """Certify who passed before there were certificates, some hundred in each transaction; give,
    after each, how many were issued.

    The copy is that of the path as it is published now: nobody knows any more how it was. Whoever
    had a certificate, revoked since, gets no other.
    """
    after = 0
    while True:
        with transaction.atomic():
            batch = list(
                Enrolment.objects.filter(
                    pk__gt=after, passed_at__isnull=False, certificates__isnull=True
                )
                .select_related("user")
                .order_by("pk")[:_AT_A_TIME]
            )
            if not batch:
                return
            after = batch[-1].pk
            paths = published_paths({one.path_key for one in batch})
            passings = list(_passings(batch, paths))
            issue_certificates(passings=passings, paths=paths, at=at)
        yield len(passings)


def _passings(
    enrolments: Collection[Enrolment], paths: Mapping[UUID, PublishedPath]
) -> Iterator[Passing]:
    lessons: dict[int, dict[UUID, datetime]] = {}
    for owner, lesson, done_at in LessonProgress.objects.filter(
        enrolment__in=enrolments, completed_at__isnull=False
    ).values_list("enrolment_id", "lesson_key", "completed_at"):
        if done_at is not None:
            lessons.setdefault(owner, {})[lesson] = done_at
    answers: dict[int, list[AnswerMade]] = {}
    for owner, lesson, block, made_at, scaled in Answer.objects.filter(
        enrolment__in=enrolments
    ).values_list("enrolment_id", "lesson_key", "block_id", "at", "scaled"):
        answers.setdefault(owner, []).append(AnswerMade(lesson, block, made_at, scaled))
    courses: dict[int, dict[UUID, datetime]] = {}
    for owner, course, passed_at in CourseProgress.objects.filter(
        enrolment__in=enrolments, passed_at__isnull=False
    ).values_list("enrolment_id", "course_key", "passed_at"):
        if passed_at is not None:
            courses.setdefault(owner, {})[course] = passed_at
    named = {key for path in paths.values() for key in structure_of(path).named}
    people = {one.user_id for one in enrolments}
    positioned = positioned_by(people)
    shown = masteries(people, named, positioned)
    for one in enrolments:
        path = paths.get(one.path_key)
        if path is not None and one.passed_at is not None:
            structure, passed = structure_of(path), courses.get(one.pk, {})
            mastered = earliest(shown.get(one.user_id, ()))
            skipped = skipped_moments(
                structure, mastered, one.enrolled_at, positioned.get(one.user_id, {})
            )
            moment = one.passed_at
            score = score_at(
                structure,
                outline_of(path),
                lessons.get(one.pk, {}),
                answers.get(one.pk, []),
                moment,
                skipped=[
                    key
                    for key, at in skipped.items()
                    if at <= moment and not (key in passed and passed[key] <= moment)
                ],
            )
            left_out = left_out_at(structure, passed, skipped, moment)
            yield Passing(one, moment, score, left_out=left_out)
