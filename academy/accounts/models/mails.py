"""When people want mails, and what became of each that was sent to them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from academy.accounts import mail_kinds, mail_times


class Weekday(models.IntegerChoices):
    """The days on which mails leave."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")


class MailPreference(models.Model):
    """When somebody wants the weekly mail, or that they want none (`stopped_at`).

    Who never chose has no row, or one with the usual values. `key` names the row in links that
    work without signing in: it tells nothing of the person. The rules are `mail_times`'s.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preference"
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    weekday = models.PositiveSmallIntegerField(
        _("day of the week"), choices=Weekday.choices, default=Weekday.TUESDAY
    )
    hour = models.PositiveSmallIntegerField(_("hour"), default=mail_times.USUAL_HOUR)
    quiet_from = models.PositiveSmallIntegerField(
        _("quiet from"), default=mail_times.USUAL_QUIET_FROM
    )
    quiet_until = models.PositiveSmallIntegerField(
        _("quiet until"), default=mail_times.USUAL_QUIET_UNTIL
    )
    away_from = models.DateField(_("away from"), null=True, blank=True)
    away_until = models.DateField(_("away until"), null=True, blank=True)
    # So that a new choice doesn't send the mail of a week whose chosen time is over.
    starts_on = models.DateField(_("nothing before"), null=True, blank=True, editable=False)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("preference about mails")
        verbose_name_plural = _("preferences about mails")
        constraints = [
            models.CheckConstraint(
                name="accounts_mail_preference_times",
                condition=Q(weekday__lte=4, hour__lte=23, quiet_from__lte=23, quiet_until__lte=23),
            ),
            models.CheckConstraint(
                name="accounts_mail_preference_away",
                condition=Q(away_from__isnull=True, away_until__isnull=True)
                | Q(
                    away_from__isnull=False,
                    away_until__isnull=False,
                    away_until__gte=F("away_from"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.weekday} {self.hour}"

    @property
    def wish(self) -> mail_times.Wish:
        """The choice as the rules take it."""
        return mail_times.Wish(
            weekday=self.weekday,
            hour=self.hour,
            quiet_from=self.quiet_from,
            quiet_until=self.quiet_until,
            away_from=self.away_from,
            away_until=self.away_until,
            starts_on=self.starts_on,
        )


class Delivery(models.Model):
    """What became of a mail to a person: one row for each kind and occasion.

    `occasion` is what a mail is sent once for, such as the Monday of its week. `sending`: handed to
    the mail server, which has not answered; such a mail is never sent again. `claim` names the
    process that took it. `told` says by which rules the mail had its lines, no more:
    `[{"rule", "path", …}]`, for the person alone. The log keeps no text and no address.
    """

    class State(models.TextChoices):
        """What became of it."""

        SENDING = "sending", _("interrupted while it was sent")
        SENT = "sent", _("email sent")
        FAILED = "failed", _("email refused")
        SKIPPED = "skipped", _("no email sent")

    class Reason(models.TextChoices):
        """Why it isn't sent, whatever the kind; kinds have reasons of their own (`mail_kinds`)."""

        NONE = "", ""
        NOTHING = "nothing", _("there was nothing to say")
        MAIL_SERVER = "mail_server", _("the mail server did not take it")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="deliveries",
    )
    kind = models.CharField(_("kind"), max_length=40)
    occasion = models.CharField(max_length=60)
    state = models.CharField(_("state"), max_length=8, choices=State.choices)
    reason = models.CharField(_("reason"), max_length=14, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(_("number of attempts"), default=0)
    at = models.DateTimeField(_("last tried on"))
    claim = models.UUIDField(null=True, editable=False)
    told = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("delivery of a mail")
        verbose_name_plural = _("deliveries of mails")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "occasion"], name="accounts_delivered_once"
            )
        ]
        indexes = [
            models.Index(fields=["kind", "occasion", "state"], name="accounts_delivery_kind"),
            models.Index(fields=["at"], name="accounts_delivery_at"),
            models.Index(
                fields=["claim"],
                condition=Q(claim__isnull=False),
                name="accounts_delivery_claim",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind} {self.occasion} {self.state}"

    @property
    def kind_label(self) -> str:
        """What people call this kind of mail."""
        return mail_kinds.label_of(self.kind)

    @property
    def reason_label(self) -> str:
        """Why it isn't sent, in words; "" where it is."""
        if self.reason in self.Reason.values:
            return str(self.Reason(self.reason).label)
        return mail_kinds.reason_of(self.kind, self.reason)

    @property
    def why(self) -> str:
        """Why somebody gets such a mail; "" where a page of its own says it."""
        return mail_kinds.why_of(self.kind)

    @property
    def stop(self) -> str:
        """What ends such mails; "" where a page of its own says it."""
        return mail_kinds.stop_of(self.kind)
