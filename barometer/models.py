"""What the barometer keeps: facts about a person and a path, and their monthly sums.

Everything here is derived from statements and dated memberships: `manage.py rebuild_facts` makes
the same rows again. Nothing here names a person but by the pseudonym the record store uses.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from academy.organisms.models import Organism, Unit


def _place(model: type[models.Model]) -> models.ForeignKey:
    # Ten indexes that nothing reads would double the cost of a batch: facts are found by person.
    return models.ForeignKey(
        model, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )


class PathFact(models.Model):
    """How far a person came in a path, and where the person belonged at each step.

    `…_at` is the time of the event: the earliest that a statement which isn't voided tells.
    `…_unit` and `…_organism` are those of that day. The steps nest: whoever started has been
    reached, whoever completed or passed has started.

    `post` 0 is the row of the person's main post, the one held longest; it has every time that is
    known, and no unit for a day on which the person had no post (such events are kept aside, in
    no sum). A person with posts in two organisms at once counts in the headcount of both, and so
    has a row more (`post` 1) that holds the steps, and only those, taken while the second was
    held.
    """

    public_id = models.UUIDField()
    path_key = models.UUIDField()
    post = models.PositiveSmallIntegerField(default=0)
    reached_at = models.DateTimeField(null=True)
    reached_unit = _place(Unit)
    reached_organism = _place(Organism)
    started_at = models.DateTimeField(null=True)
    started_unit = _place(Unit)
    started_organism = _place(Organism)
    completed_at = models.DateTimeField(null=True)
    completed_unit = _place(Unit)
    completed_organism = _place(Organism)
    passed_at = models.DateTimeField(null=True)
    passed_unit = _place(Unit)
    passed_organism = _place(Organism)
    corrected_steps = models.PositiveSmallIntegerField(
        default=0,
        help_text=_(
            "Steps whose time lay after the moment the record was stored, and was replaced by "
            "it: the sum of 1 (reached), 2 (started), 4 (completed) and 8 (passed)."
        ),
    )

    class Meta:
        verbose_name = _("fact about a path")
        verbose_name_plural = _("facts about paths")
        constraints = [
            models.UniqueConstraint(
                fields=["public_id", "path_key", "post"], name="barometer_fact_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.public_id}: {self.path_key}"


class MonthlySum(models.Model):
    """How many people took each step of a path in a month, for the first time."""

    path_key = models.UUIDField()
    month = models.DateField(_("month"), help_text=_("Its first day."))
    reached = models.PositiveIntegerField(_("reached"))
    started = models.PositiveIntegerField(_("started"))
    completed = models.PositiveIntegerField(_("completed"))
    passed = models.PositiveIntegerField(_("passed"))

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
    """The sums of an organism."""

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
