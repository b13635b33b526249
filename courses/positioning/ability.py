"""What answers say of somebody's ability. Pure.

The chance to answer a question right is Rasch's (G. Rasch, Probabilistic Models for Some
Intelligence and Attainment Tests, 1960), with a floor for what blind choice brings (A. Birnbaum, in
F. M. Lord & M. R. Novick, Statistical Theories of Mental Test Scores, 1968, whose slope is 1 here
for every question). Ability and difficulty are on one scale, in logits.

The ability is known as a distribution over a grid, from a normal prior and the answers (R. D. Bock
& R. J. Mislevy, Adaptive EAP Estimation of Ability in a Microcomputer Environment, Applied
Psychological Measurement 6, 1982): it exists after any answers, all right or all wrong too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, fsum, sqrt
from uuid import UUID

# The people before anything is known of them: a normal distribution around the middle question.
PRIOR_SPREAD = 1.75
GRID = tuple(place / 4 for place in range(-24, 25))
_PRIOR = tuple(exp(-(one**2) / (2 * PRIOR_SPREAD**2)) for one in GRID)


@dataclass(frozen=True, slots=True)
class Item:
    """A question that may be asked: where it is, how hard it is (logits, 0 the middle of its
    course), and the chance, from 0 to below 1, to find it blindly."""

    lesson: UUID
    block: UUID
    difficulty: float
    guess: float

    def chance(self, ability: float) -> float:
        """Return the chance, 0 to 1, that somebody of this ability answers it right."""
        return self.guess + (1 - self.guess) / (1 + exp(self.difficulty - ability))

    def information(self, ability: float) -> float:
        """Return Fisher's information of an answer about an ability (Birnbaum 1968, 20.2)."""
        known = 1 / (1 + exp(self.difficulty - ability))
        return known * known * (1 - self.chance(ability)) / self.chance(ability)


@dataclass(frozen=True, slots=True)
class Posterior:
    """A distribution over GRID; its weights sum to 1."""

    weights: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The expected ability."""
        return self.expected(GRID)

    @property
    def spread(self) -> float:
        """The standard deviation: how far the expected ability may be off."""
        mean = self.mean
        return sqrt(self.expected([(one - mean) ** 2 for one in GRID]))

    def expected(self, values: Sequence[float]) -> float:
        """Return the expectation of what has these values over GRID."""
        return fsum(value * weight for value, weight in zip(values, self.weights, strict=True))


def posterior_of(answers: Iterable[tuple[Item, bool]]) -> Posterior:
    """Return what `answers`, each a question and whether it was right, say; in any order."""
    weights = list(_PRIOR)
    for item, right in sorted(answers, key=lambda answer: answer[0].block):
        chances = _chances(item.difficulty, item.guess)
        weights = [
            weight * (chance if right else 1 - chance)
            for weight, chance in zip(weights, chances, strict=True)
        ]
    total = fsum(weights)
    return Posterior(tuple(weight / total for weight in weights))


def shares_of(pool: Sequence[Item]) -> tuple[float, ...]:
    """Return the share of the questions of `pool`, 0 to 1, that is expected to be answered right,
    for each ability of GRID."""
    tables = [_chances(item.difficulty, item.guess) for item in pool]
    return tuple(fsum(column) / len(tables) for column in zip(*tables, strict=True))


@lru_cache(maxsize=4096)
def _chances(difficulty: float, guess: float) -> tuple[float, ...]:
    item = Item(UUID(int=0), UUID(int=0), difficulty, guess)
    return tuple(item.chance(ability) for ability in GRID)
