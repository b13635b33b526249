"""Documents that clients keep in the store. Communication 2.2, 2.3, 2.6, 2.7."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from academy.organisms.models import Organism


class DocumentKind(models.TextChoices):
    """The three document resources."""

    STATE = "state", _("state")
    AGENT_PROFILE = "agent_profile", _("profile of an agent")
    ACTIVITY_PROFILE = "activity_profile", _("profile of an activity")


class Document(models.Model):
    """A document, and under what it is kept.

    `key` and `scope` are hashes (xapi.keys): `scope` of the kind, the activity and the agent it
    belongs to and the organism of the client, so that one index lists the ids there; `key` of
    that, the registration and the id, so that an id of any length is unique.
    """

    key = models.BinaryField(max_length=20, primary_key=True)
    scope = models.BinaryField(max_length=20)
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    document_id = models.TextField()
    activity = models.TextField()
    agent = models.TextField()
    registration = models.UUIDField(null=True)
    organism = models.ForeignKey(
        Organism,
        null=True,
        db_constraint=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    content_type = models.TextField()
    content = models.BinaryField()
    etag = models.CharField(max_length=40)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [models.Index(fields=["scope", "updated_at"], name="lrs_document_scope")]

    def __str__(self) -> str:
        return f"{self.kind} {self.document_id}"
