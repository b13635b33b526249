"""How hard questions are, from the first answers on record. Pure.

The share of first answers that were right, drawn towards a prior as if PRIOR_ANSWERS more answers
had come in the middle of the scale (a Beta prior: A. Gelman et al., Bayesian Data Analysis, 2.4),
corrected for blind choice and read as a logit. Whoever answers in a lesson has just read it: only
how questions compare is kept, and the middle of a course is 0. Without any record every question is
as hard as another, and the test works from the first day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log
from uuid import UUID

# The weight of the prior, in answers.
PRIOR_ANSWERS = 20
# The share of first answers that are right, beyond blind choice, where nothing is known.
_PRIOR_KNOWN = 0.7
# The scale on which questions differ, in logits from the middle.
FURTHEST = 1.5
_LEAST_KNOWN = 0.02


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    """How many people answered a question of a lesson, and how many were right at first."""

    people: int = 0
    right: int = 0


def difficulties_of(
    guesses: Mapping[UUID, float], record: Mapping[UUID, FirstAnswers]
) -> dict[UUID, float]:
    """Return how hard each question is, in logits, by block; `guesses` has each, with the chance to
    find it blindly."""
    raw = {
        block: _logit(guess, record.get(block, FirstAnswers())) for block, guess in guesses.items()
    }
    middle = _mean(raw.values())
    return {
        block: round(min(max(one - middle, -FURTHEST), FURTHEST), 2) for block, one in raw.items()
    }


def _logit(guess: float, told: FirstAnswers) -> float:
    expected = guess + (1 - guess) * _PRIOR_KNOWN
    share = (told.right + PRIOR_ANSWERS * expected) / (told.people + PRIOR_ANSWERS)
    known = min(max((share - guess) / (1 - guess), _LEAST_KNOWN), 1 - _LEAST_KNOWN)
    return log((1 - known) / known)


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0
