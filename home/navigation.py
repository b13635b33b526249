"""What the header and the footer offer to whom."""

from dataclasses import dataclass
from datetime import date

from allauth.socialaccount.adapter import get_adapter
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from academy.accounts.models import User
from academy.core import edition
from academy.organisms.models import Role
from academy.organisms.policies import (
    barometer_scope,
    can_see_any_people,
    managed_organism_ids,
    roles_on,
    training_organism_ids,
)
from barometer.policies import path_sight
from barometer.surveys.policies import can_see_any as can_see_surveys
from courses.models import CataloguePage, PathPage
from courses.queries import path_of
from home.models import StandardPage


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A link of a menu. `current` is true on the page it leads to and on the pages below."""

    label: str
    url: str
    icon: str = ""
    current: bool = False


def _item(request: HttpRequest | None, label: str, url: str, icon: str = "") -> MenuItem:
    current = request is not None and request.path.startswith(url)
    return MenuItem(label=label, url=url, icon=icon, current=current)


def _routes(request: HttpRequest | None, wanted: list[tuple[str, str, str]]) -> list[MenuItem]:
    """Return the (label, route, icon) links whose route this installation has."""
    items = []
    for label, route, icon in wanted:
        try:
            items.append(_item(request, label, reverse(route), icon))
        except NoReverseMatch:
            continue
    return items


def _user(request: HttpRequest | None) -> User | AnonymousUser:
    return getattr(request, "user", None) or AnonymousUser()


@dataclass(frozen=True, slots=True)
class _Page:
    """A page that a menu shows."""

    title: str
    url: str


def _menu_pages(request: HttpRequest | None) -> dict[type[Page], list[_Page]]:
    """Return the live pages that menus show in this language, by kind: one query an edition."""
    if request is None:
        return {}
    return edition.kept(
        f"menus {get_language()} {request.META.get('HTTP_HOST', '')}",
        lambda: _found_menu_pages(request),
    )


def _found_menu_pages(request: HttpRequest) -> dict[type[Page], list[_Page]]:
    kinds = ContentType.objects.get_for_models(CataloguePage, StandardPage)
    by_id = {kind.pk: model for model, kind in kinds.items()}
    pages: dict[type[Page], list[_Page]] = {CataloguePage: [], StandardPage: []}
    found = (
        Page.objects.live()
        .filter(locale__language_code=get_language(), content_type__in=by_id)
        .exclude(content_type=kinds[StandardPage], show_in_menus=False)
        .select_related("locale")
        .order_by("path")
    )
    for page in found:
        if url := page.get_url(request):
            pages[by_id[page.content_type_id]].append(_Page(page.title, url))
    return pages


def catalogue_url(request: HttpRequest | None) -> str:
    """Return the address of the catalogue in this language, or "" where there is none yet."""
    pages = _menu_pages(request).get(CataloguePage)
    return pages[0].url if pages else ""


def main_menu(request: HttpRequest | None, day: date | None = None) -> list[MenuItem]:
    """Return the main menu: the catalogue for all, one's learning, a barometer and the people
    of an organism to who has them.
    """
    items = []
    if url := catalogue_url(request):
        items.append(_item(request, _("Catalogue"), url))
    user = _user(request)
    if user.is_authenticated:
        day = day or timezone.localdate()
        wanted = [(_("My learning"), "home:dashboard", "")]
        if not barometer_scope(user, day).is_empty:
            wanted.append((_("Barometer"), "barometer:index", ""))
        if can_see_any_people(user, day):
            wanted.append((_("People"), "organisms:home", ""))
        items += _routes(request, wanted)
    return items


def edits_content(user: User | AnonymousUser, day: date) -> bool:
    """Tell whether the person works in the editor: known from the roles, which are read anyway."""
    return bool(roles_on(user, day) & {Role.DESIGNER, Role.ADMINISTRATOR})


def edit_url(request: HttpRequest | None, page: object) -> str:
    """Return where `page` is edited, or "" for who may not, and for what is no page of the tree.

    Costs a query only for those who work in the editor.
    """
    user = _user(request)
    if (
        not isinstance(page, Page)
        or getattr(request, "is_preview", False)
        or not edits_content(user, timezone.localdate())
        or not page.permissions_for_user(user).can_edit()
    ):
        return ""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def barometer_url(request: HttpRequest | None, page: object) -> str:
    """Return the page of a path in the barometer, or "" for who may not see it.

    Costs a query only for those who design courses.
    """
    user = _user(request)
    if (
        not isinstance(page, PathPage)
        or getattr(request, "is_preview", False)
        or not user.is_authenticated
    ):
        return ""
    path = path_of(page)
    if path is None or not path.is_live:
        return ""
    sight = path_sight(user, path, timezone.localdate())
    return "" if sight == "nothing" else reverse("barometer:path", args=[path.key])


def account_menu(request: HttpRequest | None) -> list[MenuItem]:
    """Return where a signed-in person goes from their name in the header."""
    user = _user(request)
    if not user.is_authenticated:
        return []
    wanted = [
        (_("My account"), "account_email", "person"),
        (_("My certificates"), "courses:certificates", "certificate"),
        (_("My record"), "my_record", "book"),
        (_("On this device"), "courses:device", "devices"),
        (_("Sign-in security"), "mfa_index", "shield"),
    ]
    if managed_organism_ids(user, timezone.localdate()):
        wanted.append((_("Paths asked of my organization"), "courses:assignments", "flag"))
    if training_organism_ids(user, timezone.localdate()):
        wanted.append((_("How far people are with what is asked"), "courses:followed", "people"))
    if can_see_any_people(user, timezone.localdate()):
        wanted.append((_("Weekly emails"), "courses:digests", "calendar"))
        wanted.append((_("Record store"), "lrs:credentials", "key"))
    if roles_on(user, timezone.localdate()):
        wanted.append((_("Requests for training"), "courses:training-requests", "flag"))
    if can_see_surveys(user, timezone.localdate()):
        wanted.append((_("What surveys say"), "barometer:surveys", "chart"))
    if edits_content(user, timezone.localdate()):
        wanted.append((_("Paths asked for"), "barometer:criteria-requests", "flag"))
        wanted.append((_("Content editing"), "wagtailadmin_home", "book"))
    return _routes(request, wanted)


def account_pages(request: HttpRequest | None) -> list[MenuItem]:
    """Return the pages of one's own account, for the menu beside them."""
    wanted = [
        (_("Email address"), "account_email", ""),
        (_("Password"), "account_change_password", ""),
        (_("Sign-in security"), "mfa_index", ""),
        (_("Devices signed in"), "usersessions_list", ""),
        (_("Emails that I get"), "courses:mails", ""),
        (_("My record"), "my_record", ""),
        (_("Leave the academy"), "leave_academy", ""),
    ]
    if get_adapter().list_providers(request):
        wanted.insert(4, (_("Linked identities"), "socialaccount_connections", ""))
    return _routes(request, wanted)


def footer_menu(request: HttpRequest | None) -> list[MenuItem]:
    """Return the pages about the site itself: the standard pages that editors show in menus."""
    return [
        _item(request, page.title, page.url) for page in _menu_pages(request).get(StandardPage, [])
    ]
