"""From statements to facts to monthly sums.

`FactMaker.read` takes a batch of statements as the record store hands them over. It may be given
the same batch twice, batches out of order, events long past and statements voided since or
before: what it leaves is always what `rebuild` would make of all statements and of the same
memberships. Each batch costs a constant number of queries.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from .attribution import Posts, is_placed, local_day, rows_of, times_in
from .events import Event, EventReader, PersonPath, Times, Told, voided_statement
from .models import DataState, OrganismMonth, PathFact, UnitMonth
from .records import Records
from .sums import Changes

_PEOPLE = 5_000
_FACT_FIELDS = [
    field.name
    for field in PathFact._meta.concrete_fields
    if field.name not in ("id", "public_id", "path_key", "post")
]
_COLUMNS = [field.attname for field in PathFact._meta.concrete_fields if field.name != "id"]

Progress = Callable[[int, int], None]
"""Told how many of how many are done."""


@dataclass(frozen=True, slots=True)
class Written:
    """How many facts were written or removed, and whether a monthly sum changed."""

    facts: int
    sums_changed: bool


NOTHING_WRITTEN = Written(facts=0, sums_changed=False)


def _no_progress(_done: int, _total: int) -> None:
    pass


class FactMaker:
    """Makes facts of the statements of the academy whose identifiers start with `base`."""

    def __init__(self, *, records: Records, base: str) -> None:
        self._records = records
        self._events = EventReader(base)

    @transaction.atomic
    def read(self, batch: Sequence[Told]) -> None:
        """Take a batch of statements into account."""
        if not batch:
            return
        state = _lock_state()
        news, again = self._sort_out(batch)
        written = self._bring_up_to_date(news, again)
        newest = max(statement.stored for statement in batch)
        _move_on(state, as_of=newest, changed=written.sums_changed)

    def rebuild(self, *, progress: Progress = _no_progress) -> int:
        """Make all facts and sums anew; return the number of facts.

        Readers of pages see the former figures until the end. Most statements are read before
        the first write, so that a database with one writer at a time isn't held for long.
        """
        total = self._records.last()
        times: dict[PersonPath, Times] = {}
        position, newest = 0, None

        def read_on() -> None:
            nonlocal position, newest
            for last, batch in self._records.batches_after(position):
                news, again = self._sort_out(batch)
                for about, found in news.items():
                    times.setdefault(about, Times()).merge(found)
                times.update(self._told_again(again))
                position = last
                latest = max(statement.stored for statement in batch)
                newest = latest if newest is None else max(newest, latest)
                progress(last, max(total, last))

        read_on()
        with transaction.atomic():
            state = _lock_state()
            read_on()
            PathFact.objects.all().delete()
            UnitMonth.objects.all().delete()
            OrganismMonth.objects.all().delete()
            changes = Changes()
            written = 0
            abouts = sorted(times, key=lambda about: about.person)
            for start in range(0, len(abouts), _PEOPLE):
                chunk = {about: times[about] for about in abouts[start : start + _PEOPLE]}
                posts = _posts_for(chunk)
                rows = [
                    row for about, found in chunk.items() for row in rows_of(about, found, posts)
                ]
                PathFact.objects.bulk_create(rows)
                changes.add(rows)
                written += len(rows)
            changes.write_anew()
            _move_on(state, as_of=newest, changed=True)
        return written

    def _sort_out(self, batch: Iterable[Told]) -> tuple[dict[PersonPath, Times], set[PersonPath]]:
        """Return what a batch tells, and what must be told again because of what it voids."""
        events: list[tuple[UUID, Event]] = []
        targets: set[UUID] = set()
        for statement in batch:
            event = self._events.read(statement)
            if event is not None:
                events.append((statement.id, event))
                continue
            target = voided_statement(statement)
            if target is not None:
                targets.add(target)
        voided = self._records.voided_among([id for id, _ in events]) if events else set()
        news: dict[PersonPath, Times] = {}
        for id, event in events:
            if id not in voided:
                news.setdefault(event.about, Times()).take(event)
        again: set[PersonPath] = set()
        if targets:
            for statement in self._records.by_id(targets):
                event = self._events.read(statement)
                if event is not None:
                    again.add(event.about)
        return news, again

    def _told_again(self, abouts: set[PersonPath]) -> dict[PersonPath, Times]:
        """Return the times of these from all that is stored of the people concerned."""
        found = {about: Times() for about in abouts}
        if found:
            for statement in self._records.of_people({about.person for about in abouts}):
                event = self._events.read(statement)
                if event is not None and event.about in found:
                    found[event.about].take(event)
        return found

    def _bring_up_to_date(self, news: dict[PersonPath, Times], again: set[PersonPath]) -> Written:
        abouts = set(news) | again
        if not abouts:
            return NOTHING_WRITTEN
        existing = _existing(abouts)
        whole = self._told_again(again)
        wanted: dict[PersonPath, Times] = {}
        for about in abouts:
            rows = existing.get(about)
            if about in whole:
                wanted[about] = whole[about]
                continue
            times = news[about]
            if rows:
                known = times_in(rows[0])
                times.merge(known)
                if times == known and is_placed(rows[0]):
                    continue
            wanted[about] = times
        return _write(wanted, existing)


def attribute_again(*, progress: Progress = _no_progress) -> int:
    """Look again where everybody was on the day of each step; return how many facts changed.

    To be run after memberships of the past were corrected, or added: lists of people that arrive
    late. Statements aren't read.
    """
    people = sorted(PathFact.objects.values_list("public_id", flat=True).distinct())
    changed = 0
    for start in range(0, len(people), _PEOPLE):
        chunk = people[start : start + _PEOPLE]
        with transaction.atomic():
            state = _lock_state()
            existing = _grouped(PathFact.objects.filter(public_id__in=chunk))
            wanted = {about: times_in(rows[0]) for about, rows in existing.items()}
            written = _write(wanted, existing)
            changed += written.facts
            _move_on(state, as_of=None, changed=written.sums_changed)
        progress(start + len(chunk), len(people))
    return changed


def _lock_state() -> DataState:
    DataState.objects.get_or_create(pk=1)
    return DataState.objects.select_for_update().get(pk=1)


def _move_on(state: DataState, *, as_of: datetime | None, changed: bool) -> None:
    if as_of is not None and (state.as_of is None or as_of > state.as_of):
        state.as_of = as_of
    elif not changed:
        return
    state.version += changed
    state.save()


def _existing(abouts: set[PersonPath]) -> dict[PersonPath, list[PathFact]]:
    facts = PathFact.objects.filter(
        public_id__in={about.person for about in abouts},
        path_key__in={about.path for about in abouts},
    )
    return _grouped(facts)


def _grouped(facts: Iterable[PathFact]) -> dict[PersonPath, list[PathFact]]:
    """Return the rows of each person and path, the main post first."""
    found: dict[PersonPath, list[PathFact]] = {}
    for row in facts:
        found.setdefault(PersonPath(row.public_id, row.path_key), []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: row.post)
    return found


def _posts_for(wanted: dict[PersonPath, Times]) -> Posts:
    days = {local_day(at) for times in wanted.values() for at in times.at if at is not None}
    return Posts({about.person for about in wanted}, days)


def _values(row: PathFact) -> tuple:
    return tuple(getattr(row, column) for column in _COLUMNS)


def _write(wanted: dict[PersonPath, Times], existing: dict[PersonPath, list[PathFact]]) -> Written:
    """Make the facts of `wanted` what they must be, and the sums follow."""
    if not wanted:
        return NOTHING_WRITTEN
    posts = _posts_for(wanted)
    changes = Changes()
    written: list[PathFact] = []
    gone: list[int] = []
    for about, times in wanted.items():
        before = existing.get(about, [])
        after = rows_of(about, times, posts)
        old = {row.post: row for row in before}
        for row in after:
            same = old.pop(row.post, None)
            if same is None or _values(same) != _values(row):
                written.append(row)
                changes.add([row])
                changes.take_away([same] if same else [])
        gone += [row.pk for row in old.values()]
        changes.take_away(old.values())
    if gone:
        PathFact.objects.filter(pk__in=gone).delete()
    PathFact.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["public_id", "path_key", "post"],
        update_fields=_FACT_FIELDS,
    )
    return Written(facts=len(written) + len(gone), sums_changed=changes.apply())
