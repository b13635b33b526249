"""Finding the page of an address in one step."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from wagtail.models import Page
from wagtail.url_routing import RouteResult

if TYPE_CHECKING:

    class _Routed:
        """What the page that comes after this class in its bases brings."""

        url_path: str

        def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult: ...

else:
    _Routed = object


class DirectRoute(_Routed):
    """Lets a root page find the page of an address by its whole path.

    Wagtail walks down the tree, two queries a level; `url_path` holds the whole address of each
    page, so one look-up and one for its content are enough. What isn't found this way is left to
    Wagtail's own walk (pages with addresses of their own, redirects).
    """

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Return the live page below this one with these components, as Wagtail's `route` does."""
        if path_components:
            url_path = f"{self.url_path}{'/'.join(path_components)}/"
            page = Page.objects.live().filter(url_path=url_path).select_related("locale").first()
            if page is not None:
                specific = page.specific
                specific.locale = page.locale
                return RouteResult(specific)
        return super().route(request, path_components)
