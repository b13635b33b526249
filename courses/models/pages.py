"""The pages that designers edit: catalogue > path > course > lesson."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from academy.core.iri import ActivityRef
from academy.organisms.models import Organism
from courses.blocks import KNOWLEDGE_TEST, QUESTION_TYPES, LessonBody
from courses.blocks.objectives import ObjectiveBlock
from courses.blocks.text import SHORT_RICH_TEXT_FEATURES
from courses.questions import AnswerKey, MarkedAnswer, QuestionView, answer_key, question_view
from courses.rules import LessonOutline
from courses.validity import LONGEST_VALIDITY

from .drafts import draft_view
from .page_forms import LessonPageForm
from .path_forms import CourseForm, PathForm
from .path_structure import PlacedInPath, WithSets
from .theme import Theme
from .videos import VIDEO, refuse_uncaptioned, uncaptioned_in

logger = logging.getLogger(__name__)
# What Wagtail's command gives as the reason for what it publishes at its hour.
BY_SCHEDULE = "wagtail.publish.scheduled"
# Whom a page may be kept to. Not to groups: they stand for roles, and have names for machines.
PRIVATE_PAGE_OPTIONS = ["password", "login"]


class Level(models.TextChoices):
    """How much one has to know beforehand."""

    FOUNDATION = "foundation", _("Foundation")
    INTERMEDIATE = "intermediate", _("Intermediate")
    ADVANCED = "advanced", _("Advanced")


def _objectives() -> StreamField:
    return StreamField(
        [("objective", ObjectiveBlock())],
        blank=True,
        verbose_name=_("objectives"),
        help_text=_("What one can do afterwards, each in one sentence that starts with a verb."),
    )


class CataloguePage(Page):
    """The list of all learning paths."""

    intro = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    subpage_types = ["courses.PathPage"]
    template = "courses/catalogue_page.html"
    private_page_options = PRIVATE_PAGE_OPTIONS

    class Meta:
        verbose_name = _("catalogue")
        verbose_name_plural = _("catalogues")


class PathPage(WithSets, Page):
    """A learning path: courses in order, built by one or several organisms."""

    summary = models.CharField(_("summary"), max_length=200)
    description = RichTextField(
        _("description"), blank=True, features=[*SHORT_RICH_TEXT_FEATURES, "h3"]
    )
    objectives = _objectives()
    audience = models.CharField(_("for whom"), max_length=200, blank=True)
    theme = models.ForeignKey(
        Theme, verbose_name=_("theme"), on_delete=models.PROTECT, related_name="paths"
    )
    level = models.CharField(
        _("level"), max_length=12, choices=Level.choices, default=Level.FOUNDATION
    )
    valid_months = models.PositiveSmallIntegerField(
        _("months for which a pass holds"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_VALIDITY)],
        help_text=_(
            "Empty: whoever has passed has passed for ever. A change counts for those who pass "
            "from the day after it is published; it shortens and prolongs no pass made before."
        ),
    )
    licence = models.CharField(_("licence"), max_length=60, default="CC-BY-4.0")
    built_by = ParentalManyToManyField(
        Organism, verbose_name=_("built by"), blank=True, related_name="paths"
    )
    image = models.ForeignKey(
        "courses.AcademyImage",
        verbose_name=_("image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("description"),
        FieldPanel("objectives"),
        *WithSets.set_panels,
        MultiFieldPanel(
            [
                FieldPanel("theme"),
                FieldPanel("level"),
                FieldPanel("audience"),
                FieldPanel("image"),
            ],
            heading=_("In the catalogue"),
        ),
        MultiFieldPanel(
            [FieldPanel("valid_months")], heading=pgettext_lazy("of a learning path", "Validity")
        ),
        MultiFieldPanel(
            [FieldPanel("built_by"), FieldPanel("licence")], heading=_("Origin and licence")
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary")]
    parent_page_types = ["courses.CataloguePage"]
    subpage_types = ["courses.CoursePage"]
    template = "courses/path_page.html"
    private_page_options = PRIVATE_PAGE_OPTIONS
    base_form_class = PathForm

    class Meta:
        verbose_name = _("learning path")
        verbose_name_plural = _("learning paths")

    @property
    def activity(self) -> ActivityRef:
        """What the record store calls this path, in every language."""
        return ActivityRef("path", self.translation_key)

    def get_preview_context(self, request, mode_name):
        """Return the context of the learner's template, without a learner."""
        context = super().get_preview_context(request, mode_name)
        return context | {"path": draft_view(self, self), "is_preview": True}


