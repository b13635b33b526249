"""The audit log: who did what, to what, with which result; append-only and hash-chained."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .append_only import AppendOnlyRow, ChainedQuerySet


class AuditEntry(AppendOnlyRow):
    """One line of the audit log, written by `services.audit.record` alone.

    `digest` covers the entry and the digest before it, so that a changed, removed or inserted
    line breaks the chain (`manage.py verify_audit`). Entries hold no answer and no secret.
    """

    at = models.DateTimeField(_("date"), db_index=True)
    # Not part of the digest: it empties when the account is erased, `actor_public_id` stays.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    actor_public_id = models.CharField(max_length=36, blank=True)
    action = models.CharField(_("action"), max_length=80, db_index=True)
    target = models.CharField(_("target"), max_length=255, blank=True)
    organism_code = models.CharField(_("organism"), max_length=40, blank=True, db_index=True)
    result = models.CharField(_("result"), max_length=20, default="done")
    details = models.JSONField(_("details"), default=dict, blank=True)
    # Unique: two entries can't follow the same one, whatever happens to the lock.
    previous_digest = models.CharField(max_length=64, blank=True, unique=True)
    digest = models.CharField(max_length=64, unique=True)

    objects = models.Manager.from_queryset(ChainedQuerySet)()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.target}"


class AuditHead(models.Model):
    """The one row that says where the chain ends; locked by whoever appends to it.

    It also tells of a log whose last lines were cut off, which the chain alone can't show.
    """

    ONLY = 1

    last_digest = models.CharField(max_length=64, blank=True)
    length = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("end of the audit log")
        verbose_name_plural = _("end of the audit log")

    def __str__(self) -> str:
        return f"{self.length} {self.last_digest}"
