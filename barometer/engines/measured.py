"""What an engine answers, and how its frames become facts."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from django.utils.timezone import localdate

from barometer.events import STEPS, PersonPath, Score, Times

from .measures import Frame, Measures

Progress = Callable[[int, int], None]
"""Told how many of how many are done."""

StepsTaken = Mapping[str, Mapping[str, int]]
"""By path (as a UUID is written) and person (32 hexadecimal digits): steps taken, from 1 to 4."""


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

    def times(self) -> Iterator[tuple[PersonPath, Times]]:
        """Yield what is known of each person and path; when a pass ends isn't said."""
        passes, lapses = (_days(frame) for frame in self.measures[1:])
        facts = self.measures.facts
        columns = {name: facts[name].tolist() for name in ("person", "path")}
        moments = {name: _moments(facts, name) for name in facts if name.endswith(("_at", "_true"))}
        scores = {name: facts[name].tolist() for name in ("first_score", "best_score")}
        for row, (person, path) in enumerate(zip(columns["person"], columns["path"], strict=True)):
            at = [moments[f"{name}_at"][row] for name in STEPS]
            true = [moments[f"{name}_true"][row] for name in STEPS]
            acted = moments["active_at"][row]
            yield (
                PersonPath(UUID(person), UUID(path)),
                Times(
                    at=at,
                    # Where a record that needed no correction tells the same moment, it has it.
                    corrected=[one != other for one, other in zip(at, true, strict=True)],
                    active_on=acted and localdate(acted),
                    waived_at=moments["waived_at"][row],
                    first=_score(scores["first_score"][row], moments["first_scored_at"][row]),
                    best=_score(scores["best_score"][row], moments["best_scored_at"][row]),
                    passes=dict.fromkeys(passes.get((person, path), ())),
                    lapses=lapses.get((person, path), set()),
                ),
            )


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


def _score(scaled: float, at: datetime | None) -> Score | None:
    return None if at is None else Score(scaled, at)


def _moments(frame: Frame, column: str) -> list[datetime | None]:
    """Return a column of moments as Python has them; pandas' own are slow, one by one."""
    found: list[Any] = frame[column].to_numpy("datetime64[us]").tolist()
    return [at and at.replace(tzinfo=UTC) for at in found]


def _days(frame: Frame) -> dict[tuple[str, str], set]:
    """Return the days of moments where the administration works, by person and path."""
    found: dict[tuple[str, str], set] = defaultdict(set)
    for person, path, at in zip(
        frame["person"].tolist(), frame["path"].tolist(), _moments(frame, "at"), strict=True
    ):
        if at is not None:
            found[person, path].add(localdate(at))
    return dict(found)
