"""What follows from settled progress: certificates issued, renewed, and withdrawn; none deleted."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from academy.core.iri import ActivityRef, activity_iri
from courses.models import (
    Certificate,
    CertifiedPath,
    Enrolment,
    PublishedPath,
    Renewal,
    Withdrawal,
)
from courses.rules import AnswerMade, CourseOutline, asked_again, passed_again_at
from courses.statements import Place, renewal_id, renewed
from courses.structure import Moments, Structure
from courses.versions import Asked

from .issue import (
    Passing,
    certificate_of,
    copy_of,
    issue_certificates,
    left_out_at,
    percent_of,
    score_at,
    score_of_all,
    signing_keys,
)
from .record import learner_of, titles_of, wording


@dataclass(frozen=True, slots=True)
class Settled:
    """An enrolment (with its `user`) whose progress was just derived, and what from.

    `structure`: of what was asked, the way by which it is passed. `passed` and `skipped`: its
    courses, since when; a skipped one has no marks, unless it was passed too. `was_passed`: before;
    `is_taken_back`: voided statements took something away.
    """

    enrolment: Enrolment
    path: PublishedPath
    asked: Asked
    structure: Structure
    passed: Moments
    skipped: Moments
    lessons: Mapping[UUID, datetime]
    answers: Collection[AnswerMade]
    was_passed: bool
    is_taken_back: bool

    def score(self, moment: datetime) -> float | None:
        """Return the share of the marks up to `moment`."""
        until = [
            key
            for key, at in self.skipped.items()
            if at <= moment and not self._was_passed(key, moment)
        ]
        return score_at(
            self.structure, self.asked.courses, self.lessons, self.answers, moment, skipped=until
        )

    def _was_passed(self, key: UUID, moment: datetime) -> bool:
        return key in self.passed and self.passed[key] <= moment

    def passing(
        self, moment: datetime, score: float | None, follows: Certificate | None = None
    ) -> Passing:
        """Return the passing at `moment`, with what it does without."""
        left_out = left_out_at(self.structure, self.passed, self.skipped, moment)
        # What came since is in the copy of the path, and wasn't asked.
        asked = {step.key for step in self.structure.steps}
        added = (
            course.key
            for course in self.asked.published
            if course.key not in asked and not self._was_passed(course.key, moment)
        )
        return Passing(self.enrolment, moment, score, follows, (*left_out, *map(str, added)))


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
        one.passing(one.enrolment.passed_at, one.score(one.enrolment.passed_at))
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
    return asked_again(one.asked.published, asked)


def renewed_at(renewal: Renewal, one: Settled) -> datetime | None:
    """Return when the answers since a renewal started passed it, None where they don't yet."""
    courses = _asked(renewal, one)
    if not courses:
        # Nothing was forgotten, or nothing is asked: to ask for the renewal is all there is to do.
        return renewal.started_at
    return passed_again_at(courses, one.answers, renewal.started_at)


def renewal_score(renewal: Renewal, one: Settled, moment: datetime) -> float | None:
    """Return the share of the marks of what is asked again, from the start up to `moment`."""
    given = [answer for answer in one.answers if answer.at >= renewal.started_at]
    return score_of_all(_asked(renewal, one), one.lessons, given, moment)


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
            renewal.certificate = _renew(former, one.passing(moment, score, former), one, at)
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
    copy = copy_of(one.path)
    CertifiedPath.objects.get_or_create(digest=copy.digest, defaults={"data": copy.text})
    made = certificate_of(passing, one.path, copy, signing_keys(), at)
    made.save()
    return made


def _renewal_id(certificate: Certificate, enrolment: Enrolment) -> UUID:
    path = ActivityRef("path", enrolment.path_key)
    iri = activity_iri(settings.ACADEMY_IRI_BASE, path)
    return renewal_id(enrolment.registration, iri, certificate.passed_at)
