"""What the barometer keeps: facts about a person and a path, and their monthly sums.

Everything here is derived from statements and dated memberships: `manage.py rebuild_facts` makes
the same rows again. Nothing here names a person but by the pseudonym the record store uses.
"""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from academy.organisms.models import Organism, Unit

from .criteria.models import (
    Assessment,
    CriteriaGrid,
    PathRequest,
    Rating,
    RatingEvidence,
    Review,
    SecondRating,
)
from .findings.models import (
    Evidence,
    Finding,
    PhishingHook,
    Prescription,
    Retest,
    RunningCampaign,
    RunningMark,
)
from .outlook.models import FrozenForecast, ReleaseOutlook, Target, TargetAlert
from .releases.models import Release, ReleasedAtom, ReleasedTotal, ReleaseMemory

__all__ = [
    "Assessment",
    "CriteriaGrid",
    "DataState",
    "Evidence",
    "Finding",
    "FrozenForecast",
    "OrganismMonth",
    "PathFact",
    "PathRequest",
    "PhishingHook",
    "Prescription",
    "Rating",
    "RatingEvidence",
    "Release",
    "ReleaseMemory",
    "ReleaseOutlook",
    "ReleasedAtom",
    "ReleasedTotal",
    "Retest",
    "Review",
    "RunningCampaign",
    "RunningMark",
    "SecondRating",
    "Stay",
    "Target",
    "TargetAlert",
    "UnitMonth",
]


class PathFact(models.Model):
    """How far a person came in a path.

    `…_at` is the time of the event: the earliest that a statement which isn't voided tells. The
    steps nest: whoever started has been reached, whoever completed or passed has started; whoever
    only opened the path, or was given it as done (waived), has taken none. Where the person
    belonged on that day is told by the stays.

    `active_on`: the last day on which the person did anything in the path. `first_score` and
    `best_score`: from 0 to 1, of what was told of the path as a whole. `passes`: the days on which
    the path was passed, each with the first day on which that pass holds no more (null: always
    holds), as ISO 8601. `lapses`: the days on which a re-check was failed. `valid_until`: the
    first day after the last period in force, null where that has no end or there is none.
    """

    public_id = models.UUIDField()
    path_key = models.UUIDField()
    reached_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    passed_at = models.DateTimeField(null=True)
    corrected_steps = models.PositiveSmallIntegerField(
        default=0,
        help_text=_(
            "Steps whose time lay after the moment the record was stored, and was replaced by "
            "it: the sum of 1 (reached), 2 (started), 4 (completed) and 8 (passed)."
        ),
    )
    active_on = models.DateField(null=True)
    waived_at = models.DateTimeField(null=True)
    first_score = models.FloatField(null=True)
    first_scored_at = models.DateTimeField(null=True)
    best_score = models.FloatField(null=True)
    best_scored_at = models.DateTimeField(null=True)
    passes = models.JSONField(default=list)
    lapses = models.JSONField(default=list)
    valid_until = models.DateField(null=True)

    class Meta:
        verbose_name = _("fact about a path")
        verbose_name_plural = _("facts about paths")
        constraints = [
            models.UniqueConstraint(fields=["public_id", "path_key"], name="barometer_fact_once")
        ]

    @property
    def days_passed(self) -> dict[date, date | None]:
        """By day of a pass, the first day on which it holds no more; None where it always will."""
        return {
            date.fromisoformat(since): date.fromisoformat(until) if until else None
            for since, until in self.passes
        }

    @property
    def days_lapsed(self) -> set[date]:
        """The days on which a re-check was failed."""
        return set(map(date.fromisoformat, self.lapses))

    def __str__(self) -> str:
        return f"{self.public_id}: {self.path_key}"


class Stay(models.Model):
    """Where a person who has facts belongs during a period, as the sums count it.

    A copy of the memberships, cut where a unit moves to another organism. It is what makes the
    sums exact: when human resources correct the past, what was counted is known and taken back.
    A person with two posts at once has two stays at once, and counts in both, as in the
    headcounts. People without a stay on a day are kept aside: facts without a place in any sum.
    The stays of an account that was erased are kept: what was counted remains counted.
    """

    public_id = models.UUIDField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    organism = models.ForeignKey(
        Organism, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (not included)"), null=True)

    class Meta:
        verbose_name = _("stay")
        verbose_name_plural = _("stays")
        constraints = [
            models.UniqueConstraint(
                fields=["public_id", "unit", "starts_on"], name="barometer_stay_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.public_id} < {self.unit_id}"


class MonthlySum(models.Model):
    """What happened in a month on the way of people through a path.

    `new_…`: people who took the step that month, in the place where they were that day.
    `present_…`: by how many the people of the place who have taken the step became more (or
    fewer): new ones, plus those who arrived with the step taken, less those who left. Its sum up
    to a month is the number of people present at the end of it who have taken the step.
    `present_in_force`: the same for those whose pass is in force; it falls in the month in which
    the pass of somebody ends.
    """

    path_key = models.UUIDField()
    month = models.DateField(_("month"), help_text=_("Its first day."))
    new_reached = models.PositiveIntegerField(default=0)
    new_started = models.PositiveIntegerField(default=0)
    new_completed = models.PositiveIntegerField(default=0)
    new_passed = models.PositiveIntegerField(default=0)
    present_reached = models.IntegerField(default=0)
    present_started = models.IntegerField(default=0)
    present_completed = models.IntegerField(default=0)
    present_passed = models.IntegerField(default=0)
    present_in_force = models.IntegerField(default=0)

    class Meta:
        abstract = True


class UnitMonth(MonthlySum):
    """The sums of a unit, for the time when it was part of `organism`."""

    organism = models.ForeignKey(
        Organism, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("monthly sum of a unit")
        verbose_name_plural = _("monthly sums of units")
        constraints = [
            # In this order, the index also serves the page of an organism.
            models.UniqueConstraint(
                fields=["organism", "path_key", "unit", "month"], name="barometer_unit_month_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.path_key} {self.month:%Y-%m}"


class OrganismMonth(MonthlySum):
    """The sums of an organism: those of its units."""

    organism = models.ForeignKey(
        Organism, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("monthly sum of an organism")
        verbose_name_plural = _("monthly sums of organisms")
        constraints = [
            models.UniqueConstraint(
                fields=["organism", "path_key", "month"], name="barometer_organism_month_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organism_id}: {self.path_key} {self.month:%Y-%m}"


class DataState(models.Model):
    """The one row that says how fresh the figures are.

    `as_of` is when the last statement taken into account was stored. `version` grows by one
    whenever a sum changes: what is computed from the sums is kept under it. Whoever writes facts
    holds a lock on this row, so that two writers never add to the same sum at once.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    as_of = models.DateTimeField(_("data as of"), null=True)
    version = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("state of the data")
        verbose_name_plural = _("state of the data")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="barometer_state_one_row")]

    def __str__(self) -> str:
        return f"{self.as_of}: {self.version}"
