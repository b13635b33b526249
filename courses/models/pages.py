"""The pages that designers edit: catalogue > path > course > lesson."""

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from academy.core.iri import ActivityRef
from academy.organisms.models import Organism
from courses.blocks.objectives import ObjectiveBlock
from courses.blocks.text import SHORT_RICH_TEXT_FEATURES
from courses.validity import LONGEST_VALIDITY

from .drafts import PreviewedAsLearner
from .path_forms import CourseForm, PathForm
from .path_structure import PlacedInPath, WithSets
from .plan_panel import FindingsPanel, LearnersPanel
from .planned import PlannedPage
from .theme import Theme

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

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


def _survey(words: "StrOrPromise") -> models.ForeignKey:
    return models.ForeignKey(
        "courses.Survey",
        verbose_name=words,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
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


class PathPage(PreviewedAsLearner, WithSets, PlannedPage, Page):
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
    survey_before = _survey(_("survey before the path"))
    survey_after = _survey(_("survey after the path"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        LearnersPanel(heading=_("Learners")),
        FindingsPanel(heading=pgettext_lazy("of a page", "Check")),
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
            [FieldPanel("survey_before"), FieldPanel("survey_after")],
            heading=pgettext_lazy("of a learning path", "Surveys"),
            help_text=_(
                "Learners are offered them before they begin and once they have finished, and may "
                "skip them. What is published in one language counts for the others."
            ),
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
        """Return the context of the learner's template, for nobody in particular."""
        context = super().get_preview_context(request, mode_name)
        return context | {"path": self.path_in_preview(self, mode_name), "is_preview": True}


class CoursePage(PreviewedAsLearner, PlacedInPath, PlannedPage, Page):
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
        LearnersPanel(heading=_("Learners")),
        FindingsPanel(heading=pgettext_lazy("of a page", "Check")),
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
        """Return the context of the learner's template, for nobody in particular."""
        context = super().get_preview_context(request, mode_name)
        path = self.path_in_preview(PathPage.objects.ancestor_of(self).get(), mode_name)
        course = next(row for row in path.courses if row.key == self.translation_key)
        return context | {
            "path": path,
            "course": course,
            "step": path.step_of(self.translation_key),
            "is_preview": True,
        }
