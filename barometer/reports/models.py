"""Who gets which page by mail, and what became of each mail."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from academy.accounts.models import Delivery
from academy.organisms.models import Organism, Portfolio
from barometer.releases.models import Level, Release


class Frequency(models.IntegerChoices):
    """After how many releases a mail goes."""

    EACH = 1, _("after each release")
    THIRD = 3, _("after one release in three")


class ReportSubscription(models.Model):
    """Somebody who gets a page by mail. `stopped_at`: when they asked for no more."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="report_subscriptions"
    )
    level = models.CharField(_("page"), max_length=10, choices=Level.choices)
    organism = models.ForeignKey(
        Organism, verbose_name=_("organism"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    portfolio = models.ForeignKey(
        Portfolio,
        verbose_name=_("portfolio"),
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    every = models.PositiveSmallIntegerField(
        _("how often"), choices=Frequency.choices, default=Frequency.EACH
    )
    asked_at = models.DateTimeField(_("asked for on"))
    stopped_at = models.DateTimeField(_("stopped on"), null=True)

    class Meta:
        verbose_name = _("subscription to a report")
        verbose_name_plural = _("subscriptions to reports")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organism"],
                condition=Q(organism__isnull=False),
                name="barometer_report_organism_once",
            ),
            models.UniqueConstraint(
                fields=["user", "portfolio"],
                condition=Q(portfolio__isnull=False),
                name="barometer_report_portfolio_once",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(level=Level.GOVERNMENT),
                name="barometer_report_government_once",
            ),
            models.CheckConstraint(
                name="barometer_report_place",
                condition=Q(level=Level.ORGANISM, organism__isnull=False, portfolio__isnull=True)
                | Q(level=Level.PORTFOLIO, organism__isnull=True, portfolio__isnull=False)
                | Q(level=Level.GOVERNMENT, organism__isnull=True, portfolio__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.level} {self.code}"

    @property
    def code(self) -> str:
        """The code of the place; empty for the government."""
        place = self.organism or self.portfolio
        return place.code if place else ""

    @property
    def place_name(self) -> str:
        """The name of the place; empty for the government."""
        place = self.organism or self.portfolio
        return place.name if place else ""


class ReportDelivery(models.Model):
    """Which line of the delivery log is about the mail of a subscription after a release.

    What became of it stands there (`academy.accounts`): one log holds every mail.
    """

    class Reason(models.TextChoices):
        """Why it isn't sent, beside the reasons that any mail has."""

        NO_RIGHT = "no_right", _("the person may not see the page any more")
        INACTIVE = "inactive", _("the account is closed")
        NOT_PUBLISHED = "not_published", _("the release says nothing of this page")
        NOT_DUE = "not_due", _("it goes after one release in three")

    subscription = models.ForeignKey(
        ReportSubscription, on_delete=models.CASCADE, related_name="deliveries"
    )
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="+")
    delivery = models.OneToOneField(Delivery, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("delivery of a report")
        verbose_name_plural = _("deliveries of reports")
        ordering = ["-delivery__at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "release"], name="barometer_report_delivered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id}: {self.release_id}"
