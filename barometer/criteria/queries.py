"""Reads about the criteria, within what a policy has opened."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.cache import caches
from django.db.models import Count, F, Max, QuerySet

from academy.organisms.models import Organism, OrganismPlacement, Portfolio
from barometer.headcounts import people_of_organisms
from courses.models import TrainingRequest
from courses.queries import live_paths
from courses.training_requests.queries import OPEN, state_is

from .agreement import Agreement, Pair, agreement_of, sampled
from .grid import Criterion, Grid, grid_in
from .levels import Lack, Proof, Quartiles, lacks_of, quartiles_of, size_class
from .models import Assessment, CriteriaGrid, Rating, Review

_KEPT = 600
_COUNTED = (Assessment.State.SUBMITTED, Assessment.State.REVIEWED)

Levels = dict[str, int]
"""By criterion, the level that counts: the accepted one once reviewed, else the declared one."""


@dataclass(frozen=True, slots=True)
class TeachingPath:
    """A path that learners can take and that teaches a criterion."""

    title: str
    url: str


def current_grid() -> CriteriaGrid | None:
    """Return the grid that new assessments use, or None where none was loaded."""
    return CriteriaGrid.objects.filter(is_current=True).first()


def grid_in_use(assessment: Assessment, language: str = "fr") -> Grid:
    """Return the grid under which an assessment was started."""
    return grid_in(assessment.grid.body, language)


def latest_criterion(key: str, language: str) -> Criterion | None:
    """Return a criterion as the newest grid that has it says it, or None."""
    for grid in CriteriaGrid.objects.order_by("-is_current", "-loaded_at"):
        found = grid_in(grid.body, language).criterion(key)
        if found is not None:
            return found
    return None


def locked(assessment: Assessment) -> Assessment:
    """Return the assessment as it is now, locked until the transaction ends."""
    return (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("organism", "grid")
        .get(pk=assessment.pk)
    )


def assessments_of(organism: Organism) -> list[Assessment]:
    """Return the assessments of an organism, the latest first."""
    found = Assessment.objects.filter(organism=organism)
    return list(found.select_related("organism", "grid").order_by("-year"))


def assessment_of(organism: Organism, year: int) -> Assessment | None:
    """Return the assessment of an organism in a year, or None."""
    found = Assessment.objects.filter(organism=organism, year=year)
    return found.select_related("organism", "grid").first()


def is_counted(assessment: Assessment) -> bool:
    """Tell whether figures show the assessment: once it is submitted."""
    return assessment.state in _COUNTED


def ratings_in(assessment: Assessment) -> dict[str, Rating]:
    """Return what an assessment says, by criterion, with the evidence."""
    return {one.criterion: one for one in assessment.ratings.prefetch_related("evidence")}


def lacks_in(assessment: Assessment, day: date) -> dict[str, list[Lack]]:
    """Return what keeps an assessment from being submitted on `day`, by criterion, in order."""
    ratings, reviews = ratings_in(assessment), shown_reviews(assessment)
    found = {
        key: lacks_of_rating(ratings.get(key), day, reviews.get(key))
        for key in grid_in_use(assessment).keys
    }
    return {key: lacks for key, lacks in found.items() if lacks}


def lacks_of_rating(rating: Rating | None, day: date, review: Review | None = None) -> list[Lack]:
    """Return what a rating lacks to be submitted on `day`; `review`: what was last said of it."""
    if rating is None:
        return lacks_of(None, "", (), day)
    proofs = [Proof(one.dated_on, one.is_whole) for one in rating.evidence.all()]
    lacks = lacks_of(rating.level, rating.justification, proofs, day)
    return [Lack.CORRECTION, *lacks] if waits_for_correction(rating, review) else lacks


def waits_for_correction(rating: Rating | None, review: Review | None) -> bool:
    """Tell whether a rating was returned and hasn't been changed since."""
    return (
        review is not None
        and review.decision == Review.Decision.RETURNED
        and (rating is None or rating.rated_at <= review.decided_at)
    )


def shown_reviews(assessment: Assessment) -> dict[str, Review]:
    """Return what the organism may read of the reviewers, by criterion: the last finished round."""
    last = assessment.round - (assessment.state == Assessment.State.SUBMITTED)
    return {one.criterion: one for one in assessment.reviews.filter(round=last)} if last else {}


