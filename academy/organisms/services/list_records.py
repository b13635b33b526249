"""What lists of people and of headcounts share: being received, confirmed, dropped, forgotten."""

import hashlib
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotAllowed
from academy.organisms import policies
from academy.organisms.lists.problems import Problem
from academy.organisms.models import Organism, PeopleImport
from academy.organisms.people_queries import last_effective_day

# How many differences, and how many problems, a page shows; the counts cover them all.
SHOWN = 200
# How long a list waits for somebody to confirm it, in days.
KEPT_DAYS = 30


class ListRefused(AcademyError):
    """A list that can't be received, confirmed or dropped as asked."""


def check_rights(by: User | None, organism: Organism, at: datetime) -> None:
    """Refuse whoever may not hand over lists of this organism."""
    if by is not None and not policies.can_import_people(by, organism, localdate(at)):
        raise NotAllowed(_("You can't import people into this organization."))


def check_day(organism: Organism, kind: str, effective_on: date, at: datetime) -> None:
    """Refuse a list dated in the future, or before the one that was applied last."""
    if effective_on > localdate(at):
        raise ListRefused(_("A list is dated today at the latest."))
    last = last_effective_day(organism, kind)
    if last is not None and effective_on < last:
        raise ListRefused(
            _("A list dated %(day)s was already applied: a later one can't be older.")
            % {"day": last.isoformat()}
        )
    if effective_on < organism.starts_on:
        raise ListRefused(
            _("The organization was opened on %(day)s: a list can't be older.")
            % {"day": organism.starts_on.isoformat()}
        )


def problem_rows(problems: list[Problem]) -> list[dict[str, Any]]:
    """Return the first problems as plain values, to be kept with the list."""
    return [asdict(problem) for problem in problems[:SHOWN]]


def receive(
    *,
    organism: Organism,
    kind: str,
    content: bytes,
    text: str,
    file_name: str,
    effective_on: date,
    at: datetime,
    by: User | None,
) -> PeopleImport:
    """Keep the text of a list, still to be compared; it replaces those that waited before it."""
    before = PeopleImport.objects.filter(organism=organism, kind=kind)
    waiting = (PeopleImport.State.READING, PeopleImport.State.PLANNED)
    for older in before.filter(state__in=waiting).select_for_update():
        close(older, PeopleImport.State.REPLACED)
    # What was shown of lists that are over isn't kept: it names people.
    for older in before.filter(state=PeopleImport.State.REFUSED):
        if "problems" in older.plan:
            _forget_people(older)
            older.save(update_fields=["plan"])
    return PeopleImport.objects.create(
        organism=organism,
        kind=kind,
        uploaded_by=by,
        uploaded_at=at,
        file_name=file_name[:255],
        digest=hashlib.sha256(content).hexdigest(),
        content=text,
        effective_on=effective_on,
        state=PeopleImport.State.READING,
        plan={"counts": {}},
    )


def settle(received: PeopleImport, plan: dict[str, Any], *, at: datetime) -> PeopleImport:
    """Keep what the comparison of a list showed: it waits, or it is refused with its problems.

    Nothing of a list with problems is ever applied.
    """
    refused = bool(plan["counts"]["problems"])
    received.plan = plan
    received.state = PeopleImport.State.REFUSED if refused else PeopleImport.State.PLANNED
    if refused:
        received.content = ""
    received.save()
    result = "refused" if refused else "done"
    note(received, "import.plan", at=at, by=received.uploaded_by, result=result)
    return received


def lock(people_import: PeopleImport) -> PeopleImport:
    """Return the list as it is now, locked until the transaction ends."""
    return (
        PeopleImport.objects.select_for_update(of=("self",))
        .select_related("organism", "uploaded_by", "confirmed_by")
        .get(pk=people_import.pk)
    )


