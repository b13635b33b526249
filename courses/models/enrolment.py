"""Who follows which path, and how far. Everything but the enrolment is derived from statements."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .versions import PathVersion


class Enrolment(models.Model):
    """A person's way through a path. `registration` names it in the record store.

    `completed_at` and `passed_at` are derived from statements and stay, unless what they rest on
    is voided. The position (`last_…`) is where the learner was last, on any device. `follows`: the
    version that the learner started, where another was published since; None for the published one.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments"
    )
    path_key = models.UUIDField(db_index=True)
    registration = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolled_at = models.DateTimeField(_("enrolled"))
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    passed_at = models.DateTimeField(_("passed"), null=True, blank=True)
    follows = models.ForeignKey(
        PathVersion,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="enrolments",
    )
    last_lesson_key = models.UUIDField(null=True, blank=True)
    last_block_id = models.UUIDField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["-last_seen_at", "-enrolled_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "path_key"], name="courses_enrolment_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.path_key}"


class LessonProgress(models.Model):
    """How far a learner is in a lesson: event times, the earliest that was told of each."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="lessons")
    lesson_key = models.UUIDField()
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)

    class Meta:
        verbose_name = _("lesson progress")
        verbose_name_plural = _("lesson progress")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "lesson_key"], name="courses_lesson_progress_once"
            )
        ]
        # How many have begun a lesson is counted on the designers' pages.
        indexes = [models.Index(fields=["lesson_key"], name="courses_lesson_progress_of")]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.lesson_key}"


class CourseProgress(models.Model):
    """How far a learner is in a course. Scores go from 0 to 1."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="courses")
    course_key = models.UUIDField()
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    passed_at = models.DateTimeField(_("passed"), null=True, blank=True)
    best_score = models.FloatField(_("best score"), null=True, blank=True)
    first_score = models.FloatField(_("first score"), null=True, blank=True)

    class Meta:
        verbose_name = _("course progress")
        verbose_name_plural = _("course progress")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "course_key"], name="courses_course_progress_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.course_key}"


class Answer(models.Model):
    """A marked answer: one row per `answered` statement, never changed, gone when it is voided.

    `response` holds its parts in xAPI's terms (ids of options, pairs, what was typed); `scaled`
    goes from 0 to 1; `certainty` is how sure the learner said to be, empty where nothing was said;
    `language` is the one in which the question was read, empty where the statement has none.
    """

    statement_id = models.UUIDField(primary_key=True)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="answers")
    lesson_key = models.UUIDField()
    block_id = models.UUIDField()
    at = models.DateTimeField()
    response = models.JSONField(default=list)
    scaled = models.FloatField()
    success = models.BooleanField()
    certainty = models.CharField(max_length=6, blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="")

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["at", "statement_id"]
        indexes = [models.Index(fields=["enrolment", "lesson_key"])]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.block_id} {self.scaled:.2f}"


class RecheckAnswer(models.Model):
    """An answer to a question that was asked again after the path was passed.

    One row per `answered` statement of a re-check, never changed, gone when it is voided. It weighs
    on no progress. `at_random`: the question was drawn among all (see courses/memory.py).
    """

    statement_id = models.UUIDField(primary_key=True)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="rechecks")
    lesson_key = models.UUIDField()
    block_id = models.UUIDField()
    at = models.DateTimeField()
    response = models.JSONField(default=list)
    scaled = models.FloatField()
    success = models.BooleanField()
    at_random = models.BooleanField()

    # Whether one is sure isn't asked again.
    certainty = ""

    class Meta:
        verbose_name = _("answer to a question asked again")
        verbose_name_plural = _("answers to questions asked again")
        ordering = ["at", "statement_id"]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.block_id} {self.scaled:.2f}"


class RecheckChoice(models.Model):
    """How many questions a week somebody wants to be asked again; who never chose has no row."""

    class Weekly(models.IntegerChoices):
        """Questions a week, and how long they take at most."""

        NONE = 0, _("No question")
        TWO = 2, _("Two, about 3 minutes")
        THREE = 3, _("Three, about 5 minutes")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="recheck_choice",
    )
    weekly = models.PositiveSmallIntegerField(
        _("questions a week"), choices=Weekly.choices, default=Weekly.THREE
    )

    class Meta:
        verbose_name = _("choice of questions asked again")
        verbose_name_plural = _("choices of questions asked again")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.weekly}"
