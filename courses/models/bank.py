"""Banks of questions, from which tests draw, and the questions as they were asked."""

import logging
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
)
from wagtail.search import index

from academy.organisms.models import Organism
from courses.blocks import BankBody
from courses.blocks.objectives import MOST_ENTRIES
from courses.frameworks.chooser import EntryBlock
from courses.questions import answer_key, question_view

from .publication import BY_SCHEDULE, errors_of_other_parts

logger = logging.getLogger(__name__)


class QuestionBank(index.Indexed, models.Model):
    """Questions that are kept together, by one organism. `key` is the same in every academy."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    built_by = models.ForeignKey(
        Organism,
        verbose_name=_("built by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="question_banks",
        help_text=_("Its designers alone see the questions. Empty: administrators alone do."),
    )

    panels = [FieldPanel("title"), FieldPanel("built_by")]
    search_fields = [index.AutocompleteField("title"), index.SearchField("title")]

    class Meta:
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class BankQuestionTag(TaggedItemBase):
    """A tag of a question."""

    content_object = ParentalKey(
        "courses.BankQuestion", on_delete=models.CASCADE, related_name="tagged_items"
    )


class BankQuestion(
    PreviewableMixin,
    DraftStateMixin,
    RevisionMixin,
    TranslatableMixin,
    index.Indexed,
    ClusterableModel,
):
    """A question of a bank in one language; `translation_key` names it in all of them.

    It holds exactly one block of the kinds that lessons have. Tests ask what is published.
    """

    class Difficulty(models.TextChoices):
        """How hard its author thinks it is."""

        EASY = "easy", _("Easy")
        MEDIUM = "medium", _("Medium")
        HARD = "hard", _("Hard")

    bank = models.ForeignKey(
        QuestionBank,
        verbose_name=_("question bank"),
        on_delete=models.PROTECT,
        related_name="questions",
    )
    body = StreamField(BankBody(), verbose_name=_("question"))
    tags = ClusterTaggableManager(
        through=BankQuestionTag,
        blank=True,
        verbose_name=pgettext_lazy("of a question", "tags"),
        help_text=_("What tests draw by. Give both languages of a question the same tags."),
    )
    objective = models.CharField(
        _("objective"),
        max_length=250,
        blank=True,
        help_text=_("What one can do who answers it, in one sentence that starts with a verb."),
    )
    frameworks = StreamField(
        [("entry", EntryBlock())],
        blank=True,
        max_num=MOST_ENTRIES,
        verbose_name=_("What it works on"),
        help_text=_(
            "Entries of public frameworks (DigComp, NICE, ECSF) and of the academy's own that this "
            "objective meets. The report of what is covered counts the question for them, in each "
            "path whose tests may draw it."
        ),
    )
    difficulty = models.CharField(
        _("difficulty"), max_length=6, choices=Difficulty.choices, blank=True
    )

    panels = [
        FieldPanel("bank"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("tags"),
                FieldPanel("objective"),
                FieldPanel("frameworks"),
                FieldPanel("difficulty"),
            ],
            heading=_("To find it and to draw it"),
        ),
    ]
    search_fields = [
        index.AutocompleteField("prompt"),
        index.SearchField("prompt"),
        index.SearchField("objective"),
        index.FilterField("bank_id"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("bank question")
        verbose_name_plural = _("bank questions")
        ordering = ["bank", "pk"]

    @cached_property
    def prompt(self) -> str:
        """The question itself, without what one answers."""
        return self.body[0].value["prompt"] if len(self.body) else ""

    @property
    def references(self) -> list[str]:
        """The entries of frameworks that its objective meets, each once."""
        return list(dict.fromkeys(one.value for one in self.frameworks if one.value))

    @property
    def tag_names(self) -> str:
        """The tags, for a list."""
        return ", ".join(sorted(one.name for one in self.tags.all()))

    def __str__(self) -> str:
        return self.prompt if len(self.prompt) <= 100 else f"{self.prompt[:99]}…"

    def publish(self, revision: Any, log_action: Any = True, **options: Any) -> None:
        """Publish or schedule `revision`. Raises ValidationError where other parts refuse it; at
        its hour, it waits until they don't."""
        errors = errors_of_other_parts(revision.as_object())
        if errors and log_action == BY_SCHEDULE:
            logger.warning("Question %s is not published yet.", self.pk)
            return
        if errors:
            raise ValidationError(dict(errors))
        super().publish(revision, log_action=log_action, **options)

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        """Return the template of the preview: the question and its answer key."""
        return "courses/bank_question_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        """Return the question as learners see it, and what its answers say, for the designer."""
        context = super().get_preview_context(request, mode_name)
        block = self.body[0] if len(self.body) else None
        return context | {
            "question": question_view(block, []) if block else None,
            "answer_key": answer_key(block) if block else None,
            "is_preview": True,
        }


class AskedQuestion(models.Model):
    """A question of a bank as attempts have asked it: kept once for each text, and never changed.

    `key` is that of the question in its bank, `digest` the SHA-256 of what it says; `body` is a
    body of one block. What an attempt has drawn stays the same when the question is edited or
    leaves its bank.
    """

    key = models.UUIDField()
    language = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    body = models.JSONField()

    class Meta:
        verbose_name = _("question asked")
        verbose_name_plural = _("questions asked")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "language", "digest"], name="courses_asked_question_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.language} {self.digest[:8]}"

    @cached_property
    def block(self) -> Any:
        """The question as a block, under the key of the question."""
        stored = [self.body[0] | {"id": str(self.key)}]
        return BankQuestion._meta.get_field("body").stream_block.to_python(stored)[0]
