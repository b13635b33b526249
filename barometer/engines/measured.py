"""What an engine answers, and how its frames become facts."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any, Protocol
from uuid import UUID

from django.utils.timezone import get_current_timezone

from barometer.events import STEPS
from barometer.measures.validity import ValidUntil, periods_in_force

from .local_days import local_days
from .measures import ABOUT, Frame, Measures

# Facts yielded at once, and what is remembered of passes: paths times days, for most facts.
_FACTS = 20_000
_TOLD = 100_000
_MOMENTS = [f"{name}_at" for name in STEPS] + ["waived_at", "first_scored_at", "best_scored_at"]
_SCORES = ["first_score", "best_score"]

Progress = Callable[[int, int], None]
"""Told how many of how many are done."""

StepsTaken = Mapping[str, Mapping[str, int]]
"""By path (as a UUID is written) and person (32 hexadecimal digits): steps taken, from 1 to 4."""

FactColumns = Mapping[str, Any]
"""Facts, by column of PathFact but for the primary key, each a sequence. Keys are UUIDs as they are
written, `passes` and `lapses` are in JSON. Moments are an array of numpy, datetime64[us], in UTC
without saying so."""


class Engine(Protocol):
    """Works facts out of statements."""

    @property
    def readers(self) -> tuple[str, ...]:
        """The readers of the record store that feed it: it knows what they were fed."""

    def measured(self, progress: Progress) -> "Measured":
        """Return how far everybody came in every path."""

    def steps_before(
        self, at: datetime, paths: Collection[str], people: Collection[str]
    ) -> StepsTaken:
        """Return how many steps of `paths` these people had taken before a moment."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The measures, as frames of pandas, of all statements up to the number `through` at least.

    `newest`: when the last of them was stored.
    """

    measures: Measures
    through: int
    newest: datetime | None

    def facts(self, valid_until: ValidUntil) -> Iterator[FactColumns]:
        """Yield facts in the order of people and paths, some thousands at a time.

        `valid_until` says when a pass ends.
        """
        facts = self.measures.facts.sort_values(ABOUT, ignore_index=True)
        passes, lapses = (_Days(facts, frame) for frame in self.measures[1:])
        told = lru_cache(maxsize=_TOLD)(partial(_told, valid_until))
        for start in range(0, len(facts), _FACTS):
            some = facts.iloc[start : start + _FACTS]
            paths = some["path"].tolist()
            days = map(told, paths, passes.of(some.index), lapses.of(some.index))
            passed, lapsed, ends = zip(*days, strict=True)
            yield {
                "public_id": some["person"].tolist(),
                "path_key": paths,
                **{name: some[name].to_numpy("datetime64[us]") for name in _MOMENTS},
                **{name: _scores(some, name) for name in _SCORES},
                "corrected_steps": _corrected_steps(some),
                "active_on": _local(some["active_at"]).tolist(),
                "passes": passed,
                "lapses": lapsed,
                "valid_until": ends,
            }


class _Days:
    """The days of moments where the administration works, by fact: each once, in order."""

    def __init__(self, facts: Frame, told: Frame) -> None:
        """`facts`: with people and paths in order; `told`: moments `at`, in any order."""
        numbered = facts[ABOUT].assign(fact=facts.index)
        found = numbered.merge(told, on=ABOUT)
        found = found[["fact"]].assign(day=_local(found["at"]))
        found = found.drop_duplicates(ignore_index=True).sort_values(["fact", "day"])
        self._facts = found["fact"].to_numpy()
        self._days = found["day"].to_numpy("datetime64[D]")

    def of(self, facts: Frame) -> list[tuple[date, ...]]:
        """Return the days of facts that follow one another, given the range of their numbers."""
        begin, end = self._facts.searchsorted([facts[0], facts[-1] + 1])
        found: list[tuple[date, ...]] = [()] * len(facts)
        for fact, day in zip(
            (self._facts[begin:end] - facts[0]).tolist(),
            self._days[begin:end].tolist(),
            strict=True,
        ):
            found[fact] = (*found[fact], day)
        return found


def by_path(steps: Frame, paths: Collection[str], people: Collection[str]) -> StepsTaken:
    """Return a frame of measures.steps_taken as mappings."""
    found: dict[str, dict[str, int]] = {path: {} for path in paths}
    wanted = frozenset(people)
    for person, path, taken in zip(
        steps["person"].tolist(), steps["path"].tolist(), steps["taken"].tolist(), strict=True
    ):
        name = person.replace("-", "")
        if path in found and name in wanted:
            found[path][name] = taken
    return found


def _told(
    valid_until: ValidUntil, path: str, passes: tuple[date, ...], lapses: tuple[date, ...]
) -> tuple[str, str, date | None]:
    """Return the passes, lapses and end of a fact, the former two in JSON."""
    ends = {day: valid_until(UUID(path), day) for day in passes}
    in_force = periods_in_force(ends, lapses)
    return (
        json.dumps([[day.isoformat(), end and end.isoformat()] for day, end in ends.items()]),
        json.dumps([day.isoformat() for day in lapses]),
        in_force[-1][1] if in_force else None,
    )


def _corrected_steps(facts: Frame) -> list[int]:
    # Where a record that needed no correction tells the same moment, it has it.
    return sum(
        (facts[f"{name}_at"].notna() & (facts[f"{name}_at"] != facts[f"{name}_true"])) * (1 << step)
        for step, name in enumerate(STEPS)
    ).tolist()


def _scores(facts: Frame, column: str) -> list[float | None]:
    # What isn't a number equals nothing, itself included.
    return [score if score == score else None for score in facts[column].tolist()]


def _local(moments: Frame) -> Any:
    """Return the days of a column of moments where the administration works."""
    return local_days(moments.to_numpy("datetime64[us]"), get_current_timezone())
