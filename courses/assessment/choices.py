"""Questions with options: one right, several right, the best thing to do, regions of a picture."""

from collections.abc import Iterable
from dataclasses import dataclass

from .answers import AnswerProblem, Interaction, Mark, QuestionKind, Response


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a question. `credit` is its worth, 0 to 1."""

    id: str
    text: str
    credit: float
    feedback: str


@dataclass(frozen=True, slots=True)
class ChoiceQuestion:
    """A question with options. `several`: a hot spot of which several regions may be chosen."""

    block_id: str
    kind: QuestionKind
    prompt: str
    choices: tuple[Choice, ...]
    several: bool = False

    @property
    def interaction(self) -> Interaction:
        """The type of interaction, in xAPI's terms."""
        return "choice"

    @property
    def takes_many(self) -> bool:
        """Whether several options may be chosen."""
        return self.several or self.kind == "multiple_choice"

    @property
    def guess(self) -> float:
        """The chance to be entirely right by choosing blindly, each answer as likely as another.

        One option of those worth most among all; for several, one non-empty set among all.
        """
        if self.takes_many:
            return 1 / (2 ** len(self.choices) - 1)
        credits = [choice.credit for choice in self.choices]
        return credits.count(max(credits)) / len(credits)

    def read(self, entries: Iterable[str]) -> Response:
        """Return the ids chosen, each once, in alphabetical order.

        Raises AnswerProblem for an empty answer, more than one option where one is asked, or an
        option that the question doesn't have.
        """
        ids = set(entries)
        if not ids:
            raise AnswerProblem("empty")
        if not ids <= {choice.id for choice in self.choices}:
            raise AnswerProblem("unknown_choice")
        if len(ids) > 1 and not self.takes_many:
            raise AnswerProblem("too_many")
        return tuple(sorted(ids))

    def mark(self, response: Response) -> Mark:
        """Mark the options chosen.

        One option: its credit; right when no option is worth more.
        Several: right options chosen minus wrong options chosen, over the number of right options,
        never below 0 (so that ticking everything earns nothing when wrong options are as many as
        right ones); entirely right only when exactly the right ones are chosen.
        """
        ids = set(response)
        credits = {choice.id: choice.credit for choice in self.choices}
        if not self.takes_many:
            credit = credits[response[0]]
            return Mark(scaled=credit, success=credit >= max(credits.values()))
        right = {choice_id for choice_id, credit in credits.items() if credit > 0}
        scaled = max(0.0, (len(ids & right) - len(ids - right)) / len(right))
        return Mark(scaled=scaled, success=ids == right)
