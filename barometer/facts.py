"""From statements to facts.

`FactMaker.read` takes a batch of statements as the record store hands them over. It may be given
the same batch twice, batches out of order, events long past and statements voided since or
before: what it leaves is always what `rebuild` would make of all statements. Each batch costs a
constant number of queries.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from .engines.embedded import Embedded
from .engines.measured import Engine
from .events import Event, EventReader, PersonPath, Score, Times, Told, voided_statement
from .measures.validity import ValidUntil, never_ends
from .models import DataState, PathFact
from .records import Records
from .storing import replace_all

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
        self._valid_until = valid_until
        self._events = EventReader(base, localdate, valid_until)

    @transaction.atomic
    def read(self, batch: Sequence[Told]) -> None:
        """Take a batch of statements into account."""
        if not batch:
            return
        state = lock_state()
        self._bring_up_to_date(*self._sort_out(batch))
        _move_on(state, max(statement.stored for statement in batch))

    def rebuild(self, *, engine: Engine | None = None, progress: Progress = _no_progress) -> int:
        """Make all facts anew, on `engine` (the embedded one); return their number.

        Whoever reads them sees the former ones until the end. What the engine knows is measured
        before the first write, so that a database with one writer at a time isn't held for long;
        what was stored since is then taken into account as ever.
        """
        engine = engine or Embedded(self._records, self._events)
        measured = engine.measured(progress)
        with transaction.atomic():
            state = lock_state()
            replace_all(measured.facts(self._valid_until))
            newest = measured.newest
            for _last, batch in self._records.batches_after(measured.through):
                self._bring_up_to_date(*self._sort_out(batch))
                latest = max(statement.stored for statement in batch)
                newest = latest if newest is None else max(newest, latest)
            if newest is not None:
                _move_on(state, newest)
            return PathFact.objects.count()

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

    def _bring_up_to_date(self, news: dict[PersonPath, Times], again: set[PersonPath]) -> None:
        abouts = news.keys() | again
        if not abouts:
            return
        facts = _facts_of({about.person for about in abouts})
        whole = self._told_again(again)
        wanted: dict[PersonPath, Times] = {}
        for about in abouts:
            fact = facts.get(about)
            known = _times_in(fact) if fact else Times()
            times = whole.get(about)
            if times is None:
                times = news[about]
                times.merge(known)
            if times != known:
                wanted[about] = times
        _write(wanted, facts)


def lock_state() -> DataState:
    """Return the state of the data, kept from others who write facts until the transaction ends."""
    locked = DataState.objects.select_for_update()
    state = locked.filter(pk=1).first()
    if state is None:
        DataState.objects.get_or_create(pk=1)
        state = locked.get(pk=1)
    return state


def _move_on(state: DataState, as_of: datetime) -> None:
    if state.as_of is None or as_of > state.as_of:
        state.as_of = as_of
        state.save()


def _facts_of(people: Iterable[UUID]) -> dict[PersonPath, PathFact]:
    """Return the facts of these people; one query."""
    return {
        PersonPath(fact.public_id, fact.path_key): fact
        for fact in PathFact.objects.filter(public_id__in=people)
    }


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


def _write(wanted: Mapping[PersonPath, Times], facts: Mapping[PersonPath, PathFact]) -> None:
    """Make the facts what `wanted` says; `facts` holds those that are there already."""
    gone = [facts[about].pk for about, times in wanted.items() if times.is_empty and about in facts]
    if gone:
        PathFact.objects.filter(pk__in=gone).delete()
    PathFact.objects.bulk_create(
        (
            _fact(about.person, about.path, times)
            for about, times in wanted.items()
            if not times.is_empty
        ),
        update_conflicts=True,
        unique_fields=["public_id", "path_key"],
        update_fields=_KNOWN,
    )
