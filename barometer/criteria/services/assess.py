"""What the managers of an organism do: start, answer, submit."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotFound
from academy.organisms.models import Organism
from barometer.criteria import policies, queries
from barometer.criteria.levels import Lack
from barometer.criteria.models import Assessment, Rating, RatingEvidence

MOST_EVIDENCE = 6


@dataclass(frozen=True, slots=True)
class EvidenceDraft:
    """A piece of evidence as it is sent; `pk` of the one that it changes. All empty: none."""

    pk: int | None = None
    title: str = ""
    link: str = ""
    text: str = ""
    dated_on: date | None = None
    owner: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said."""
        return not (self.title or self.link or self.text or self.dated_on or self.owner)


class NotReady(AcademyError):
    """An assessment that lacks something; `lacks` says what, by criterion, in the grid's order."""

    def __init__(self, lacks: Mapping[str, Sequence[Lack]]) -> None:
        self.lacks = dict(lacks)
        super().__init__(_("The assessment can't be submitted yet: something is missing."))


@transaction.atomic
def start_assessment(*, by: User, organism: Organism, year: int, at: datetime) -> Assessment:
    """Start the assessment of this year, or return the one that is there.

    It starts from the last one under the same version of the grid: the levels that it ended with,
    the justifications and the evidence, to be looked at again.
    """
    today = localdate(at)
    if not policies.can_assess(by, organism, today):
        raise NotFound(_("There is no such organization."))
    if year != today.year:
        raise AcademyError(_("An assessment is started in its own year."))
    grid = queries.current_grid()
    if grid is None:
        raise AcademyError(_("There is no grid of criteria yet. An administrator loads one."))
    assessment, is_new = Assessment.objects.get_or_create(
        organism=organism,
        year=year,
        defaults={"grid": grid, "started_at": at, "started_by": by},
    )
    if is_new:
        _copy_last(assessment, at)
        _note(at, by, "criteria.assessment_started", assessment, {"grid": grid.version})
    return assessment


def _copy_last(assessment: Assessment, at: datetime) -> None:
    last = (
        Assessment.objects.filter(
            organism_id=assessment.organism_id, grid_id=assessment.grid_id, year__lt=assessment.year
        )
        .order_by("-year")
        .first()
    )
    if last is None:
        return
    levels = queries.levels_of([last])[last.pk]
    for rating in last.ratings.prefetch_related("evidence"):
        copy = Rating.objects.create(
            assessment=assessment,
            criterion=rating.criterion,
            level=levels.get(rating.criterion),
            justification=rating.justification,
            rated_at=at,
        )
        RatingEvidence.objects.bulk_create(
            RatingEvidence(
                rating=copy,
                title=one.title,
                link=one.link,
                text=one.text,
                dated_on=one.dated_on,
                owner=one.owner,
                added_at=one.added_at,
            )
            for one in rating.evidence.all()
        )


@transaction.atomic
def save_rating(
    *,
    by: User,
    assessment: Assessment,
    criterion: str,
    level: int | None,
    justification: str,
    evidence: Sequence[EvidenceDraft],
    at: datetime,
) -> Rating:
    """Keep what a draft says of a criterion, finished or not; evidence that isn't sent is removed.

    Once returned, the same again leaves the moment of the rating: it answers no reviewer.

    Raises NotFound for a criterion or an organism that isn't theirs, AcademyError once submitted.
    """
    assessment = _own_draft(by, assessment, at)
    if criterion not in queries.grid_in_use(assessment).keys:
        raise NotFound(_("There is no such criterion."))
    rating, is_new = Rating.objects.get_or_create(
        assessment=assessment,
        criterion=criterion,
        defaults={"level": level, "justification": justification, "rated_at": at},
    )
    drafts = [one for one in evidence if not one.is_empty][:MOST_EVIDENCE]
    if not is_new and (not assessment.round or _differs(rating, level, justification, drafts)):
        rating.level, rating.justification, rating.rated_at = level, justification, at
        rating.save(update_fields=["level", "justification", "rated_at"])
    known = {one.pk: one for one in rating.evidence.all()}
    kept = set()
    for draft in drafts:
        one = known.get(draft.pk or 0) or RatingEvidence(rating=rating, added_at=at)
        one.title, one.link, one.text = draft.title, draft.link, draft.text
        one.dated_on, one.owner = draft.dated_on, draft.owner
        one.save()
        kept.add(one.pk)
    rating.evidence.exclude(pk__in=kept).delete()
    _note(
        at,
        by,
        "criteria.rating_saved",
        assessment,
        {"criterion": criterion, "level": level, "evidence": len(kept)},
    )
    return rating


def _differs(
    rating: Rating, level: int | None, justification: str, drafts: Sequence[EvidenceDraft]
) -> bool:
    """Tell whether what is sent says anything else than what is kept; blanks say nothing."""
    kept = [
        (one.title, one.link, one.text, one.dated_on, one.owner) for one in rating.evidence.all()
    ]
    sent = [(one.title, one.link, one.text, one.dated_on, one.owner) for one in drafts]
    return (
        rating.level != level
        or rating.justification.split() != justification.split()
        or Counter(kept) != Counter(sent)
    )


@transaction.atomic
def submit_assessment(*, by: User, assessment: Assessment, at: datetime) -> Assessment:
    """Hand the assessment over to the reviewers.

    Raises NotReady when something is missing on that day, AcademyError once submitted.
    """
    assessment = _own_draft(by, assessment, at)
    lacks = queries.lacks_in(assessment, localdate(at))
    if lacks:
        raise NotReady(lacks)
    assessment.state = Assessment.State.SUBMITTED
    assessment.round += 1
    assessment.submitted_at, assessment.submitted_by = at, by
    assessment.save(update_fields=["state", "round", "submitted_at", "submitted_by"])
    _note(at, by, "criteria.assessment_submitted", assessment, {"round": assessment.round})
    return assessment


def _own_draft(by: User, assessment: Assessment, at: datetime) -> Assessment:
    """Return the assessment, locked, where `by` may change it."""
    assessment = queries.locked(assessment)
    if not policies.can_assess(by, assessment.organism, localdate(at)):
        raise NotFound(_("There is no such assessment."))
    if not assessment.is_draft:
        raise AcademyError(_("This assessment is submitted: it can no longer be changed."))
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
        details={"year": assessment.year, **details},
    )
