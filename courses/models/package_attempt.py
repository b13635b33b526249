"""What learners do in packages: attempts, the state of each part, and each opening."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from .enrolment import Enrolment
from .package import PackageVersion


class Completion(models.TextChoices):
    """Whether somebody is through, by what the package reports."""

    UNKNOWN = "", _("not begun")
    INCOMPLETE = "incomplete", _("under way")
    COMPLETED = "completed", _("completed")


class Success(models.TextChoices):
    """Whether somebody succeeded, by what the package reports."""

    UNKNOWN = "", _("not told")
    PASSED = "passed", _("passed")
    FAILED = "failed", _("failed")


class Reported(models.Model):
    """What a package reports of itself. It comes from the browser, so nobody vouches for it.

    `scaled` goes from -1 to 1, None without a score; `seconds` is the time spent.
    """

    completion = models.CharField(
        _("completion"), max_length=10, choices=Completion.choices, blank=True, default=""
    )
    success = models.CharField(
        _("success"), max_length=6, choices=Success.choices, blank=True, default=""
    )
    scaled = models.FloatField(_("reported score"), null=True, blank=True)
    seconds = models.FloatField(_("time spent"), default=0)

    class Meta:
        abstract = True


class PackageAttempt(Reported):
    """One go at a package that a lesson holds (`block_id`), by somebody enrolled.

    It stays on the version with which it began. `number` counts from 1. What is reported of the
    whole is rolled up from its parts; `completed_at` is set once, whatever is reported later.
    """

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="package_attempts"
    )
    version = models.ForeignKey(PackageVersion, on_delete=models.PROTECT, related_name="attempts")
    course_key = models.UUIDField()
    lesson_key = models.UUIDField()
    block_id = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=120)
    started_at = models.DateTimeField(_("started"))
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)

    class Meta:
        verbose_name = _("attempt at a package")
        verbose_name_plural = _("attempts at packages")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "block_id", "number"], name="courses_package_attempt_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.block_id} {self.number}"


class PackagePart(Reported):
    """The state of one part of an attempt, by the id that its manifest gives it.

    `cmi` is what the run-time keeps, without what the academy told it of the learner. `launch` and
    `sequence` say which commit that was: an earlier one changes nothing any more. `is_ended`: the
    part said itself that it was left.
    """

    attempt = models.ForeignKey(PackageAttempt, on_delete=models.CASCADE, related_name="parts")
    item = models.CharField(max_length=255)
    cmi = models.JSONField(default=dict)
    launch = models.PositiveIntegerField(default=0)
    sequence = models.PositiveIntegerField(default=0)
    is_ended = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("part of an attempt at a package")
        verbose_name_plural = _("parts of attempts at packages")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "item"], name="courses_package_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.item}"


class PackageLaunch(models.Model):
    """One opening of a part: what a token leads to. `number` counts the openings of the part.

    `seconds_before` is the time that was spent in the part before. `is_review`: nothing counts, as
    the attempt was completed.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempt = models.ForeignKey(PackageAttempt, on_delete=models.CASCADE, related_name="launches")
    item = models.CharField(max_length=255)
    number = models.PositiveIntegerField()
    seconds_before = models.FloatField(default=0)
    is_review = models.BooleanField(default=False)
    opened_at = models.DateTimeField(_("opened"))

    class Meta:
        verbose_name = _("opening of a package")
        verbose_name_plural = _("openings of packages")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "item", "number"], name="courses_package_launch_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.item} {self.number}"