class CoursePage(PlacedInPath, Page):
    """A course of a path: lessons in order, and the share of the marks that passes it."""

    summary = models.CharField(_("summary"), max_length=200, blank=True)
    objectives = _objectives()
    mastery_score = models.DecimalField(
        _("mastery score"),
        max_digits=3,
        decimal_places=2,
        default="0.80",
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_(
            "Share of the marks from which the course is passed, from 0 to 1: 0.8 means 80%."
        ),
    )

    has_positioning = models.BooleanField(
        _("offers a positioning test"),
        default=True,
        help_text=_(
            "Before the course, people may show what they know already, and be spared it. It takes "
            "twelve questions of three lessons at least; with fewer, none is offered."
        ),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("objectives"),
        FieldPanel("mastery_score"),
        FieldPanel("has_positioning"),
        *PlacedInPath.place_panels,
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary")]
    parent_page_types = ["courses.PathPage"]
    subpage_types = ["courses.LessonPage"]
    template = "courses/course_page.html"
    private_page_options = PRIVATE_PAGE_OPTIONS
    base_form_class = CourseForm

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    @property
    def activity(self) -> ActivityRef:
        """What the record store calls this course, in every language."""
        return ActivityRef("course", self.translation_key)

    def get_preview_context(self, request, mode_name):
        """Return the context of the learner's template, without a learner."""
        context = super().get_preview_context(request, mode_name)
        path = draft_view(PathPage.objects.ancestor_of(self).get(), self)
        course = next(row for row in path.courses if row.key == self.translation_key)
        return context | {"path": path, "course": course, "is_preview": True}


@dataclass(frozen=True, slots=True)
class LessonItem:
    """A block of a lesson as its page shows it; `question` is None for a block to read.

    `answer_key` is for a designer's preview: a learner's page has none. `test`: how far the learner
    is with a test, None for another block. `watched_to`: where a video was left, in seconds.
    """

    block_id: str
    question: QuestionView | None = None
    answer_key: AnswerKey | None = None
    test: Any = None
    watched_to: int = 0
    _stream: Any = field(default=None, repr=False, compare=False)
    _position: int = 0

    @property
    def block(self) -> Any:
        """The block, read from its stored form when it is asked for."""
        return self._stream[self._position]

    @property
    def anchor(self) -> str:
        """The fragment that leads to this block."""
        return f"block-{self.block_id}"

    @property
    def is_video(self) -> bool:
        """Tell whether this is a video."""
        return self._stream.raw_data[self._position]["type"] == VIDEO


class LessonPage(Page):
    """A lesson: one sitting."""

    summary = models.CharField(_("summary"), max_length=200, blank=True)
    duration_minutes = models.PositiveSmallIntegerField(
        _("duration in minutes"), default=5, validators=[MinValueValidator(1)]
    )
    review_by = models.DateField(
        _("review by"),
        null=True,
        blank=True,
        help_text=_("The day by which this lesson has to be read again."),
    )
    objectives = models.JSONField(
        _("objectives of the course that this lesson serves"),
        default=list,
        blank=True,
        help_text=_(
            "The questions of this lesson then count for these objectives in the report of what is "
            "covered. Objectives are written in the course."
        ),
    )
    body = StreamField(LessonBody(), verbose_name=_("content"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("duration_minutes"), FieldPanel("review_by")],
            heading=pgettext_lazy("of a lesson", "Time"),
        ),
        FieldPanel("objectives"),
        FieldPanel("body"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]
    parent_page_types = ["courses.CoursePage"]
    subpage_types: list[str] = []
    template = "courses/lesson_page.html"
    private_page_options = PRIVATE_PAGE_OPTIONS
    base_form_class = LessonPageForm

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    @property
    def activity(self) -> ActivityRef:
        """What the record store calls this lesson, in every language."""
        return ActivityRef("lesson", self.translation_key)

    @cached_property
    def question_blocks(self) -> dict[str, Any]:
        """The question blocks of the lesson by id, in order."""
        return {
            str(stored.get("id")): self.body[position]
            for position, stored in enumerate(self.body.raw_data)
            if stored["type"] in QUESTION_TYPES
        }

    def words(self) -> list[str]:
        """Return what the lesson is searched by: all that is read before a question is answered."""
        said = [self.title, self.summary]
        for child in self.body:
            if child.block_type in QUESTION_TYPES:
                value = child.value
                said += [value["prompt"], *map(strip_tags, value.public_words())]
            else:
                said += child.block.get_searchable_content(child.value)
        return said

    @cached_property
    def test_blocks(self) -> dict[str, Any]:
        """The tests of the lesson by id, in order."""
        return {
            str(stored.get("id")): self.body[position]
            for position, stored in enumerate(self.body.raw_data)
            if stored["type"] == KNOWLEDGE_TEST
        }

    @property
    def outline(self) -> LessonOutline:
        """The lesson as the rules take it."""
        return LessonOutline(
            self.translation_key,
            tuple(UUID(block_id) for block_id in self.question_blocks),
            tuple((UUID(own_id), block.value.count) for own_id, block in self.test_blocks.items()),
        )

    def items(
        self,
        answers: Mapping[str, Sequence[MarkedAnswer]],
        drafts: Mapping[str, Sequence[str]] | None = None,
    ) -> list[LessonItem]:
        """Return the blocks in order, each question with its `answers` and `drafts` (by block id).

        Blocks to read stay as they are stored: most are shown as they were made before.
        """
        return [
            self._item(position, stored, answers, drafts or {})
            for position, stored in enumerate(self.body.raw_data)
        ]

    def question_item(
        self,
        block_id: str,
        answers: Sequence[MarkedAnswer],
        draft: Sequence[str] | None = None,
    ) -> LessonItem | None:
        """Return one question with its `answers`, None where the lesson doesn't have it.

        `draft`: what was sent and not recorded.
        """
        drafts = {} if draft is None else {block_id: draft}
        for position, stored in enumerate(self.body.raw_data):
            if str(stored.get("id")) == block_id and stored["type"] in QUESTION_TYPES:
                return self._item(position, stored, {block_id: answers}, drafts)
        return None

    def _item(
        self,
        position: int,
        stored: Mapping[str, Any],
        answers: Mapping[str, Sequence[MarkedAnswer]],
        drafts: Mapping[str, Sequence[str]],
    ) -> LessonItem:
        block_id = str(stored.get("id"))
        question = None
        if stored["type"] in QUESTION_TYPES:
            question = question_view(
                self.body[position], answers.get(block_id, ()), drafts.get(block_id)
            )
        return LessonItem(block_id, question, None, _stream=self.body, _position=position)

    def publish(self, revision, log_action=True, **options):
        """Publish or schedule `revision`, unless a video has no captions in the lesson's language.

        Raises ValidationError then, whoever publishes. At its hour, a scheduled lesson waits until
        its captions are there: the others behind it don't.
        """
        language, body = self.locale.language_code, revision.as_object().body
        if log_action == BY_SCHEDULE and (problems := uncaptioned_in(body, language)):
            logger.warning("Lesson %s is not published yet. %s", self.pk, " ".join(problems))
            return
        try:
            refuse_uncaptioned(body, language)
        except ValidationError as error:
            raise ValidationError({"body": error}) from error
        super().publish(revision, log_action=log_action, **options)

    def get_preview_context(self, request, mode_name):
        """Return the context of the learner's template, without a learner: nothing is recorded.

        Each question comes with what its answers say, for the designer to read again.
        """
        context = super().get_preview_context(request, mode_name)
        path = draft_view(PathPage.objects.ancestor_of(self).get(), self)
        course, lesson = path.place_of(self.translation_key) or (None, None)
        before, after = path.around(self.translation_key)
        items = [
            replace(item, answer_key=answer_key(item.block))
            if item.question
            else replace(item, test=getattr(self.test_blocks.get(item.block_id), "value", None))
            for item in self.items({})
        ]
        return context | {
            "path": path,
            "course": course,
            "lesson": lesson,
            "before": before,
            "after": after,
            "items": items,
            "is_preview": True,
        }
