"""Where the editor shows the door."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button

from courses.exchange.found_here import catalogues_by_language
from courses.exchange.policies import can_export, can_open_door
from courses.models import CataloguePage, PathPage

from . import urls


class ImportMenuItem(MenuItem):
    """“Import a path”, for those who may add one."""

    def is_shown(self, request):
        """Tell whether the person may import."""
        return can_open_door(request.user, catalogues_by_language().values())


@hooks.register("register_admin_urls")
def exchange_urls():
    """Put the addresses of the door below those of the editor."""
    return [path("paths/", include(urls))]


@hooks.register("register_admin_menu_item")
def import_menu_item():
    """Offer the import in the menu."""
    return ImportMenuItem(
        _("Import"),
        reverse("courses_exchange:upload"),
        name="import-path",
        icon_name="upload",
        order=250,
    )


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def exchange_buttons(page, user, next_url=None, view_name=None):
    """Offer the export on a path, and the import on a catalogue."""
    page = page.specific_deferred if page.specific_class in (PathPage, CataloguePage) else page
    if isinstance(page, PathPage) and page.live and can_export(user, page):
        yield Button(
            _("Export"),
            reverse("courses_exchange:export", args=[page.pk]),
            icon_name="download",
            priority=45,
        )
    elif isinstance(page, CataloguePage) and can_open_door(user, [page]):
        yield Button(
            _("Import a path"),
            reverse("courses_exchange:upload"),
            icon_name="upload",
            priority=45,
        )
