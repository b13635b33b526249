"""What a home page and a standard page are made of."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class CalloutBlock(blocks.StructBlock):
    """Set apart in a page."""

    tone = blocks.ChoiceBlock(
        label=_("tone"),
        choices=[("info", _("Information")), ("tip", _("Tip")), ("warning", _("Warning"))],
        default="info",
    )
    title = blocks.CharBlock(label=_("title"), max_length=90)
    body = blocks.RichTextBlock(label=_("text"), features=["bold", "italic", "ul", "link"])

    class Meta:
        icon = "info-circle"
        label = _("callout")
        template = "home/blocks/callout.html"


class StepBlock(blocks.StructBlock):
    """One of the things a section tells, with a page to go to."""

    title = blocks.CharBlock(label=_("title"), max_length=60)
    text = blocks.TextBlock(label=_("text"), max_length=220)
    page = blocks.PageChooserBlock(label=_("page"), required=False)

    class Meta:
        icon = "arrow-right"
        label = _("step")


class SectionBlock(blocks.StructBlock):
    """A title, a few words and up to four steps."""

    title = blocks.CharBlock(label=_("title"), max_length=90)
    text = blocks.RichTextBlock(
        label=_("text"), features=["bold", "italic", "ul", "link"], required=False
    )
    steps = blocks.ListBlock(StepBlock(), label=_("steps"), max_num=4, min_num=0)

    class Meta:
        icon = "list-ul"
        label = _("section")
        template = "home/blocks/section.html"


SECTION_BLOCKS = [("section", SectionBlock()), ("callout", CalloutBlock())]
STANDARD_BLOCKS = [
    (
        "rich_text",
        blocks.RichTextBlock(
            label=_("text"), features=TEXT_FEATURES, template="home/blocks/rich_text.html"
        ),
    ),
    ("callout", CalloutBlock()),
]
