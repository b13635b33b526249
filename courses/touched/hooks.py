"""Where the desk says whom a publication touches, besides the panel of the editor."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from .messages import note_published


@hooks.register("insert_global_admin_css")
def touched_css():
    """Give the panel its looks."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/touched.css"))


@hooks.register("after_publish_page")
def note_whom_it_touched(request, page):
    """Say, once a page is published, who goes on by what they began."""
    note_published(request, page)
