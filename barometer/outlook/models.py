"""What was foreseen. Written once with each release, and never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from barometer.releases.models import Level, Release


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
