"""Certificates: issued with the passing, withdrawn, revoked, forgotten, never deleted."""

import base64
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotFound
from academy.core.iri import ActivityRef, activity_iri
from courses.models import (
    Answer,
    Certificate,
    CertifiedPath,
    Enrolment,
    LessonProgress,
    PublishedPath,
    Renewal,
    Withdrawal,
)
from courses.policies import can_revoke_certificates
from courses.queries import outline_of, published_paths
from courses.recognition import content
from courses.recognition.codes import new_code
from courses.recognition.signing import Keys, keys_of
from courses.rules import (
    AnswerMade,
    CourseOutline,
    asked_again,
    course_standing,
    passed_again_at,
)
from courses.statements import Place, renewal_id, renewed
from courses.validity import end_of_pass

from .record import learner_of, titles_of, wording

# How many passings of before are certified in one transaction.
_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Passing:
    """That somebody passed a path: `enrolment` (with its `user`), when, with which share of the
    marks (0 to 1, None where nothing is asked); `follows` is the certificate that this renews."""

    enrolment: Enrolment
    passed_at: datetime
    score: float | None
    follows: Certificate | None = None


def signing_keys() -> Keys:
    """Return the keys of this academy. Raises NoKey where there is none."""
    return keys_of(tuple(settings.CERTIFICATE_SIGNING_KEYS))


def score_at(
    courses: Iterable[CourseOutline],
    lessons: Mapping[UUID, datetime],
    answers: Collection[AnswerMade],
    moment: datetime,
) -> float | None:
    """Return the mean, over the courses that ask something, of the best marks up to `moment`.

    It depends on what was answered until then alone: neither on what came later, nor on when or in
    which order all of it reached the academy.
    """
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
        copy = copies.get(path.key) or copies.setdefault(path.key, _copy_of(path))
        rows.append(_certificate(passing, path, copy, keys, at))
    CertifiedPath.objects.bulk_create(
        [CertifiedPath(digest=copy.digest, data=copy.text) for copy in copies.values()],
        ignore_conflicts=True,
    )
    Certificate.objects.bulk_create(rows, ignore_conflicts=True)


def _certificate(
    passing: Passing, path: PublishedPath, copy: content.Frozen, keys: Keys, at: datetime
) -> Certificate:
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


def _copy_of(path: PublishedPath) -> content.Frozen:
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
    )


@dataclass(frozen=True, slots=True)
class Settled:
    """An enrolment (with its `user`) whose progress was just derived, and what from.

    `was_passed`: before; `is_taken_back`: voided statements took something away.
    """

    enrolment: Enrolment
    path: PublishedPath
    courses: tuple[CourseOutline, ...]
    lessons: Mapping[UUID, datetime]
    answers: Collection[AnswerMade]
    was_passed: bool
    is_taken_back: bool

    def score(self, moment: datetime) -> float | None:
        """Return the share of the marks up to `moment`."""
        return score_at(self.courses, self.lessons, self.answers, moment)


def certify(
    *, settled: Collection[Settled], at: datetime
) -> tuple[list[dict[str, Any]], set[UUID]]:
    """Bring certificates up to what was settled, in the caller's transaction.

    New passings are certified, renewals that were won too; certificates that say what the remaining
    statements don't tell any more are withdrawn. Return the statements that follow, and the ids of
    those that are true no more.
    """
    lost, untrue = _withdraw_untrue([one for one in settled if one.is_taken_back], at)
    passings = [
        Passing(one.enrolment, one.enrolment.passed_at, one.score(one.enrolment.passed_at))
        for one in settled
        if one.enrolment.passed_at is not None and (not one.was_passed or one.enrolment.pk in lost)
    ]
    if passings:
        paths = {one.path.key: one.path for one in settled}
        issue_certificates(passings=passings, paths=paths, at=at)
    told = finish_renewals(settled=[one for one in settled if one.was_passed], at=at)
    return told, untrue


def _withdraw_untrue(taken: Collection[Settled], at: datetime) -> tuple[set[int], set[UUID]]:
    """Withdraw the certificates of those from whom something was taken back that say what isn't
    true any more; return whose last one went, and the ids of statements of lost renewals."""
    if not taken:
        return set(), set()
    certificates: dict[int, list[Certificate]] = {}
    for certificate in Certificate.objects.filter(
        enrolment__in=[one.enrolment for one in taken], withdrawn_at=None
    ).order_by("-pk"):
        certificates.setdefault(certificate.enrolment_id or 0, []).append(certificate)
    renewals = {
        renewal.certificate_id: renewal
        for renewal in Renewal.objects.filter(
            certificate__in=[one for some in certificates.values() for one in some]
        )
    }
    lost: set[int] = set()
    untrue: set[UUID] = set()
    for one in taken:
        # The newest first: where it goes, the one that it renewed counts again.
        mine = certificates.get(one.enrolment.pk, [])
        for certificate in mine:
            renewal = renewals.get(certificate.pk)
            if _still_holds(certificate, one, renewal):
                continue
            stood = certificate.renewed_at is None
            certificate.withdrawn_at, certificate.withdrawal = at, Withdrawal.VOIDED
            certificate.save(update_fields=["withdrawn_at", "withdrawal"])
            if renewal is not None:
                untrue.add(_renewal_id(certificate, one.enrolment))
                former = next((row for row in mine if row.pk == certificate.follows_id), None)
                if stood and former is not None:
                    former.renewed_at = None
                    former.save(update_fields=["renewed_at"])
        if mine and all(row.withdrawn_at is not None for row in mine):
            lost.add(one.enrolment.pk)
    return lost, untrue


