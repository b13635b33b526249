"""Places put together until each group is large enough: how atoms are made. Pure.

Places that are too small are not hidden one by one, which would let anybody find them again as the
total minus the others: they are merged, smallest first. When even all of them together are too few,
nothing is shown, the total included.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Partition:
    """Places in groups that may be shown. `groups` has the members of each, `hidden` the rest."""

    groups: tuple[tuple[Any, ...], ...]
    hidden: tuple[Any, ...]

    @property
    def group_of(self) -> dict[Any, int]:
        """The position of the group that holds each place."""
        return {place: position for position, group in enumerate(self.groups) for place in group}


def partition(people: Mapping[Any, int], smallest: int) -> Partition:
    """Group places so that each group has at least `smallest` people.

    `people`: how many each place has, in the order in which they are shown. Places that are large
    enough stay alone. The others are merged together, smallest first, into as many groups as
    reach the bound; what is left over joins the last such group, or the smallest place that stands
    alone where there is none. A place that nobody belongs to is merged like any other.
    """
    order = {place: position for position, place in enumerate(people)}
    large = [(place,) for place, count in people.items() if count >= smallest]
    small = sorted(
        (place for place, count in people.items() if count < smallest),
        key=lambda place: (people[place], order[place]),
    )
    merged: list[list[Any]] = []
    pending: list[Any] = []
    for place in small:
        pending.append(place)
        if sum(people[one] for one in pending) >= smallest:
            merged.append(pending)
            pending = []
    if pending:
        if merged:
            merged[-1] += pending
        elif large:
            host = min(large, key=lambda group: (people[group[0]], order[group[0]]))
            large.remove(host)
            merged.append([*host, *pending])
        else:
            return Partition((), tuple(people))
    groups = [*large, *(tuple(sorted(group, key=order.__getitem__)) for group in merged)]
    groups.sort(key=lambda group: min(order[place] for place in group))
    return Partition(tuple(groups), ())
