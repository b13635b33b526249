"""The page of a lesson, and its blocks as its page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from academy.core.iri import ActivityRef
from courses.blocks import KNOWLEDGE_TEST, PACKAGE, QUESTION_TYPES, LessonBody
from courses.questions import AnswerKey, MarkedAnswer, QuestionView, answer_key, question_view
from courses.rules import LessonOutline

from .drafts import PreviewedAsLearner
from .draws_of_tests import tests_that_cannot_begin
from .page_forms import LessonPageForm
from .pages import PRIVATE_PAGE_OPTIONS, PathPage
from .plan_panel import FindingsPanel, LearnersPanel
from .publication import CheckedAtPublication, Errors
from .videos import VIDEO, refuse_uncaptioned


@dataclass(frozen=True, slots=True)
class LessonItem:
    """A block of a lesson as its page shows it; `question` is None for a block to read.

    `answer_key` is for a designer's preview: a learner's page has none. `test`: how far the learner
    is with a test, `package` how far with a package, None for another block. `watched_to`: where a
    video was left, in seconds.
    """

    block_id: str
    question: QuestionView | None = None
    answer_key: AnswerKey | None = None
    test: Any = None
    package: Any = None
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


class LessonPage(PreviewedAsLearner, CheckedAtPublication, Page):
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
        LearnersPanel(heading=_("Learners")),
        FindingsPanel(heading=pgettext_lazy("of a page", "Check")),
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

    @property
    def question_kinds(self) -> set[str]:
        """Which kinds of questions the lesson asks."""
        return {one["type"] for one in self.body.raw_data if one["type"] in QUESTION_TYPES}

    @property
    def has_video(self) -> bool:
        """Whether the lesson has a video."""
        return any(one["type"] == VIDEO for one in self.body.raw_data)

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

    @cached_property
    def package_blocks(self) -> dict[str, Any]:
        """The packages of the lesson by id, in order."""
        return {
            str(stored.get("id")): self.body[position]
            for position, stored in enumerate(self.body.raw_data)
            if stored["type"] == PACKAGE
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

    def publication_errors(self) -> Errors:
        """Return what keeps learners from following the lesson in its language: videos without
        captions, tests that can't begin."""
        found: list[ValidationError] = []
        try:
            refuse_uncaptioned(self.body, self.locale.language_code)
        except ValidationError as error:
            found.append(error)
        found += tests_that_cannot_begin(self.body, self.locale_id)
        return {"body": found} if found else {}

    def get_preview_context(self, request, mode_name):
        """Return the context of the learner's template, without a learner: nothing is recorded.

        Each question comes with what its answers say, for the designer to read again.
        """
        context = super().get_preview_context(request, mode_name)
        path = self.path_in_preview(PathPage.objects.ancestor_of(self).get(), mode_name)
        course, lesson = path.place_of(self.translation_key) or (None, None)
        before, after = path.around(self.translation_key)
        items = [
            replace(item, answer_key=answer_key(item.block))
            if item.question
            else replace(
                item,
                test=getattr(self.test_blocks.get(item.block_id), "value", None),
                package=getattr(self.package_blocks.get(item.block_id), "value", None),
            )
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
