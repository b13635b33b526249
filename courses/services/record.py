"""How this part's services speak to the record store."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from academy.lrs.queries import known_ids, void_targets
from academy.lrs.services import own_authority, record_statements, voiding_statement
from courses.models import Enrolment, PublishedPath
from courses.statements import Learner, Wording, told_again

# How long a request of a person may last, from its arrival to the end of its transaction.
_ONE_REQUEST = timedelta(minutes=1)


def wording() -> Wording:
    """Return the wording with this academy's identifiers."""
    return Wording(settings.ACADEMY_IRI_BASE)


def learner_of(enrolment: Enrolment) -> Learner:
    """Return all that statements say of the person enrolled."""
    return Learner(public_id=enrolment.user.public_id, registration=enrolment.registration)


def titles_of(path: PublishedPath, key: str | None = None) -> tuple[tuple[str, str], ...]:
    """Return the titles, by language, of the path or of its course or lesson with this key."""
    found: dict[str, str] = {}
    for language, text in path.texts.items():
        if key is None:
            found[language] = text["title"]
            continue
        for course in text["courses"]:
            for item in (course, *course["lessons"]):
                if item["key"] == key:
                    found[language] = item["title"]
    return tuple(sorted(found.items()))


def record(statements: Sequence[dict[str, Any]], *, at: datetime) -> None:
    """Record what the academy itself observed, at the moment `at`.

    What is observed now is dated by the store's clock when its turn to be stored has come, since
    a reader may have been told meanwhile that nothing earlier will come. What is told of another
    day is dated that day.
    """
    if not statements:
        return

    def clock() -> datetime:
        now = timezone.now()
        return now if timedelta() <= now - at < _ONE_REQUEST else at

    record_statements(statements=statements, authority=own_authority(), at=clock)


def record_once(
    statements: Sequence[dict[str, Any]], *, at: datetime, voiding: Collection[UUID] = ()
) -> None:
    """Record what can only be true once, and void the statements `voiding`, all in one batch.

    What is told already is not told twice. What was voided, or is being voided, is told again
    under the next number.
    """
    authority = own_authority()
    batch = [
        voiding_statement(statement_id=target, authority=authority) for target in sorted(voiding)
    ]
    waiting = {UUID(statement["id"]): statement for statement in statements}
    number = 0
    while waiting:
        void = void_targets(waiting) | (waiting.keys() & set(voiding))
        told = known_ids(waiting.keys() - void)
        batch += [waiting[own_id] for own_id in waiting if own_id not in void | told]
        number += 1
        again = [told_again(waiting[own_id], number=number) for own_id in waiting if own_id in void]
        waiting = {UUID(statement["id"]): statement for statement in again}
    record(batch, at=at)
