"""Paths that an organism asks its people to follow."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from academy.organisms.models import Organism, Unit


class Assignment(models.Model):
    """A path asked of everybody in an organism, or in one of its units, with a day.

    Withdrawing keeps the row: what was asked of people stays known.
    """

    organism = models.ForeignKey(
        Organism, verbose_name=_("organism"), on_delete=models.CASCADE, related_name="assignments"
    )
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: everybody in the organization is asked."),
    )
    path_key = models.UUIDField(db_index=True)
    due_on = models.DateField(_("due on"))
    reason_fr = models.CharField(_("reason in French"), max_length=250, blank=True)
    reason_en = models.CharField(_("reason in English"), max_length=250, blank=True)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    assigned_at = models.DateTimeField(_("assigned"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["due_on"]
        constraints = [
            # Two: databases take two missing units for different ones.
            models.UniqueConstraint(
                fields=["organism", "path_key"],
                condition=models.Q(withdrawn_at__isnull=True, unit__isnull=True),
                name="courses_assignment_current_once",
            ),
            models.UniqueConstraint(
                fields=["organism", "unit", "path_key"],
                condition=models.Q(withdrawn_at__isnull=True, unit__isnull=False),
                name="courses_assignment_unit_once",
            ),
        ]

    @property
    def asked(self) -> Organism | Unit:
        """Whose people are asked."""
        return self.unit or self.organism

    @property
    def reason(self) -> str:
        """Why, in the language of the page, or in the other where it is missing."""
        if (get_language() or "fr").startswith("en"):
            return self.reason_en or self.reason_fr
        return self.reason_fr or self.reason_en

    def __str__(self) -> str:
        return f"{self.asked}: {self.path_key} ({self.due_on})"
