"""What reviewers do: decide criterion by criterion, finish, rate a second time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotAllowed, NotFound
from barometer.criteria import policies, queries
from barometer.criteria.levels import HIGHEST
from barometer.criteria.models import Assessment, Review, SecondRating


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """What is decided of a criterion: `level` None returns it, for `reason`."""

    level: int | None
    reason: str = ""


class NotDecided(AcademyError):
    """A review that isn't finished; `criteria` are those that wait for a decision."""

    def __init__(self, criteria: Sequence[str]) -> None:
        self.criteria = list(criteria)
        super().__init__(_("The review can't be finished yet: some criteria wait for a decision."))


@transaction.atomic
def save_decisions(
    *, by: User, assessment: Assessment, decisions: Mapping[str, DecisionDraft], at: datetime
) -> None:
    """Keep decisions of a review; its organism sees them once it is finished.

    Raises NotAllowed for who may not review it, AcademyError where it waits for no review or a
    decision says too little.
    """
    assessment = _reviewable(by, assessment, at)
    declared = dict(assessment.ratings.values_list("criterion", "level"))
    for criterion, decision in decisions.items():
        if criterion not in declared:
            raise NotFound(_("There is no such criterion."))
        if decision.level is None and not decision.reason:
            raise AcademyError(_("Say why the criterion is returned."))
        if decision.level is not None:
            if not 0 <= decision.level <= HIGHEST:
                raise AcademyError(_("There is no such level."))
            if decision.level != declared[criterion] and not decision.reason:
                raise AcademyError(_("Say why the accepted level differs from the declared one."))
        is_accepted = decision.level is not None
        Review.objects.update_or_create(
            assessment=assessment,
            criterion=criterion,
            round=assessment.round,
            defaults={
                "decision": Review.Decision.ACCEPTED if is_accepted else Review.Decision.RETURNED,
                "level": decision.level,
                "reason": decision.reason,
                "decided_at": at,
                "decided_by": by,
            },
        )
    _note(at, by, "criteria.decisions_saved", assessment, {"criteria": sorted(decisions)})


@transaction.atomic
def finish_review(*, by: User, assessment: Assessment, at: datetime) -> Assessment:
    """End the review: where a criterion is returned, the assessment is a draft again.

    Raises NotDecided while a criterion waits for a decision, NotAllowed for who may not review it.
    """
    assessment = _reviewable(by, assessment, at)
    decided = dict(
        assessment.reviews.filter(round=assessment.round).values_list("criterion", "decision")
    )
    waiting = [key for key in queries.grid_in_use(assessment).keys if key not in decided]
    if waiting:
        raise NotDecided(waiting)
    returned = sorted(key for key, what in decided.items() if what == Review.Decision.RETURNED)
    assessment.state = Assessment.State.DRAFT if returned else Assessment.State.REVIEWED
    assessment.reviewed_at, assessment.reviewed_by = at, by
    assessment.save(update_fields=["state", "reviewed_at", "reviewed_by"])
    _note(at, by, "criteria.review_finished", assessment, {"returned": returned})
    return assessment


@transaction.atomic
def rate_again(
    *, by: User, assessment: Assessment, criterion: str, level: int, at: datetime
) -> SecondRating:
    """Give the second rating of a criterion that was drawn; once given, it stays.

    Raises NotFound for a criterion that wasn't drawn or for who may not be the second rater,
    AcademyError where it was given already.
    """
    assessment = queries.locked(assessment)
    if (
        not policies.can_rate_again(by, assessment, localdate(at))
        or criterion not in queries.drawn(assessment)
        or not 0 <= level <= HIGHEST
    ):
        raise NotFound(_("There is no such second rating to give."))
    if assessment.second_ratings.filter(criterion=criterion).exists():
        raise AcademyError(_("This criterion has already been rated a second time."))
    given = SecondRating.objects.create(
        assessment=assessment, criterion=criterion, level=level, rated_at=at, rated_by=by
    )
    _note(at, by, "criteria.rated_again", assessment, {"criterion": criterion})
    return given


def _reviewable(by: User, assessment: Assessment, at: datetime) -> Assessment:
    """Return the assessment, locked, where `by` may review it."""
    assessment = queries.locked(assessment)
    if not policies.can_review(by, assessment, localdate(at)):
        raise NotAllowed(
            _(
                "You can't review this assessment: it is your organization's, or you have rated "
                "it yourself."
            )
        )
    if assessment.state != Assessment.State.SUBMITTED:
        raise AcademyError(_("This assessment waits for no review."))
    return assessment


def _note(
    at: datetime, by: User, action: str, assessment: Assessment, details: dict[str, object]
) -> None:
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=str(assessment.public_id),
        organism_code=assessment.organism.code,
        details={"year": assessment.year, "round": assessment.round, **details},
    )
