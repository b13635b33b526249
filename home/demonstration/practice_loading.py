"""Writing the assessments of the demonstration: rows in bulk, as the services leave them.

tests/home/demonstration/test_practice.py holds this table by table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction

from academy.accounts.models import User
from academy.organisms.models import Organism, Role
from academy.organisms.services import roles
from barometer.criteria.queries import drawn
from barometer.criteria.services import load_shipped_grid
from barometer.models import Assessment, CriteriaGrid, Rating, RatingEvidence, Review, SecondRating

from . import practice
from .plan import Plan
from .population import NEVER
from .practice import PlannedAssessment, plan_practice, years_until

# What the identifiers of the assessments are made from.
_SPACE = UUID("0b8f7f0e-5f5e-4c57-9d7a-6d7c1f0d9a52")
_BATCH = 2_000
# Organisms with at least so many accounts always take part, so that large ones have peers.
_LARGE = 80
_FROM_SUBMITTED_TO_REVIEWED = timedelta(days=14)
_FROM_REVIEWED_TO_RATED_AGAIN = timedelta(days=9)


@dataclass(frozen=True, slots=True)
class Hands:
    """Who writes, by id: the reviewers, and by organism (its number) the manager, where known."""

    reviewer: int | None
    second_reviewer: int | None
    managers: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Moments:
    """When the steps of an assessment were taken."""

    started: datetime
    submitted: datetime
    reviewed: datetime
    rated_again: datetime

    def rated(self, place: int) -> datetime:
        """Return when the criterion in this place was answered."""
        return self.started + timedelta(minutes=10 * (place + 1))


def moments_of(planned: PlannedAssessment, time_zone: str) -> Moments:
    """Return when the steps of a planned assessment were taken, in the spring of its year."""
    started = datetime(planned.year, 3, 2, 14, tzinfo=ZoneInfo(time_zone))
    started += timedelta(days=planned.organism % 25)
    submitted = started + timedelta(days=21)
    reviewed = submitted + _FROM_SUBMITTED_TO_REVIEWED
    return Moments(started, submitted, reviewed, reviewed + _FROM_REVIEWED_TO_RATED_AGAIN)


def public_id_of(seed: int, planned: PlannedAssessment) -> UUID:
    """Return the identifier of a planned assessment: always the same."""
    return uuid5(_SPACE, f"{seed} {planned.organism} {planned.year}")


def proof_of(level: int, year: int) -> tuple[str, date] | None:
    """Return the title and the day of the evidence for a level, or None where none is needed."""
    if level not in practice.PROOF_TITLES:
        return None
    return practice.PROOF_TITLES[level], date(year - 1, 6, 15) if level == 2 else date(year, 1, 20)


def reason_of(declared: int, accepted: int | None) -> str:
    """Return what the reviewer says of a level."""
    if accepted is None:
        return practice.RETURNED_FOR
    return "" if accepted == declared else practice.BROUGHT_DOWN_FOR


@transaction.atomic
def write_practice(
    plan: Plan, organisms: Sequence[Organism], users: Sequence[int], *, at: datetime
) -> None:
    """Load the grid, and write the assessments of two years unless they are there."""
    load_shipped_grid(at=at)
    if Assessment.objects.exists():
        return
    grid = CriteriaGrid.objects.get(is_current=True)
    government = plan.government
    showcase = government.organisms[government.showcase]
    planned = plan_practice(
        seed=plan.size.seed,
        organisms=len(government.organisms),
        always={
            number
            for number, one in enumerate(government.organisms)
            if one.portfolio == showcase.portfolio or one.accounts >= _LARGE
        },
        never={government.changes.merged},
        showcase=government.showcase,
        criteria=len(grid.body["criteria"]),
        years=years_until(plan.size.until),
    )
    first, second = _reviewers(plan, users, at)
    write_assessments(
        list(planned),
        organisms,
        grid,
        Hands(reviewer=first, second_reviewer=second, managers={}),
        seed=plan.size.seed,
        time_zone=plan.size.time_zone,
    )


def _reviewers(plan: Plan, users: Sequence[int], at: datetime) -> tuple[int, int]:
    """Give two people of the showcase the role of those who review; return their ids."""
    people = plan.people
    staying = [
        person
        for person in range(len(people))
        if people.organism[person] == plan.government.showcase
        and people.starts[person] <= 0
        and people.ends[person] == NEVER
        and people.second_unit[person] < 0
    ]
    first, second = (users[person] for person in staying[-2:])
    for user_id in (first, second):
        roles.grant(
            user=User.objects.get(pk=user_id),
            role=Role.GOVERNMENT_LEAD,
            at=at,
            by=None,
            on=plan.seasons.first_day,
        )
    return first, second


def write_assessments(
    planned: Sequence[PlannedAssessment],
    organisms: Sequence[Organism],
    grid: CriteriaGrid,
    hands: Hands,
    *,
    seed: int,
    time_zone: str,
) -> None:
    """Write planned assessments, in the state in which the plan has them."""
    keys = [criterion["key"] for criterion in grid.body["criteria"]]
    made = Assessment.objects.bulk_create(
        (_assessment(one, organisms, grid, hands, seed, time_zone) for one in planned),
        batch_size=_BATCH,
    )
    pairs = list(zip(made, planned, strict=True))
    ratings = Rating.objects.bulk_create(
        (
            Rating(
                assessment=assessment,
                criterion=key,
                level=level,
                justification=practice.WHY[level],
                rated_at=moments_of(one, time_zone).rated(place),
            )
            for assessment, one in pairs
            for place, (key, level) in enumerate(zip(keys, one.levels, strict=True))
        ),
        batch_size=_BATCH,
    )
    RatingEvidence.objects.bulk_create(
        (
            RatingEvidence(
                rating=rating,
                title=proof[0],
                text=practice.PROOF_TEXT,
                dated_on=proof[1],
                owner=practice.PROOF_OWNER,
                added_at=rating.rated_at,
            )
            for rating in ratings
            if (proof := proof_of(rating.level or 0, rating.assessment.year)) is not None
        ),
        batch_size=_BATCH,
    )
    Review.objects.bulk_create(
        (
            Review(
                assessment=assessment,
                criterion=key,
                round=1,
                decision=Review.Decision.RETURNED if level is None else Review.Decision.ACCEPTED,
                level=level,
                reason=reason_of(declared, level),
                decided_at=moments_of(one, time_zone).reviewed,
                decided_by_id=hands.reviewer,
            )
            for assessment, one in pairs
            if one.state != "submitted"
            for key, declared, level in zip(keys, one.levels, one.accepted, strict=True)
        ),
        batch_size=_BATCH,
    )
    SecondRating.objects.bulk_create(
        (
            SecondRating(
                assessment=assessment,
                criterion=key,
                level=one.second[keys.index(key)],
                rated_at=moments_of(one, time_zone).rated_again,
                rated_by_id=hands.second_reviewer,
            )
            for assessment, one in pairs
            if one.state == "reviewed" and one.is_rated_again
            for key in drawn(assessment)
        ),
        batch_size=_BATCH,
    )


def _assessment(
    one: PlannedAssessment,
    organisms: Sequence[Organism],
    grid: CriteriaGrid,
    hands: Hands,
    seed: int,
    time_zone: str,
) -> Assessment:
    moments = moments_of(one, time_zone)
    is_decided = one.state != "submitted"
    manager = hands.managers.get(one.organism)
    return Assessment(
        public_id=public_id_of(seed, one),
        organism=organisms[one.organism],
        grid=grid,
        year=one.year,
        state=one.state,
        round=1,
        started_at=moments.started,
        started_by_id=manager,
        submitted_at=moments.submitted,
        submitted_by_id=manager,
        reviewed_at=moments.reviewed if is_decided else None,
        reviewed_by_id=hands.reviewer if is_decided else None,
    )
