"""Who works where, and when: posts, hires, departures and transfers. Pure.

A person is a row of a `People`; days are numbered as `Seasons` does, and NEVER stands for what
does not happen.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from .government import Government
from .seasons import Seasons

NEVER = 1_000_000

# Shares over the two years.
HIRED = 0.12
LEAVING = 0.10
CHANGING_UNIT = 0.03
CHANGING_ORGANISM = 0.012
SPEAKING_ENGLISH = 0.14
# Spread of ability between the organisms' means; between people of one organism it is 1.
ABILITY_BETWEEN = 0.35


@dataclass(frozen=True, slots=True)
class People:
    """Columns, one value for each person, in the order of the organisms where they start.

    `unit` and `second_unit` are places in the government's list (-1: no second post);
    `second_day` is the first day of the second post. `ends` is the first day without a post.
    `ability` is on the scale of the answer model. `identity` holds 16 bytes a person.
    """

    organism: np.ndarray
    unit: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    second_unit: np.ndarray
    second_day: np.ndarray
    language: np.ndarray
    ability: np.ndarray
    first_name: np.ndarray
    last_name: np.ndarray
    identity: np.ndarray

    def __len__(self) -> int:
        return len(self.organism)


@dataclass(frozen=True, slots=True)
class Stay:
    """A person's time in an organism, from `start` to the day before `end`."""

    organism: int
    start: int
    end: int


def build_people(*, seed: int, government: Government, seasons: Seasons) -> People:
    """Return the people of a government; each organism has its own stream of chance."""
    effects = np.random.default_rng([seed, 2]).normal(
        0.0, ABILITY_BETWEEN, len(government.organisms)
    )
    parts = [
        _people_of(seed, number, government, seasons, float(effects[number]))
        for number in range(len(government.organisms))
    ]
    return People(
        **{name: np.concatenate([part[name] for part in parts]) for name in People.__slots__}
    )


def _people_of(
    seed: int, number: int, government: Government, seasons: Seasons, mean_ability: float
) -> dict[str, np.ndarray]:
    rng = np.random.default_rng([seed, 3, number])
    organism = government.organisms[number]
    unit = np.repeat(
        organism.units, [government.units[place].accounts for place in organism.units]
    ).astype(int)
    count, days = len(unit), seasons.days
    starts = -(30 + 5400 * rng.beta(0.8, 1.6, count)).astype(int)
    hired = rng.random(count) < HIRED
    starts[hired] = rng.integers(1, days - 15, int(hired.sum()))
    ends = np.full(count, NEVER)
    leaving = rng.random(count) < LEAVING * np.where(hired, 0.4, 1.0)
    earliest = np.maximum(starts, 0) + 10
    span = np.maximum(days - earliest, 1)
    last_days = earliest + (rng.random(count) * span).astype(int)
    ends[leaving] = last_days[leaving]

    second_unit = np.full(count, -1)
    second_day = np.full(count, NEVER)
    draw, middle = rng.random(count), (earliest + (rng.random(count) * span)).astype(int)
    # Nobody changes place while leaving, nor where units change hands: one change at a time.
    may_move = ~leaving & (middle < days) & (number not in government.changes.organisms)
    pick = rng.random(count)
    for place in np.flatnonzero(may_move & (draw < CHANGING_UNIT + CHANGING_ORGANISM)):
        if draw[place] < CHANGING_UNIT:
            choices = tuple(other for other in organism.units if other != unit[place])
        else:
            choices = _units_elsewhere(government, number, rng)
        target = choices[int(pick[place] * len(choices))]
        day = seasons.day(int(middle[place]))
        target = government.unit_on(target, day)
        if target != government.unit_on(int(unit[place]), day):
            second_unit[place], second_day[place] = target, middle[place]
    # Work of a unit that has merged into another is taken up there.
    for place in np.flatnonzero(unit == government.changes.closed_unit):
        unit[place] = government.unit_on(int(unit[place]), seasons.day(int(starts[place])))
    return {
        "organism": np.full(count, number),
        "unit": unit,
        "starts": starts,
        "ends": ends,
        "second_unit": second_unit,
        "second_day": second_day,
        "language": (rng.random(count) < SPEAKING_ENGLISH).astype(int),
        "ability": rng.normal(mean_ability, 1.0, count),
        "first_name": rng.integers(0, 1 << 30, count),
        "last_name": rng.integers(0, 1 << 30, count),
        "identity": rng.integers(0, 256, (count, 16)).astype(np.uint8),
    }


def _units_elsewhere(
    government: Government, number: int, rng: np.random.Generator
) -> tuple[int, ...]:
    avoided = government.changes.organisms | {number}
    while True:
        other = int(rng.integers(0, len(government.organisms)))
        if other not in avoided:
            return government.organisms[other].units


def stays_of(people: People, person: int, government: Government, seasons: Seasons) -> list[Stay]:
    """Return the organisms where a person is, in order; a changed unit takes its people along."""
    start, end = int(people.starts[person]), int(people.ends[person])
    unit = int(people.unit[person])
    marks = {start}
    changes = government.changes
    for on in (changes.merged_on, changes.moved_on):
        if start < seasons.number(on) < end:
            marks.add(seasons.number(on))
    second = int(people.second_day[person])
    if people.second_unit[person] >= 0:
        marks.add(second)
    stays: list[Stay] = []
    for mark in sorted(marks):
        here = int(people.second_unit[person]) if mark >= second else unit
        organism = government.organism_of(here, _day(seasons, mark))
        if stays and stays[-1].organism == organism:
            continue
        if stays:
            stays[-1] = Stay(stays[-1].organism, stays[-1].start, mark)
        stays.append(Stay(organism, mark, end))
    return stays


def _day(seasons: Seasons, number: int) -> date:
    return seasons.day(number)
