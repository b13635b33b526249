"""Who opened the list of the people of whom a path is asked, why, and whom it showed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from academy.organisms.models import Organism, Role
from courses.standings import State

from .assignment import Assignment

LONGEST_WORDS = 250


class NamedLook(models.Model):
    """An opening of the named list of one thing that is asked: by whom, as what, when, why.

    No row is ever deleted while its organism is there. Where the account of who looked is erased,
    `looker` empties, and the role and the organism stay.
    """

    class Reason(models.TextChoices):
        """Why somebody looks."""

        HELP = "help", _("To help those who haven’t finished")
        REQUIRED = "required", _("To prove to an authority that a required training was followed")
        MEND = "mend", _("To mend an error in what is recorded")
        OTHER = "other", _("Another reason")

    organism = models.ForeignKey(
        Organism, verbose_name=_("organism"), on_delete=models.CASCADE, related_name="+"
    )
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="looks")
    looker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    looked_as = models.CharField(_("looked as"), max_length=20, choices=Role.choices)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    words = models.CharField(_("in your own words"), max_length=LONGEST_WORDS, blank=True)
    opened_at = models.DateTimeField(_("opened"))
    # Until when the list may be opened again without another reason.
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("opening of a named list")
        verbose_name_plural = _("openings of named lists")
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason="other") | ~models.Q(words=""),
                name="courses_look_other_told",
                violation_error_message=_("Say in your own words which reason it is."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.looker}: {self.assignment_id} {self.opened_at:%Y-%m-%d %H:%M}"


class PersonShown(models.Model):
    """Somebody whom an opening showed, in which way, and what was said of them: for that person.

    The first time of each way in an opening.
    """

    class Way(models.TextChoices):
        """Where it was shown."""

        PAGE = "page", _("On the page")
        CSV = "csv", _("In a file (CSV)")
        XLSX = "xlsx", _("In a file (XLSX)")

    look = models.ForeignKey(NamedLook, on_delete=models.CASCADE, related_name="shown")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="named_looks"
    )
    way = models.CharField(_("shown"), max_length=4, choices=Way.choices)
    shown_at = models.DateTimeField(_("shown on"))
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in State])
    day = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    class Meta:
        verbose_name = _("person shown in a named list")
        verbose_name_plural = _("people shown in named lists")
        ordering = ["-shown_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["look", "user", "way"], name="courses_shown_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.look_id} {self.way}"
