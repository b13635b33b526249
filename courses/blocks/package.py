"""A package made elsewhere, such as a SCORM course or H5P content, within a lesson."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

PACKAGE = "package"


class PackageBlock(blocks.StructBlock):
    """A package. What it reports comes from the browser: it brings no marks."""

    package = SnippetChooserBlock("courses.Package", label=_("Package"))
    title = blocks.CharBlock(
        required=False,
        max_length=120,
        label=_("Title"),
        help_text=_("Empty: the title of the package."),
    )

    class Meta:
        icon = "folder-open-inverse"
        label = _("Package (cmi5, SCORM, H5P)")
