"""How many of a group were taken in by a simulation, and whether it is fewer now. Pure.

Recipients are put together as every other figure about people is: units of fewer than ten
recipients are merged, smallest first; a position of a unit stands alone from ten recipients on,
where those who are left are as many. There is one partition of a campaign, and its groups are
published as bands (`barometer.protection.bands`) and never otherwise.

Three counts are published of a group, each of people who are in the one before: who clicked; of
these, who didn't report it without going further ("taken in"); of these, who submitted data. Since
all three have the same bands, none narrows another. Who reported without clicking isn't told:
together with the others it would.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import Literal

from barometer.disclosure import partition
from barometer.protection.bands import Figure, band, bands, total

from .gophish import CLICKED, REPORTED, SUBMITTED, Recipient
from .texts import impersonal

LEVEL = 0.05
"""An exposure counts as lower when chance alone shows such a fall less often than this."""

Count = Literal["clicked", "taken_in", "submitted"]
COUNTS: tuple[Count, ...] = ("clicked", "taken_in", "submitted")
"""What is published of a group, each of people who are in the one before."""

Verdict = Literal["passed", "not_lower", "too_few"]


@dataclass(frozen=True, slots=True)
class Group:
    """What is published of a group. `position` is "" where it holds several, or none is told."""

    units: tuple[int, ...]
    position: str
    people: int
    clicked: Figure
    taken_in: Figure
    submitted: Figure


def groups_of(
    recipients: Iterable[tuple[int, Recipient]], smallest: int
) -> tuple[list[Group], int]:
    """Count recipients by group, from (unit, recipient); return also how many are in none.

    `smallest`: the fewest people of a group, ten or more.
    """
    by_unit: dict[int, list[Recipient]] = defaultdict(list)
    for unit, one in recipients:
        by_unit[unit].append(one)
    parts = partition({unit: len(by_unit[unit]) for unit in sorted(by_unit)}, smallest)
    groups = []
    for units in parts.groups:
        members = [one for unit in units for one in by_unit[unit]]
        for position, alike in _by_position(members, smallest):
            groups.append(_group(units, position, alike))
    return groups, sum(len(by_unit[unit]) for unit in parts.hidden)


def _by_position(members: list[Recipient], smallest: int) -> list[tuple[str, list[Recipient]]]:
    by_name: dict[str, list[Recipient]] = {}
    for one in members:
        by_name.setdefault(impersonal(one.position, 60), []).append(one)
    parts = partition({name: len(by_name[name]) for name in sorted(by_name)}, smallest)
    alone = [group[0] for group in parts.groups if len(group) == 1]
    mixed = [name for group in parts.groups if len(group) > 1 for name in group]
    found = [(name, by_name[name]) for name in alone]
    if mixed:
        found.append(("", [one for name in mixed for one in by_name[name]]))
    # Those without a position and those of several would have one name.
    if len([name for name, _people in found if not name]) > 1:
        nameless = [one for name, people in found if not name for one in people]
        found = [(name, people) for name, people in found if name] + [("", nameless)]
    return found


def _group(units: tuple[int, ...], position: str, members: list[Recipient]) -> Group:
    people = len(members)
    clicked = [one.steps for one in members if one.steps & CLICKED]
    taken_in = [steps for steps in clicked if steps & SUBMITTED or not steps & REPORTED]
    submitted = [steps for steps in taken_in if steps & SUBMITTED]
    return Group(
        units,
        position,
        people,
        band(len(clicked), people),
        band(len(taken_in), people),
        band(len(submitted), people),
    )


def is_exposed(clicked: Figure) -> bool:
    """Tell whether a group is exposed: more clicked than the lowest band holds."""
    return clicked.low > bands(clicked.people)[0][1]


def compared(first: Figure, later: Sequence[Figure]) -> tuple[Verdict, float]:
    """Tell whether fewer clicked later, with the chance of such a fall where nothing changed.

    `later`: of the groups of the later campaign, one at least.

    Fisher's exact test, one-sided (R. A. Fisher, Statistical Methods for Research Workers, 5th
    edition, 1934, 21.02), of what is published, taken at its worst: the lowest number of before and
    the highest of later. So chance passes the test no more often than LEVEL says, whatever the
    numbers behind the bands; with their middles it would nearly twice as often. "too_few": even
    the lowest figures would not have shown a fall.
    """
    together = total(later)
    chance = fisher(together.high, together.people, first.low, first.people)
    if chance < LEVEL:
        return "passed", chance
    lowest = sum(bands(one.people)[0][1] for one in later)
    if fisher(lowest, together.people, first.low, first.people) >= LEVEL:
        return "too_few", chance
    return "not_lower", chance


def fisher(after: int, people_after: int, before: int, people_before: int) -> float:
    """Return the chance of `after` or fewer of `people_after`, given how many clicked in all.

    Without a difference, who clicked is spread over both groups by chance alone: the number in the
    later one is hypergeometric.
    """
    clicks, people = after + before, people_after + people_before
    least = max(0, clicks - people_before)
    ways = term = comb(people_after, least) * comb(people_before, clicks - least)
    # Each term from the one before: reckoned anew, those of thousands of people take minutes.
    for some in range(least, after):
        left = people_before - clicks + some
        term = term * (people_after - some) * (clicks - some) // ((some + 1) * (left + 1))
        ways += term
    return ways / comb(people, clicks)


def later_of(groups: Iterable[Group], units: frozenset[int], position: str) -> list[Figure]:
    """Return the figures of a later campaign for the people of a group.

    They are those of the groups which hold one of its units: of those with its position, where
    there are any. There are none where nobody of the group was written to.
    """
    near = [group for group in groups if units & set(group.units)]
    alike = [group for group in near if group.position == position]
    return [group.clicked for group in (alike or near)]


def as_data(groups: Iterable[Group]) -> list[dict[str, object]]:
    """Return groups as JSON keeps them: what is published, and nothing else."""
    return [
        {
            "units": list(group.units),
            "position": group.position,
            "people": group.people,
            **{name: [getattr(group, name).low, getattr(group, name).high] for name in COUNTS},
        }
        for group in groups
    ]


def from_data(rows: Iterable[Mapping[str, object]]) -> list[Group]:
    """Return the groups that `as_data` wrote."""

    def figure(row: Mapping, name: str) -> Figure:
        low, high = row[name]
        return Figure(row["people"], low, high)

    return [
        Group(
            tuple(row["units"]),  # type: ignore[arg-type]
            str(row["position"]),
            int(row["people"]),  # type: ignore[call-overload]
            *(figure(row, name) for name in COUNTS),
        )
        for row in rows
    ]
