"""Paths that an organism asks its people to follow, and who needn't."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from academy.organisms.models import Organism, Role, Unit
from courses.audience import Rule, Version
from courses.deadlines import LONGEST, LONGEST_GRACE, Terms


class Assignment(models.Model):
    """A path asked of people of an organism: of everybody, of one unit, or by a rule.

    By when is always computed for each person (`courses.deadlines`), from a fixed day or from so
    many days. Withdrawing keeps the row, and a rule that is changed keeps its former versions: what
    was asked of people stays known.
    """

    class Counted(models.TextChoices):
        """From what the due date is counted."""

        FIXED = "fixed", _("A fixed day")
        ASKING = "asking", _("So many days after it is asked of the person")
        ARRIVAL = "arrival", _("So many days after the arrival in the organization")
        UNIT_ARRIVAL = "unit_arrival", _("So many days after the arrival in the unit")

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
        help_text=_("This unit alone, without those below. Empty: whom the rule says."),
    )
    # `[{"since": ISO 8601, **Rule.as_data()}]`, the oldest first; empty: everybody, or the unit.
    rules = models.JSONField(default=list, blank=True)
    # SHA-256 of the rule in force; empty: everybody, or the unit. No two rules alike ask one path.
    rule_digest = models.CharField(max_length=64, default="", blank=True)
    path_key = models.UUIDField(db_index=True)
    counted = models.CharField(
        _("due date"), max_length=12, choices=Counted.choices, default=Counted.FIXED
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    due_days = models.PositiveSmallIntegerField(
        _("days"), default=0, validators=[MaxValueValidator(LONGEST)]
    )
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace"), default=0, validators=[MaxValueValidator(LONGEST_GRACE)]
    )
    reason_fr = models.CharField(_("reason in French"), max_length=250, blank=True)
    reason_en = models.CharField(_("reason in English"), max_length=250, blank=True)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # As what the person asked; empty for what was asked before this was kept.
    assigned_as = models.CharField(
        _("asked as"), max_length=20, choices=Role.choices, default="", blank=True
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
                fields=["organism", "path_key", "rule_digest"],
                condition=models.Q(withdrawn_at__isnull=True, unit__isnull=True),
                name="courses_assignment_current_once",
            ),
            models.UniqueConstraint(
                fields=["organism", "unit", "path_key"],
                condition=models.Q(withdrawn_at__isnull=True, unit__isnull=False),
                name="courses_assignment_unit_once",
            ),
            models.CheckConstraint(
                condition=models.Q(counted="fixed", due_on__isnull=False)
                | (~models.Q(counted="fixed") & models.Q(due_on__isnull=True)),
                name="courses_assignment_due_told",
                violation_error_message=_("A fixed due date has a day, and no other one has."),
            ),
        ]

    @property
    def versions(self) -> list[Version]:
        """The versions of the rule, the oldest first; none where everybody or a unit is asked."""
        return [
            Version(date.fromisoformat(one["since"]), Rule.from_data(one)) for one in self.rules
        ]

    @property
    def rule(self) -> Rule:
        """Who is asked, by the version in force: everybody where there is none."""
        versions = self.versions
        return versions[-1].rule if versions else Rule()

    @property
    def terms(self) -> Terms:
        """How the due date is counted."""
        return Terms(self.counted, self.due_on, self.due_days, self.grace_days)  # type: ignore[arg-type]

    @property
    def asked_on(self) -> date:
        """The day of the ask."""
        return timezone.localdate(self.assigned_at)

    @property
    def reason(self) -> str:
        """Why, in the language of the page, or in the other where it is missing."""
        if (get_language() or "fr").startswith("en"):
            return self.reason_en or self.reason_fr
        return self.reason_fr or self.reason_en

    def __str__(self) -> str:
        return f"{self.unit or self.organism}: {self.path_key} ({self.due_on or self.counted})"


def rules_as_data(versions: Sequence[Version]) -> list[dict[str, Any]]:
    """Return the versions of a rule as `Assignment.rules` has them."""
    return [{"since": one.since.isoformat()} | one.rule.as_data() for one in versions]


def digest_of(rule: Rule) -> str:
    """Return the SHA-256 of a rule as `Assignment.rule_digest` has it; empty for everybody."""
    if rule.is_everybody:
        return ""
    return hashlib.sha256(json.dumps(rule.as_data(), sort_keys=True).encode()).hexdigest()


class Exemption(models.Model):
    """Somebody who needn't follow a path that an organism asks, with the reason.

    The person reads the reason and who decided. Lifting keeps the row.
    """

    organism = models.ForeignKey(
        Organism, verbose_name=_("organism"), on_delete=models.CASCADE, related_name="+"
    )
    path_key = models.UUIDField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="path_exemptions",
    )
    reason = models.CharField(_("reason"), max_length=250)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    given_as = models.CharField(_("decided as"), max_length=20, choices=Role.choices)
    given_at = models.DateTimeField(_("decided"))
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        ordering = ["given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organism", "path_key", "user"],
                condition=models.Q(lifted_at__isnull=True),
                name="courses_exemption_current_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.path_key}"
