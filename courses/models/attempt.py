"""Attempts at tests, what is answered in them, and the extra time that people were given."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from academy.organisms.models import Organism
from courses.time_limits import UNLIMITED

from .enrolment import Enrolment


class Attempt(models.Model):
    """One go at a test (`block_id`) of a lesson, by somebody enrolled.

    `number` counts from 1. `token` is that of the form that began it: the same form sent twice is
    one attempt. What is drawn and how long it lasts is frozen when it begins: `drawn` lists, in the
    order in which they are asked, `{"question": key, "asked": {language: id of an AskedQuestion}}`;
    `ends_by` is None without limit. `score` is the mean of the marks, from 0 to 1, and comes with
    `finished_at`. `statement_id` is that of the statement that tells the end.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="attempts")
    course_key = models.UUIDField()
    lesson_key = models.UUIDField()
    block_id = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    token = models.UUIDField(default=uuid.uuid4)
    statement_id = models.UUIDField(unique=True)
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=120)
    mastery_score = models.FloatField()
    seed = models.BigIntegerField()
    drawn = models.JSONField()
    started_at = models.DateTimeField(_("started"))
    ends_by = models.DateTimeField(_("ends by"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    score = models.FloatField(_("score"), null=True, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "lesson_key", "block_id", "number"],
                name="courses_attempt_number_once",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "lesson_key", "block_id"],
                condition=models.Q(finished_at__isnull=True),
                name="courses_attempt_open_once",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "token"], name="courses_attempt_token_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["ends_by"],
                condition=models.Q(finished_at__isnull=True),
                name="courses_attempt_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.block_id} {self.number}"

    @property
    def percent(self) -> int | None:
        """The score in whole percents, rounded down: 80 is never shown for less."""
        return None if self.score is None else int(self.score * 100 + 1e-9)

    @property
    def is_success(self) -> bool:
        """Whether the score reaches the mastery score of the course."""
        return self.score is not None and self.score >= self.mastery_score - 1e-9


class AttemptAnswer(models.Model):
    """What was answered to a question of an attempt; the last one counts, none is ever changed.

    `question` is the key of the question, `response` its parts in xAPI's terms, `language` the one
    in which it was read.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    question = models.UUIDField()
    language = models.CharField(max_length=8)
    at = models.DateTimeField()
    response = models.JSONField()

    class Meta:
        verbose_name = _("answer in an attempt")
        verbose_name_plural = _("answers in attempts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.question}"


class ExtraTime(models.Model):
    """More time for every test of somebody, given by an organism of theirs. Why isn't kept.

    It holds in every learning path; the managers of that organism alone see it, and the person.
    Ending keeps the row.
    """

    class Factor(models.TextChoices):
        """How much more."""

        QUARTER = "1.25", _("A quarter more time")
        HALF = "1.5", _("Half as much time again")
        DOUBLE = "2", _("Twice the time")
        NONE = UNLIMITED, _("No time limit")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="extra_times",
    )
    organism = models.ForeignKey(
        Organism, verbose_name=_("organism"), on_delete=models.CASCADE, related_name="+"
    )
    factor = models.CharField(_("extra time"), max_length=4, choices=Factor.choices)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    given_at = models.DateTimeField(_("given"))
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("extra time")
        verbose_name_plural = _("extra times")
        ordering = ["given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organism", "user"],
                condition=models.Q(ended_at__isnull=True),
                name="courses_extra_time_current_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.factor}"
