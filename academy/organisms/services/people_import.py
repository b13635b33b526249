"""Lists of people: read and compared, confirmed, then applied slice by slice.

Applying needs no checkpoint of its own: it compares again whenever it starts, and what was
written before a stop is no longer a difference. Each slice is one transaction that locks the
list, so that two workers on the same list can't both write.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django_tasks import task

from academy.accounts.models import User
from academy.core import clock
from academy.organisms import people_queries, policies, queries
from academy.organisms.lists.difference import (
    Changing,
    Difference,
    Joining,
    Leaving,
    Moving,
    compare,
)
from academy.organisms.lists.people import PeopleList, read_people, read_people_text
from academy.organisms.models import Organism, PeopleImport

from . import list_records, people_changes
from .list_records import SHOWN, problem_rows
from .placements import lock_organisms

# How many changes one transaction holds: other writers wait less than a second.
SLICE = 1000
# How often a slice that meets somebody else's change starts again from a fresh comparison.
ATTEMPTS = 5


class _Overtaken(Exception):
    """Another worker, or a person, changed the list while this one was at work."""


class _TreeChanged(Exception):
    """A unit of the list was closed or taken away while the list was being applied."""


@transaction.atomic
def plan_import(
    *,
    organism: Organism,
    content: bytes,
    file_name: str,
    effective_on: date,
    at: datetime,
    by: User | None,
) -> PeopleImport:
    """Read a list of people, compare it with today's and keep the outcome; change nothing else.

    The list is kept waiting for `confirm_import`, or refused with its problems. Raises NotAllowed
    and ListRefused.
    """
    list_records.check_rights(by, organism, at)
    list_records.check_day(organism, PeopleImport.Kind.PEOPLE, effective_on, at)
    read = read_people(content, effective_on=effective_on)
    difference = _compare(organism, read, effective_on)
    return list_records.receive(
        organism=organism,
        kind=PeopleImport.Kind.PEOPLE,
        content=content,
        text=read.text,
        file_name=file_name,
        effective_on=effective_on,
        plan=_plan(organism, read, difference),
        at=at,
        by=by,
    )


@transaction.atomic
def confirm_import(
    *, people_import: PeopleImport, departures: int | None, at: datetime, by: User
) -> PeopleImport:
    """Say yes to what was shown and put the work on the queue."""
    confirmed = list_records.confirm(
        people_import=people_import, departures=departures, at=at, by=by
    )
    _enqueue(confirmed)
    return confirmed


@transaction.atomic
def resume_import(*, people_import: PeopleImport, at: datetime, by: User) -> None:
    """Put a list whose work stopped on the queue again."""
    list_records.check_rights(by, people_import.organism, at)
    if list_records.lock(people_import).state == PeopleImport.State.APPLYING:
        _enqueue(people_import)


def _enqueue(people_import: PeopleImport) -> None:
    transaction.on_commit(partial(apply_in_background.enqueue, str(people_import.public_id)))


@task()
def apply_in_background(public_id: str) -> None:
    """Apply a confirmed list, from the queue."""
    people_import = PeopleImport.objects.filter(public_id=public_id).first()
    if people_import is not None:
        apply_import(people_import=people_import, now=clock.now)


def apply_import(
    *,
    people_import: PeopleImport,
    now: Callable[[], datetime],
    by_the_academy: bool = False,
) -> PeopleImport:
    """Apply a confirmed list, or go on with one whose work stopped; return it as it ends.

    The rights of the person who confirmed it are checked again, unless it comes from a command of
    the academy itself. When the situation is no longer the one that was shown, nothing (more) is
    written and the list waits for confirmation again, with the new differences.
    """
    for _attempt in range(ATTEMPTS):
        current = PeopleImport.objects.select_related("organism", "confirmed_by").get(
            pk=people_import.pk
        )
        if current.state != PeopleImport.State.APPLYING:
            return current
        if not by_the_academy and not _still_may(current, localdate(now())):
            return _refuse(current, now())
        read = read_people_text(current.content, effective_on=current.effective_on)
        difference = _compare(current.organism, read, current.effective_on)
        if _is_another_situation(current, difference):
            return _show_again(current, read, difference, now())
        try:
            _write(current, difference, now)
            return _finish(current, now())
        except (_Overtaken, _TreeChanged, IntegrityError):
            continue
    return PeopleImport.objects.get(pk=people_import.pk)


def _compare(organism: Organism, read: PeopleList, effective_on: date) -> Difference:
    """Compare what was read; a file with problems of its own is compared with nothing."""
    if read.problems and not read.rows:
        return Difference(problems=list(read.problems))
    state = people_queries.state_of(
        organism,
        emails=[row.email for row in read.rows],
        codes=[row.unit_code for row in read.rows],
        day=effective_on,
    )
    difference = compare(read.rows, state, effective_on=effective_on)
    difference.problems = sorted(
        [*read.problems, *difference.problems], key=lambda problem: problem.line
    )
    return difference


def _plan(organism: Organism, read: PeopleList, difference: Difference) -> dict[str, Any]:
    """Return what is kept and shown of a comparison, as plain values."""
    refused = bool(difference.problems)
    counts = {
        "rows": len(read.rows),
        "present": difference.present,
        "joining": len(difference.joining),
        "moving": len(difference.moving),
        "changing": len(difference.changing),
        "leaving": len(difference.leaving),
        "unchanged": difference.unchanged,
        "problems": len(difference.problems),
        "notices": len(difference.notices),
    }
    return {
        "encoding": read.encoding,
        "separator": read.separator,
        "unknown_columns": read.unknown_columns,
        "counts": counts,
        "total": difference.total,
        "needs_confirmation": difference.needs_confirmation and not refused,
        "fingerprint": difference.fingerprint(),
        "problems": problem_rows(difference.problems),
        "notices": [asdict(notice) for notice in difference.notices[:SHOWN]],
        "shown": {} if refused else _shown(difference),
    }


def _shown(difference: Difference) -> dict[str, list[dict[str, Any]]]:
    """Return the first differences of each kind; units by id.

    Names come from the list, but for those who leave: and of people who also belong elsewhere,
    those aren't the list's to tell.
    """
    return {
        "joining": [
            {
                "number": one.row.person_number,
                "name": f"{one.row.first_name} {one.row.last_name}",
                "email": one.row.email,
                "unit_id": one.unit_id,
                "on": one.starts_on.isoformat(),
            }
            for one in difference.joining[:SHOWN]
        ],
        "moving": [
            {
                "number": one.row.person_number,
                "name": f"{one.row.first_name} {one.row.last_name}",
                "from_unit_id": one.post.unit_id,
                "unit_id": one.unit_id,
                "on": one.on.isoformat(),
            }
            for one in difference.moving[:SHOWN]
        ],
        "changing": [
            {
                "number": one.post.person_number,
                "name": f"{one.row.first_name} {one.row.last_name}",
                "changes": [
                    [field, getattr(one.post, field), getattr(one, field)]
                    for field in ("person_number", "first_name", "last_name", "email")
                    if getattr(one, field) is not None
                ],
            }
            for one in difference.changing[:SHOWN]
        ],
        "leaving": [
            {
                "number": one.post.person_number,
                "name": (
                    f"{one.post.first_name} {one.post.last_name}"
                    if one.post.may_change_names
                    else ""
                ),
                "email": one.post.email,
                "unit_id": one.post.unit_id,
                "on": one.on.isoformat(),
            }
            for one in difference.leaving[:SHOWN]
        ],
    }


def _still_may(current: PeopleImport, day: date) -> bool:
    by = current.confirmed_by
    return by is not None and policies.can_import_people(by, current.organism, day)


def _is_another_situation(current: PeopleImport, difference: Difference) -> bool:
    """Tell whether what would be written is not what was confirmed.

    After a first slice the differences are fewer by what was written: then only problems, and
    more departures than were confirmed, stop the work.
    """
    if difference.problems or len(difference.leaving) > current.confirmed_departures:
        return True
    return current.changes_done == 0 and difference.fingerprint() != current.plan["fingerprint"]


@transaction.atomic
def _show_again(
    current: PeopleImport, read: PeopleList, difference: Difference, at: datetime
) -> PeopleImport:
    current = list_records.lock(current)
    if current.state != PeopleImport.State.APPLYING:
        return current
    current.plan = _plan(current.organism, read, difference) | {"shown_again": True}
    current.state = (
        PeopleImport.State.REFUSED if difference.problems else PeopleImport.State.PLANNED
    )
    by, current.confirmed_by, current.confirmed_at = current.confirmed_by, None, None
    current.confirmed_departures = 0
    current.save()
    list_records.note(current, "import.apply", at=at, by=by, result="changed")
    return current


@transaction.atomic
def _refuse(current: PeopleImport, at: datetime) -> PeopleImport:
    current = list_records.lock(current)
    if current.state == PeopleImport.State.APPLYING:
        current.plan["no_longer_allowed"] = True
        list_records.close(current, PeopleImport.State.REFUSED)
        by = current.confirmed_by
        list_records.note(current, "import.apply", at=at, by=by, result="refused")
    return current


def _slices(difference: Difference) -> Iterator[tuple[Callable[..., None], list[Any]]]:
    """Cut the changes; departures come last, so that a stop halfway leaves nobody out."""
    kinds: list[tuple[Callable[..., None], list[Any]]] = [
        (_write_changing, difference.changing),
        (_write_moving, difference.moving),
        (_write_joining, difference.joining),
        (_write_leaving, difference.leaving),
    ]
    for write, changes in kinds:
        for start in range(0, len(changes), SLICE):
            yield write, changes[start : start + SLICE]


def _write(current: PeopleImport, difference: Difference, now: Callable[[], datetime]) -> None:
    done = current.changes_done
    for write, changes in _slices(difference):
        with transaction.atomic():
            lock_organisms(current.organism_id)
            locked = list_records.lock(current)
            if locked.state != PeopleImport.State.APPLYING or locked.changes_done != done:
                raise _Overtaken
            write(locked, changes)
            done += len(changes)
            locked.changes_done = done
            locked.progressed_at = now()
            locked.save(update_fields=["changes_done", "progressed_at"])


def _check_units(current: PeopleImport, unit_ids: set[int]) -> None:
    here = queries.units_of(current.organism, current.effective_on).filter(pk__in=unit_ids)
    if set(here.values_list("pk", flat=True)) != unit_ids:
        raise _TreeChanged


def _write_joining(current: PeopleImport, changes: list[Joining]) -> None:
    _check_units(current, {one.unit_id for one in changes})
    people_changes.write_joining(current.organism, changes)


def _write_changing(current: PeopleImport, changes: list[Changing]) -> None:
    people_changes.write_changing(changes)


def _write_moving(current: PeopleImport, changes: list[Moving]) -> None:
    _check_units(current, {one.unit_id for one in changes})
    people_changes.write_moving(current.organism, changes)


def _write_leaving(current: PeopleImport, changes: list[Leaving]) -> None:
    people_changes.write_leaving(current.organism, changes, current.effective_on)


@transaction.atomic
def _finish(current: PeopleImport, at: datetime) -> PeopleImport:
    current = list_records.lock(current)
    if current.state != PeopleImport.State.APPLYING:
        return current
    list_records.close(current, PeopleImport.State.APPLIED, applied_at=at)
    list_records.note(current, "import.apply", at=at, by=current.confirmed_by)
    return current
