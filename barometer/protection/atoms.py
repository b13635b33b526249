"""Atoms: which units are counted together, everywhere and for good. Pure.

An atom is a set of units about which one figure is published. Units of fewer than ten people are
put together inside their organism, smallest first; organisms of fewer than ten inside their
portfolio; portfolios of fewer than ten inside the government. Whoever remains is not shown, and
counts in no total: nothing can be found by subtraction, since totals are sums of what is shown.

There is one partition, for all pages, roles, exports and years. The next one is made from the last
and only merges:

- **An atom keeps its key** as long as it exists. Keys are numbers in the order of creation, never
  used again. When atoms are merged, the oldest (the lowest key) takes the others in; `heirs` says
  of every key that is gone which one took it in.
- **A new unit** stands alone when it has at least ten people and joins others otherwise.
- **A unit that takes over from another** (`continues`: one was split, renumbered, or closed with
  its people going to the other) shares its atom; the atoms of both are merged where they have two.
  Their people keep one roster, and the past of some isn't told apart from that of the others.
- **A closed unit** stays where it was, with nobody in it. An atom whose units are all closed isn't
  shown any more, nor merged: its people have left.
- **A unit that moves to another organism** stays in its atom. Where the whole atom moved, the
  figures move along. Where other units of the atom stayed, taking the unit out would publish a
  difference: the atom stays whole, and belongs to no organism any more, but to the portfolio, or to
  the government when the organisms have different portfolios. It counts in their totals alone.
- **Organisms that merge** bring their atoms, unchanged; one that is split is units that move. The
  same with an organism that changes portfolio.
- **An atom that falls under ten** is merged like a small unit. Where there is nothing to merge it
  with, it is not shown (`waiting`) and comes back, the same, when it can.

Units that were never in an atom may be arranged anew: nothing was ever published about them.
"""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from barometer import disclosure
from barometer.protection.bands import SMALLEST

UnitKey = Hashable
OrganismKey = Hashable
_GOVERNMENT = "government"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of today. `people`: how many it has, in the sense of `people_that_protect`."""

    key: UnitKey
    organism: OrganismKey
    people: int


@dataclass(frozen=True, slots=True)
class Atom:
    """Units that are counted together, and where their figure counts.

    `units`: those of today and those that were closed. `people` are those of today. The figure
    counts in the totals of `organism`, `portfolio` and the government; None: not in such a one.
    An organism without portfolio counts in the government alone.
    """

    key: int
    units: frozenset[UnitKey]
    people: int
    organism: OrganismKey | None
    portfolio: Hashable | None


@dataclass(frozen=True, slots=True)
class Partition:
    """The atoms that may be shown, and what must be remembered for the next partition.

    `waiting`: atoms that aren't shown now, since too few people are left in them or they are
    closed. `hidden`: units that were never in an atom and are too few. `heirs`: of each atom that
    was ever merged into another, that other. `next_key`: the key of the next new atom.
    """

    atoms: tuple[Atom, ...] = ()
    waiting: tuple[Atom, ...] = ()
    hidden: tuple[UnitKey, ...] = ()
    heirs: Mapping[int, int] = field(default_factory=dict)
    next_key: int = 1

    @property
    def atom_of(self) -> dict[UnitKey, int]:
        """The key of the atom of each unit, closed units included."""
        return {unit: atom.key for atom in (*self.atoms, *self.waiting) for unit in atom.units}

    def of_organism(self, organism: OrganismKey) -> tuple[Atom, ...]:
        """Return the atoms whose figures are summed for an organism."""
        return tuple(atom for atom in self.atoms if atom.organism == organism)

    def of_portfolio(self, portfolio: Hashable) -> tuple[Atom, ...]:
        """Return the atoms whose figures are summed for a portfolio."""
        return tuple(atom for atom in self.atoms if atom.portfolio == portfolio)


def people_that_protect(headcount: int, known: int, *, shown: bool) -> int:
    """Return how many people a unit counts as when atoms are made.

    `headcount`: what human resources say, 0 where they said nothing; `known`: how many people have
    a post there. `shown`: whether the atom of the unit has a published roster. A unit counts as its
    headcount as long as nothing is published: while people arrive in the academy, its atom waits
    until ten are known (`rosters.advance`), rather than to be merged for good. Afterwards it counts
    as the smaller number, so that an atom that people left is merged though the headcount is late.
    """
    if not headcount:
        return known
    return min(headcount, known) if shown else headcount


@dataclass(slots=True)
class _Block:
    """Units that can't be told apart: a former atom, or one new unit."""

    units: set[UnitKey]
    keys: list[int]
    people: int
    organisms: set[OrganismKey]
    portfolios: set[Hashable]

    @property
    def organism(self) -> OrganismKey | None:
        return next(iter(self.organisms)) if len(self.organisms) == 1 else None

    @property
    def portfolio(self) -> Hashable | None:
        return next(iter(self.portfolios)) if len(self.portfolios) == 1 else None

    @property
    def is_nowhere(self) -> bool:
        return self.organism is None and self.portfolio is None

    def take_in(self, other: "_Block") -> None:
        self.units |= other.units
        self.keys += other.keys
        self.people += other.people
        self.organisms |= other.organisms
        self.portfolios |= other.portfolios


