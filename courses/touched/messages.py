"""What the desk says of whom a publication touches: before it, and once it is done."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _
from wagtail.models import Page

from academy.accounts.requests import SignedInRequest

from .queries import touched_by_page
from .wording import in_words, people

# A page that publishes more of them at once names the first ones.
_MOST = 10


def note_before(request: SignedInRequest, pages: Iterable[Any], *, retires: bool = False) -> None:
    """Say of each of `pages` whom publishing it, or withdrawing it (`retires`), touches."""
    for page in list(pages)[:_MOST]:
        said = in_words(page, retires=retires) if isinstance(page, Page) else None
        if said is not None and said.states:
            messages.info(request, f"{page.get_admin_display_title()} – {said.line}")


def note_published(request: SignedInRequest, page: Page) -> None:
    """Say who was touched by what has just been published."""
    touched = touched_by_page(page)
    if touched is not None and (touched.under_way or touched.finished):
        messages.info(
            request,
            _(
                "Under way: %(under_way)s, who go on by the version that they began. Finished: "
                "%(finished)s, who stay finished."
            )
            % {"under_way": people(touched.under_way), "finished": people(touched.finished)},
        )
