"""Lists of people, and lists of headcounts, that human resources hand over."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .tree import Organism


class PeopleImport(models.Model):
    """One list: read, shown as a difference, then applied, dropped or replaced by a newer one.

    `content` is the text of the file, kept until the list is applied, refused or dropped and
    emptied then: what it changed is in the memberships, and `digest` (SHA-256 of the bytes)
    still tells whether a file is the one that was applied. `plan` holds counts, the first
    differences and the first errors, as `services.people_import` words them.
    """

    class Kind(models.TextChoices):
        """What the list tells."""

        PEOPLE = "people", _("people")
        HEADCOUNTS = "headcounts", _("headcounts")

    class State(models.TextChoices):
        """How far the list has come."""

        READING = "reading", _("being read")
        PLANNED = "planned", _("waiting for confirmation")
        REFUSED = "refused", _("refused")
        APPLYING = "applying", _("being applied")
        APPLIED = "applied", _("applied")
        DROPPED = "dropped", _("dropped")
        REPLACED = "replaced", _("replaced")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PEOPLE)
    organism = models.ForeignKey(Organism, on_delete=models.CASCADE, related_name="people_imports")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("received"))
    file_name = models.CharField(_("file"), max_length=255)
    digest = models.CharField(max_length=64, blank=True)
    content = models.TextField(blank=True)
    effective_on = models.DateField(_("effective from"))
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PLANNED
    )
    plan = models.JSONField(default=dict)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_departures = models.PositiveIntegerField(_("confirmed departures"), default=0)
    changes_done = models.PositiveIntegerField(default=0)
    changes_total = models.PositiveIntegerField(default=0)
    progressed_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)

    class Meta:
        verbose_name = _("list of people")
        verbose_name_plural = _("lists of people")
        ordering = ["-uploaded_at"]
        constraints = [
            # Two lists applied at once would each undo part of the other.
            models.UniqueConstraint(
                fields=["organism"],
                condition=Q(state="applying"),
                name="organisms_import_applying_once",
            )
        ]
        indexes = [models.Index(fields=["organism", "-uploaded_at"])]

    def __str__(self) -> str:
        return f"{self.organism}: {self.file_name}"
