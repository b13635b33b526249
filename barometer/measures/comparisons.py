"""Organisms beside one another: who doesn't move while peers do, who could help whom. Pure.

Never a ranking: small organisms come first and last by chance. Everything is made of what releases
say, and nothing is said where bands leave it open.
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import log
from statistics import median
from typing import Generic, TypeVar

from barometer.criteria.levels import size_class
from barometer.protection.bands import Total

from .benchmark import FEWEST_PEERS

Place = TypeVar("Place", bound=Hashable)

RELEASES_BACK = 3
"""Over how many releases an organism is looked at."""

PEERS_MOVED = 2
"""From how many points on, the median of the peers has moved."""

NEARLY_ALL = 0.9
"""Whoever has come so far has little left to move."""

APART = 0.2
"""How far apart two organisms are at least, in shares, for one to help the other."""

_MOST_TIMES_LARGER = 3
_MOST_HELPED = 2


@dataclass(frozen=True, slots=True)
class Movement:
    """How the share of an organism has changed, in whole points; `peers`: the median of its peers,
    None where they are fewer than eight."""

    before: Total
    now: Total
    points: int
    peers: int | None

    @property
    def is_stuck(self) -> bool:
        """Whether it hasn't moved, though its peers have and there is some way left."""
        share = self.now.share
        return (
            share is not None
            and share < NEARLY_ALL
            and self.points <= 0
            and self.peers is not None
            and self.peers >= PEERS_MOVED
        )


@dataclass(frozen=True, slots=True)
class Pair(Generic[Place]):
    """An organism that is behind, and one of similar size that is far."""

    behind: Place
    far: Place


def movements(before: Mapping[Place, Total], now: Mapping[Place, Total]) -> dict[Place, Movement]:
    """Return how each organism has moved from one release to another.

    `before` and `now`: what the two say of those who passed, by organism, in all of the government.
    Peers are of the same size class (`criteria.levels.size_class` of the people counted now). An
    organism that one of the two leaves open, or doesn't have, isn't in the answer.
    """
    known = {
        place: (before[place], said)
        for place, said in now.items()
        if place in before and not (_says_nothing(said) or _says_nothing(before[place]))
    }
    changes = {place: _points(*pair) for place, pair in known.items()}
    classes: dict[int, list[Place]] = {}
    for place, (_before, said) in known.items():
        classes.setdefault(size_class(said.people), []).append(place)
    found = {}
    for places in classes.values():
        for place in places:
            others = [changes[one] for one in places if one != place]
            peers = round(median(others)) if len(others) >= FEWEST_PEERS else None
            found[place] = Movement(*known[place], changes[place], peers)
    return found


def pairs(said: Mapping[Place, Total]) -> list[Pair[Place]]:
    """Return which organisms could be paired, in the order of `said`.

    `said`: of those who passed, by organism. Behind is who is under the median of all of them, far
    who is above it. Between the two of a pair lie `APART` at least, and their bands don't meet; one
    has at most three times the people of the other. Those nearest in size come together first; each
    that is behind has one partner, and nobody helps more than two.
    """
    known = {
        place: one.share
        for place, one in said.items()
        if one.share is not None and not _says_nothing(one)
    }
    if len(known) < 2:
        return []
    order = {place: position for position, place in enumerate(said)}
    middle = median(known.values())
    candidates = []
    for behind, low in known.items():
        for far, high in known.items():
            one, other = said[behind], said[far]
            apart = abs(log(one.people / other.people))
            if (
                low < middle < high
                and high - low >= APART
                and one.high / one.people < other.low / other.people
                and apart <= log(_MOST_TIMES_LARGER)
            ):
                candidates.append((apart, order[behind], order[far], Pair(behind, far)))
    chosen: dict[Place, Pair[Place]] = {}
    helped: Counter[Place] = Counter()
    for *_order, pair in sorted(candidates, key=lambda one: one[:3]):
        if pair.behind not in chosen and helped[pair.far] < _MOST_HELPED:
            chosen[pair.behind] = pair
            helped[pair.far] += 1
    return sorted(chosen.values(), key=lambda pair: order[pair.behind])


def _points(before: Total, now: Total) -> int:
    """Return the change in whole points, as the page shows the two shares."""
    return round(100 * now.expected / now.people) - round(100 * before.expected / before.people)


def _says_nothing(said: Total) -> bool:
    return not said.people or said.says_nothing