def decisions_so_far(assessment: Assessment) -> dict[str, Review]:
    """Return the decisions of the round under review, by criterion.

    Where none is taken yet: what was accepted in the round before, of a rating that hasn't changed
    since.
    """
    ratings = ratings_in(assessment)
    before = {
        one.criterion: one
        for one in assessment.reviews.filter(
            round=assessment.round - 1, decision=Review.Decision.ACCEPTED
        )
        if one.criterion in ratings and ratings[one.criterion].rated_at <= one.decided_at
    }
    now = {one.criterion: one for one in assessment.reviews.filter(round=assessment.round)}
    return before | now


def levels_of(assessments: Collection[Assessment]) -> dict[int, Levels]:
    """Return the levels that count of each assessment, by its id. Two queries."""
    ids = [assessment.pk for assessment in assessments]
    levels: dict[int, Levels] = {pk: {} for pk in ids}
    declared = Rating.objects.filter(assessment_id__in=ids, level__isnull=False)
    for pk, criterion, level in declared.values_list("assessment_id", "criterion", "level"):
        levels[pk][criterion] = level
    accepted = Review.objects.filter(
        assessment_id__in=ids,
        assessment__state=Assessment.State.REVIEWED,
        decision=Review.Decision.ACCEPTED,
        round=F("assessment__round"),
    )
    for pk, criterion, level in accepted.values_list("assessment_id", "criterion", "level"):
        levels[pk][criterion] = level
    return levels


@dataclass(frozen=True, slots=True)
class Standing:
    """How an organism stands in a year: `is_reviewed` once its levels are accepted."""

    organism_id: int
    is_reviewed: bool
    levels: Levels


def standings(grid: CriteriaGrid, year: int) -> list[Standing]:
    """Return how every organism stands under a grid in a year.

    Kept for some minutes under what tells whether one was submitted, returned or reviewed since.
    """
    found = Assessment.objects.filter(grid=grid, year=year, state__in=_COUNTED)
    told = found.aggregate(Count("pk"), Max("submitted_at"), Max("reviewed_at"))
    name = f"standings:{grid.pk}:{year}:{sorted(told.items())}".replace(" ", "_")
    kept = caches["local"].get(name)
    if kept is None:
        rows = list(found.order_by("organism_id"))
        levels = levels_of(rows)
        kept = [
            Standing(row.organism_id, row.state == Assessment.State.REVIEWED, levels[row.pk])
            for row in rows
        ]
        caches["local"].set(name, kept, _KEPT)
    return kept


def size_classes(day: date) -> dict[int, int]:
    """Return the size class of each organism on `day`, by its id."""
    return {pk: size_class(people) for pk, people in people_of_organisms(day).items()}


def peers_of(
    standing: Sequence[Standing], sizes: dict[int, int], size: int | None, without: int | None
) -> list[Standing]:
    """Return the reviewed organisms of a size class (None: of any), one of them left out."""
    return [
        one
        for one in standing
        if one.is_reviewed
        and one.organism_id != without
        and (size is None or sizes.get(one.organism_id, 0) == size)
    ]


def quartiles_by_criterion(
    keys: Iterable[str], peers: Sequence[Standing]
) -> dict[str, Quartiles | None]:
    """Return the quartiles of the peers on each criterion; None where they are too few."""
    return {
        key: quartiles_of([one.levels[key] for one in peers if key in one.levels]) for key in keys
    }


def years_assessed() -> list[int]:
    """Return the years in which some organism has submitted, the latest first."""
    years = Assessment.objects.filter(state__in=_COUNTED).order_by("-year")
    return list(years.values_list("year", flat=True).distinct())


def grids_of(year: int) -> list[CriteriaGrid]:
    """Return the grids under which organisms submitted in a year, the newest first."""
    used = Assessment.objects.filter(year=year, state__in=_COUNTED).values("grid")
    return list(CriteriaGrid.objects.filter(pk__in=used).order_by("-loaded_at"))


def organisms_in(portfolio: Portfolio, day: date) -> frozenset[int]:
    """Return the organisms of a portfolio on `day`."""
    placed = OrganismPlacement.objects.on(day).filter(portfolio=portfolio)
    return frozenset(placed.values_list("organism_id", flat=True))


