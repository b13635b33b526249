"""Simulated organisms whose future is known: how a path may spread, in six kinds of worlds.

The parameters are those of the demonstration (home/demonstration/diffusion.py): a Bass process of
about p = 0.006 and q = 0.09 a week, with a ceiling that differs from organism to organism.
"""

from dataclasses import dataclass

import numpy as np

from barometer.forecasting.curves import Curve, fixed_roster

KINDS = ("bass", "ceiling", "gompertz", "holidays", "deadline", "staggered")
SIZES = (12, 24, 40, 80, 150, 300, 700, 1500, 3000)
SEEN = (0.3, 0.5, 0.7)
WINDOW, AFTERWARDS = 156, 52


@dataclass(frozen=True, slots=True)
class Life:
    """Everything that happens in one organism: passed at the end of each week."""

    kind: str
    people: int
    passed: np.ndarray

    def until(self, week: int) -> Curve:
        return fixed_roster(self.people, self.passed[:week])

    def finished(self) -> Curve:
        return self.until(WINDOW)

    def origin(self, seen: float) -> int:
        """The first week at whose end that share of the curve has been seen."""
        final = max(self.passed[WINDOW - 1], 1)
        return int(np.argmax(self.passed >= seen * final)) + 1


def live(kind: str, people: int, rng: np.random.Generator) -> Life:
    weeks = WINDOW + AFTERWARDS
    if kind == "staggered":
        sizes = _split(people, rng)
        starts = np.sort(rng.integers(0, 40, len(sizes)))
        starts[0] = 0
        passed = np.zeros(weeks, dtype="int64")
        for size, start in zip(sizes, starts, strict=True):
            chances = np.concatenate([np.zeros(start), _chances("ceiling", weeks - start, rng)])
            passed += _passes(size, chances, rng)
        return Life(kind, people, passed)
    return Life(kind, people, _passes(people, _chances(kind, weeks, rng), rng))


def lives(sizes: tuple[int, ...], each: int, seed: int) -> list[Life]:
    """`each` organisms of each size and kind of world."""
    rng = np.random.default_rng(seed)
    return [live(kind, size, rng) for kind in KINDS for size in sizes for _one in range(each)]


def _split(people, rng):
    units = min(int(rng.integers(3, 9)), people)
    return rng.multinomial(people - units, rng.dirichlet(np.full(units, 3.0))) + 1


def _passes(people, chances, rng):
    left, passed = people, np.zeros(len(chances), dtype="int64")
    for week, chance in enumerate(chances):
        left -= rng.binomial(left, chance)
        passed[week] = people - left
    return passed


def _chances(kind, weeks, rng):
    """The chance that somebody who hasn't passed does, each week."""
    if kind == "gompertz":
        rate, delay = np.exp(rng.normal(np.log(0.06), 0.3)), rng.uniform(3.0, 6.0)
        share = np.exp(-delay * np.exp(-rate * np.arange(weeks + 1)))
        return _steps(share * _ceiling(rng))
    p, q = np.exp(rng.normal(np.log(0.006), 0.45)), np.exp(rng.normal(np.log(0.09), 0.30))
    times = np.arange(weeks + 1, dtype=float)
    if kind == "holidays":
        times = np.concatenate([[0.0], np.cumsum(_activity(weeks, rng))])
    decay = np.exp(-(p + q) * times)
    ceiling = 1.0 if kind == "bass" else _ceiling(rng)
    chances = _steps(ceiling * (1 - decay) / (1 + q / p * decay))
    if kind == "deadline":
        # A rush before the day, and little after it.
        day, rush = int(rng.integers(20, 60)), rng.uniform(0.2, 0.6)
        chances[day - 4 : day] = np.maximum(chances[day - 4 : day], 1 - (1 - rush) ** 0.25)
        chances[day:] *= 0.5
    return chances


def _steps(share):
    return np.diff(share) / np.maximum(1 - share[:-1], 1e-9)


def _ceiling(rng):
    return 1 / (1 + np.exp(-rng.normal(0.8, 0.85)))


def _activity(weeks, rng):
    """A year of work: a slow summer, a still Christmas, and a mean of 1."""
    year = np.ones(52)
    year[26:34], year[51], year[0] = 0.3, 0.05, 0.05
    year /= year.mean()
    return np.roll(np.tile(year, weeks // 52 + 1), -int(rng.integers(52)))[:weeks]
