"""What may be said of the answers to one question, by organism and in all. Pure.

The rules of the barometer (`barometer.protection`), applied to people who answered:

- *Groups.* Organisms with fewer than ten people are put together, smallest first, until each group
  has ten (`barometer.disclosure`): none is hidden alone, so that the total minus the parts tells of
  nobody. Where all of them together are fewer than ten, nothing is said, the total included.
- *Batches.* Of a group the first people count, as many as make a multiple of five, in the order in
  which they last said something: two looks at the same group differ by five people or by none, and
  a changed answer moves to the end of the line.
- *Bands.* How many chose an option is said as a band of three numbers or more, never as it is.
- *Totals* are sums of what the groups say.
- *Means* are said of people in twenties, in the order in which their batches were full: two means
  of a question differ by twenty people or by none, as the mean of fewer is said nowhere.
- *Pairs.* Where ten people answered a question before and after, the people who answered both are
  shown and nobody else: beside them, all who answered would tell of the others by subtraction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from barometer.disclosure import partition
from barometer.protection.bands import SMALLEST, Total, band, total

BATCH = 5


@dataclass(frozen=True, slots=True)
class Said:
    """What one person answered to one question: options, at each moment at which they did.

    `place`: of whoever is counted together, an organism or None. `order`: when they last said
    something, and what decides between equals.
    """

    place: int | None
    order: tuple[Any, ...]
    chosen: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Counted:
    """What is published of some people: how many chose each option at each moment.

    `places`: the organisms that are counted together, empty for the total. `people`: how many
    answered, by moment; `known`: who they are, by moment, for what is worked out of their answers.
    """

    places: tuple[int | None, ...]
    people: Mapping[str, int]
    figures: Mapping[str, Mapping[str, Total]]
    known: Mapping[str, tuple[Said, ...]]


@dataclass(frozen=True, slots=True)
class Released:
    """What is published of a question: in all, and by group. `is_paired`: the same people at both
    moments. `is_merged`: some groups are several organisms."""

    is_paired: bool
    whole: Counted
    groups: tuple[Counted, ...]

    @property
    def is_merged(self) -> bool:
        """Whether some organisms are counted together."""
        return any(len(one.places) > 1 for one in self.groups)


def batched(people: Iterable[Said]) -> tuple[Said, ...]:
    """Return the people of whom something is said: the first ones, in batches of five."""
    found = sorted(people, key=lambda one: one.order)
    return tuple(found[: len(found) - len(found) % BATCH])


def measured(groups: Iterable[Counted], moment: str, fewest: int) -> tuple[Said, ...]:
    """Return the people of whom a mean is said: as many as make a multiple of `fewest`.

    Batches stand in the order in which they were full, so that new people come behind the others.
    """
    batches = [
        one.known[moment][start : start + BATCH]
        for one in groups
        for start in range(0, len(one.known[moment]), BATCH)
    ]
    batches.sort(key=lambda batch: batch[-1].order)
    people = [one for batch in batches for one in batch]
    return tuple(people[: len(people) - len(people) % fewest])


def release(
    said: Sequence[Said], options: Sequence[str], moments: Sequence[str], smallest: int = SMALLEST
) -> Released | None:
    """Return what is published of a question; None where nothing is.

    `moments`: those at which it is asked. The smallest group is ten people, or more.
    """
    smallest = max(smallest, SMALLEST)
    both = [one for one in said if all(moment in one.chosen for moment in moments)]
    if len(moments) > 1 and len(both) >= smallest:
        paired = _parted(both, smallest)
        groups = [(places, dict.fromkeys(moments, people)) for places, people in paired]
        return _released(groups, options, is_paired=True)
    parts: dict[tuple[int | None, ...], dict[str, tuple[Said, ...]]] = {}
    for moment in moments:
        those = [one for one in said if moment in one.chosen]
        for places, people in _parted(those, smallest):
            parts.setdefault(places, {})[moment] = people
    return _released(list(parts.items()), options, is_paired=False)


def _parted(
    said: Sequence[Said], smallest: int
) -> list[tuple[tuple[int | None, ...], tuple[Said, ...]]]:
    """Return the people in groups that are large enough, each with its organisms."""
    counts: dict[int | None, int] = {}
    for one in sorted(said, key=lambda one: (one.place is None, one.place or 0)):
        counts[one.place] = counts.get(one.place, 0) + 1
    found = partition(counts, smallest)
    groups = found.group_of
    people: dict[int, list[Said]] = {}
    for one in said:
        if one.place in groups:
            people.setdefault(groups[one.place], []).append(one)
    return [(places, batched(people[number])) for number, places in enumerate(found.groups)]


def _released(
    groups: Sequence[tuple[tuple[int | None, ...], Mapping[str, tuple[Said, ...]]]],
    options: Sequence[str],
    *,
    is_paired: bool,
) -> Released | None:
    counted = [
        Counted(
            places=places,
            people={moment: len(people) for moment, people in by_moment.items()},
            figures={
                moment: {
                    option: total([band(_count(people, moment, option), len(people))])
                    for option in options
                }
                for moment, people in by_moment.items()
            },
            known=by_moment,
        )
        for places, by_moment in groups
    ]
    if not counted:
        return None
    moments = list(dict.fromkeys(moment for one in counted for moment in one.people))
    of_moment = {moment: [one for one in counted if moment in one.people] for moment in moments}
    whole = Counted(
        places=(),
        people={
            moment: sum(one.people[moment] for one in those) for moment, those in of_moment.items()
        },
        figures={
            moment: {
                option: _sum([one.figures[moment][option] for one in those]) for option in options
            }
            for moment, those in of_moment.items()
        },
        known={
            moment: tuple(one for group in those for one in group.known[moment])
            for moment, those in of_moment.items()
        },
    )
    return Released(is_paired, whole, tuple(counted))


def _count(people: Sequence[Said], moment: str, option: str) -> int:
    return sum(option in one.chosen[moment] for one in people)


def _sum(totals: Sequence[Total]) -> Total:
    return Total(
        people=sum(one.people for one in totals),
        low=sum(one.low for one in totals),
        high=sum(one.high for one in totals),
        expected=sum(one.expected for one in totals),
    )
