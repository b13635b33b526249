"""What the editor says, once a page is published, of whom that touched."""

from django.contrib import messages
from django.utils.translation import gettext as _
from wagtail.models import Page

from academy.accounts.requests import SignedInRequest

from .queries import touched_by_page
from .wording import people


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
