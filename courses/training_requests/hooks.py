"""Where the editor shows what organisms ask for."""

from django.urls import include, path, reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import desk_urls
from .desk_views import REQUESTS
from .policies import can_study


class _RequestsItem(MenuItem):
    def is_shown(self, request):
        return can_study(request.user, timezone.localdate())


@hooks.register("register_admin_urls")
def requests_urls():
    """Put the addresses below those of the editor."""
    return [path("training-requests/", include(desk_urls))]


@hooks.register("register_admin_menu_item")
def requests_menu_item():
    """Offer the requests in the menu."""
    return _RequestsItem(
        REQUESTS,
        reverse("courses_requests:subjects"),
        name="training-requests",
        icon_name="clipboard-list",
        order=238,
    )
