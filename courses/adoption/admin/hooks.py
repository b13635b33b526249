"""Where the editor shows adopted paths."""

from typing import Any

from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import Button

from courses.adoption.overview import news_for
from courses.adoption.policies import can_adopt_at_all, licence_permits
from courses.models import PathPage

from . import urls
from .views import LIST


class AdoptedMenuItem(MenuItem):
    """“Adopted paths”, for those who design for an organism."""

    def is_shown(self, request):
        """Tell whether the person may adopt paths."""
        return can_adopt_at_all(request.user, timezone.localdate())


class AdoptionNews(Component):
    """On the desk's first page: what waits for adopted paths, and what is offered."""

    order = 55
    template_name = "courses/adoption/desk_news.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Count what concerns the person."""
        return {"news": news_for(parent_context["request"].user, timezone.localdate())}


@hooks.register("register_admin_urls")
def adoption_urls():
    """Put the addresses of adopted paths below those of the editor."""
    return [path("adoptions/", include(urls))]


@hooks.register("register_admin_menu_item")
def adopted_menu_item():
    """Offer the adopted paths in the menu."""
    return AdoptedMenuItem(
        LIST,
        reverse("courses_adoption:adoptions"),
        name="adopted-paths",
        icon_name="copy",
        order=240,
    )


@hooks.register("construct_homepage_panels")
def show_adoption_news(request, panels):
    """Say on the desk's first page what waits for adopted paths."""
    panels.append(AdoptionNews())


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def adopt_button(page, user, next_url=None, view_name=None):
    """Offer to adopt a published path to those who didn't build it."""
    if page.specific_class is not PathPage or not page.live:
        return
    path_page = page.specific_deferred
    may_edit = path_page.permissions_for_user(user).can_edit()
    is_offered = can_adopt_at_all(user, timezone.localdate()) and licence_permits(path_page)
    if is_offered and (user.is_superuser or not may_edit):
        yield Button(
            _("Adopt this path"),
            reverse("courses_adoption:adopt", args=[page.pk]),
            icon_name="copy",
            priority=44,
        )
