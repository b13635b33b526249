"""Lists of people that human resources hand over."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .tree import Organism


class PeopleImport(models.Model):
    """One list of people: read, shown as a difference, then applied or dropped."""

    class State(models.TextChoices):
        """How far the list has come."""

        PLANNED = "planned", _("waiting for confirmation")
        REFUSED = "refused", _("refused")
        APPLYING = "applying", _("being applied")
        APPLIED = "applied", _("applied")
        CANCELLED = "cancelled", _("cancelled")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organism = models.ForeignKey(Organism, on_delete=models.CASCADE, related_name="people_imports")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("received"))
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)
    file_name = models.CharField(_("file"), max_length=255)
    content = models.TextField()
    effective_on = models.DateField(_("effective from"))
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PLANNED
    )
    plan = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("list of people")
        verbose_name_plural = _("lists of people")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return f"{self.organism}: {self.file_name}"
