"""Somebody who asks to be exempted from a path, and what became of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from academy.organisms.models import Organism, Role

LONGEST_REASON = 250


class ExemptionRequest(models.Model):
    """A request to be exempted from a path that an organism asks, with the reason of the person.

    The person and whoever may exempt them read both the reason and the answer; nobody else does,
    and no file has them but the person's own record. An exemption that follows is a row of its own
    (`Exemption`), so that lifting it leaves what was asked and answered.
    """

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("waiting for an answer")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        TAKEN_BACK = "taken_back", _("taken back")

    organism = models.ForeignKey(
        Organism, verbose_name=_("organism"), on_delete=models.CASCADE, related_name="+"
    )
    path_key = models.UUIDField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="exemption_requests",
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    asked_at = models.DateTimeField(_("asked"))
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    answer = models.CharField(_("answer"), max_length=LONGEST_REASON, blank=True, default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_as = models.CharField(
        _("decided as"), max_length=20, choices=Role.choices, blank=True, default=""
    )
    answered_at = models.DateTimeField(_("decided"), null=True)

    class Meta:
        verbose_name = _("request for an exemption")
        verbose_name_plural = _("requests for exemptions")
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organism", "path_key", "user"],
                condition=models.Q(state="waiting"),
                name="courses_request_waiting_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["granted", "refused"])
                | models.Q(answered_at__isnull=False) & ~models.Q(answer=""),
                name="courses_request_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.path_key} {self.state}"
