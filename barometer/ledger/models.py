"""The ledger of effects of a release, written once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from barometer.releases.models import Release


class ReleaseLedger(models.Model):
    """What campaigns changed, as told with a release; see `making` for `said`.

    `made_at`: events that were written by then count. `digest`: the SHA-256 of all of it.
    """

    release = models.OneToOneField(Release, on_delete=models.CASCADE, related_name="ledger")
    method = models.CharField(_("method"), max_length=40)
    made_at = models.DateTimeField(_("made at"))
    said = models.JSONField()
    digest = models.CharField(_("SHA-256"), max_length=64)

    class Meta:
        verbose_name = _("ledger of effects")
        verbose_name_plural = _("ledgers of effects")

    def __str__(self) -> str:
        return f"{self.release_id}: {self.digest[:12]}"