def partition(
    units: Iterable[Unit],
    portfolio_of: Mapping[OrganismKey, Hashable],
    previous: Partition | None = None,
    *,
    continues: Mapping[UnitKey, UnitKey] | None = None,
    smallest: int = SMALLEST,
) -> Partition:
    """Return the atoms of the next release.

    `units`: those that are open today, in a fixed order (new keys follow it). `portfolio_of`: the
    portfolio of each organism, where it has one. `continues`: of a unit, another that it takes over
    from or that takes over from it (`successions` proposes them). Atoms of `previous` are merged or
    left, never split.

    Raises ValueError when a unit is given twice or with a negative number of people.
    """
    here = _checked(units)
    last = previous or Partition()
    blocks = _blocks(here, portfolio_of, last)
    blocks = _joined(blocks, continues or {})
    empty = [block for block in blocks if not block.people]
    full = [block for block in blocks if block.people]
    full = _merge_small(full, lambda one: one.organism, lambda one: True, smallest)
    # Atoms of large organisms keep to themselves: small organisms are merged with one another.
    full = _merge_small(full, lambda one: one.portfolio, lambda one: one.organism is None, smallest)
    full = _merge_small(full, lambda one: _GOVERNMENT, lambda one: one.is_nowhere, smallest)
    return _named([*full, *empty], last, smallest)


def successions(
    members: Mapping[UnitKey, Collection[Any]],
    rosters: Mapping[int, Collection[Any]],
    last: Partition,
) -> dict[UnitKey, UnitKey]:
    """Propose what `partition` takes as `continues`, where human resources don't say it.

    `members`: who has a post in each open unit; `rosters`: the published roster of each atom. A new
    unit of which at least half of the people are on one roster continues a unit of that atom. An
    atom whose units are all closed, or empty, is continued by the unit in which at least half of
    those of its roster are who are still somewhere.
    """
    atom_of = last.atom_of
    units_of = {atom.key: atom.units for atom in (*last.atoms, *last.waiting)}
    roster_of = {
        person: key for key, people in rosters.items() if key in units_of for person in people
    }
    found: dict[UnitKey, UnitKey] = {}
    for unit, people in members.items():
        if unit not in atom_of:
            key = _of_half(roster_of.get(person) for person in people)
            if key is not None:
                found[unit] = min(units_of[key], key=str)
    unit_of = {person: unit for unit, people in members.items() for person in people}
    for key, units in units_of.items():
        if not any(members.get(unit) for unit in units):
            heir = _of_half(unit_of[one] for one in rosters.get(key, ()) if one in unit_of)
            if heir is not None:
                found[min(units, key=str)] = heir
    return found


def _of_half(values: Iterable[Any]) -> Any | None:
    """Return the most frequent value, None unless it is at least half of them."""
    counts = Counter(values)
    if not counts:
        return None
    value = min(counts, key=lambda one: (-counts[one], str(one)))
    return value if 2 * counts[value] >= counts.total() else None


def as_data(of: Partition) -> dict[str, Any]:
    """Return what the next partition needs, as plain data that can be kept as JSON.

    Keys of units, organisms and portfolios are kept as they are: numbers or texts.
    """

    def rows(atoms: Iterable[Atom]) -> list[list[Any]]:
        return [
            [atom.key, sorted(atom.units, key=str), atom.people, atom.organism, atom.portfolio]
            for atom in atoms
        ]

    return {
        "atoms": rows(of.atoms),
        "waiting": rows(of.waiting),
        "hidden": list(of.hidden),
        "heirs": sorted([key, heir] for key, heir in of.heirs.items()),
        "next_key": of.next_key,
    }


