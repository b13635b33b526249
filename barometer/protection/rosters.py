"""Published rosters: of whom an atom's figures speak, from release to release. Pure.

A *cell* is a pair (path, measure). Its status is "took the step", which nobody unlearns: counted as
known on the day of the release, whenever it happened, so that late statements only add. An atom's
figures are about its **published roster**, the people as they were published last, and not about
who works there today: people join and leave it in batches of at least five. Until then, who left is
still counted and who came isn't yet.

What an attacker may use: the rosters, and every band of every release. Of a roster R1 at least
`low` took the step. When R2 replaces it, at least `low - |R1 without R2|` people of R2 have. Were
the band of R2 to end there, everybody who came would be known not to have taken it, and everybody
who left to have. In numbers: n, low are the size and the lower end before, n', high' the size and
the upper end after; `(n' - high') - (n - low) >= joiners` says that the people of R2 without the
step are so many more than those of R1 that all the joiners are among them.

Refusing the change where that holds would tell the attacker that it does. So the change is never
refused for what people did: the bands of the new roster are cut such that none ends where it would
say too much (`blur_of`). That follows from what was published before, and from nothing else. It
looks back at all former rosters, at those of atoms that were merged into this one, and at people
who come from the roster of another atom (`carried`).

Why that is enough: take anybody, and let everybody else take a step only when a published lower end
asks for one more, those first who leave the roster soonest. How many people of a roster took it is
then at most the end of its blur, and one more if that person always had. The true number is at
least the beginning of the blur, so that the band that holds it ends above; and a band asks for at
most all but two. So there is a world that agrees with all that was published where this person had
taken the step from the first release on, and one where the person never did.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from barometer.events import STEPS
from barometer.protection.bands import SMALLEST, Figure, band

Person = Hashable
Cell = tuple[Hashable, str]
"""A path and one of the measures; a measure implies those before it in `STEPS`."""

Blur = tuple[int, int]

BATCH = 5
"""How many people at least differ between two published rosters of an atom."""

_NOBODY: frozenset[Person] = frozenset()


@dataclass(frozen=True, slots=True)
class Epoch:
    """A former roster, with the highest lower end published of each cell where it was above 0."""

    roster: frozenset[Person]
    lows: Mapping[Cell, int]


@dataclass(frozen=True, slots=True)
class RosterState:
    """What an atom has published, and what must be remembered of it. Never shown: it names people.

    `roster`: of whom the figures speak; empty while too few are known. `figures`: the published
    ones. `blurs`: where bands of each cell may not end as long as the roster stays. `lows`: the
    highest lower end of each cell of this roster. `arrived`: who came here from another published
    roster that may have told of the cell. `past`: former rosters that still tell something of the
    present one. `left`: who was on a former roster, with the cells of which it may have told.
    `parts`: the last states of the atoms that were merged into this one, with their last rosters.
    """

    roster: frozenset[Person] = _NOBODY
    figures: Mapping[Cell, Figure] = field(default_factory=dict)
    blurs: Mapping[Cell, Blur] = field(default_factory=dict)
    lows: Mapping[Cell, int] = field(default_factory=dict)
    arrived: Mapping[Cell, frozenset[Person]] = field(default_factory=dict)
    past: tuple[Epoch, ...] = ()
    left: Mapping[Person, frozenset[Cell]] = field(default_factory=dict)
    parts: tuple["RosterState", ...] = ()

    @property
    def waits(self) -> bool:
        """Whether nothing is published of the atom: too few of its people are known."""
        return not self.roster


def advance(
    previous: RosterState,
    members: Collection[Person],
    holders: Mapping[Cell, Collection[Person]],
    carried: Mapping[Cell, Collection[Person]] | None = None,
    *,
    smallest: int = SMALLEST,
    batch: int = BATCH,
) -> RosterState:
    """Return the state of an atom in the next release.

    `members`: who works there and is known to the academy; nobody who is on the roster of another
    atom. None at all: the atom is closed, and its people are free to appear elsewhere. `holders`:
    for each cell to be shown, who took the step; people of elsewhere may be among them, and don't
    count. `carried`: what `carried` returns of all atoms.

    The roster changes when at least `batch` people differ and at least `smallest` are there. Both
    are seen from outside, so that a change that waits tells of nobody's learning.
    """
    present = frozenset(members)
    state = previous
    if not present:
        return _closed(previous) if previous.roster else previous
    if len(present) >= smallest and len(present ^ previous.roster) >= batch:
        state = _with_roster(previous, present, carried or {})
    if not state.roster:
        return state
    blurs, lows, figures = dict(state.blurs), dict(state.lows), {}
    for cell, people in holders.items():
        if cell not in blurs:
            blurs[cell] = blur_of(state, cell)
        count = len(state.roster & frozenset(people))
        figures[cell] = figure = band(count, len(state.roster), blurs[cell])
        if figure.low > lows.get(cell, 0):
            lows[cell] = figure.low
    return replace(state, figures=figures, blurs=blurs, lows=lows)


def release(
    previous: Mapping[Hashable, RosterState],
    members: Mapping[Hashable, Collection[Person]],
    holders: Mapping[Cell, Collection[Person]],
    heirs: Mapping[Hashable, Hashable] | None = None,
    *,
    smallest: int = SMALLEST,
    batch: int = BATCH,
) -> dict[Hashable, RosterState]:
    """Return the states of all atoms in the next release, by key.

    `members`: who works in each atom that may be shown (`Partition.atoms`); an atom that is left
    out is closed. `heirs`: `Partition.heirs`, the atoms that went into others. Keep everything
    that is returned, closed atoms too: it is what later releases must not contradict.

    A person is on one roster at a time. Who moved to another atom joins it in a release after the
    one in which the former roster let them go; who has two posts is counted in the atom whose
    roster has them, else in the first in the order of `members`.
    """
    states = merged(previous, heirs or {})
    carrying = carried(states.values())
    held = {person: key for key, state in states.items() for person in state.roster}
    found: dict[Hashable, RosterState] = {}
    for key in states.keys() | members.keys():
        found[key] = states.get(key, RosterState())
    for key, people in members.items():
        free = frozenset(person for person in people if held.get(person, key) == key)
        before = found[key]
        found[key] = advance(before, free, holders, carrying, smallest=smallest, batch=batch)
        held |= dict.fromkeys(found[key].roster - before.roster, key)
    for key in states.keys() - members.keys():
        found[key] = advance(found[key], (), holders)
    return found


def merged(
    states: Mapping[Hashable, RosterState], heirs: Mapping[Hashable, Hashable]
) -> dict[Hashable, RosterState]:
    """Return the states after atoms have been merged, without those that went into others.

    The roster of what is merged is all the published rosters together, and its bands take all
    their pasts into account.
    """
    of: dict[Hashable, list[RosterState]] = {}
    for key, state in states.items():
        of.setdefault(_heir(key, heirs), []).append(state)
    return {key: _together(parts) for key, parts in of.items()}


def carried(states: Iterable[RosterState]) -> dict[Cell, set[Person]]:
    """Return, for each cell, who was on a roster that may have told of their step, now left.

    Whoever joins another roster takes that along: the new roster's bands must leave room for it.
    """
    found: dict[Cell, set[Person]] = {}
    pending = list(states)
    while pending:
        state = pending.pop()
        pending += state.parts
        for person, cells in state.left.items():
            for cell in cells:
                found.setdefault(cell, set()).add(person)
    return found


def blur_of(state: RosterState, cell: Cell) -> Blur:
    """Return the range in which no band of the roster may end.

    It begins at the number of people of the roster who took the step for certain: the lower end of
    a former roster, less those who are gone since. It ends at the number who may have to: with
    those who came later from another roster that may have told of them. Each is the largest of all
    former rosters. A lower end of "passed" is one of "completed", "started" and "reached" too.
    """
    return _certain(state, state.roster, cell), _possible(state, state.roster, cell)


def _certain(state: RosterState, roster: frozenset[Person], cell: Cell) -> int:
    # Nobody counts for two parts: in each, only those of its last roster.
    most = sum(_certain(part, roster & part.roster, cell) for part in state.parts)
    for epoch in state.past:
        most = max(most, _low(epoch.lows, cell) - len(epoch.roster - roster))
    return most


def _possible(state: RosterState, roster: frozenset[Person], cell: Cell) -> int:
    arrived = state.arrived.get(cell, _NOBODY) & roster
    most = len(arrived) + sum(_possible(part, roster, cell) for part in state.parts)
    for epoch in state.past:
        low = _low(epoch.lows, cell)
        if low:
            most = max(most, low - len(epoch.roster - roster) + len(arrived - epoch.roster))
    return most


def _low(lows: Mapping[Cell, int], cell: Cell) -> int:
    path, measure = cell
    return max(lows.get((path, one), 0) for one in _implying(measure))


def _implying(measure: str) -> tuple[str, ...]:
    return STEPS[STEPS.index(measure) :] if measure in STEPS else (measure,)


def _implied(cell: Cell) -> Iterable[Cell]:
    path, measure = cell
    if measure not in STEPS:
        return (cell,)
    return ((path, one) for one in STEPS[: STEPS.index(measure) + 1])


def _with_roster(
    state: RosterState, roster: frozenset[Person], carrying: Mapping[Cell, Collection[Person]]
) -> RosterState:
    """Replace the roster; the present one becomes past."""
    new = roster - state.roster
    arrived = {cell: people & roster for cell, people in state.arrived.items() if people & roster}
    for cell, people in carrying.items():
        came = new.intersection(people)
        if came:
            arrived[cell] = arrived.get(cell, _NOBODY) | came
    past = [*state.past, Epoch(state.roster, state.lows)]
    return replace(
        state,
        roster=roster,
        figures={},
        blurs={},
        lows={},
        arrived=arrived,
        past=tuple(epoch for epoch in past if _tells(epoch, roster)),
        left=_left(state, state.roster - roster),
    )


def _closed(state: RosterState) -> RosterState:
    return replace(_with_roster(state, _NOBODY, {}), arrived={})


def _tells(epoch: Epoch, roster: frozenset[Person]) -> bool:
    """Tell whether the former roster can still say something of people who are here.

    Once as many are gone as its lower end counts, it can't: who comes back is one who arrives.
    """
    gone = len(epoch.roster - roster)
    return any(low > gone for low in epoch.lows.values())


def _left(state: RosterState, leavers: frozenset[Person]) -> Mapping[Person, frozenset[Cell]]:
    if not leavers:
        return state.left
    told = frozenset(_told_cells(state))
    found = dict(state.left)
    for person in leavers:
        came_with = frozenset(cell for cell, people in state.arrived.items() if person in people)
        cells = told | came_with | found.get(person, frozenset())
        if cells:
            found[person] = cells
    return found


def _told_cells(state: RosterState) -> Iterable[Cell]:
    for lows in (state.lows, *(epoch.lows for epoch in state.past)):
        for cell, low in lows.items():
            if low:
                yield from _implied(cell)
    for cells in state.left.values():
        yield from cells
    for part in state.parts:
        yield from _told_cells(part)


def _heir(key: Hashable, heirs: Mapping[Hashable, Hashable]) -> Hashable:
    while key in heirs:
        key = heirs[key]
    return key


def _together(states: list[RosterState]) -> RosterState:
    known = [state for state in states if state != RosterState()]
    if len(known) <= 1:
        return known[0] if known else RosterState()
    parts = []
    for state in known:
        # The roster becomes past without anybody having left it.
        past = (*state.past, Epoch(state.roster, state.lows)) if state.roster else state.past
        parts.append(replace(state, figures={}, blurs={}, lows={}, past=past))
    roster = frozenset[Person]().union(*(state.roster for state in known))
    return RosterState(roster=roster, parts=tuple(parts))


def as_data(state: RosterState) -> dict[str, Any]:
    """Return the state as plain data that can be kept as JSON; people and paths by their text."""

    def cells(mapping: Mapping[Cell, Any], value: Callable[[Any], Any]) -> list[list[Any]]:
        return sorted([str(path), measure, value(of)] for (path, measure), of in mapping.items())

    def people(of: Iterable[Person]) -> list[str]:
        return sorted(str(person) for person in of)

    return {
        "roster": people(state.roster),
        "figures": cells(state.figures, lambda one: [one.people, one.low, one.high]),
        "blurs": cells(state.blurs, list),
        "lows": cells(state.lows, int),
        "arrived": cells(state.arrived, people),
        "past": [
            {"roster": people(epoch.roster), "lows": cells(epoch.lows, int)} for epoch in state.past
        ],
        "left": _left_as_data(state.left),
        "parts": [as_data(part) for part in state.parts],
    }


def _left_as_data(left: Mapping[Person, frozenset[Cell]]) -> list[list[Any]]:
    """Return who left by what may be known of them, which is the same of many."""
    of: dict[frozenset[Cell], list[str]] = {}
    for person, told in left.items():
        of.setdefault(told, []).append(str(person))
    return sorted(
        [sorted([str(path), measure] for path, measure in told), sorted(people)]
        for told, people in of.items()
    )


def from_data(
    data: Mapping[str, Any], *, person: Callable[[str], Person], path: Callable[[str], Hashable]
) -> RosterState:
    """Return the state that `as_data` made; `person` and `path` read a text (usually `UUID`)."""

    def cells(rows: Iterable[Any], value: Callable[[Any], Any]) -> dict[Cell, Any]:
        return {(path(of), measure): value(told) for of, measure, told in rows}

    def people(of: Iterable[str]) -> frozenset[Person]:
        return frozenset(person(one) for one in of)

    return RosterState(
        roster=people(data["roster"]),
        figures=cells(data["figures"], lambda one: Figure(*one)),
        blurs=cells(data["blurs"], tuple),
        lows=cells(data["lows"], int),
        arrived=cells(data["arrived"], people),
        past=tuple(
            Epoch(people(epoch["roster"]), cells(epoch["lows"], int)) for epoch in data["past"]
        ),
        left={
            person(one): told
            for cells_told, leavers in data["left"]
            for told in (frozenset((path(of), measure) for of, measure in cells_told),)
            for one in leavers
        },
        parts=tuple(from_data(part, person=person, path=path) for part in data["parts"]),
    )
