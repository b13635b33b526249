"""How far those have come who follow the store, and what is done again and again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ReaderPosition(models.Model):
    """How far a reader that follows the store has come: every statement up to `seq` is done."""

    name = models.CharField(max_length=80, primary_key=True)
    seq = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("position of a reader")
        verbose_name_plural = _("positions of readers")

    def __str__(self) -> str:
        return f"{self.name}: {self.seq}"


class ReaderFailure(models.Model):
    """Statements that a reader could not take in. They are stored; the reader has to be fed again
    (`manage.py replay_statements`)."""

    reader = models.CharField(_("reader"), max_length=80)
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    error = models.TextField(_("error"))
    failed_at = models.DateTimeField(_("failed"))
    repaired_at = models.DateTimeField(_("repaired"), null=True, blank=True)

    class Meta:
        verbose_name = _("failure of a reader")
        verbose_name_plural = _("failures of readers")
        indexes = [
            models.Index(
                fields=["reader", "first_seq"],
                condition=Q(repaired_at__isnull=True),
                name="lrs_failure_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reader}: {self.first_seq} - {self.last_seq}"


class RecurringRun(models.Model):
    """Up to which period a work of `academy.core.recurring` was started."""

    name = models.CharField(max_length=80, primary_key=True)
    period = models.DateTimeField()
    started_at = models.DateTimeField(_("started"))

    class Meta:
        verbose_name = _("run of a recurring work")
        verbose_name_plural = _("runs of recurring works")

    def __str__(self) -> str:
        return f"{self.name}: {self.period}"
