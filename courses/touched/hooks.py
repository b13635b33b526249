"""Where the desk says whom a publication touches, besides the panel of the editor."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from .messages import note_before, note_published


@hooks.register("insert_global_admin_css")
def touched_css():
    """Give the panel its looks."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/touched.css"))


@hooks.register("before_unpublish_page")
def note_whom_retiring_touches(request, page):
    """Say, before a page is withdrawn, whom that touches."""
    if request.method == "GET":
        note_before(request, [page], retires=True)


@hooks.register("before_bulk_action")
def note_whom_several_touch(request, action_type, objects, action_class_instance):
    """Say the same before several pages are published or withdrawn at once."""
    if request.method == "GET" and action_type in ("publish", "unpublish"):
        note_before(request, objects, retires=action_type == "unpublish")


@hooks.register("after_publish_page")
def note_whom_it_touched(request, page):
    """Say, once a page is published, who goes on by what they began."""
    note_published(request, page)
