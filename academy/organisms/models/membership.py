"""Who belongs to which unit, when; and how many people a unit has."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .dated import Dated, period_check
from .tree import Organism, Unit


class Membership(Dated):
    """A person's place in a unit during a period.

    `organism` repeats the unit's organism on the first day: person numbers are unique within it,
    and a person may hold posts in two organisms at once.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="memberships"
    )
    organism = models.ForeignKey(
        Organism, verbose_name=_("organism"), on_delete=models.PROTECT, related_name="memberships"
    )
    person_number = models.CharField(
        _("person number"),
        max_length=40,
        blank=True,
        help_text=_("The number that the organism's human resources give this person."),
    )

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["user", "starts_on"]
        constraints = [
            # One person, one unit of an organism at a time; a transfer ends one and starts another.
            models.UniqueConstraint(
                fields=["user", "organism"],
                condition=Q(ends_on__isnull=True),
                name="organisms_membership_current_once",
            ),
            models.UniqueConstraint(
                fields=["user", "organism", "starts_on"], name="organisms_membership_start_once"
            ),
            models.UniqueConstraint(
                fields=["organism", "person_number"],
                condition=Q(ends_on__isnull=True) & ~Q(person_number=""),
                name="organisms_membership_number_once",
            ),
            period_check("organisms_membership_period"),
        ]
        indexes = [
            models.Index(fields=["unit", "starts_on"]),
            models.Index(fields=["organism", "starts_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.user} < {self.unit}"


class Headcount(models.Model):
    """How many people a unit has from a day on: the denominator of every share.

    It comes from human resources and counts everyone, those without an account included, but
    not the people of the units below: the headcount of a branch is the sum of its units.
    """

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.CASCADE, related_name="headcounts"
    )
    on = models.DateField(_("from"))
    people = models.PositiveIntegerField(_("people"))

    class Meta:
        verbose_name = _("headcount")
        verbose_name_plural = _("headcounts")
        ordering = ["unit", "on"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "on"], name="organisms_headcount_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.people} ({self.on})"
