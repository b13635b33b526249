"""Certificates: who passed which path, as it was that day. What was issued never changes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .enrolment import Enrolment


class Withdrawal(models.TextChoices):
    """Why a certificate counts no more."""

    REVOKED = "revoked", _("Revoked by the academy")
    VOIDED = "voided", _("The record that it rests on was voided")
    ERASED = "erased", _("The account was erased")


class CertifiedPath(models.Model):
    """A path as it was when somebody passed it (`courses.recognition.content.certified_path`).

    One row for all who passed it as it was; `digest` is the SHA-256 of `data`.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    data = models.TextField()

    class Meta:
        verbose_name = _("certified path")
        verbose_name_plural = _("certified paths")

    def __str__(self) -> str:
        return self.digest


class Certificate(models.Model):
    """A passing that is certified. No row is ever deleted: its code always says what became of it.

    `data`: what the certificate says, canonical JSON (`courses.recognition.content.certificate`),
    and `signature`: of its bytes, in base64, both made in the transaction of the passing.
    `passed_at`, `ends_on` (the first day on which it holds no more) repeat what `data` says, to be
    looked up. `follows`: the certificate that it renews, which counts no more from `renewed_at` on.
    When an account is erased, `data` and `enrolment` empty: the code stays, and says so.
    """

    enrolment = models.ForeignKey(
        Enrolment, null=True, on_delete=models.SET_NULL, related_name="certificates"
    )
    code = models.CharField(_("code"), max_length=34, unique=True)
    path = models.ForeignKey(CertifiedPath, on_delete=models.PROTECT, related_name="certificates")
    data = models.TextField()
    signature = models.TextField()
    passed_at = models.DateTimeField(_("passed"))
    ends_on = models.DateField(null=True)
    issued_at = models.DateTimeField(_("issued on"))
    follows = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="followers"
    )
    renewed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal = models.CharField(max_length=10, choices=Withdrawal.choices, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-passed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=models.Q(withdrawn_at=None, renewed_at=None),
                name="courses_certificate_once",
            )
        ]

    def __str__(self) -> str:
        return self.code


class Renewal(models.Model):
    """Questions that somebody answers again so that a new certificate follows the former one.

    `asked`: which, `[[lesson key, block id], …]`: what was likely forgotten when it started. Its
    answers are those of the lessons, given from `started_at` on; it is finished (`finished_at`, and
    `certificate`) by the answer that passes again each course of which something is asked.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="renewals")
    started_at = models.DateTimeField(_("started"))
    asked = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True)
    certificate = models.OneToOneField(
        Certificate, null=True, on_delete=models.PROTECT, related_name="renewal"
    )

    class Meta:
        verbose_name = _("renewal")
        verbose_name_plural = _("renewals")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=models.Q(finished_at=None),
                name="courses_renewal_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.started_at:%Y-%m-%d}"
