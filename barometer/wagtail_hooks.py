"""Where the editor leads to the barometer."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from courses.models import PathPage
from courses.queries import path_of

from . import policies
from .surveys import policies as surveys


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def path_buttons(page, user, next_url=None, view_name=None):
    """Lead from a path that is published to its page in the barometer, for those who may see it."""
    if page.specific_class is not PathPage or not page.live:
        return
    path = path_of(page)
    if path is None or policies.path_sight(user, path, timezone.localdate()) == "nothing":
        return
    yield Button(
        _("How it spreads"),
        reverse("barometer:path", args=[path.key]),
        icon_name="view",
        priority=46,
    )
    if surveys.paths_seen_whole(user, timezone.localdate()).filter(key=path.key).exists():
        yield Button(
            _("What surveys say"),
            reverse("barometer:survey", args=[path.key]),
            icon_name="form",
            priority=47,
        )
