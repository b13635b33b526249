"""Finding the organism of a page: what one may not know exists answers 404."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.organisms import policies
from academy.organisms.models import Organism


@dataclass(frozen=True, slots=True)
class Desk:
    """A page of an organism: whose, when, and the pages beside it."""

    organism: Organism
    at: datetime
    today: date
    tabs: list[dict[str, object]]
    can_change: bool


def desk_of(request: SignedInRequest, organism_id: UUID, current: str = "") -> Desk:
    """Return what the pages of an organism share, or raise Http404."""
    at = clock.now()
    today = localdate(at)
    organism = get_object_or_404(Organism, public_id=organism_id)
    if not policies.can_see_people(request.user, organism, today):
        raise Http404
    return Desk(
        organism=organism,
        at=at,
        today=today,
        tabs=[
            {
                "label": label,
                "url": reverse(f"organisms:{name}", args=[organism_id]),
                "current": name == current,
            }
            for name, label in (
                ("organism", _("Units")),
                ("people", _("People")),
                ("lists", _("Lists of people")),
                ("roles", _("Roles")),
            )
        ],
        can_change=policies.can_import_people(request.user, organism, today),
    )
