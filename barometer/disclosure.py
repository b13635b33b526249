"""Protection of persons: the last step before any figure leaves. Pure.

No figure is about fewer people than the smallest group. Places (units of an organism, organisms of
a portfolio) that are too small are not hidden one by one, which would let anybody find them again
as the total minus the others: they are merged, smallest first, until each group is large enough.
When even all of them together are too few, nothing is shown, the total included.

Organisms are seen through several doors: their own page, their portfolio's, the government's. One
`Layout` says for all of these who is counted with whom, so that no total minus the parts that
another page shows is about fewer people than the smallest group.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Partition:
    """Places in groups that may be shown. `groups` has the members of each, `hidden` the rest."""

    groups: tuple[tuple[Any, ...], ...]
    hidden: tuple[Any, ...]

    @property
    def group_of(self) -> dict[Any, int]:
        """The position of the group that holds each place."""
        return {place: position for position, group in enumerate(self.groups) for place in group}


def partition(
    people: Mapping[Any, int], smallest: int, known: Mapping[Any, int] | None = None
) -> Partition:
    """Group places so that each group has at least `smallest` people.

    `people`: headcount of each place, in the order in which they are shown. `known`: how many
    people the academy knows there, where any; a place counts as the smaller of the two, for a
    figure about forty people of whom one is known tells of that one. Places that are large
    enough stay alone. The others are merged together, smallest first, into as many groups as
    reach the bound; what is left over joins the last such group, or the smallest place that stands
    alone where there is none. A place that nobody belongs to is merged like any other.
    """
    order = {place: position for position, place in enumerate(people)}
    empty: list[tuple[Any, ...]] = []
    if known is not None:
        alone = {place for place, count in people.items() if count >= smallest and not known[place]}
        empty = [(place,) for place in alone]
        people = {
            place: min(count, known[place]) for place, count in people.items() if place not in alone
        }
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
            return Partition(tuple(empty), tuple(people))
    groups = [*empty, *large, *(tuple(sorted(group, key=order.__getitem__)) for group in merged)]
    groups.sort(key=lambda group: min(order[place] for place in group))
    return Partition(tuple(groups), ())


@dataclass(frozen=True, slots=True)
class Layout:
    """Which organisms are shown alone, and with which others the small ones are counted.

    `alone`: large enough. `pools`: the small ones of a portfolio that are enough together, which
    its total counts too. `apart`: the small ones of portfolios where they aren't: the total of the
    government counts them, that of their portfolio doesn't. `hidden`: the same when even all of
    them are too few; nothing counts them.
    """

    alone: tuple[Any, ...]
    pools: Mapping[Hashable, tuple[Any, ...]]
    apart: tuple[Any, ...]
    hidden: tuple[Any, ...]

    @property
    def counted(self) -> frozenset[Any]:
        """The organisms that the total of the government counts."""
        return frozenset((*self.alone, *(one for pool in self.pools.values() for one in pool))) | (
            frozenset(self.apart)
        )

    @property
    def counted_in_portfolios(self) -> frozenset[Any]:
        """The organisms that the total of their portfolio counts."""
        return self.counted - frozenset(self.apart)

    def partition(self, order: Iterable[Any], *, with_apart: bool = True) -> Partition:
        """Return the groups in which the organisms of `order` are shown, in that order.

        `with_apart` is for the government alone: a portfolio doesn't count those apart.
        """
        position = {place: number for number, place in enumerate(order)}
        candidates = [*((one,) for one in self.alone), *self.pools.values()]
        candidates += [self.apart] if with_apart else []
        groups = [
            tuple(sorted(group, key=position.__getitem__))
            for group in candidates
            if group and position.keys() >= set(group)
        ]
        groups.sort(key=lambda group: position[group[0]])
        shown = {place for group in groups for place in group}
        return Partition(tuple(groups), tuple(place for place in position if place not in shown))


def layout(people: Mapping[Any, int], portfolio_of: Mapping[Any, Any], smallest: int) -> Layout:
    """Return who is counted with whom. `people`: headcount of each organism.

    An organism that isn't in `portfolio_of` is outside of any portfolio; these are treated as if
    they were in one.
    """
    alone = tuple(place for place, count in people.items() if count >= smallest)
    small: dict[Hashable, list[Any]] = {}
    for place, count in people.items():
        if count < smallest:
            small.setdefault(portfolio_of.get(place), []).append(place)
    pools: dict[Hashable, tuple[Any, ...]] = {}
    rest: list[Any] = []
    for portfolio, places in small.items():
        if sum(people[place] for place in places) >= smallest:
            pools[portfolio] = tuple(places)
        else:
            rest += places
    enough = sum(people[place] for place in rest) >= smallest
    return Layout(alone, pools, tuple(rest) if enough else (), () if enough else tuple(rest))


def merged(frame: "pd.DataFrame", parts: Partition, *, place: str) -> "pd.DataFrame":
    """Return `frame` with its places replaced by the positions of their groups, summed.

    Every other column that isn't a number is a key; hidden places are left out.
    """
    # Web workers start without pandas: only whoever measures loads it.
    from pandas.api.types import is_numeric_dtype

    known = parts.group_of
    kept = frame[frame[place].isin(known.keys())].copy()
    kept[place] = kept[place].map(known).astype("int64")
    keys = [
        column for column in kept.columns if column == place or not is_numeric_dtype(kept[column])
    ]
    return kept.groupby(keys, as_index=False, sort=False).sum()
