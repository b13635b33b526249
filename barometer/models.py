"""What the barometer keeps: facts about a person and a path.

They are derived from statements: `manage.py rebuild_facts` makes the same rows again. Nothing here
names a person but by the pseudonym the record store uses.
"""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .api.models import ServiceToken
from .criteria.models import (
    Assessment,
    CriteriaGrid,
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
from .lake.models import ErasedName
from .ledger.models import ReleaseLedger
from .outlook.models import FrozenForecast, ReleaseOutlook, Target, TargetAlert
from .public.models import PublicPage
from .releases.models import (
    Release,
    ReleasedAtom,
    ReleasedPath,
    ReleasedTotal,
    ReleasedWays,
    ReleaseMemory,
    WaysMemory,
)
from .reports.models import ReportDelivery, ReportSubscription
from .sheets.models import IssuedSheet
from .timeline.models import Event

__all__ = [
    "Assessment",
    "CriteriaGrid",
    "DataState",
    "ErasedName",
    "Event",
    "Evidence",
    "Finding",
    "FrozenForecast",
    "IssuedSheet",
    "PathFact",
    "PhishingHook",
    "Prescription",
    "PublicPage",
    "Rating",
    "RatingEvidence",
    "Release",
    "ReleaseLedger",
    "ReleaseMemory",
    "ReleaseOutlook",
    "ReleasedAtom",
    "ReleasedPath",
    "ReleasedTotal",
    "ReleasedWays",
    "ReportDelivery",
    "ReportSubscription",
    "Retest",
    "Review",
    "RunningCampaign",
    "RunningMark",
    "SecondRating",
    "ServiceToken",
    "Target",
    "TargetAlert",
    "WaysMemory",
]


class PathFact(models.Model):
    """How far a person came in a path.

    `…_at` is the time of the event: the earliest that a statement which isn't voided tells. The
    steps nest: whoever started has been reached, whoever completed or passed has started; whoever
    only opened the path, or was given it as done (waived), has taken none. Where the person
    belonged on that day is told by the dated memberships.

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


class DataState(models.Model):
    """The one row that says how fresh the facts are.

    `as_of` is when the last statement taken into account was stored. Whoever writes facts holds a
    lock on this row, and so does whoever makes a release of them.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    as_of = models.DateTimeField(_("data as of"), null=True)

    class Meta:
        verbose_name = _("state of the data")
        verbose_name_plural = _("state of the data")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="barometer_state_one_row")]

    def __str__(self) -> str:
        return f"{self.as_of}"
