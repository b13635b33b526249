"""What is kept of the criteria: grids, assessments with their evidence, reviews.

All of it is what an organism says of itself as an organism. No row is about a person, but for who
wrote it.
"""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from academy.accounts.models import acting_person
from academy.organisms.models import Organism

from .levels import HIGHEST


def _level(words: Any, **options) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(words, **options)


def _level_check(name: str, field: str = "level") -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__lte": HIGHEST}), name=name
    )


class CriteriaGrid(models.Model):
    """A version of the grid, whole, as its file has it. New assessments take the current one."""

    version = models.CharField(_("version of the grid"), max_length=20, unique=True)
    body = models.JSONField(_("content"))
    loaded_at = models.DateTimeField(_("loaded"))
    is_current = models.BooleanField(_("current"), default=False)

    class Meta:
        verbose_name = _("grid of criteria")
        verbose_name_plural = _("grids of criteria")
        ordering = ["-loaded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=Q(is_current=True),
                name="barometer_grid_current_once",
            )
        ]

    def __str__(self) -> str:
        return self.version


class Assessment(models.Model):
    """What an organism says of its practice in a year, under one version of the grid.

    `round` counts the times it was submitted: a review that returns a criterion makes it a draft
    again, and what the reviewer said of that round stays.
    """

    class State(models.TextChoices):
        """How far it came."""

        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        REVIEWED = "reviewed", _("reviewed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organism = models.ForeignKey(
        Organism, verbose_name=_("organism"), on_delete=models.PROTECT, related_name="+"
    )
    grid = models.ForeignKey(CriteriaGrid, on_delete=models.PROTECT, related_name="assessments")
    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    round = models.PositiveSmallIntegerField(_("round"), default=0)
    started_at = models.DateTimeField(_("started"))
    started_by = acting_person(_("started by"))
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    submitted_by = acting_person(_("submitted by"))
    reviewed_at = models.DateTimeField(_("reviewed"), null=True)
    reviewed_by = acting_person(_("reviewed by"))

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["organism", "year"], name="barometer_assessment_once_a_year"
            )
        ]

    @property
    def is_draft(self) -> bool:
        """Whether its organism may still change it."""
        return self.state == self.State.DRAFT

    def __str__(self) -> str:
        return f"{self.organism_id}: {self.year}"


class Rating(models.Model):
    """The level that an organism gives itself on a criterion, and why. A draft may lack it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="ratings")
    criterion = models.CharField(_("criterion"), max_length=40)
    level = _level(_("level"), null=True)
    justification = models.TextField(_("why this level"), blank=True, max_length=2000)
    rated_at = models.DateTimeField(_("rated"))

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion"], name="barometer_rating_once"
            ),
            _level_check("barometer_rating_level"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.criterion} {self.level}"


class RatingEvidence(models.Model):
    """What shows that a level is reached: a link or a text, its day, who answers for it."""

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="evidence")
    title = models.CharField(_("title"), max_length=150, blank=True)
    link = models.URLField(_("link"), max_length=400, blank=True)
    text = models.TextField(_("text"), blank=True, max_length=1000)
    dated_on = models.DateField(_("date"), null=True)
    owner = models.CharField(_("who answers for it"), max_length=120, blank=True)
    added_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["pk"]

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is missing."""
        return bool(self.title and (self.link or self.text) and self.dated_on and self.owner)

    def __str__(self) -> str:
        return self.title


class Review(models.Model):
    """What the reviewer says of a rating in a round: the level accepted, or why it is returned."""

    class Decision(models.TextChoices):
        """What becomes of a rating."""

        ACCEPTED = "accepted", _("accepted")
        RETURNED = "returned", _("returned")

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="reviews")
    criterion = models.CharField(_("criterion"), max_length=40)
    round = models.PositiveSmallIntegerField(_("round"))
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)
    level = _level(_("accepted level"), null=True)
    reason = models.TextField(_("reason"), blank=True, max_length=1000)
    decided_at = models.DateTimeField(_("decided"))
    decided_by = acting_person(_("decided by"))

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion", "round"], name="barometer_review_once"
            ),
            models.CheckConstraint(
                condition=Q(decision="accepted", level__isnull=False, level__lte=HIGHEST)
                | (Q(decision="returned", level__isnull=True) & ~Q(reason="")),
                name="barometer_review_says_enough",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.criterion} {self.decision}"


class SecondRating(models.Model):
    """The level that a second reviewer gives a criterion without knowing the first."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="second_ratings"
    )
    criterion = models.CharField(_("criterion"), max_length=40)
    level = _level(_("level"))
    rated_at = models.DateTimeField(_("rated"))
    rated_by = acting_person(_("rated by"))

    class Meta:
        verbose_name = _("second rating")
        verbose_name_plural = _("second ratings")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion"], name="barometer_second_rating_once"
            ),
            _level_check("barometer_second_rating_level"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.criterion} {self.level}"
