"""What learners do in cmi5 packages: registrations, and the standing of each AU in one.

cmi5, 3.0: a registration is somebody's enrolment in a course structure. Here it is one attempt at
the package of a lesson, or the academy's answer to a client that launches AUs for its own learners.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from .package import PackageVersion
from .package_attempt import PackageAttempt


class AuRegistration(models.Model):
    """Somebody's way through a version of a cmi5 package.

    `registration` is what launches and statements carry: never that of the enrolment, so that what
    an AU tells is nobody's act in a path. `actor` is the account agent that AUs know: it stays the
    same. `attempt` is None where no lesson is followed. `satisfied_at`: the whole course is.
    """

    registration = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(
        PackageVersion, on_delete=models.CASCADE, related_name="registrations"
    )
    actor = models.JSONField()
    attempt = models.OneToOneField(
        PackageAttempt,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="au_registration",
    )
    created_at = models.DateTimeField(_("registered"))
    satisfied_at = models.DateTimeField(_("satisfied"), null=True, blank=True)

    class Meta:
        verbose_name = _("registration in a cmi5 package")
        verbose_name_plural = _("registrations in cmi5 packages")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.registration)


class AuStanding(models.Model):
    """How far somebody is with an AU (or, by `satisfied_at` alone, a group) of a registration.

    `item` is its id in the structure. Each time is the first at which that was so. `scaled` is the
    last score that was reported, from 0 to 1.
    """

    registration = models.ForeignKey(
        AuRegistration, on_delete=models.CASCADE, related_name="standings"
    )
    item = models.CharField(max_length=32)
    launched_at = models.DateTimeField(_("launched"), null=True, blank=True)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    passed_at = models.DateTimeField(_("passed"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed"), null=True, blank=True)
    waived_at = models.DateTimeField(_("waived"), null=True, blank=True)
    waived_because = models.CharField(_("reason"), max_length=200, blank=True)
    satisfied_at = models.DateTimeField(_("satisfied"), null=True, blank=True)
    scaled = models.FloatField(_("reported score"), null=True, blank=True)

    class Meta:
        verbose_name = _("standing in an AU")
        verbose_name_plural = _("standings in AUs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "item"], name="courses_au_standing_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.registration_id}: {self.item}"
