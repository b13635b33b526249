"""Which organisms have the weekly mail sent to their people."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from academy.accounts.models import acting_person
from academy.organisms.models import Organism


class DigestSwitch(models.Model):
    """The weekly mail of an organism: off where there is no row, or `off_at` is set.

    `first_week`: the Monday of the first week in which mails leave.
    """

    organism = models.OneToOneField(
        Organism,
        verbose_name=_("organism"),
        on_delete=models.CASCADE,
        related_name="digest_switch",
    )
    first_week = models.DateField(_("first week"))
    on_at = models.DateTimeField(_("switched on"))
    on_by = acting_person(_("switched on by"))
    off_at = models.DateTimeField(_("switched off"), null=True, blank=True)

    class Meta:
        verbose_name = _("weekly mail of an organism")
        verbose_name_plural = _("weekly mails of organisms")
        ordering = ["organism"]

    def __str__(self) -> str:
        return f"{self.organism}: {self.first_week}"
