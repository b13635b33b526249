"""Opening and closing public pages."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import NotFound
from academy.organisms.models import Organism
from academy.organisms.policies import Viewer, managed_organism_ids

from .models import PublicPage


def can_switch(user: Viewer, organism: Organism, day: date) -> bool:
    """Tell whether the person decides if the organism's page is public: its managers, nobody else.

    An administrator runs the academy, and doesn't speak for an organism.
    """
    return organism.holds_on(day) and organism.pk in managed_organism_ids(user, day)


@transaction.atomic
def open_page(*, organism: Organism, at: datetime, by: User) -> PublicPage:
    """Show the organism's figures to everybody; again, nothing changes. Raises NotFound."""
    _require(by, organism, at)
    page, is_new = PublicPage.objects.get_or_create(
        organism=organism, defaults={"opened_at": at, "opened_by": by}
    )
    if is_new:
        _note("public_page.open", organism, at, by)
    return page


@transaction.atomic
def close_page(*, organism: Organism, at: datetime, by: User) -> bool:
    """Show them to nobody but who may see the barometer; False where it was so. Raises NotFound."""
    _require(by, organism, at)
    closed, _rows = PublicPage.objects.filter(organism=organism).delete()
    if closed:
        _note("public_page.close", organism, at, by)
    return bool(closed)


def _require(by: User, organism: Organism, at: datetime) -> None:
    if not can_switch(by, organism, timezone.localdate(at)):
        raise NotFound(_("There is no such organization."))


def _note(action: str, organism: Organism, at: datetime, by: User) -> None:
    audit.record(at=at, actor=by, action=action, target=organism.code, organism_code=organism.code)
