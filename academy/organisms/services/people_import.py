"""Lists of people: read and compared, confirmed, then applied slice by slice.

Applying needs no checkpoint of its own: it compares again whenever it starts, and what was
written before a stop is no longer a difference. Each slice is one transaction that locks the
list, so that two workers on the same list can't both write.
"""

from collections.abc import Callable, Iterator
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
from academy.organisms.lists.people import PeopleList, read_people_text
from academy.organisms.lists.problems import Problem, Unreadable
from academy.organisms.lists.text import decode
from academy.organisms.models import Organism, PeopleImport

from . import list_records, people_changes
from .list_records import problem_rows
from .people_plan import plan_of
from .placements import lock_organisms

# A file larger than this (about 10,000 people) is read by the queue: a page answers in a second.
READ_AT_ONCE = 1024 * 1024
# How many changes one transaction holds: other writers wait less than a second.
SLICE = 1000
# How often a slice that meets somebody else's change starts again from a fresh comparison.
ATTEMPTS = 5


class _Overtaken(Exception):
    """Another worker, or a person, changed the list while this one was at work."""


class _TreeChanged(Exception):
    """A unit of the list was closed or taken away while the list was being applied."""


def receive_import(
    *,
    organism: Organism,
    content: bytes,
    file_name: str,
    effective_on: date,
    at: datetime,
    by: User,
) -> PeopleImport:
    """Take a list from a page: a short one is compared at once, a long one by the queue.

    Raises NotAllowed and ListRefused.
    """
    received = _receive(organism, content, file_name, effective_on, at, by)
    if len(content) <= READ_AT_ONCE:
        return _read_and_settle(received, at)
    read_in_background.enqueue(str(received.public_id))
    return received


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
    return _read_and_settle(_receive(organism, content, file_name, effective_on, at, by), at)


@transaction.atomic
def _receive(
    organism: Organism,
    content: bytes,
    file_name: str,
    effective_on: date,
    at: datetime,
    by: User | None,
) -> PeopleImport:
    list_records.check_rights(by, organism, at)
    list_records.check_day(organism, PeopleImport.Kind.PEOPLE, effective_on, at)
    unreadable = None
    try:
        text, encoding = decode(content)
    except Unreadable as refusal:
        text, encoding, unreadable = "", "", refusal.problem
    received = list_records.receive(
        organism=organism,
        kind=PeopleImport.Kind.PEOPLE,
        content=content,
        text=text,
        file_name=file_name,
        effective_on=effective_on,
        at=at,
        by=by,
    )
    received.plan |= {"encoding": encoding}
    if unreadable is not None:
        received.plan["problems"] = problem_rows([unreadable])
    received.save(update_fields=["plan"])
    return received


@task()
def read_in_background(public_id: str) -> None:
    """Compare a long list, from the queue."""
    received = PeopleImport.objects.filter(public_id=public_id).first()
    if received is not None and received.state == PeopleImport.State.READING:
        _read_and_settle(received, clock.now())


def _read_and_settle(received: PeopleImport, at: datetime) -> PeopleImport:
    """Compare what was received; whoever lost the right meanwhile gets nothing.

    The comparison, seconds for a long list, is outside the transaction: others go on writing.
    """
    by = received.uploaded_by
    if by is not None and not policies.can_import_people(by, received.organism, localdate(at)):
        return _refuse(received, at)
    read = _read(received)
    difference = _compare(received.organism, read, received.effective_on)
    with transaction.atomic():
        current = list_records.lock(received)
        if current.state != PeopleImport.State.READING:
            return current
        return list_records.settle(current, plan_of(read, difference), at=at)


def _read(received: PeopleImport) -> PeopleList:
    problems = received.plan.get("problems")
    if problems and not received.content:
        return PeopleList([], [Problem(**row) for row in problems], [])
    encoding = received.plan.get("encoding", "")
    return read_people_text(received.content, effective_on=received.effective_on, encoding=encoding)


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
    state = list_records.lock(people_import).state
    if state == PeopleImport.State.APPLYING:
        _enqueue(people_import)
    elif state == PeopleImport.State.READING:
        transaction.on_commit(partial(read_in_background.enqueue, str(people_import.public_id)))


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
        read = _read(current)
        difference = _compare(current.organism, read, current.effective_on)
        try:
            if _is_another_situation(current, difference):
                return _show_again(current, read, difference, now())
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
    seen: PeopleImport, read: PeopleList, difference: Difference, at: datetime
) -> PeopleImport:
    """Stop, and let the list wait with its new differences, or refuse it for its new problems.

    Raises _Overtaken when the difference is what another worker has written meanwhile.
    """
    current = list_records.lock(seen)
    if current.state != PeopleImport.State.APPLYING or current.changes_done != seen.changes_done:
        raise _Overtaken
    current.plan = plan_of(read, difference) | {"shown_again": True}
    current.state = PeopleImport.State.PLANNED
    if difference.problems:
        current.state, current.content = PeopleImport.State.REFUSED, ""
    by, current.confirmed_by, current.confirmed_at = current.confirmed_by, None, None
    current.confirmed_departures = 0
    current.save()
    list_records.note(current, "import.apply", at=at, by=by, result="changed")
    return current


@transaction.atomic
def _refuse(current: PeopleImport, at: datetime) -> PeopleImport:
    current = list_records.lock(current)
    if current.state in (PeopleImport.State.READING, PeopleImport.State.APPLYING):
        current.plan["no_longer_allowed"] = True
        list_records.close(current, PeopleImport.State.REFUSED)
        by = current.confirmed_by or current.uploaded_by
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
