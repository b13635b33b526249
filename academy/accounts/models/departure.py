"""Who asked to leave the academy, and the receipts of who has left."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Departure(models.Model):
    """Somebody's wish to leave: done on `due_at`, cancellable until then.

    It goes away with the account. `sealed_code`: the code of the receipt (`accounts.sealing`),
    which the person sees while they wait.
    """

    class Mode(models.TextChoices):
        """What becomes of the learning record."""

        ERASE = "erase", _("Erase everything")
        PSEUDONYMISE = "pseudonymise", _("Keep my learning record under a random name")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="departure"
    )
    mode = models.CharField(max_length=12, choices=Mode.choices)
    keeps_certificates = models.BooleanField()
    asked_at = models.DateTimeField(_("asked"))
    due_at = models.DateTimeField(_("due"), db_index=True)
    sealed_code = models.TextField()
    # Why it couldn't be done on its day, "" where nothing stands in the way.
    obstacle = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        verbose_name = _("departure")
        verbose_name_plural = _("departures")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.due_at:%Y-%m-%d}"


class DepartureReceipt(models.Model):
    """What was erased with an account: canonical JSON that names nobody, and its signature.

    `code_digest` finds it by its code. `mail_to`, `language` and `sealed_code` are there until it
    was mailed, and then empty; `sending`: handed to the mail server, which has not answered.
    """

    class Mail(models.TextChoices):
        """What became of the mail."""

        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("interrupted while it was sent")
        OVER = "over", _("over")

    code_digest = models.CharField(max_length=64, unique=True)
    data = models.TextField()
    signature = models.CharField(max_length=64)
    done_at = models.DateTimeField(_("done"))
    mail = models.CharField(max_length=8, choices=Mail.choices, default=Mail.WAITING)
    mail_to = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=2, blank=True)
    sealed_code = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("receipt of a departure")
        verbose_name_plural = _("receipts of departures")
        indexes = [
            models.Index(
                fields=["done_at"],
                condition=~models.Q(mail="over"),
                name="accounts_receipt_to_mail",
            )
        ]

    def __str__(self) -> str:
        return self.code_digest[:8]
