"""Positioning tests that people have sat. They belong to the person, in no organism and no path."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PositioningSitting(models.Model):
    """A person's positioning test of a course. `registration` names it in the record store.

    It may be begun without joining a path; there is one open for each person and course. `pool`
    holds the questions that could be asked when it began, as `[[lesson, block, difficulty, guess],
    …]`, `mastery` the share of them that masters the course, `seed` what its draws come from: with
    the answers, they say which question came when, and what came of it. `asked` holds the questions
    in the order in which they came, `asking` the one that waits for an answer.

    `mastered_at` is derived from the statement that says so, and goes when that is voided. What a
    person has had forgotten keeps `course_key` and its moments alone: the next test still comes
    after the same rest.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="positioning_sittings"
    )
    course_key = models.UUIDField()
    registration = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seed = models.BigIntegerField()
    pool = models.JSONField(default=list)
    mastery = models.FloatField()
    asked = models.JSONField(default=list)
    asking = models.UUIDField(null=True, blank=True)
    begun_at = models.DateTimeField(_("begun"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    mastered_at = models.DateTimeField(_("mastered"), null=True, blank=True)
    forgotten_at = models.DateTimeField(_("forgotten"), null=True, blank=True)

    class Meta:
        verbose_name = _("positioning test")
        verbose_name_plural = _("positioning tests")
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course_key"],
                condition=models.Q(ended_at__isnull=True),
                name="courses_positioning_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(forgotten_at__isnull=True)
                | models.Q(mastered_at__isnull=True, ended_at__isnull=False),
                name="courses_positioning_forgotten",
            ),
        ]
        indexes = [models.Index(fields=["user", "course_key"])]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.course_key}"


class PositioningAnswer(models.Model):
    """An answer given in a positioning test.

    One row per `answered` statement, never changed, gone when it is voided. It weighs on no
    progress and in no figure.
    """

    statement_id = models.UUIDField(primary_key=True)
    sitting = models.ForeignKey(
        PositioningSitting, on_delete=models.CASCADE, related_name="answers"
    )
    lesson_key = models.UUIDField()
    block_id = models.UUIDField()
    at = models.DateTimeField()
    success = models.BooleanField()

    class Meta:
        verbose_name = _("answer of a positioning test")
        verbose_name_plural = _("answers of positioning tests")
        ordering = ["at", "statement_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "block_id"], name="courses_positioning_answer_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id}: {self.block_id} {self.success}"
