"""Where the editor offers the check of a path, and the report of ageing content."""

from django.urls import include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button

from courses.models import PathPage

from . import urls
from .views import AGEING, CHECK


@hooks.register("register_admin_urls")
def linting_urls():
    """Put the addresses below those of the editor."""
    return [path("checks/", include(urls))]


@hooks.register("register_reports_menu_item")
def ageing_menu_item():
    """Offer the report of ageing content among the reports."""
    return MenuItem(
        AGEING,
        reverse("courses_linting:ageing"),
        name="ageing-content",
        icon_name="time",
        order=120,
    )


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def check_button(page, user, next_url=None, view_name=None):
    """Offer the check on a path."""
    is_path = page.specific_class is PathPage and page.pk
    if is_path and page.permissions_for_user(user).can_edit():
        yield Button(
            CHECK,
            reverse("courses_linting:check", args=[page.pk]),
            icon_name="clipboard-list",
            priority=43,
        )
