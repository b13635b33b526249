"""What Wagtail's desk shows of people."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks


@hooks.register("construct_settings_menu")
def hide_people(request: HttpRequest, items: list[Any]) -> None:
    """Hide the screens that the door keeps to administrators."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in ("users", "groups")]
