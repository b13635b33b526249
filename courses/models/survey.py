"""Surveys before and after a path: what is asked, each version that was answered, and answers."""

import hashlib
import json
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PreviewableMixin

from academy.organisms.models import Organism
from courses.blocks.surveys import SCALE, SEVERAL, SURVEY_BLOCKS, WORDS, answerable

MOST_QUESTIONS = 20
LONGEST_SURVEY_NAME = 120
LONGEST_INTRO = 600
# The kinds of questions, as stored answers name them.
SCALE_QUESTION, SEVERAL_CHOICES, FEW_WORDS = SCALE, SEVERAL, WORDS


class Moment(models.TextChoices):
    """When a survey is offered."""

    BEFORE = "before", pgettext_lazy("a survey", "Before the path")
    AFTER = "after", pgettext_lazy("a survey", "After the path")


class Survey(PreviewableMixin, models.Model):
    """Questions to learners about a path, in both languages side by side.

    A question is known by the id of its block: wherever the same block is asked before and after,
    or in two languages, it is one question. `key` is the same in every academy.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(
        pgettext_lazy("of a survey", "name"),
        max_length=LONGEST_SURVEY_NAME,
        unique=True,
        help_text=_("For those who design paths: learners don’t see it."),
    )
    built_by = models.ForeignKey(
        Organism,
        verbose_name=_("built by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="surveys",
        help_text=_("Its designers alone change the survey. Empty: administrators alone do."),
    )
    intro_fr = models.TextField(_("introduction in French"), max_length=LONGEST_INTRO, blank=True)
    intro_en = models.TextField(_("introduction in English"), max_length=LONGEST_INTRO, blank=True)
    questions = StreamField(
        SURVEY_BLOCKS,
        max_num=MOST_QUESTIONS,
        verbose_name=_("questions"),
        help_text=_(
            "A question that is asked before and after a path in the same survey is compared. "
            "Who changes what a question means makes a new one instead."
        ),
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("built_by"),
        MultiFieldPanel(
            [FieldPanel("intro_fr"), FieldPanel("intro_en")],
            heading=pgettext_lazy("of a survey", "Introduction"),
        ),
        FieldPanel("questions"),
    ]

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def preview_modes(self):
        """The languages in which it may be previewed."""
        return [("fr", _("French")), ("en", _("English"))]

    def get_preview_template(self, request, mode_name):
        """Return the template of the preview: what learners are asked."""
        return "courses/surveys/preview.html"

    def get_preview_context(self, request, mode_name):
        """Return the survey in one language."""
        asked = [
            {
                "kind": one["kind"],
                "text": one[mode_name],
                "options": [option[mode_name] for option in one.get("options", ())],
            }
            for one in self.asked()
        ]
        context = super().get_preview_context(request, mode_name)
        return context | {"intro": self.intro(mode_name), "asked": asked}

    def intro(self, language: str) -> str:
        """Return what is said before the questions."""
        return self.intro_en if language == "en" else self.intro_fr

    def asked(self) -> list[dict[str, Any]]:
        """Return the questions as answers keep them: plain data, in both languages."""
        return answerable(self.questions)

    def digest(self) -> str:
        """Return what tells one version of the questions from another."""
        data = json.dumps(self.asked(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(data.encode()).hexdigest()


class SurveyVersion(models.Model):
    """The questions of a survey as some answered them: it never changes, and outlives it."""

    survey = models.ForeignKey(
        Survey, null=True, on_delete=models.SET_NULL, related_name="versions"
    )
    number = models.PositiveIntegerField(pgettext_lazy("of a survey", "version"))
    digest = models.CharField(max_length=64, editable=False)
    questions = models.JSONField(editable=False)
    made_at = models.DateTimeField(_("date"))

    class Meta:
        verbose_name = _("version of a survey")
        verbose_name_plural = _("versions of surveys")
        ordering = ["survey", "number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "digest"], name="courses_survey_digest_once"),
            models.UniqueConstraint(fields=["survey", "number"], name="courses_survey_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.number}"


class SurveyResponse(models.Model):
    """What somebody answered before or after a path, once; or that they skip it (`skipped_at`).

    `answers`: by the id of a question. `organism`: where the person belonged when they answered.
    It goes with the account.
    """

    wagtail_reference_index_ignore = True

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="survey_responses",
    )
    path_key = models.UUIDField()
    moment = models.CharField(max_length=6, choices=Moment.choices)
    version = models.ForeignKey(
        SurveyVersion, null=True, on_delete=models.PROTECT, related_name="responses"
    )
    organism = models.ForeignKey(
        Organism,
        verbose_name=_("organism"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    answers = models.JSONField(default=dict)
    answered_at = models.DateTimeField(pgettext_lazy("a survey", "answered"), null=True)
    changed_at = models.DateTimeField(pgettext_lazy("a survey", "changed"), null=True)
    skipped_at = models.DateTimeField(pgettext_lazy("a survey", "skipped"), null=True)

    class Meta:
        verbose_name = _("answers to a survey")
        verbose_name_plural = _("answers to surveys")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "path_key", "moment"], name="courses_survey_answered_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, skipped_at__isnull=False)
                | Q(
                    answered_at__isnull=False,
                    changed_at__isnull=False,
                    version__isnull=False,
                    skipped_at__isnull=True,
                ),
                name="courses_survey_answered_or_skipped",
            ),
        ]
        indexes = [models.Index(fields=["path_key", "moment"], name="courses_survey_of_path")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.path_key} {self.moment}"
