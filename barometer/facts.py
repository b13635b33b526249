"""From statements to facts to monthly sums.

`FactMaker.read` takes a batch of statements as the record store hands them over. It may be given
the same batch twice, batches out of order, events long past and statements voided since or
before: what it leaves is always what `rebuild` would make of all statements and of the same
memberships. Each batch costs a constant number of queries.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from .events import Event, EventReader, PersonPath, Score, Times, Told, voided_statement
from .models import DataState, OrganismMonth, PathFact, Stay, UnitMonth
from .records import Records
from .stays import Places, local_day, places_counted, places_known
from .sums import Changes
from .validity import ValidUntil, never_ends

READER = "barometer.facts"
"""The name under which the record store feeds the making of facts."""

_PEOPLE = 5_000
_KNOWN = [
    "reached_at",
    "started_at",
    "completed_at",
    "passed_at",
    "corrected_steps",
    "active_on",
    "waived_at",
    "first_score",
    "first_scored_at",
    "best_score",
    "best_scored_at",
    "passes",
    "lapses",
    "valid_until",
]

Progress = Callable[[int, int], None]
"""Told how many of how many are done."""


@dataclass(frozen=True, slots=True)
class Written:
    """How many facts and stays were written or removed, and whether a monthly sum changed."""

    rows: int
    sums_changed: bool


_NOTHING_WRITTEN = Written(rows=0, sums_changed=False)


def _no_progress(_done: int, _total: int) -> None:
    pass


class FactMaker:
    """Makes facts of the statements of the academy whose identifiers start with `base`.

    `valid_until` says when the pass of a path ends. Where that changes for passes already read,
    the facts must be made anew.
    """

    def __init__(
        self, *, records: Records, base: str, valid_until: ValidUntil = never_ends
    ) -> None:
        self._records = records
        self._events = EventReader(base, local_day, valid_until)

    @transaction.atomic
    def read(self, batch: Sequence[Told]) -> None:
        """Take a batch of statements into account."""
        if not batch:
            return
        state = lock_state()
        written = self._bring_up_to_date(*self._sort_out(batch))
        newest = max(statement.stored for statement in batch)
        _move_on(state, as_of=newest, changed=written.sums_changed)

    def rebuild(self, *, progress: Progress = _no_progress) -> int:
        """Make all facts, stays and sums anew; return the number of facts.

        Readers of pages see the former figures until the end. Most statements are read before
        the first write, so that a database with one writer at a time isn't held for long.
        """
        total = self._records.last()
        times: dict[UUID, dict[UUID, Times]] = defaultdict(dict)
        position, newest = 0, None

        def read_on() -> None:
            nonlocal position, newest
            for last, batch in self._records.batches_after(position):
                news, again = self._sort_out(batch)
                for about, found in news.items():
                    times[about.person].setdefault(about.path, Times()).merge(found)
                for about, found in self._told_again(again).items():
                    times[about.person][about.path] = found
                latest = max(statement.stored for statement in batch)
                newest = latest if newest is None else max(newest, latest)
                position = last
                progress(last, max(total, last))

        read_on()
        with transaction.atomic():
            state = lock_state()
            read_on()
            return _write_anew(state, times, as_of=newest)

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
        people = {about.person for about in news} | {about.person for about in again}
        if not people:
            return _NOTHING_WRITTEN
        facts = _facts_of(people)
        whole = self._told_again(again)
        wanted: dict[PersonPath, Times] = {}
        for about in news.keys() | again:
            fact = facts.get(about.person, {}).get(about.path)
            known = _times_in(fact) if fact else Times()
            times = whole.get(about)
            if times is None:
                times = news[about]
                times.merge(known)
            if times != known:
                wanted[about] = times
        before = places_counted(people)
        # Whoever had no place so far may have been given one since.
        moved = {about.person for about in wanted} | (facts.keys() - before.keys())
        after = before | places_known(moved)
        return _write(wanted, facts, before, after)


def attribute_again(*, progress: Progress = _no_progress) -> int:
    """Look again where everybody was; return how many people's places had changed.

    To be run every day, and after a list of people that corrects the past. Reads no statement.
    """
    people = sorted(PathFact.objects.values_list("public_id", flat=True).distinct())
    changed = 0
    for start in range(0, len(people), _PEOPLE):
        chunk = people[start : start + _PEOPLE]
        with transaction.atomic():
            state = lock_state()
            before = places_counted(chunk)
            after = before | places_known(chunk)
            moved = {person for person in chunk if before.get(person, ()) != after.get(person, ())}
            if moved:
                written = _write({}, _facts_of(moved), before, after)
                _move_on(state, as_of=None, changed=written.sums_changed)
                changed += len(moved)
        progress(start + len(chunk), len(people))
    return changed


def lock_state() -> DataState:
    """Return the state of the data, kept from others who write facts until the transaction ends."""
    DataState.objects.get_or_create(pk=1)
    return DataState.objects.select_for_update().get(pk=1)


def _move_on(state: DataState, *, as_of: datetime | None, changed: bool) -> None:
    if as_of is not None and (state.as_of is None or as_of > state.as_of):
        state.as_of = as_of
    elif not changed:
        return
    state.version += changed
    state.save()


def _facts_of(people: Iterable[UUID]) -> dict[UUID, dict[UUID, PathFact]]:
    """Return the facts of these people, by person and path; one query."""
    found: dict[UUID, dict[UUID, PathFact]] = defaultdict(dict)
    for fact in PathFact.objects.filter(public_id__in=people):
        found[fact.public_id][fact.path_key] = fact
    return found


def _times_in(fact: PathFact) -> Times:
    return Times(
        at=[fact.reached_at, fact.started_at, fact.completed_at, fact.passed_at],
        corrected=[bool(fact.corrected_steps >> step & 1) for step in range(4)],
        active_on=fact.active_on,
        waived_at=fact.waived_at,
        first=_score(fact.first_score, fact.first_scored_at),
        best=_score(fact.best_score, fact.best_scored_at),
        passes=fact.days_passed,
        lapses=fact.days_lapsed,
    )


def _score(scaled: float | None, at: datetime | None) -> Score | None:
    return None if scaled is None or at is None else Score(scaled, at)


def _fact(person: UUID, path: UUID, times: Times) -> PathFact:
    if times.is_empty:
        raise ValueError("A fact says something: this one would say nothing.")
    reached_at, started_at, completed_at, passed_at = times.at
    first_score, first_scored_at = times.first or (None, None)
    best_score, best_scored_at = times.best or (None, None)
    return PathFact(
        public_id=person,
        path_key=path,
        reached_at=reached_at,
        started_at=started_at,
        completed_at=completed_at,
        passed_at=passed_at,
        corrected_steps=sum(flag << step for step, flag in enumerate(times.corrected)),
        active_on=times.active_on,
        waived_at=times.waived_at,
        first_score=first_score,
        first_scored_at=first_scored_at,
        best_score=best_score,
        best_scored_at=best_scored_at,
        passes=[
            [since.isoformat(), until.isoformat() if until else None]
            for since, until in sorted(times.passes.items())
        ],
        lapses=sorted(day.isoformat() for day in times.lapses),
        valid_until=times.in_force[-1][1] if times.in_force else None,
    )


def _stays(person: UUID, places: Places) -> list[Stay]:
    return [Stay(public_id=person, **place._asdict()) for place in places]


def _write(
    wanted: Mapping[PersonPath, Times],
    facts: Mapping[UUID, Mapping[UUID, PathFact]],
    before: Mapping[UUID, Places],
    after: Mapping[UUID, Places],
) -> Written:
    """Make the facts what `wanted` says, their people's places what `after` says; sums follow.

    `facts` holds all facts of everybody whose places may differ between `before` and `after`.
    """
    changes = Changes()
    gone: list[int] = []
    for about, times in wanted.items():
        fact = facts.get(about.person, {}).get(about.path)
        if fact is not None:
            changes.take_away(about.path, _times_in(fact), before.get(about.person, ()))
        changes.add(about.path, times, after.get(about.person, ()))
        if times.is_empty and fact is not None:
            gone.append(fact.pk)
    moved = {
        person
        for person in before.keys() | after.keys()
        if before.get(person, ()) != after.get(person, ())
    }
    for person in moved:
        for path, fact in facts.get(person, {}).items():
            if PersonPath(person, path) not in wanted:
                changes.take_away(path, _times_in(fact), before.get(person, ()))
                changes.add(path, _times_in(fact), after.get(person, ()))

    written = [
        _fact(about.person, about.path, times)
        for about, times in wanted.items()
        if not times.is_empty
    ]
    if gone:
        PathFact.objects.filter(pk__in=gone).delete()
    PathFact.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["public_id", "path_key"],
        update_fields=_KNOWN,
    )
    if moved:
        Stay.objects.filter(public_id__in=moved).delete()
        Stay.objects.bulk_create(
            stay for person in moved for stay in _stays(person, after.get(person, ()))
        )
    _forget_places_without_facts({about.person for about in wanted if wanted[about].is_empty})
    return Written(rows=len(written) + len(gone) + len(moved), sums_changed=changes.apply())


def _forget_places_without_facts(people: set[UUID]) -> None:
    """Drop the stays of those of `people` of whom nothing is known any more."""
    if people:
        remaining = PathFact.objects.filter(public_id__in=people).values_list("public_id")
        forgotten = people - {person for (person,) in remaining}
        Stay.objects.filter(public_id__in=forgotten).delete()


def _write_anew(
    state: DataState, times: Mapping[UUID, Mapping[UUID, Times]], *, as_of: datetime | None
) -> int:
    """Replace everything by what `times` says, by person and path; return the number of facts."""
    PathFact.objects.all().delete()
    UnitMonth.objects.all().delete()
    OrganismMonth.objects.all().delete()
    changes = Changes()
    count = 0
    people = sorted(times)
    for start in range(0, len(people), _PEOPLE):
        chunk = people[start : start + _PEOPLE]
        known = places_known(chunk)
        places = places_counted(set(chunk) - known.keys()) | known
        Stay.objects.filter(public_id__in=chunk).delete()
        facts, stays = [], []
        for person in chunk:
            found = {path: told for path, told in times[person].items() if not told.is_empty}
            if found:
                stays += _stays(person, places.get(person, ()))
            for path, told in found.items():
                facts.append(_fact(person, path, told))
                changes.add(path, told, places.get(person, ()))
        PathFact.objects.bulk_create(facts)
        Stay.objects.bulk_create(stays)
        count += len(facts)
    Stay.objects.exclude(public_id__in=PathFact.objects.values("public_id")).delete()
    changes.write_anew()
    _move_on(state, as_of=as_of, changed=True)
    return count
