"""Where the editor shows the building of paths by several organisms."""

from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button

from courses.models import PathPage

from . import urls
from .crediting import BROUGHT
from .policies import takes_part


@hooks.register("register_admin_urls")
def building_urls():
    """Put the addresses below those of the editor."""
    return [path("building/", include(urls))]


@hooks.register("register_admin_menu_item")
def building_menu_item():
    """Offer the spaces in the menu."""
    return MenuItem(
        _("Co-building"),
        reverse("courses_building:spaces"),
        name="built-together",
        icon_name="group",
        order=240,
    )


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def building_buttons(page, user, next_url=None, view_name=None):
    """Offer the space on a path."""
    if page.specific_class is PathPage and page.pk:
        specific = page.specific_deferred
        if takes_part(user, specific, timezone.localdate()):
            yield Button(
                _("Built together"),
                reverse("courses_building:space", args=[page.pk]),
                icon_name="group",
                priority=44,
            )


@hooks.register("register_log_actions")
def say_what_was_brought(actions):
    """Say in the history of a page which drafts brought what another path says."""
    actions.register_action(
        BROUGHT,
        pgettext_lazy("a draft", "Bring in"),
        _("Brought in what another path says"),
    )