def from_data(data: Mapping[str, Any]) -> Partition:
    """Return the partition that `as_data` made."""

    def atoms(rows: Iterable[Any]) -> tuple[Atom, ...]:
        return tuple(Atom(key, frozenset(units), *rest) for key, units, *rest in rows)

    return Partition(
        atoms(data["atoms"]),
        atoms(data["waiting"]),
        tuple(data["hidden"]),
        dict(data["heirs"]),
        data["next_key"],
    )


def _checked(units: Iterable[Unit]) -> dict[UnitKey, Unit]:
    here: dict[UnitKey, Unit] = {}
    for unit in units:
        if unit.key in here:
            raise ValueError(f"The unit {unit.key} is given twice. Give each unit once.")
        if unit.people < 0:
            raise ValueError(
                f"The unit {unit.key} has {unit.people} people. Give 0 where nobody is known."
            )
        here[unit.key] = unit
    return here


def _blocks(
    here: Mapping[UnitKey, Unit],
    portfolio_of: Mapping[OrganismKey, Hashable],
    last: Partition,
) -> list[_Block]:
    """Return former atoms with what has become of them, then units that have none."""
    atom_of = last.atom_of
    blocks = {
        atom.key: _Block(set(atom.units), [atom.key], 0, set(), set())
        for atom in sorted((*last.atoms, *last.waiting), key=lambda atom: atom.key)
    }
    new: list[_Block] = []
    for unit in here.values():
        key = atom_of.get(unit.key)
        if key is None:
            block = _Block(set(), [], 0, set(), set())
            new.append(block)
        else:
            block = blocks[key]
        block.units.add(unit.key)
        block.people += unit.people
        # A unit where nobody works doesn't say where the others of its atom are counted.
        if unit.people:
            block.organisms.add(unit.organism)
            block.portfolios.add(portfolio_of.get(unit.organism))
    return [*blocks.values(), *new]


def _joined(blocks: list[_Block], continues: Mapping[UnitKey, UnitKey]) -> list[_Block]:
    """Merge the blocks of units of which one takes over from the other, wherever they are."""
    block_of = {unit: block for block in blocks for unit in block.units}
    for one, other in continues.items():
        into, gone = block_of.get(other), block_of.get(one)
        if into is None or gone is None or into is gone:
            continue
        into.take_in(gone)
        block_of |= dict.fromkeys(gone.units, into)
    kept = {id(block) for block in block_of.values()}
    return [block for block in blocks if id(block) in kept]


def _merge_small(
    blocks: list[_Block],
    place_of: Callable[[_Block], Hashable | None],
    hosts: Callable[[_Block], bool],
    smallest: int,
) -> list[_Block]:
    """Merge the blocks that are too small with others of the same place.

    `place_of`: where a block is counted, None where it has no such place. `hosts`: whether a block
    that is large enough may take in a small one that nothing else remains for.
    """
    places: dict[Hashable, list[_Block]] = {}
    for block in blocks:
        place = place_of(block)
        if place is not None and (block.people < smallest or hosts(block)):
            places.setdefault(place, []).append(block)
    gone: set[int] = set()
    for inside in places.values():
        people = {number: block.people for number, block in enumerate(inside)}
        for first, *others in disclosure.partition(people, smallest).groups:
            for other in others:
                inside[first].take_in(inside[other])
                gone.add(id(inside[other]))
    return [block for block in blocks if id(block) not in gone]


def _named(blocks: list[_Block], last: Partition, smallest: int) -> Partition:
    """Give new atoms their keys, and tell which are shown."""
    heirs, next_key = dict(last.heirs), last.next_key
    atoms: list[Atom] = []
    waiting: list[Atom] = []
    hidden: list[UnitKey] = []
    for block in blocks:
        enough = block.people >= smallest
        if not block.keys and not enough:
            hidden += block.units
            continue
        if not block.keys:
            block.keys.append(next_key)
            next_key += 1
        key = min(block.keys)
        heirs |= {other: key for other in block.keys if other != key}
        units = frozenset(block.units)
        atom = Atom(key, units, block.people, block.organism, block.portfolio)
        (atoms if enough else waiting).append(atom)
    by_key = attrgetter("key")
    return Partition(
        tuple(sorted(atoms, key=by_key)),
        tuple(sorted(waiting, key=by_key)),
        tuple(hidden),
        heirs,
        next_key,
    )
