"""Writing on the time axis of a place, and taking it back."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotFound
from academy.core.templatetags.figures import day_in_words
from academy.organisms.models import Organism, Portfolio
from barometer.releases.queries import first_day
from courses.models import PublishedPath

from . import policies
from .models import LONGEST, Event


class NotOnCurves(AcademyError):
    """No curve shows the day of an event: it is to come, or before the first release."""


@transaction.atomic
def add_event(
    *,
    by: User,
    organism: Organism | None,
    portfolio: Portfolio | None,
    kind: str,
    day: date,
    text_fr: str,
    text_en: str,
    path_key: UUID | None,
    at: datetime,
) -> Event:
    """Write an event of an organism, of a portfolio, or of the government (neither).

    Raises NotFound for a place that isn't `by`'s or a path that isn't published; NotOnCurves for a
    day to come or before the first release; AcademyError for an unknown kind, no text, or one of
    more than LONGEST characters.
    """
    today = timezone.localdate(at)
    if not policies.can_add_events(by, organism, portfolio, today):
        raise NotFound(_("You can't add an event there."))
    if path_key and not PublishedPath.objects.filter(key=path_key, is_live=True).exists():
        raise NotFound(_("This learning path is not published."))
    if kind not in Event.Kind.values:
        raise AcademyError(_("Choose what it was."))
    if day > today:
        raise NotOnCurves(_("Choose a day that has come."))
    first = first_day()
    if first is not None and day < first:
        raise NotOnCurves(
            _("Choose a day from %(day)s on: that is the first release, where the curves begin.")
            % {"day": day_in_words(first)}
        )
    text_fr, text_en = " ".join(text_fr.split()), " ".join(text_en.split())
    if not text_fr and not text_en:
        raise AcademyError(_("Write a text in French or in English."))
    if max(len(text_fr), len(text_en)) > LONGEST:
        raise AcademyError(_("Write at most %(count)s characters.") % {"count": LONGEST})
    event = Event.objects.create(
        organism=organism,
        portfolio=portfolio,
        path_key=path_key,
        kind=kind,
        day=day,
        text_fr=text_fr,
        text_en=text_en,
        added_by=by,
        added_at=at,
    )
    _note("event.added", event, by, at)
    return event


@transaction.atomic
def withdraw_event(*, by: User, event: Event, at: datetime) -> None:
    """Take an event off the curves; it stays in the list. NotFound where it isn't `by`'s place."""
    row = Event.objects.select_for_update().get(pk=event.pk)
    if not policies.can_add_events(by, row.organism, row.portfolio, timezone.localdate(at)):
        raise NotFound(_("There is no such event."))
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by = at, by
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        _note("event.withdrawn", row, by, at)


def _note(action: str, event: Event, by: User, at: datetime) -> None:
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=str(event.public_id),
        organism_code=event.organism.code if event.organism else "",
        details={
            "portfolio": event.portfolio.code if event.portfolio else "",
            "path": str(event.path_key or ""),
            "kind": event.kind,
            "day": event.day.isoformat(),
        },
    )
