"""What voided statements had brought in cmi5 packages, taken back.

cmi5 says nothing of it; xAPI has a voided statement be one that should not have been made (Data
2.3.2). So an AU may say again what it said there, and what had followed (`satisfied`, the lesson)
is voided too where nothing else bears it.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from academy.lrs.queries import statements_by_id, statements_of_registrations, voided_ids
from academy.lrs.services import session_behind, unsay
from academy.lrs.subscribers import StoredStatement
from academy.lrs.xapi.cmi5 import is_defined
from academy.lrs.xapi.vocabulary import Verb
from courses.acts import ActReader
from courses.models import AuStanding, PackageAttempt, Success
from courses.packages.cmi5.move_on import COURSE, is_met, newly_satisfied
from courses.packages.finishing import lesson_of
from courses.queries import packages_left
from courses.services.record import record_once

from .hearing import TIMES, heard, is_of_a_part, is_theirs, item_of, keep
from .mirroring import is_done, mirror
from .standings import Followed, done_of, locked, words_for


def take_back(*, targets: Collection[UUID], at: datetime) -> None:
    """Make registrations what is told without the statements `targets`, which were voided.

    Nothing happens for a target that isn't stored, isn't voided, or tells nothing of an AU that
    somebody is registered for. The same again changes nothing.
    """
    voided = voided_ids(targets)
    gone = [one for one in statements_by_id(voided) if _counted(one)] if voided else []
    by_registration: dict[UUID, list[StoredStatement]] = {}
    for one in gone:
        if one.registration is not None:
            by_registration.setdefault(one.registration, []).append(one)
    for registration in sorted(by_registration):
        _take_back(registration, by_registration[registration], at)


def _counted(statement: StoredStatement) -> bool:
    return statement.verb in (*TIMES, Verb.WAIVED) and is_of_a_part(statement)


@transaction.atomic
def _take_back(registration: UUID, gone: Collection[StoredStatement], at: datetime) -> None:
    # The sessions first, as when an AU tells something.
    for one in gone:
        session = session_behind(one)
        if session is not None and one.verb in TIMES and is_defined(one.data):
            unsay(session=session, verb=one.verb, activity_id=one.object_id, stored=one.stored)
    followed = locked(registration)
    if followed is None:
        return
    items = [
        item
        for item in followed.row.version.parts
        if item["id"] in followed.standings
        and any(is_theirs(one, followed) and item_of(one, followed) == item for one in gone)
    ]
    remaining = statements_of_registrations([registration], verbs=[*TIMES, Verb.WAIVED])
    for item in items:
        _measure_again(followed, followed.standings[item["id"]], remaining)
    _unsatisfy(followed, at)
    _reopen(followed, items, at)


def _measure_again(
    followed: Followed, standing: AuStanding, remaining: Iterable[StoredStatement]
) -> None:
    """Make a standing what the remaining statements, the oldest first, tell."""
    for name in TIMES.values():
        setattr(standing, name, None)
    standing.scaled = None
    is_waived = False
    for one in remaining:
        if one.verb == Verb.WAIVED:
            item = item_of(one, followed) if session_behind(one) is None else None
            is_waived = is_waived or (item is not None and item["id"] == standing.item)
            continue
        said = heard(one, followed)
        if said is not None and said.item["id"] == standing.item:
            keep(one, standing)
    if not is_waived:
        standing.waived_at, standing.waived_because = None, ""
    standing.save()


def _unsatisfy(followed: Followed, at: datetime) -> None:
    """Void what was told as satisfied, and isn't any more."""
    row, items = followed.row, followed.row.version.manifest["items"]
    still = set(newly_satisfied(items, followed.done, frozenset()))
    rules = {item["id"]: item["move_on"] for item in items if item["launch"]}
    lost = []
    for key, standing in followed.standings.items():
        is_still = is_met(rules[key], done_of(standing)) if key in rules else key in still
        if standing.satisfied_at is not None and not is_still:
            standing.satisfied_at = None
            standing.save(update_fields=["satisfied_at"])
            lost.append(key)
    if row.satisfied_at is not None and COURSE not in still:
        row.satisfied_at = None
        row.save(update_fields=["satisfied_at"])
        lost.append(COURSE)
    words = words_for(row.version.package)
    untrue = {words.iri(key) for key in lost}
    told = statements_of_registrations([row.registration], verbs=[Verb.SATISFIED])
    own = {one.id for one in told if one.object_id in untrue and session_behind(one) is None}
    record_once([], at=at, voiding=own)


def _reopen(followed: Followed, items: Iterable[dict[str, Any]], at: datetime) -> None:
    """Bring the attempt in the lesson back to where the registration is, and the lesson with it."""
    attempt = followed.row.attempt
    if attempt is None:
        return
    attempt.success = Success.UNKNOWN
    is_lost = attempt.completed_at is not None and not is_done(followed)
    if is_lost:
        attempt.completed_at = None
    for item in items:
        mirror(followed=followed, item=item, at=at)
    if is_lost and _bears_the_lesson(attempt):
        record_once([], at=at, voiding=_told_of_the_lesson(attempt))


def _bears_the_lesson(attempt: PackageAttempt) -> bool:
    """Tell whether the lesson couldn't be finished by this learner without this attempt, which is
    done no more."""
    lesson = lesson_of(attempt)
    return lesson is not None and attempt.block_id in packages_left(lesson, attempt.enrolment)


def _told_of_the_lesson(attempt: PackageAttempt) -> set[UUID]:
    """Return the ids of the statements by which the lesson was finished."""
    reader = ActReader(settings.ACADEMY_IRI_BASE)
    told = statements_of_registrations([attempt.enrolment.registration], verbs=[Verb.COMPLETED])
    acts = [act for one in told if (act := reader.read(one)) and act.is_of_a_lesson]
    return {
        act.statement_id
        for act in acts
        if act.ref.block_id is None and act.ref.key == attempt.lesson_key
    }
