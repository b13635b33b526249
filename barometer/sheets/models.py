"""Sheets that were issued."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from academy.organisms.models import Organism
from barometer.releases.models import Release


class IssuedSheet(models.Model):
    """What stands on a sheet, and its signature. It never changes.

    `data`: all that the sheet says, as canonical JSON. `signature`: of these bytes, in base64.
    `code`: under which anybody looks the sheet up. `with_levels`: whether it may tell levels of the
    criteria; without, it is for who may still rate one of them a second time. `in_doubt`: SHA-256
    of what was in doubt of it when it was issued, "" where nothing was: doubts come and are decided
    between releases, and what was issued before stays as it was.
    """

    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(_("language"), max_length=2)
    path_key = models.UUIDField()
    data = models.TextField()
    signature = models.CharField(max_length=88)
    code = models.CharField(_("code"), max_length=23, unique=True)
    issued_at = models.DateTimeField(_("issued on"))
    with_levels = models.BooleanField(default=True)
    in_doubt = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        verbose_name = _("issued sheet")
        verbose_name_plural = _("issued sheets")
        constraints = [
            models.UniqueConstraint(
                fields=["organism", "release", "language", "path_key", "with_levels", "in_doubt"],
                name="barometer_sheet_once",
            )
        ]

    def __str__(self) -> str:
        return self.code
