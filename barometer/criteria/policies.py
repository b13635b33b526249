"""Who may assess, review and read."""

from datetime import date

from academy.organisms.models import Organism
from academy.organisms.policies import (
    Viewer,
    barometer_scope,
    designer_organism_ids,
    is_government_lead,
    managed_organism_ids,
)

from .models import Assessment


def can_assess(user: Viewer, organism: Organism, day: date) -> bool:
    """Tell whether the person may say how `organism` stands: its managers, nobody else."""
    return organism.pk in managed_organism_ids(user, day) and organism.holds_on(day)


def can_read_assessment(user: Viewer, assessment: Assessment, day: date) -> bool:
    """Tell whether somebody who sees the organism's barometer may read this assessment.

    A draft is read by those who write it alone.
    """
    return not assessment.is_draft or can_assess(user, assessment.organism, day)


def can_review_any(user: Viewer, day: date) -> bool:
    """Tell whether the person reviews assessments."""
    return is_government_lead(user, day)


def can_review(user: Viewer, assessment: Assessment, day: date) -> bool:
    """Tell whether the person may review this one: not their organism's, nor what they submitted
    or rated blind."""
    return (
        is_government_lead(user, day)
        and assessment.submitted_by_id != user.pk
        and assessment.organism_id not in managed_organism_ids(user, day)
        and not assessment.second_ratings.filter(rated_by_id=user.pk).exists()
    )


def can_rate_again(user: Viewer, assessment: Assessment, day: date) -> bool:
    """Tell whether the person may be the second rater: a lead who had no hand in the first.

    Until the second is given, `blind` keeps the first level from them.
    """
    return (
        is_government_lead(user, day)
        and assessment.state == Assessment.State.REVIEWED
        and assessment.submitted_by_id != user.pk
        and assessment.organism_id not in managed_organism_ids(user, day)
        and not assessment.reviews.filter(decided_by_id=user.pk).exists()
    )


def can_see_all(user: Viewer, day: date) -> bool:
    """Tell whether the person sees the assessments of the whole government."""
    return barometer_scope(user, day).is_everything


def can_see_requests(user: Viewer, day: date) -> bool:
    """Tell whether the person sees which paths are asked for: who designs them, who leads."""
    return can_see_all(user, day) or bool(designer_organism_ids(user, day))
