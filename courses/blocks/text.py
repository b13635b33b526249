"""Blocks to read."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

RICH_TEXT_FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link"]
SHORT_RICH_TEXT_FEATURES = ["bold", "italic", "ul", "ol", "link"]
# The path of a site's home page: nothing, a language, or the file that stands for it.
HOME_PAGE = re.compile(r"/?(?:(?:en|fr)/?)?(?:index[\w.-]*)?")


class _WrittenBlock(blocks.RichTextBlock):
    """Rich text in which there are words, where it is required: an empty paragraph is none."""

    missing = _("Write this text, or remove its block.")

    def clean(self, value):
        """Refuse a required text without words."""
        cleaned = super().clean(value)
        words = strip_tags(cleaned.source).replace("&nbsp;", " ").strip()
        if self.required and not words:
            raise ValidationError(self.missing)
        return cleaned


class RichTextBlock(_WrittenBlock):
    """Paragraphs, headings, lists and links."""

    def __init__(self, **options) -> None:
        super().__init__(**({"features": RICH_TEXT_FEATURES} | options))

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "courses/blocks/rich_text.html"


class ShortRichTextBlock(_WrittenBlock):
    """A few sentences inside another block: no headings."""

    def __init__(self, **options) -> None:
        super().__init__(**({"features": SHORT_RICH_TEXT_FEATURES} | options))


class CalloutBlock(blocks.StructBlock):
    """A remark that stands out."""

    tone = blocks.ChoiceBlock(
        choices=[("info", _("Good to know")), ("tip", _("Advice")), ("warning", _("Warning"))],
        default="info",
        label=_("Tone"),
    )
    title = blocks.CharBlock(max_length=120, label=_("Title"))
    body = ShortRichTextBlock(label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "courses/blocks/callout.html"


class KeyPointsBlock(blocks.StructBlock):
    """What to remember."""

    title = blocks.CharBlock(max_length=120, label=_("Title"))
    points = blocks.ListBlock(
        blocks.TextBlock(label=_("Point"), rows=2), min_num=1, max_num=8, label=_("Points")
    )

    class Meta:
        icon = "list-ul"
        label = _("Key points")
        template = "courses/blocks/key_points.html"


class AccordionItemBlock(blocks.StructBlock):
    """A heading that opens on its text."""

    heading = blocks.CharBlock(max_length=160, label=_("Heading"))
    body = ShortRichTextBlock(label=_("Text"))


class AccordionBlock(blocks.StructBlock):
    """Headings that open one by one."""

    items = blocks.ListBlock(AccordionItemBlock(), min_num=1, label=_("Items"))

    class Meta:
        icon = "expand-right"
        label = _("Accordion")
        template = "courses/blocks/accordion.html"


class ChecklistBlock(blocks.StructBlock):
    """Things to do, to tick off on screen or on paper. Ticks are nobody's business: they are not
    recorded."""

    title = blocks.CharBlock(max_length=120, label=_("Title"))
    items = blocks.ListBlock(
        blocks.TextBlock(label=_("Item"), rows=2), min_num=1, max_num=20, label=_("Items")
    )

    class Meta:
        icon = "tasks"
        label = _("Checklist")
        template = "courses/blocks/checklist.html"


class SourceValue(blocks.StructValue):
    """A source, and what its address leads to."""

    @property
    def site(self) -> str:
        """The name of the site whose home page the address is; empty for a page of its own."""
        address = urlsplit(self["url"])
        if address.query or not HOME_PAGE.fullmatch(address.path):
            return ""
        return (address.hostname or "").removeprefix("www.")


class SourceBlock(blocks.StructBlock):
    """A publication that the lesson rests on.

    Where no address of the publication itself lasts, it has the home page of its publisher, and
    the lesson says that the link leads there.
    """

    title = blocks.CharBlock(max_length=250, label=_("Title"))
    publisher = blocks.CharBlock(max_length=160, label=_("Publisher"))
    url = blocks.URLBlock(
        label=_("Address"),
        validators=[
            URLValidator(
                schemes=["http", "https"],
                message=_("Give the full address of a page on the web, from https:// on."),
            )
        ],
    )
    consulted_on = blocks.DateBlock(label=_("Consulted on"))

    class Meta:
        value_class = SourceValue


class SourcesBlock(blocks.StructBlock):
    """The publications that the lesson rests on."""

    items = blocks.ListBlock(SourceBlock(), min_num=1, label=_("Sources"))

    class Meta:
        icon = "openquote"
        label = _("Sources")
        template = "courses/blocks/sources.html"
