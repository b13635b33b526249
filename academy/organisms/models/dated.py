"""What rows with a period have in common.

A period runs from `starts_on` to the day before `ends_on` (half-open, like Python's ranges), so
that one that ends where the next starts leaves neither a gap nor an overlap.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class DatedQuerySet(models.QuerySet):
    """Rows with a period."""

    def on(self, day: date) -> "DatedQuerySet":
        """Keep the rows whose period holds `day`."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)


class Dated(models.Model):
    """A row that is true during a period."""

    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(
        _("until (not included)"), null=True, blank=True, help_text=_("Empty: no end is known.")
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        """Tell whether the period holds `day`."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


def period_check(name: str) -> models.CheckConstraint:
    """Return the constraint that a period lasts at least a day."""
    return models.CheckConstraint(
        condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
        name=name,
        violation_error_message=_("The end of a period comes after its start."),
    )
