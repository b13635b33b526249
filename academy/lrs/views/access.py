"""Who opens the record store's pages: what one may not know exists answers 404."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.lrs import policies


@dataclass(frozen=True, slots=True)
class Counter:
    """When a page is asked for, and the pages beside it."""

    at: datetime
    today: date
    explores: bool
    tabs: list[dict[str, object]]


def counter_of(request: SignedInRequest, current: str) -> Counter:
    """Return what the pages share, or raise Http404; `current`: credentials or statements."""
    at = clock.now()
    today = localdate(at)
    explores = policies.can_explore(request.user, today)
    if not (
        explores if current == "statements" else policies.can_see_credentials(request.user, today)
    ):
        raise Http404
    pages = [(_("Credentials"), "credentials"), (_("Statements"), "statements")]
    return Counter(
        at=at,
        today=today,
        explores=explores,
        tabs=[
            {"label": label, "url": reverse(f"lrs:{name}"), "current": name == current}
            for label, name in pages
            if explores
        ],
    )
