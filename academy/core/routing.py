"""Finding the page of an address in one step."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.functions import Substr
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.url_routing import RouteResult

from . import edition


def find_page(request: HttpRequest, path: str) -> None:
    """Hand Wagtail the live page at `path`, below the home page in the language of the request.

    Wagtail walks down the tree, two queries a level, then up again for restrictions; three
    queries an edition find the page, and one more says whether any access is restricted. What isn't
    found this way is left to Wagtail's own walk (pages with addresses of their own, redirects, what
    doesn't exist).
    """
    name = f"page at {request.get_host()}{request.path}"
    found = edition.kept_already(name)
    page = found[0] if found else _page_at(request, path)
    if page is None:
        return
    if not found:
        edition.keep(name, page)
    if not edition.kept("restrictions", PageViewRestriction.objects.exists):
        # Asked for each page that is served: there are none in this edition.
        page.get_view_restrictions = PageViewRestriction.objects.none
    # Where Page.route_for_request looks before it walks.
    routed: Any = request
    routed._wagtail_route_for_request = RouteResult(page)


def _page_at(request: HttpRequest, path: str) -> Page | None:
    components = [component for component in path.split("/") if component]
    site = Site.find_for_request(request) if components else None
    if site is None:
        return None
    root = site.root_page
    homes = Page.objects.live().filter(
        translation_key=root.translation_key, path=Substr(OuterRef("path"), 1, len(root.path))
    )
    # With as many steps below a home page as the address has, and ending alike, it is the address.
    page = (
        Page.objects.live()
        .filter(
            Exists(homes),
            slug=components[-1],
            depth=root.depth + len(components),
            url_path__endswith=f"/{'/'.join(components)}/",
            locale__language_code=get_language(),
        )
        .select_related("locale")
        .first()
    )
    if page is None:
        return None
    specific = page.specific
    specific.locale = page.locale
    return specific
