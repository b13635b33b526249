"""Invitations to open an account that a list of people made."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Invitation(models.Model):
    """A message that lets a person open their account: asked for, then sent, then used.

    The link in the message works once, until `expires_at`; only the SHA-256 of its key is kept.
    `organism_code` names the organism that invites, as the audit log does.
    """

    class State(models.TextChoices):
        """How far the message has come."""

        WAITING = "waiting", _("waiting to be sent")
        # Until the mail server has answered. Left so when the process stopped just then.
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("could not be sent")
        DROPPED = "dropped", _("dropped")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="invitations",
    )
    organism_code = models.CharField(_("organism"), max_length=40)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"))
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    # Where it was sent: the link is over when the account's address is another one.
    email = models.EmailField(_("e-mail address"), blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    key_digest = models.CharField(max_length=64, null=True, blank=True, unique=True)
    expires_at = models.DateTimeField(_("works until"), null=True, blank=True)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation to open an account")
        verbose_name_plural = _("invitations to open an account")
        ordering = ["id"]
        constraints = [
            # Two managers who invite one person at the same moment send one message.
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state="waiting"),
                name="accounts_invitation_waiting_once",
            )
        ]
        indexes = [
            models.Index(fields=["state", "id"]),
            models.Index(fields=["sent_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_state_display()}"
