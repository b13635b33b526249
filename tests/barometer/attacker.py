"""Somebody who knows everything but what people did.

The attacker knows who was on which published roster in every release, that nobody unlearns, that
each measure implies those before it, and every band that was ever published, of every atom. A world
is an answer, for everybody, every measure and every release, that agrees with all of this. A status
is proven when it is the same in all worlds.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from tests.barometer.governments import Published

Releases = Sequence[dict[int, Published]]


def proven(releases: Releases, measures: Sequence[str]) -> dict[str, set]:
    """Return of whom it is proven that they took some step ("took"), or did not ("not").

    Exact. People who were on the same rosters all along are interchangeable, so that a world is a
    number, for each such class, measure and release, that grows with time and shrinks from one
    measure to the next. Somebody of a class is proven to lack a step at some time only if nobody of
    it can have taken all of them from the first release on, and proven to have taken one only if
    nobody of it can have taken none until the last. The solver looks for worlds that show this of
    as many classes as possible, until it finds none for those that are left: these are proven.
    """
    where: dict = defaultdict(list)
    for position, release in enumerate(releases):
        for key, published in release.items():
            for person in published.roster:
                where[person].append((position, key))
    classes: dict = defaultdict(list)
    for person, places in where.items():
        classes[tuple(places)].append(person)
    worlds = _Worlds(releases, measures, classes)
    return {
        "not": worlds.without(always=True),
        "took": worlds.without(always=False),
    }


class _Worlds:
    """The linear program whose whole solutions are worlds, and the search among them."""

    def __init__(self, releases: Releases, measures: Sequence[str], classes: dict) -> None:
        self.people = list(classes.values())
        self.sizes = np.array([len(of) for of in self.people])
        shape = (len(self.people), len(measures), len(releases))
        self.count = int(np.prod(shape))
        self.index = np.arange(self.count).reshape(shape)
        self.upper = np.repeat(self.sizes, shape[1] * shape[2])
        on = defaultdict(list)
        for number, places in enumerate(classes):
            for place in places:
                on[place].append(number)
        sums, low, high = [], [], []
        for time, release in enumerate(releases):
            for key, published in release.items():
                for position, measure in enumerate(measures):
                    sums.append(self.index[on[time, key], position, time])
                    low.append(published.figures[measure].low)
                    high.append(published.figures[measure].high)
        order = [
            np.stack([more.ravel(), less.ravel()], axis=1)
            for less, more in (
                (self.index[:, :, :-1], self.index[:, :, 1:]),
                (self.index[:, 1:, :], self.index[:, :-1, :]),
            )
        ]
        pairs = np.concatenate(order)
        columns = np.concatenate([*sums, pairs.ravel()])
        lengths = [*(len(row) for row in sums), *[2] * len(pairs)]
        values = np.ones(len(columns))
        values[len(columns) - 2 * len(pairs) + 1 :: 2] = -1.0
        starts = np.cumsum([0, *lengths])
        self.matrix = csr_array((values, columns, starts), shape=(len(lengths), self.count))
        self.low = np.array([*low, *[0] * len(pairs)])
        self.high = np.array([*high, *[np.inf] * len(pairs)])

    def without(self, *, always: bool) -> set:
        """Return the people whom no world shows to have always, or never, taken every step."""
        left = set(range(len(self.people)))
        while left:
            shown = self._shown(sorted(left), always=always)
            if not shown:
                break
            left -= shown
        return {person for one in left for person in self.people[one]}

    def _shown(self, wanted: list[int], *, always: bool) -> set[int]:
        """Return the classes that a world shows, one that shows as many of `wanted` as can be."""
        extra = len(wanted)
        ones = np.ones(extra)
        if always:
            # Shown, at most, is who had the last measure's step in the first release.
            watched, sign, low, high = self.index[wanted, -1, 0], -ones, 0 * ones, np.inf * ones
        else:
            # Or who doesn't have the first measure's step in the last release.
            watched, sign = self.index[wanted, 0, -1], ones
            low, high = -np.inf * ones, self.sizes[wanted]
        rows = np.arange(extra)
        shows = csr_array(
            (
                np.concatenate([ones, sign]),
                (np.concatenate([rows, rows]), np.concatenate([watched, self.count + rows])),
            ),
            shape=(extra, self.count + extra),
        )
        padding = csr_array((self.matrix.shape[0], extra))
        asked = {
            "c": np.concatenate([np.zeros(self.count), -ones]),
            "constraints": LinearConstraint(
                vstack([hstack([self.matrix, padding]), shows]).tocsr(),
                np.concatenate([self.low, low]),
                np.concatenate([self.high, high]),
            ),
            "bounds": Bounds(0, np.concatenate([self.upper, ones])),
        }
        answer = milp(**asked)
        if answer.x is not None and np.abs(answer.x - np.round(answer.x)).max() > 1e-6:
            # Halves of people are no world: this takes longer, and is seldom needed.
            answer = milp(**asked, integrality=np.ones(self.count + extra))
        if answer.x is None:
            raise AssertionError(f"No world agrees with what was published: {answer.message}")
        found = np.round(answer.x[self.count :])
        return {one for one, is_shown in zip(wanted, found, strict=True) if is_shown}


def proven_in_one_atom(history: Sequence[Published], measures: Sequence[str]) -> int:
    """Return how many people something is proven of by the bands of one atom alone; fast.

    Exact for one measure and people who come and leave once: a world exists where somebody always
    had the step, and one where they never did, unless a band says "nobody" or "everybody", or the
    lower end of a roster less those who left by a later one reaches the later one's upper end.
    """
    spans: list[tuple[frozenset, int, int]] = []
    found: Counter = Counter()
    for position in range(len(measures)):
        spans = []
        for one in history:
            low = max(one.figures[measure].low for measure in measures[position:])
            high = one.figures[measures[position]].high
            if high <= 0 or low >= len(one.roster):
                found.update(one.roster)
            if spans and spans[-1][0] == one.roster:
                roster, lowest, highest = spans[-1]
                if max(lowest, low) > min(highest, high):
                    spans.append((one.roster, low, high))
                else:
                    spans[-1] = (roster, max(lowest, low), min(highest, high))
            else:
                spans.append((one.roster, low, high))
        for (before, low, _), (after, _, high) in combinations(spans, 2):
            if before != after and low - len(before - after) >= high:
                found.update((before - after) | (after - before))
    return len(found)
