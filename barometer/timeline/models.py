"""What somebody says has happened on a day."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from academy.organisms.models import Organism, Portfolio

LONGEST = 120


class Event(models.Model):
    """What happened on a day in an organism, in a portfolio, or in the government (neither).

    `path_key` None: it concerns every path. Rows don't change but for their withdrawal.
    """

    class Kind(models.TextChoices):
        """What it was."""

        CAMPAIGN = "campaign", pgettext_lazy("event", "campaign")
        MERGER = "merger", pgettext_lazy("event", "merger")
        NOTE = "note", pgettext_lazy("event", "note")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organism = models.ForeignKey(
        Organism, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    portfolio = models.ForeignKey(
        Portfolio, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    path_key = models.UUIDField(null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    day = models.DateField(pgettext_lazy("event", "day"))
    text_fr = models.CharField(_("text in French"), max_length=LONGEST, blank=True)
    text_en = models.CharField(_("text in English"), max_length=LONGEST, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(pgettext_lazy("event", "added"))
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(pgettext_lazy("event", "withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("barometer", "event")
        verbose_name_plural = pgettext_lazy("barometer", "events")
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organism__isnull=True) | Q(portfolio__isnull=True),
                name="barometer_event_one_place",
            ),
            models.CheckConstraint(
                condition=~Q(text_fr="", text_en=""), name="barometer_event_text"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.kind}"

    @property
    def text(self) -> str:
        """The text in the language of the page, or in the other where it is missing."""
        if (get_language() or "fr").startswith("en"):
            return self.text_en or self.text_fr
        return self.text_fr or self.text_en