@transaction.atomic
def confirm(
    *, people_import: PeopleImport, departures: int | None, at: datetime, by: User | None
) -> PeopleImport:
    """Say yes to what was shown; `departures` is the number typed where the brake asks for it: of
    those who leave, of those who get another number, or of both.

    Raises ListRefused when the list isn't waiting, when the number isn't the one shown, or when
    another list of the organism is being applied.
    """
    check_rights(by, people_import.organism, at)
    current = lock(people_import)
    if current.state != PeopleImport.State.PLANNED:
        raise ListRefused(_("This list is no longer waiting for confirmation."))
    leaving = current.plan["counts"].get("leaving", 0)
    asked = current.plan.get("to_confirm", leaving)
    if current.plan.get("needs_confirmation") and departures != asked:
        raise ListRefused(
            ngettext(
                "%(count)d person would leave or get another person number. Type how many to "
                "confirm.",
                "%(count)d people would leave or get another person number. Type how many to "
                "confirm.",
                asked,
            )
            % {"count": asked}
        )
    current.state = PeopleImport.State.APPLYING
    current.confirmed_by = by
    current.confirmed_at = current.progressed_at = at
    current.confirmed_departures = leaving
    current.changes_done = 0
    current.changes_total = current.plan["total"]
    try:
        with transaction.atomic():
            current.save()
    except IntegrityError:
        raise ListRefused(
            _("Another list of this organization is being applied. Wait until it is done.")
        ) from None
    note(current, "import.confirm", at=at, by=by)
    return current


@transaction.atomic
def cancel(*, people_import: PeopleImport, at: datetime, by: User | None) -> PeopleImport:
    """Drop a list that waits: nothing of it was applied."""
    check_rights(by, people_import.organism, at)
    current = lock(people_import)
    if current.state != PeopleImport.State.PLANNED:
        raise ListRefused(_("This list is no longer waiting for confirmation."))
    close(current, PeopleImport.State.DROPPED)
    note(current, "import.cancel", at=at, by=by)
    return current


@transaction.atomic
def forget_old_lists(*, at: datetime) -> int:
    """Drop the lists that nobody confirmed in KEPT_DAYS; return how many.

    A list names everybody of an organism. One that was refused keeps its problems as long, so that
    they can be read and mended.
    """
    old = PeopleImport.objects.filter(uploaded_at__lt=at - timedelta(days=KEPT_DAYS))
    waiting = (PeopleImport.State.READING, PeopleImport.State.PLANNED)
    dropped = list(old.filter(state__in=waiting).select_for_update().select_related("organism"))
    for people_import in dropped:
        close(people_import, PeopleImport.State.DROPPED)
        note(people_import, "import.expire", at=at, by=None)
    for people_import in old.filter(state=PeopleImport.State.REFUSED, plan__has_key="problems"):
        _forget_people(people_import)
        people_import.save(update_fields=["plan"])
    return len(dropped)


@transaction.atomic
def forget_person(*, email: str, at: datetime) -> int:
    """Take somebody whose account goes out of the lists that name them; return how many lists.

    A list that waits is dropped: it would make the account again. One that is being applied is left
    alone: its text goes away in the same hour.
    """
    # `plan` is written in ASCII, an address too.
    holding = (
        PeopleImport.objects.annotate(planned=Cast("plan", TextField()))
        .filter(Q(content__icontains=email) | Q(planned__icontains=email))
        .exclude(state=PeopleImport.State.APPLYING)
    )
    found = list(holding.select_for_update(of=("self",)).select_related("organism"))
    for people_import in found:
        if people_import.state in (PeopleImport.State.READING, PeopleImport.State.PLANNED):
            close(people_import, PeopleImport.State.DROPPED)
            note(people_import, "import.drop", at=at, by=None)
        else:
            _forget_people(people_import)
            people_import.content = ""
            people_import.save(update_fields=["plan", "content"])
    return len(found)


def close(people_import: PeopleImport, state: str, *, applied_at: datetime | None = None) -> None:
    """End the life of a list: its text and the people that it showed are forgotten."""
    people_import.state = state
    people_import.content = ""
    people_import.applied_at = applied_at
    _forget_people(people_import)
    people_import.save()


def _forget_people(people_import: PeopleImport) -> None:
    for name in ("shown", "problems", "notices", "fingerprint"):
        people_import.plan.pop(name, None)


def note(
    people_import: PeopleImport,
    action: str,
    *,
    at: datetime,
    by: User | None,
    result: str = "done",
) -> None:
    """Write the audit entry of a step of a list: how many, never who."""
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=str(people_import.public_id),
        organism_code=people_import.organism.code,
        result=result,
        details={
            "kind": people_import.kind,
            "digest": people_import.digest,
            "on": people_import.effective_on,
            "counts": people_import.plan["counts"],
        },
    )
