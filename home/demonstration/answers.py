"""How people answer: an item-response model on the real questions of the published paths. Pure.

Somebody of ability θ answers a question entirely right with probability
g + (1 - g) / (1 + e^{-a(θ - b)})
(the three-parameter logistic model of Birnbaum, in Lord and Novick, "Statistical Theories of
Mental Test Scores", 1968): a tells how well the question separates, b how hard it is, g how often
a guess is right. Wrong answers are shared out between the wrong options, some more tempting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from random import Random

from courses.assessment import Mark, Question, mark

# Easy on the whole: a course is written so that who has read it answers most questions right.
DIFFICULTY_MEAN, DIFFICULTY_SPREAD = -1.1, 0.7
DISCRIMINATION_SPREAD = 0.25


@dataclass(frozen=True, slots=True)
class Response:
    """A way to answer: the ids of the options chosen and what they are worth."""

    chosen: tuple[str, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Item:
    """A question as the model sees it. `right` comes first; `wrong` has cumulated `weights`."""

    block_id: str
    discrimination: float
    difficulty: float
    guess: float
    right: Response
    wrong: tuple[Response, ...]
    weights: tuple[float, ...]

    def chance(self, ability: float) -> float:
        """Return the probability that somebody of this ability answers right at first."""
        odds = exp(-self.discrimination * (ability - self.difficulty))
        return self.guess + (1 - self.guess) / (1 + odds)

    def respond(self, chance: float, rng: Random) -> Response:
        """Draw an answer that is right with probability `chance`."""
        if not self.wrong or rng.random() < chance:
            return self.right
        draw = rng.random() * self.weights[-1]
        for response, weight in zip(self.wrong, self.weights, strict=True):
            if draw < weight:
                return response
        return self.wrong[-1]


def item_of(question: Question, seed: int) -> Item:
    """Return the model of a question; its parameters depend on the seed and its id alone."""
    rng = Random(f"{seed}/item/{question.block_id}")  # noqa: S311 - no secret
    right, wrong = _responses(question)
    weights, total = [], 0.0
    for response in wrong:
        # Half right is more tempting than wrong, and one distractor is stronger than the others.
        total += rng.gammavariate(1.2, 1.0) * (1.6 if response.mark.scaled > 0 else 1.0)
        weights.append(total)
    return Item(
        block_id=question.block_id,
        discrimination=rng.lognormvariate(0.1, DISCRIMINATION_SPREAD),
        difficulty=rng.gauss(DIFFICULTY_MEAN, DIFFICULTY_SPREAD),
        guess=0.05 if question.takes_many else 1 / max(2, len(question.choices)),
        right=right,
        wrong=tuple(wrong),
        weights=tuple(weights),
    )


def _responses(question: Question) -> tuple[Response, list[Response]]:
    """Return the right answer and the wrong ones that people give."""
    if not question.takes_many:
        ways: list[Sequence[str]] = [(choice.id,) for choice in question.choices]
    else:
        right = [choice.id for choice in question.choices if choice.credit > 0]
        others = [choice.id for choice in question.choices if choice.credit <= 0]
        ways = [right]
        ways += [[kept for kept in right if kept != left] for left in right if len(right) > 1]
        ways += [[*right, other] for other in others]
        ways += [[other] for other in others[:1]]
    marked = [Response(tuple(sorted(way)), mark(question, way)) for way in ways]
    best = next(response for response in marked if response.mark.success)
    return best, [response for response in marked if not response.mark.success]
