"""What the header and the footer offer to whom."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A link of a menu. `current` is true on the page it leads to and on the pages below."""

    label: str
    url: str
    icon: str = ""
    current: bool = False


def _item(request: HttpRequest | None, label: str, name: str, icon: str = "") -> MenuItem | None:
    """Return the link to the route `name`, or None where this installation doesn't have it."""
    try:
        url = reverse(name)
    except NoReverseMatch:
        return None
    current = request is not None and (request.path == url or request.path.startswith(url))
    return MenuItem(label=label, url=url, icon=icon, current=current)


def main_menu(request: HttpRequest | None) -> list[MenuItem]:
    """Return the main menu: the catalogue for all, one's learning and barometer when signed in."""
    wanted = [(_("Catalogue"), "courses:catalogue")]
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        wanted.append((_("My learning"), "home:dashboard"))
        wanted.append((_("Barometer"), "barometer:index"))
    return [item for label, name in wanted if (item := _item(request, label, name))]


def account_menu(request: HttpRequest | None) -> list[MenuItem]:
    """Return what a signed-in person does about their own account."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    wanted = [
        (_("My account"), "account_email", "person"),
        (_("Sign-in security"), "mfa_index", "shield"),
        (_("Devices signed in"), "usersessions_list", "devices"),
        (_("My data"), "accounts:privacy", "lock"),
    ]
    if user.has_perm("wagtailadmin.access_admin"):
        wanted.append((_("Content editing"), "wagtailadmin_home", "settings"))
    return [item for label, name, icon in wanted if (item := _item(request, label, name, icon))]


def footer_menu(request: HttpRequest | None) -> list[MenuItem]:
    """Return the pages about the site itself, where an editor has published them."""
    wanted = [
        (_("Accessibility"), "home:accessibility"),
        (_("Privacy"), "home:privacy"),
        (_("About the academy"), "home:about"),
    ]
    return [item for label, name in wanted if (item := _item(request, label, name))]
