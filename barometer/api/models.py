"""Machines that may read the barometer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from academy.accounts.models import acting_person
from academy.organisms.models import Organism, Portfolio
from barometer.releases.models import Level


class ServiceToken(models.Model):
    """What a machine shows to read the figures of one organism, one portfolio or the government.

    The secret is long and random and shown once; `secret_digest` is its keyed hash.
    """

    name = models.CharField(_("name"), max_length=120)
    key = models.CharField(_("key"), max_length=32, unique=True)
    secret_digest = models.CharField(max_length=64)
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
    # None: as BAROMETER_API_REQUESTS_PER_MINUTE says; 0: no limit.
    requests_per_minute = models.PositiveIntegerField(_("requests per minute"), null=True)
    created_at = models.DateTimeField(_("created"))
    created_by = acting_person(_("created by"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)

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

    def __str__(self) -> str:
        return self.name
