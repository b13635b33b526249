"""What was foreseen, written once with each release; and what it is held against: targets."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from academy.accounts.models import acting_person
from academy.organisms.models import Organism
from barometer.forecasting.alarms import FALLS_SHORT, ON_TRACK
from barometer.releases.models import Level, Release

if TYPE_CHECKING:
    pass


class ReleaseOutlook(models.Model):
    """That the forecasts of a release are frozen. `digest`: the SHA-256 of all of them.

    `record`: how forecasts of releases before had done by then (`making.record_of`).
    """

    release = models.OneToOneField(Release, on_delete=models.CASCADE, related_name="outlook")
    method = models.CharField(_("method"), max_length=40)
    made_at = models.DateTimeField(_("made at"))
    record = models.JSONField()
    digest = models.CharField(_("SHA-256"), max_length=64)

    class Meta:
        verbose_name = _("forecasts of a release")
        verbose_name_plural = _("forecasts of releases")

    def __str__(self) -> str:
        return f"{self.release_id}: {self.digest[:12]}"


class FrozenForecast(models.Model):
    """What was foreseen of a path in a place (0 for the government); see `making` for `said`.

    No foreign key to the place: what becomes of the tree later changes no forecast.
    """

    outlook = models.ForeignKey(
        ReleaseOutlook, on_delete=models.CASCADE, related_name="forecasts", db_index=False
    )
    level = models.CharField(max_length=10, choices=Level.choices)
    place = models.PositiveBigIntegerField()
    path_key = models.UUIDField()
    said = models.JSONField()

    class Meta:
        verbose_name = _("frozen forecast")
        verbose_name_plural = _("frozen forecasts")
        constraints = [
            models.UniqueConstraint(
                fields=["outlook", "level", "place", "path_key"], name="barometer_forecast_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.outlook_id}: {self.level} {self.place}"


class Target(models.Model):
    """A share of an organism's people who shall have passed a path by a day.

    Rows don't change but for their end: a target that is set anew ends the one before, which stays
    as history. `owner` is told when forecasts say that it will be missed.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="+")
    path_key = models.UUIDField()
    percent = models.PositiveSmallIntegerField(_("share of the people, in percent"))
    due_on = models.DateField(_("to be reached by"))
    owner = acting_person(pgettext_lazy("target", "owner"), blank=True)
    set_by = acting_person(_("set by"), blank=True)
    set_at = models.DateTimeField(_("set"))
    ended_by = acting_person(_("ended by"), blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("barometer", "target")
        verbose_name_plural = pgettext_lazy("barometer", "targets")
        ordering = ["-set_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organism", "path_key"],
                condition=Q(ended_at__isnull=True),
                name="barometer_target_current_once",
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=100), name="barometer_target_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organism_id}: {self.percent} % ({self.due_on})"

    @property
    def share(self) -> float:
        """The same between 0 and 1."""
        return self.percent / 100


class TargetAlert(models.Model):
    """That a forecast crossed a target: it falls short now, or is on track again.

    `chance`: the probability that the target is reached by its day, in thousandths.
    """

    class Kind(models.TextChoices):
        """Which way."""

        FALLS_SHORT = FALLS_SHORT, pgettext_lazy("target", "falls short")
        ON_TRACK = ON_TRACK, pgettext_lazy("target", "on track")

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="alerts")
    outlook = models.ForeignKey(ReleaseOutlook, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    chance = models.PositiveSmallIntegerField()
    raised_at = models.DateTimeField(_("raised"))
    told_at = models.DateTimeField(_("told"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("barometer", "alert")
        verbose_name_plural = pgettext_lazy("barometer", "alerts")
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["target", "outlook"], name="barometer_alert_once")
        ]

    def __str__(self) -> str:
        return f"{self.target_id}: {self.kind}"
