"""Machines that may read the barometer."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from academy.accounts.models import MachineToken
from academy.organisms.models import Organism, Portfolio
from barometer.releases.models import Level


class ServiceToken(MachineToken):
    """What a machine shows to read the figures of one organism, one portfolio or the government."""

    level = models.CharField(_("what it reads"), max_length=10, choices=Level.choices)
    organism = models.ForeignKey(
        Organism,
        verbose_name=_("organism"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    portfolio = models.ForeignKey(
        Portfolio,
        verbose_name=_("portfolio"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("token of the barometer")
        verbose_name_plural = _("tokens of the barometer")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="barometer_token_place",
                condition=Q(level=Level.ORGANISM, organism__isnull=False, portfolio__isnull=True)
                | Q(level=Level.PORTFOLIO, organism__isnull=True, portfolio__isnull=False)
                | Q(level=Level.GOVERNMENT, organism__isnull=True, portfolio__isnull=True),
            )
        ]

    @property
    def place(self) -> Organism | Portfolio | None:
        """Whose figures it reads; None for those of the government."""
        return self.organism or self.portfolio

    @property
    def audited(self) -> tuple[str, dict[str, Any]]:
        """What the audit log says of it."""
        code = self.place.code if self.place else ""
        return self.organism.code if self.organism else "", {"level": self.level, "place": code}
