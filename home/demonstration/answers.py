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

from courses.assessment import (
    PAIR,
    BranchingQuestion,
    ChoiceQuestion,
    Mark,
    NumericQuestion,
    OrderingQuestion,
    PairingQuestion,
    Question,
    ShortTextQuestion,
    TriageQuestion,
    paired,
)

# Easy on the whole: a course is written so that who has read it answers most questions right.
DIFFICULTY_MEAN, DIFFICULTY_SPREAD = -1.1, 0.7
DISCRIMINATION_SPREAD = 0.25


@dataclass(frozen=True, slots=True)
class Response:
    """A way to answer: a response in xAPI's terms and what it is worth."""

    chosen: tuple[str, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Item:
    """A question as the model sees it. `right` comes first; `wrong` has cumulated `weights`."""

    block_id: str
    interaction: str
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
        interaction=question.interaction,
        discrimination=rng.lognormvariate(0.1, DISCRIMINATION_SPREAD),
        difficulty=rng.gauss(DIFFICULTY_MEAN, DIFFICULTY_SPREAD),
        guess=_guess(question),
        right=right,
        wrong=tuple(wrong),
        weights=tuple(weights),
    )


def _guess(question: Question) -> float:
    """Return how often somebody who knows nothing is entirely right."""
    if isinstance(question, ChoiceQuestion):
        return 0.05 if question.takes_many else 1 / max(2, len(question.choices))
    if isinstance(question, PairingQuestion | OrderingQuestion | TriageQuestion):
        return 0.05
    return 0.1 if isinstance(question, BranchingQuestion) else 0.0


def _responses(question: Question) -> tuple[Response, list[Response]]:
    """Return the right answer and the wrong ones that people give."""
    marked = []
    for way in _ways(question):
        response = question.read(way)
        marked.append(Response(response, question.mark(response)))
    best = next(response for response in marked if response.mark.success)
    return best, [response for response in marked if not response.mark.success]


def _ways(question: Question) -> list[Sequence[str]]:
    """Return the ways in which people answer, as the question's form would send them."""
    match question:
        case ChoiceQuestion():
            return _choices(question)
        case OrderingQuestion():
            order = [item.id for item in question.items]
            return [order, *(_swapped(order, place) for place in range(len(order) - 1))]
        case PairingQuestion():
            right = [paired(item.id, item.target) for item in question.items]
            targets = [target.id for target in question.targets]
            return [right, *_with_one_other(right, targets)]
        case TriageQuestion():
            right = [paired(message.id, message.verdict) for message in question.messages]
            return [right, *_with_one_other(right, ["keep", "report"])]
        case NumericQuestion():
            wrong = [number for number, _said in question.mistakes]
            wrong.append(question.answer * 2 + question.tolerance * 2 + 1)
            return [[format(number, "f")] for number in (question.answer, *wrong)]
        case ShortTextQuestion():
            wrong_texts = [text for text, _said in question.mistakes] or ["?? je ne sais pas"]
            return [[question.answers[0]], *([text] for text in wrong_texts)]
        case BranchingQuestion():
            return _walks(question)


def _choices(question: ChoiceQuestion) -> list[Sequence[str]]:
    if not question.takes_many:
        return [(choice.id,) for choice in question.choices]
    right = [choice.id for choice in question.choices if choice.credit > 0]
    others = [choice.id for choice in question.choices if choice.credit <= 0]
    ways: list[Sequence[str]] = [right]
    ways += [[kept for kept in right if kept != left] for left in right if len(right) > 1]
    ways += [[*right, other] for other in others]
    ways += [[other] for other in others[:1]]
    return ways


def _swapped(order: Sequence[str], place: int) -> list[str]:
    """Return an order in which two neighbours have changed places."""
    return [*order[:place], order[place + 1], order[place], *order[place + 2 :]]


def _with_one_other(right: Sequence[str], targets: Sequence[str]) -> list[Sequence[str]]:
    """Return the pairs with another target for one of them, for each of them in turn."""
    ways: list[Sequence[str]] = []
    for place, pair in enumerate(right):
        source, target = pair.split(PAIR)
        other = next(one for one in targets if one != target)
        ways.append([*right[:place], paired(source, other), *right[place + 1 :]])
    return ways


def _walks(question: BranchingQuestion) -> list[Sequence[str]]:
    """Return every way to an end, the entirely right ones first."""
    found: list[Sequence[str]] = []
    waiting: list[tuple[int | None, tuple[str, ...]]] = [(0, ())]
    # A dozen steps of five choices have ways without number: some are enough.
    while waiting and len(found) < 40:
        place, way = waiting.pop()
        if place is None:
            found.append(way)
            continue
        step = question.steps[place]
        # The last one in comes out first: the best choice of each step leads the way.
        for choice in sorted(step.choices, key=lambda one: one.credit):
            waiting.append((choice.next, (*way, paired(step.id, choice.id))))
    return found
