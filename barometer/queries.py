"""Monthly sums and headcounts -> DataFrames. No statement is read when a page is shown."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F, Sum

from .coverage import Standing
from .models import DataState, OrganismMonth, PathFact, UnitMonth
from .stays import local_day
from .validity import periods_in_force

if TYPE_CHECKING:
    import pandas as pd

STEPS = ("reached", "started", "completed", "passed")
# Counts stay numbers where there is no row at all.
_WHOLE = dict.fromkeys(STEPS, "int64")
_PRESENT = {step: Sum(f"present_{step}") for step in STEPS}


@dataclass(frozen=True, slots=True)
class State:
    """How fresh the figures are. `version` changes whenever one does."""

    as_of: datetime | None
    version: int


def state() -> State:
    """Return how fresh the figures are; one query."""
    row = DataState.objects.first()
    return State(row.as_of, row.version) if row else State(None, 0)


def counts_by_organism(organism_ids: Collection[int] | None, day: date) -> "pd.DataFrame":
    """Return people present who have taken each step: columns place (organism), path, steps.

    `organism_ids` None: every organism. The sums are those at the end of the month of `day`: a
    departure that is known for a later month has not happened yet.
    """
    sums = _within(OrganismMonth.objects.filter(month__lte=day), organism_ids)
    return _counts(sums, place="organism_id")


def counts_by_unit(organism_id: int, day: date) -> "pd.DataFrame":
    """Return the same by unit of an organism: columns place (unit), path, steps."""
    sums = UnitMonth.objects.filter(organism_id=organism_id, month__lte=day)
    return _counts(sums, place="unit_id")


def monthly_changes(organism_ids: Collection[int] | None, path: UUID) -> "pd.DataFrame":
    """Return by how many people each step changed a month.

    Columns month (first day), place (organism), steps.
    """
    import pandas as pd

    rows = (
        _within(OrganismMonth.objects.filter(path_key=path), organism_ids)
        .order_by("month")
        .values_list("month", "organism_id", *(f"present_{step}" for step in STEPS))
    )
    frame = pd.DataFrame.from_records(list(rows), columns=["month", "place", *STEPS])
    frame["month"] = pd.to_datetime(frame["month"])
    return frame.astype(_WHOLE)


def standings(path: UUID, people: Collection[UUID] | None = None) -> dict[UUID, Standing]:
    """Return how far each of `people` (by pseudonym; None: everybody) came in a path; one query.

    For measures over many people (coverage, durations, retention): nothing of it may be shown of
    one person. Whoever has no fact isn't in the answer. Not to be kept under the version of the
    state, which facts without a sum (scores, the last act) don't move.
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
    return None if at is None else local_day(at)


def _within(sums, organism_ids: Collection[int] | None):
    return sums if organism_ids is None else sums.filter(organism_id__in=organism_ids)


def _counts(sums, *, place: str) -> "pd.DataFrame":
    import pandas as pd

    rows = (
        sums.values(place=F(place), path=F("path_key"))
        .annotate(**_PRESENT)
        .values_list("place", "path", *STEPS)
    )
    frame = pd.DataFrame.from_records(list(rows), columns=["place", "path", *STEPS])
    return frame.astype(_WHOLE)