def _still_holds(certificate: Certificate, one: Settled, renewal: Renewal | None) -> bool:
    """Tell whether what a certificate says is still what the remaining statements tell: passed no
    later, and with no fewer marks."""
    if renewal is None:
        moment, score = one.enrolment.passed_at, one.score(certificate.passed_at)
    else:
        moment, score = renewed_at(renewal, one), renewal_score(renewal, one, certificate.passed_at)
    if moment is None or moment > certificate.passed_at:
        return False
    said = json.loads(certificate.data)["percent"]
    return said is None or said <= (percent_of(score) or 0)


def _asked(renewal: Renewal, one: Settled) -> tuple[CourseOutline, ...]:
    asked = {(UUID(lesson), UUID(block)) for lesson, block in renewal.asked}
    return asked_again(one.courses, asked)


def renewed_at(renewal: Renewal, one: Settled) -> datetime | None:
    """Return when the answers since a renewal started passed it, None where they don't yet."""
    courses = _asked(renewal, one)
    if not courses:
        # Nothing is asked of this path: to ask for the renewal is all there is to do.
        return renewal.started_at
    return passed_again_at(courses, one.answers, renewal.started_at)


def renewal_score(renewal: Renewal, one: Settled, moment: datetime) -> float | None:
    """Return the share of the marks of what is asked again, from the start up to `moment`."""
    given = [answer for answer in one.answers if answer.at >= renewal.started_at]
    return score_at(_asked(renewal, one), one.lessons, given, moment)


def finish_renewals(*, settled: Collection[Settled], at: datetime) -> list[dict[str, Any]]:
    """Issue the certificates of renewals that were won; return the statements that follow.

    The former certificate stays, and says that it was renewed. Where none stands any more, because
    it was revoked meanwhile, the renewal ends without one.
    """
    if not settled:
        return []
    told = []
    owners = {one.enrolment.pk: one for one in settled}
    # Locked: of two last answers at once, the second finds it finished.
    for renewal in Renewal.objects.select_for_update().filter(
        enrolment__in=list(owners), finished_at=None
    ):
        one = owners[renewal.enrolment_id]
        moment = renewed_at(renewal, one)
        if moment is None:
            continue
        former = Certificate.objects.filter(
            enrolment=one.enrolment, withdrawn_at=None, renewed_at=None
        ).first()
        renewal.finished_at = moment
        if former is not None:
            score = renewal_score(renewal, one, moment)
            renewal.certificate = _renew(
                former, Passing(one.enrolment, moment, score, former), one, at
            )
            told.append(
                renewed(
                    wording().passed(
                        learner_of(one.enrolment),
                        Place(path=one.path.key, titles=titles_of(one.path)),
                        moment,
                        score,
                    )
                )
            )
        renewal.save(update_fields=["finished_at", "certificate"])
    return told


def _renew(former: Certificate, passing: Passing, one: Settled, at: datetime) -> Certificate:
    former.renewed_at = passing.passed_at
    former.save(update_fields=["renewed_at"])
    copy = _copy_of(one.path)
    CertifiedPath.objects.get_or_create(digest=copy.digest, defaults={"data": copy.text})
    made = _certificate(passing, one.path, copy, signing_keys(), at)
    made.save()
    return made


def _renewal_id(certificate: Certificate, enrolment: Enrolment) -> UUID:
    path = ActivityRef("path", enrolment.path_key)
    iri = activity_iri(settings.ACADEMY_IRI_BASE, path)
    return renewal_id(enrolment.registration, iri, certificate.passed_at)


@transaction.atomic
def revoke_certificate(*, code: str, reason: str, by: User, at: datetime) -> Certificate:
    """Revoke the certificate with this code, for a reason that the audit log keeps.

    Raises NotFound for a code that no certificate has and for who isn't an administrator,
    AcademyError for one that counts no more.
    """
    if not can_revoke_certificates(by, timezone.localdate(at)):
        raise NotFound(_("There is no such certificate."))
    found = Certificate.objects.select_for_update().filter(code=code).first()
    if found is None:
        raise NotFound(_("There is no such certificate."))
    if found.withdrawn_at is not None:
        raise AcademyError(_("This certificate counts no more already. Nothing was changed."))
    found.withdrawn_at, found.withdrawal = at, Withdrawal.REVOKED
    found.save(update_fields=["withdrawn_at", "withdrawal"])
    audit.record(
        at=at,
        actor=by,
        action="certificate.revoke",
        target=found.code,
        details={"reason": reason},
    )
    return found


@transaction.atomic
def forget_person(*, user: User, at: datetime) -> None:
    """Empty the certificates of a person whose account goes: nothing of them says who it was.

    Their codes stay and say that they were withdrawn with the account.
    """
    mine = Certificate.objects.filter(enrolment__user=user)
    mine.filter(withdrawn_at=None).update(withdrawn_at=at)
    mine.update(withdrawal=Withdrawal.ERASED, data="", signature="")


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
    for one in enrolments:
        path = paths.get(one.path_key)
        if path is not None and one.passed_at is not None:
            score = score_at(
                outline_of(path), lessons.get(one.pk, {}), answers.get(one.pk, []), one.passed_at
            )
            yield Passing(one, one.passed_at, score)