def paths_teaching(criteria: Iterable[Criterion], language: str) -> dict[str, list[TeachingPath]]:
    """Return the live paths that teach each criterion, by its key: named ones, and by theme."""
    paths = live_paths()
    found: dict[str, list[TeachingPath]] = {}
    for criterion in criteria:
        found[criterion.key] = [
            TeachingPath(text["title"], text["url"])
            for path in paths
            if path.key in criterion.paths or path.theme.slug in criterion.themes
            for text in [path.text_in(language)]
        ]
    return found


def requested_by(organism: Organism) -> dict[str, TrainingRequest]:
    """Return the open requests of an organism that come from gaps, by criterion."""
    return {one.criterion: one for one in open_requests().filter(organism=organism)}


def open_requests() -> QuerySet[TrainingRequest]:
    """Return the requests that come from gaps and wait for a path, oldest first."""
    found = TrainingRequest.objects.filter(state_is(OPEN), withdrawn_at=None)
    asked = found.exclude(criterion="").select_related(
        "organism", "subject", "subject__merged_into"
    )
    return asked.order_by("asked_at", "pk")


def waiting_for_review() -> list[Assessment]:
    """Return the assessments that wait for a review, the longest waiting first."""
    found = Assessment.objects.filter(state=Assessment.State.SUBMITTED)
    return list(found.select_related("organism", "grid").order_by("submitted_at"))


def drawn(assessment: Assessment) -> list[str]:
    """Return the criteria of an assessment that are rated twice."""
    body = assessment.grid.body
    keys = [criterion["key"] for criterion in body["criteria"]]
    return sampled(keys, str(assessment.public_id), body["version"])


@dataclass(frozen=True, slots=True)
class ToRateAgain:
    """A second rating that waits: the assessment, and the criterion that was drawn."""

    assessment: Assessment
    criterion: str


def to_rate_again(user_id: int, managed: Collection[int] = ()) -> list[ToRateAgain]:
    """Return the second ratings that wait for somebody who had no hand in the first ones.

    `managed`: the organisms that they manage.
    """
    found = without_hand_of(user_id, managed).select_related("organism")
    return [
        ToRateAgain(assessment, key)
        for assessment in with_grids(found.order_by("reviewed_at", "pk"))
        for key in not_given(assessment)
    ]


def with_grids(found: Iterable[Assessment]) -> list[Assessment]:
    """Return assessments with their grids, each of which is read once for all of them."""
    rows = list(found)
    grids = CriteriaGrid.objects.in_bulk({row.grid_id for row in rows})
    for row in rows:
        row.grid = grids[row.grid_id]
    return rows


def without_hand_of(user_id: int | None, managed: Collection[int]) -> QuerySet[Assessment]:
    """Return the reviewed assessments that somebody neither wrote, submitted nor reviewed."""
    return (
        Assessment.objects.filter(state=Assessment.State.REVIEWED)
        .exclude(reviews__decided_by_id=user_id)
        .exclude(submitted_by_id=user_id)
        .exclude(organism_id__in=managed)
        .prefetch_related("second_ratings")
    )


def not_given(assessment: Assessment) -> list[str]:
    """Return the criteria of an assessment whose second rating waits."""
    given = {one.criterion for one in assessment.second_ratings.all()}
    return [key for key in drawn(assessment) if key not in given]


@dataclass(frozen=True, slots=True)
class TwiceRated:
    """The ratings given twice under a grid, and how far they agree."""

    pairs: list[Pair]
    agreement: Agreement
    waiting: int


def twice_rated(grid: CriteriaGrid) -> TwiceRated:
    """Return the pairs of ratings under a grid; the first is the level that the review accepted."""
    found = Assessment.objects.filter(grid=grid, state=Assessment.State.REVIEWED)
    reviewed = with_grids(found.prefetch_related("second_ratings").order_by("pk"))
    levels = levels_of(reviewed)
    groups: dict[int, list[Pair]] = defaultdict(list)
    waiting = 0
    for assessment in reviewed:
        waiting += len(not_given(assessment))
        for second in assessment.second_ratings.all():
            groups[assessment.pk].append((levels[assessment.pk][second.criterion], second.level))
    return TwiceRated(
        pairs=[pair for group in groups.values() for pair in group],
        agreement=agreement_of(list(groups.values())),
        waiting=waiting,
    )


def assessment_named(public_id: UUID) -> Assessment | None:
    """Return the assessment with this identifier, or None."""
    found = Assessment.objects.filter(public_id=public_id)
    return found.select_related("organism", "grid").first()
