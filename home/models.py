"""The front door's pages: the home page and the pages that are neither path nor lesson."""

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from courses.models import PRIVATE_PAGE_OPTIONS, PathPage
from home.blocks import SECTION_BLOCKS, STANDARD_BLOCKS
from home.featured import featured

INTRO_FEATURES = ["bold", "italic", "link"]


class HomePage(Page):
    """The first page of a language: an introduction, chosen learning paths, sections."""

    introduction = RichTextField(_("introduction"), features=INTRO_FEATURES, blank=True)
    sections = StreamField(SECTION_BLOCKS, verbose_name=_("sections"), blank=True)

    template = "home/home_page.html"
    private_page_options = PRIVATE_PAGE_OPTIONS
    parent_page_types = ["wagtailcore.Page"]

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        InlinePanel("featured_paths", heading=_("Featured paths"), label=_("path"), max_num=6),
        FieldPanel("sections"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """Add `featured`, the cards of the chosen paths in their order."""
        context = super().get_context(request, *args, **kwargs)
        rows = self.featured_paths.select_related("path")
        context["featured"] = featured(
            [row.path.translation_key for row in rows], self.locale.language_code
        )
        return context


class FeaturedPath(Orderable):
    """A learning path that the home page puts forward, in every language it has."""

    home = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="featured_paths")
    path = models.ForeignKey(
        PathPage, verbose_name=_("path"), on_delete=models.CASCADE, related_name="+"
    )

    panels = [FieldPanel("path")]

    class Meta(Orderable.Meta):
        verbose_name = _("featured path")
        verbose_name_plural = _("featured paths")
        constraints = [
            models.UniqueConstraint(fields=["home", "path"], name="home_featured_path_once")
        ]


class StandardPage(Page):
    """A page of plain content: accessibility, privacy, about the academy, a news item.

    With `show_in_menus` it stands in the footer of every page of its language.
    """

    introduction = models.CharField(_("introduction"), max_length=300, blank=True)
    body = StreamField(STANDARD_BLOCKS, verbose_name=_("body"), blank=True)

    template = "home/standard_page.html"
    private_page_options = PRIVATE_PAGE_OPTIONS
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")
