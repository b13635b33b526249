"""Made-up governments that live for some years, and what is published about them each month.

Organisms with units of all sizes; people are hired, leave, move; units move, close, merge and are
split; organisms are merged. People take the four steps of one path, early or never, and some of
what they do is only known months later. The numbers are drawn from a seed.
"""

from dataclasses import dataclass, field

import numpy as np

from barometer.events import STEPS
from barometer.protection import atoms, rosters
from barometer.protection.bands import Figure

PATH = "path"
CELLS = [(PATH, step) for step in STEPS]
NEVER = 10**6


@dataclass
class Government:
    """Units belong to organisms, people to units. `known_from`: the month of each step."""

    random: np.random.Generator
    portfolio_of: dict[int, int] = field(default_factory=dict)
    organism_of: dict[int, int] = field(default_factory=dict)
    unit_of: dict[int, int] = field(default_factory=dict)
    known_from: dict[int, list[int]] = field(default_factory=dict)
    pace: dict[int, tuple[float, float]] = field(default_factory=dict)
    turnover: float = 0.015
    month: int = 0
    units_made: int = 0
    people_made: int = 0

    def new_unit(self, organism: int, people: int = 0) -> int:
        self.units_made += 1
        self.organism_of[self.units_made] = organism
        for _ in range(people):
            self.hire(self.units_made)
        return self.units_made

    def hire(self, unit: int) -> None:
        """Somebody new; every tenth has learned elsewhere before."""
        self.people_made += 1
        organism = self.organism_of[unit]
        ceiling, months = self.pace[organism]
        self.unit_of[self.people_made] = unit
        luck, lengths = self.random.random(10), self.random.exponential(months, 4)
        step, steps = 0.0 if luck[9] < 0.1 else float(self.month), []
        for position in range(len(STEPS)):
            step = step + lengths[position] if luck[position] < ceiling else NEVER
            late = 1 + int(40 * luck[4 + position]) if luck[4 + position] < 0.1 else 0
            steps.append(min(NEVER, int(step) + late))
            step = min(step, NEVER)
        # A step that is known implies those before it.
        for position in range(len(steps) - 2, -1, -1):
            steps[position] = min(steps[position], steps[position + 1])
        self.known_from[self.people_made] = steps

    def units_in(self, organism: int) -> list[int]:
        return [unit for unit, of in self.organism_of.items() if of == organism]

    def live(self) -> None:
        """One month goes by."""
        self.month += 1
        draw = self.random
        units = list(self.organism_of)
        present = list(self.unit_of.items())
        for (person, unit), luck in zip(present, draw.random(len(present)).tolist(), strict=True):
            if luck < self.turnover * 0.6:
                del self.unit_of[person]
            elif luck < self.turnover:
                self.unit_of[person] = int(draw.choice(units))
            if luck > 1 - self.turnover * 0.6:
                self.hire(unit)
        luck = draw.random()
        unit = int(draw.choice(units))
        inside = self.units_in(self.organism_of[unit])
        if luck < 0.04:
            self.organism_of[unit] = int(draw.choice(list(self.portfolio_of)))
        elif luck < 0.08 and len(inside) > 1:
            self._move_people(unit, next(one for one in inside if one != unit), all_of_them=True)
            del self.organism_of[unit]
        elif luck < 0.12:
            self._move_people(unit, self.new_unit(self.organism_of[unit]), all_of_them=False)
        elif luck < 0.14:
            self.new_unit(self.organism_of[unit], int(draw.integers(1, 25)))
        elif luck < 0.15:
            into = int(draw.choice(list(self.portfolio_of)))
            for one in inside:
                self.organism_of[one] = into

    def _move_people(self, unit: int, into: int, *, all_of_them: bool) -> None:
        for person, of in self.unit_of.items():
            if of == unit and (all_of_them or self.random.random() < 0.5):
                self.unit_of[person] = into

    def members(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {unit: set() for unit in self.organism_of}
        for person, unit in self.unit_of.items():
            found[unit].add(person)
        return found

    def holders(self) -> dict:
        return {
            cell: frozenset(
                person for person, steps in self.known_from.items() if steps[position] <= self.month
            )
            for position, cell in enumerate(CELLS)
        }


def government(seed: int, organisms: int = 4, *, turnover: float | None = None) -> Government:
    random = np.random.default_rng(seed)
    made = Government(random, turnover=turnover or random.choice([0.005, 0.015, 0.04]))
    for organism in range(organisms):
        made.portfolio_of[organism] = organism % 2
        made.pace[organism] = (
            float(random.choice([0.05, 0.5, 0.9, 1.0])),
            float(random.choice([1, 6, 20])),
        )
        for _ in range(random.integers(1, 7)):
            made.new_unit(organism, int(min(1 + random.exponential(18), 90)))
    return made


@dataclass(frozen=True)
class Published:
    """What is published of an atom, and of whom (which the attacker knows)."""

    roster: frozenset
    figures: dict[str, Figure]


@dataclass
class Releases:
    """Makes one release after the other, as the release service does."""

    partition: atoms.Partition = field(default_factory=atoms.Partition)
    states: dict = field(default_factory=dict)

    def next(self, of: Government) -> dict[int, Published]:
        members = of.members()
        here = self.partition.atom_of
        shown = {key for key, state in self.states.items() if state.roster}
        units = [
            atoms.Unit(
                unit,
                of.organism_of[unit],
                atoms.people_that_protect(len(people), len(people), shown=here.get(unit) in shown),
            )
            for unit, people in members.items()
        ]
        published = {key: state.roster for key, state in self.states.items()}
        self.partition = atoms.partition(
            units,
            of.portfolio_of,
            self.partition,
            continues=atoms.successions(members, published, self.partition),
        )
        self.states = rosters.release(
            self.states,
            {
                atom.key: frozenset().union(*(members.get(unit, ()) for unit in atom.units))
                for atom in self.partition.atoms
            },
            of.holders(),
            self.partition.heirs,
        )
        return {
            key: Published(
                state.roster, {measure: one for (_, measure), one in state.figures.items()}
            )
            for key, state in self.states.items()
            if state.roster
        }
