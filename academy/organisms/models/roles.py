"""What people may do, where."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .dated import Dated, period_check
from .tree import Organism, Portfolio


class Role(models.TextChoices):
    """The roles beyond learner, which everyone has."""

    DESIGNER = "designer", _("course designer")
    ORGANISM_MANAGER = "organism_manager", _("organization manager")
    TRAINING_OFFICER = "training_officer", _("training officer")
    PORTFOLIO_OFFICER = "portfolio_officer", _("portfolio information officer")
    GOVERNMENT_LEAD = "government_lead", _("government lead")
    ADMINISTRATOR = "administrator", _("administrator")


class RoleGrant(Dated):
    """A role given to a person, in an organism, in a portfolio or everywhere."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="role_grants",
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    organism = models.ForeignKey(
        Organism, null=True, blank=True, on_delete=models.CASCADE, related_name="role_grants"
    )
    portfolio = models.ForeignKey(
        Portfolio, null=True, blank=True, on_delete=models.CASCADE, related_name="role_grants"
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["user", "role"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    role__in=[Role.DESIGNER, Role.ORGANISM_MANAGER, Role.TRAINING_OFFICER],
                    organism__isnull=False,
                    portfolio__isnull=True,
                )
                | Q(role=Role.PORTFOLIO_OFFICER, portfolio__isnull=False, organism__isnull=True)
                | Q(
                    role__in=[Role.GOVERNMENT_LEAD, Role.ADMINISTRATOR],
                    organism__isnull=True,
                    portfolio__isnull=True,
                ),
                name="organisms_role_scope",
                violation_error_message=_(
                    "Designers, managers and training officers belong to an organization, "
                    "information officers to a portfolio, leads and administrators to neither."
                ),
            ),
            # Three, one for each kind of place: SQLite takes two missing places for different ones.
            models.UniqueConstraint(
                fields=["user", "role", "organism"],
                condition=Q(ends_on__isnull=True, organism__isnull=False),
                name="organisms_role_in_organism_once",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "portfolio"],
                condition=Q(ends_on__isnull=True, portfolio__isnull=False),
                name="organisms_role_in_portfolio_once",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(ends_on__isnull=True, organism__isnull=True, portfolio__isnull=True),
                name="organisms_role_everywhere_once",
            ),
            period_check("organisms_role_period"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
