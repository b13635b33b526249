"""Statements -> progress: the reader that follows the record store in the same transaction.

It reads the acts of learners (started, answered, completed a lesson) whose registration is an
enrolment here and whose actor is the person enrolled, and what positioning tests tell, whose
registrations are their own. It may be given the same statements again,
in any order: times only move to the earliest told, answers are kept by statement id, and a
statement that is voided, before or after it came, counts no more.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from academy.lrs.queries import voided_ids
from academy.lrs.subscribers import StoredStatement
from courses.acts import Act, ActReader, voided_by, voids
from courses.models import Enrolment
from courses.services import (
    is_theirs,
    keep_acts,
    keep_positioned,
    settle,
    take_back,
    take_back_positioned,
)
from courses.statements import MASTERED


def concerns(statement: StoredStatement) -> bool:
    """Return whether `statement` may change somebody's progress."""
    return (
        voids(statement)
        or statement.verb == MASTERED
        or ActReader(settings.ACADEMY_IRI_BASE).may_read(statement)
    )


def read(batch: Sequence[StoredStatement]) -> None:
    """Take a batch of stored statements into account."""
    reader = ActReader(settings.ACADEMY_IRI_BASE)
    told = [(statement, act) for statement in batch if (act := reader.read(statement))]
    stored = max(statement.stored for statement in batch)
    _take_in([act for _one, act in told if act.is_of_a_lesson and not act.positioning], stored)
    # The academy alone sits people in tests: what others tell of one counts for nothing.
    _take_in_positioned(
        [act for one, act in told if act.positioning and one.organism_id is None], stored
    )
    take_back_voided(batch)


def take_back_voided(batch: Sequence[StoredStatement]) -> None:
    """Take back what the statements that `batch` voids had brought.

    Also a reader by itself, after the fact: a statement and the one that voids it, stored at the
    same moment, don't see each other.
    """
    targets = voided_by(batch)
    if targets:
        at = max(one.stored for one in batch)
        take_back(targets=targets, at=at)
        take_back_positioned(targets=targets, at=at)


def _take_in_positioned(acts: Sequence[Act], at: datetime) -> None:
    """Take what positioning tests tell into account: which courses are mastered."""
    if not acts:
        return
    voided = voided_ids(act.statement_id for act in acts)
    keep_positioned(acts=[act for act in acts if act.statement_id not in voided], at=at)


def _take_in(acts: Sequence[Act], at: datetime) -> None:
    """Take what was done in lessons into account."""
    if not acts:
        return
    enrolments = {
        enrolment.registration: enrolment
        for enrolment in Enrolment.objects.filter(
            registration__in={act.registration for act in acts}
        ).select_related("user")
    }
    acts = [act for act in acts if is_theirs(act, enrolments)]
    if not acts:
        return
    voided = voided_ids(act.statement_id for act in acts)
    touched = keep_acts(
        acts=[act for act in acts if act.statement_id not in voided], enrolments=enrolments
    )
    if touched:
        settle(
            enrolments=[one for one in enrolments.values() if one.pk in touched],
            at=at,
        )
