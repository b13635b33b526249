"""Machines that bring packages in, launch them and follow them."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from academy.accounts.models import MachineToken
from academy.organisms.models import Organism


class ServiceToken(MachineToken):
    """What a machine shows to manage the packages of one organism, or all of them.

    `uses`: what it may do beside reading. `return_hosts`: hosts to which its launches may lead
    learners back, beside the academy's own.
    """

    class Use(models.TextChoices):
        """What a token may be made for."""

        IMPORT = "import", _("bring packages in and delete them")
        LAUNCH = "launch", _("launch packages and abandon sessions")
        WAIVE = "waive", _("waive parts of packages")

    uses = models.JSONField(_("what it may do"), default=list)
    organism = models.ForeignKey(
        Organism,
        verbose_name=_("organism"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    return_hosts = models.JSONField(_("hosts to return to"), default=list)

    class Meta:
        verbose_name = _("service token")
        verbose_name_plural = _("service tokens")
        ordering = ["name", "pk"]

    @property
    def audited(self) -> tuple[str, dict[str, Any]]:
        """What the audit log says of it."""
        return self.organism.code if self.organism else "", {"uses": self.uses}
