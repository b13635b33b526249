"""Blocks to read."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

RICH_TEXT_FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link"]
SHORT_RICH_TEXT_FEATURES = ["bold", "italic", "ul", "ol", "link"]


class RichTextBlock(blocks.RichTextBlock):
    """Paragraphs, headings, lists and links."""

    def __init__(self, **options) -> None:
        super().__init__(**({"features": RICH_TEXT_FEATURES} | options))

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "courses/blocks/rich_text.html"


class ShortRichTextBlock(blocks.RichTextBlock):
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


class SourceBlock(blocks.StructBlock):
    """A publication that the lesson rests on."""

    title = blocks.CharBlock(max_length=250, label=_("Title"))
    publisher = blocks.CharBlock(max_length=160, label=_("Publisher"))
    url = blocks.URLBlock(label=_("Address"))
    consulted_on = blocks.DateBlock(label=_("Consulted on"))


class SourcesBlock(blocks.StructBlock):
    """The publications that the lesson rests on."""

    items = blocks.ListBlock(SourceBlock(), min_num=1, label=_("Sources"))

    class Meta:
        icon = "openquote"
        label = _("Sources")
        template = "courses/blocks/sources.html"
