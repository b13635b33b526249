"""Making a release: what is known on its day, and what is kept of the last one -> a document. Pure.

The document is all that a release says: the atoms, between which two numbers of their people have
taken each step of each path, and the sums for organisms, portfolios and the government. It names
nobody. It is JSON written in one way only (sorted keys, no spaces, ASCII), so that the same release
is the same bytes, and has the same SHA-256.

What it was made of is packed and kept, so that it can be made again (`services.recompute`). That
names people, by pseudonym, and is never shown.
"""

import json
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any

import msgspec

from barometer.events import STEPS
from barometer.protection import PROTECTION_VERSION, SMALLEST, atoms, bands, rosters
from barometer.protection.rosters import RosterState

FORMAT = "academie-barometer-release/1"

Person = str
"""A pseudonym: 32 hexadecimal digits."""

Path = str
"""The key of a path, as a UUID is written."""

Steps = Mapping[Path, Mapping[Person, int]]
"""How many of the four steps people have taken; whoever has taken none isn't in it."""


@dataclass(frozen=True, slots=True)
class UnitOfDay:
    """A unit that is open. `headcount`: what human resources say, 0 where they said nothing."""

    id: int
    organism: int
    headcount: int


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is known at the beginning of the day of a release.

    `units` in the order of their ids. `members`: who has a post in each of them, where somebody
    has. `portfolio_of`: by organism. `continues`: pairs of units of which one took over from the
    other, as human resources say. `paths`: those that are published. `steps`: also of people who
    have left since the last release. `smallest`: the fewest people of an atom.
    """

    units: tuple[UnitOfDay, ...] = ()
    members: Mapping[Any, frozenset[Person]] = field(default_factory=dict)
    portfolio_of: Mapping[Any, int] = field(default_factory=dict)
    continues: tuple[tuple[int, int], ...] = ()
    paths: tuple[Path, ...] = ()
    steps: Steps = field(default_factory=dict)
    smallest: int = SMALLEST

    def holders(self, path: Path, step: str) -> frozenset[Person]:
        """Return who has taken a step; whoever passed has completed, started and joined."""
        least = STEPS.index(step) + 1
        return frozenset(
            person for person, taken in self.steps.get(path, {}).items() if taken >= least
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """What the next release must not contradict; it names people and is never shown.

    `erased`: what people had done whose account was erased while a published roster counts them,
    by the random name that took the place of theirs. The figure doesn't fall as they go.
    """

    partition: atoms.Partition = field(default_factory=atoms.Partition)
    states: Mapping[Any, RosterState] = field(default_factory=dict)
    erased: Mapping[Person, Mapping[Path, int]] = field(default_factory=dict)

    @property
    def people(self) -> frozenset[Person]:
        """Return who is on a published roster."""
        return frozenset(str(person) for state in self.states.values() for person in state.roster)


def make(inputs: Inputs, kept: Kept, day: date) -> tuple[bytes, Kept]:
    """Return the document of the release of `day`, and what must be kept for the next one."""
    steps = _with_erased(inputs.steps, kept.erased)
    inputs = replace(inputs, steps=steps)
    partition = _partition(inputs, kept)
    members: dict[Any, frozenset[Person]] = {
        atom.key: frozenset[Person]().union(*(inputs.members.get(unit, ()) for unit in atom.units))
        for atom in partition.atoms
    }
    holders: dict[Any, frozenset[Any]] = {
        (path, step): inputs.holders(path, step) for path in inputs.paths for step in STEPS
    }
    heirs: Mapping[Any, Any] = partition.heirs
    states = rosters.release(kept.states, members, holders, heirs, smallest=inputs.smallest)
    following = Kept(partition, states)
    people = following.people
    erased = {person: told for person, told in kept.erased.items() if person in people}
    return _document(inputs, following, day), replace(following, erased=erased)


def digest_of(document: bytes) -> str:
    """Return the SHA-256 of a document, in hexadecimal digits."""
    return sha256(document).hexdigest()


def _with_erased(steps: Steps, erased: Mapping[Person, Mapping[Path, int]]) -> Steps:
    if not erased:
        return steps
    found = {path: dict(taken) for path, taken in steps.items()}
    for person, told in erased.items():
        for path, taken in told.items():
            found.setdefault(path, {})[person] = taken
    return found


def _partition(inputs: Inputs, kept: Kept) -> atoms.Partition:
    here = kept.partition.atom_of
    shown = {key for key, state in kept.states.items() if state.roster}
    units = [
        atoms.Unit(
            unit.id,
            unit.organism,
            atoms.people_that_protect(
                unit.headcount,
                len(inputs.members.get(unit.id, ())),
                shown=here.get(unit.id) in shown,
            ),
        )
        for unit in inputs.units
    ]
    published = {key: state.roster for key, state in kept.states.items()}
    of_all: dict[Any, Collection[Person]] = {
        unit.id: inputs.members.get(unit.id, ()) for unit in inputs.units
    }
    seen = atoms.successions(of_all, published, kept.partition)
    # Units of which nothing was ever published may be arranged anew.
    said = [pair for pair in inputs.continues if not here.keys().isdisjoint(pair)]
    return atoms.partition(
        units,
        inputs.portfolio_of,
        kept.partition,
        continues=_continues([*said, *seen.items()]),
        smallest=inputs.smallest,
    )


def _continues(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, Any]:
    """Return, of each unit that goes with others, one that stands for all of them."""
    one_of: dict[Any, Any] = {}

    def first(unit: Any) -> Any:
        while one_of.get(unit, unit) != unit:
            unit = one_of[unit]
        return unit

    for one, other in pairs:
        low, high = sorted((first(one), first(other)))
        one_of[high] = low
    return {unit: first(unit) for unit in one_of}


def _document(inputs: Inputs, kept: Kept, day: date) -> bytes:
    headcounts = {
        unit.id: unit.headcount or len(inputs.members.get(unit.id, ())) for unit in inputs.units
    }
    shown = [atom for atom in kept.partition.atoms if kept.states[atom.key].roster]
    places: dict[str, dict[Any, list[int]]] = {"organisms": {}, "portfolios": {}}
    rows = []
    for atom in shown:
        here = sorted(unit for unit in atom.units if unit in headcounts)
        rows.append(
            {
                "key": atom.key,
                "units": here,
                "people": sum(headcounts[unit] for unit in here),
                "organism": atom.organism,
                "portfolio": atom.portfolio,
                "figures": _figures(kept.states[atom.key], inputs.paths),
            }
        )
        for level, place in (("organisms", atom.organism), ("portfolios", atom.portfolio)):
            if place is not None:
                places[level].setdefault(place, []).append(atom.key)
    totals: dict[str, Any] = {
        level: {
            str(place): _total([kept.states[key] for key in keys], inputs.paths)
            for place, keys in of_level.items()
        }
        for level, of_level in places.items()
    }
    totals["government"] = _total([kept.states[atom.key] for atom in shown], inputs.paths)
    return _canonical(
        {
            "format": FORMAT,
            "day": day.isoformat(),
            "method": PROTECTION_VERSION,
            "atoms": rows,
            "totals": totals,
        }
    )


def _figures(state: RosterState, paths: Iterable[Path]) -> dict[Path, dict[str, list[int]]]:
    return {
        path: {
            step: [figure.people, figure.low, figure.high]
            for step in STEPS
            for figure in (state.figures[path, step],)
        }
        for path in paths
    }


def _total(states: Collection[RosterState], paths: Iterable[Path]) -> dict[Path, Any]:
    """Return the sums of the figures of several atoms, by path and step."""
    found: dict[Path, dict[str, list[int]]] = {}
    for path in paths:
        of_path = found[path] = {}
        for step in STEPS:
            total = bands.total(state.figures[path, step] for state in states)
            of_path[step] = [total.people, total.low, total.high]
    return found


def _canonical(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode("ascii")


def pack(inputs: Inputs, kept: Kept) -> bytes:
    """Return what a release was made of and what is kept of it, compressed."""
    people = sorted(
        frozenset[Person]().union(
            *inputs.members.values(), *(taken.keys() for taken in inputs.steps.values())
        )
    )
    position = {person: number for number, person in enumerate(people)}
    said = {
        "people": people,
        "units": [[unit.id, unit.organism, unit.headcount] for unit in inputs.units],
        "members": [
            [unit, sorted(position[person] for person in of)] for unit, of in inputs.members.items()
        ],
        "portfolio_of": list(inputs.portfolio_of.items()),
        "continues": inputs.continues,
        "paths": inputs.paths,
        "steps": {
            path: "".join(str(taken.get(person, 0)) for person in people)
            for path, taken in inputs.steps.items()
        },
        "smallest": inputs.smallest,
        "partition": atoms.as_data(kept.partition),
        "states": [[key, rosters.as_data(state)] for key, state in kept.states.items()],
        "erased": kept.erased,
    }
    return zlib.compress(msgspec.json.encode(said))


def unpack(packed: bytes) -> tuple[Inputs, Kept]:
    """Return what `pack` was given."""
    said = msgspec.json.decode(zlib.decompress(packed))
    people: list[Person] = said["people"]
    inputs = Inputs(
        units=tuple(UnitOfDay(*unit) for unit in said["units"]),
        members={unit: frozenset(people[one] for one in of) for unit, of in said["members"]},
        portfolio_of=dict(said["portfolio_of"]),
        continues=tuple((one, other) for one, other in said["continues"]),
        paths=tuple(said["paths"]),
        steps={
            path: {
                person: int(digit)
                for person, digit in zip(people, digits, strict=True)
                if digit != "0"
            }
            for path, digits in said["steps"].items()
        },
        smallest=said["smallest"],
    )
    kept = Kept(
        partition=atoms.from_data(said["partition"]),
        states={
            key: rosters.from_data(state, person=str, path=str) for key, state in said["states"]
        },
        erased=said["erased"],
    )
    return inputs, kept


def renamed(packed: bytes, names: Mapping[Person, Person]) -> bytes | None:
    """Return `packed` with other names for some people, None where it has none of them."""
    said = zlib.decompress(packed)
    written = said
    for name, other in names.items():
        written = written.replace(name.encode("ascii"), other.encode("ascii"))
    return None if written == said else zlib.compress(written)


def with_erased(packed: bytes, people: Collection[Person]) -> bytes:
    """Return `packed` with what `people` had done remembered for the releases to come."""
    inputs, kept = unpack(packed)
    erased = dict(kept.erased)
    for person in kept.people.intersection(people):
        told = {path: taken[person] for path, taken in inputs.steps.items() if person in taken}
        erased[person] = {**erased.get(person, {}), **told}
    return pack(inputs, replace(kept, erased=erased))
