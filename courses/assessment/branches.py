"""A scenario with consequences: what one chooses leads to the next situation, or to the end."""

from collections.abc import Iterable
from dataclasses import dataclass

from .answers import PAIR, AnswerProblem, Interaction, Mark, QuestionKind, Response, paired


@dataclass(frozen=True, slots=True)
class BranchChoice:
    """Something one could do. `next`: the place, from 0, of the step it leads to; None: the end."""

    id: str
    text: str
    credit: float
    feedback: str
    next: int | None


@dataclass(frozen=True, slots=True)
class BranchStep:
    """A situation, and what one could do in it."""

    id: str
    prompt: str
    choices: tuple[BranchChoice, ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """How far somebody is: what was chosen at each step so far, and the step that is asked next."""

    passed: tuple[tuple[BranchStep, BranchChoice], ...]
    asked: BranchStep | None


@dataclass(frozen=True, slots=True)
class BranchingQuestion:
    """Steps of which the first is asked first. A choice leads to a later step: there is an end."""

    block_id: str
    prompt: str
    steps: tuple[BranchStep, ...]

    @property
    def kind(self) -> QuestionKind:
        """The kind of question, which is also its block type."""
        return "branching_scenario"

    @property
    def interaction(self) -> Interaction:
        """The type of interaction, in xAPI's terms."""
        return "performance"

    @property
    def guess(self) -> float:
        """The chance to be entirely right by choosing blindly, each answer as likely as another.

        The best at each step, along the ways on which it is always chosen.
        """
        return self._guess(0)

    def _guess(self, place: int) -> float:
        choices = self.steps[place].choices
        best = [choice.next for choice in choices if choice.credit >= 1]
        return sum(1.0 if to is None else self._guess(to) for to in best) / len(choices)

    def walk(self, entries: Iterable[str]) -> Walk:
        """Return where the pairs `step[.]choice` lead, from the first step on.

        A step without a choice (`step[.]`) is the one that was asked: nothing is taken from it.
        Raises AnswerProblem for a choice that its step doesn't have, or a step that is not the one
        that what was chosen before leads to.
        """
        passed: list[tuple[BranchStep, BranchChoice]] = []
        place: int | None = 0
        for entry in entries:
            step_id, _, choice_id = entry.partition(PAIR)
            if not choice_id:
                continue
            if place is None or self.steps[place].id != step_id:
                raise AnswerProblem("unknown_choice")
            step = self.steps[place]
            chosen = next((one for one in step.choices if one.id == choice_id), None)
            if chosen is None:
                raise AnswerProblem("unknown_choice")
            passed.append((step, chosen))
            place = chosen.next
        return Walk(tuple(passed), None if place is None else self.steps[place])

    def read(self, entries: Iterable[str]) -> Response:
        """Return the pairs `step[.]choice` from the first step to an end.

        Raises AnswerProblem: `empty` where the step that was asked (`step[.]`) has no choice,
        `unfinished` where there is a next step, and as `walk` does.
        """
        given = list(entries)
        walk = self.walk(given)
        asked = {entry.partition(PAIR)[0] for entry in given if not entry.partition(PAIR)[2]}
        if not walk.passed or asked - {step.id for step, _choice in walk.passed}:
            raise AnswerProblem("empty")
        if walk.asked is not None:
            raise AnswerProblem("unfinished")
        return tuple(paired(step.id, choice.id) for step, choice in walk.passed)

    def mark(self, response: Response) -> Mark:
        """Mark a way: the mean credit of what was chosen along it; right when all of it was best.

        A way that a poor choice made longer, or shorter, is judged by all that was chosen on it.
        `parts`: the credit of the choice at each step that was passed.
        """
        passed = self.walk(response).passed
        parts = tuple((step.id, choice.credit) for step, choice in passed)
        total = sum(credit for _id, credit in parts)
        return Mark(total / len(parts), success=total >= len(parts), parts=parts)
