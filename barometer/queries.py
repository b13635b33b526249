"""Facts about many people, for measures over them. Nothing of it may be shown of one person."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate

from .measures.coverage import Standing
from .measures.validity import periods_in_force
from .models import PathFact


def standings(path: UUID, people: Collection[UUID] | None = None) -> dict[UUID, Standing]:
    """Return how far each of `people` (by pseudonym; None: everybody) came in a path; one query.

    For measures over many people (coverage, durations, retention): nothing of it may be shown of
    one person. Whoever has no fact isn't in the answer.
    """
    facts = PathFact.objects.filter(path_key=path)
    if people is not None:
        facts = facts.filter(public_id__in=people)
    return {fact.public_id: _standing(fact) for fact in facts}


def _standing(fact: PathFact) -> Standing:
    passes = fact.days_passed
    return Standing(
        reached_on=_day(fact.reached_at),
        started_on=_day(fact.started_at),
        completed_on=_day(fact.completed_at),
        passed_on=_day(fact.passed_at),
        active_on=fact.active_on,
        waived_on=_day(fact.waived_at),
        first_score=fact.first_score,
        first_scored_on=_day(fact.first_scored_at),
        best_score=fact.best_score,
        best_scored_on=_day(fact.best_scored_at),
        in_force=periods_in_force(passes, fact.days_lapsed),
        renewed_on=tuple(sorted(passes)),
    )


def _day(at: datetime | None) -> date | None:
    return None if at is None else localdate(at)
