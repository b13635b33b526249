"""Other record stores: where statements are forwarded to, what they refused, what was imported."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from academy.organisms.models import Organism


class ForwardingTarget(models.Model):
    """Another record store that gets the statements of this one, in the order of `seq`.

    Every statement up to `seq` was accepted there, or is a DeadLetter. `claimed_until`: a worker
    is speaking to it; one that was killed lets it go then.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    endpoint = models.CharField(_("address"), max_length=500)
    key = models.CharField(_("key"), max_length=255)
    # Sealed by academy.accounts.sealing.
    sealed_secret = models.TextField()
    version = models.CharField(_("xAPI version"), max_length=16)
    organism = models.ForeignKey(
        Organism,
        verbose_name=_("organism"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Where it is set, only statements of this organism are forwarded."),
    )
    active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created"))
    seq = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True, blank=True)
    # What went wrong when it was last spoken to, "" when nothing did.
    problem = models.TextField(blank=True)
    failures = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, blank=True)
    refused_in_a_row = models.PositiveIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("forwarding target")
        verbose_name_plural = _("forwarding targets")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class DeadLetter(models.Model):
    """A statement that a target refused, or that can't be sent to it, with what it answered.

    It waits for somebody until `settled_at`: delivered after all, or set aside.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        SET_ASIDE = "set aside", _("set aside")

    target = models.ForeignKey(
        ForwardingTarget, on_delete=models.CASCADE, related_name="dead_letters"
    )
    seq = models.BigIntegerField()
    statement_id = models.UUIDField()
    # None: it was not sent, `answer` says why.
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.TextField()
    refused_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("dead letter")
        verbose_name_plural = _("dead letters")
        constraints = [
            models.UniqueConstraint(fields=["target", "seq"], name="lrs_dead_letter_once")
        ]

    def __str__(self) -> str:
        return f"{self.target_id}: {self.statement_id}"


class ImportPosition(models.Model):
    """How far the statements of another record store were imported.

    `source` is a digest of what tells one import from another: the address, the key, and what was
    asked for. `more` leads to the next page, "" at the beginning of a walk.
    """

    source = models.CharField(max_length=64, primary_key=True)
    endpoint = models.CharField(_("address"), max_length=500)
    more = models.TextField(blank=True)
    # `stored`, there, of the last statement that was taken in.
    through = models.DateTimeField(null=True, blank=True)
    # Up to when the store promised to show everything when this walk began; None: it didn't.
    promised = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("position of an import")
        verbose_name_plural = _("positions of imports")

    def __str__(self) -> str:
        return self.endpoint
