"""The lists of a page of the cyber loop, each on pages of its own."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.http import urlencode

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of one of the lists of a page. `query`: on which page the other lists are."""

    page: Page
    query: str


def paged(request: HttpRequest, **lists: Any) -> dict[str, Listed]:
    """Return the page that is asked for of each list, by its name, which is its parameter too."""
    pages = {
        name: Paginator(rows, ON_A_PAGE).get_page(request.GET.get(name))
        for name, rows in lists.items()
    }
    later = {name: page.number for name, page in pages.items() if page.number > 1}
    return {
        name: Listed(page, urlencode({one: at for one, at in later.items() if one != name}))
        for name, page in pages.items()
    }
