"""A mailbox to sort: messages to keep, messages to report."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from .answers import AnswerProblem, Interaction, Mark, QuestionKind, Response, paired, pairs_in

Verdict = Literal["keep", "report"]
VERDICTS: tuple[Verdict, ...] = ("keep", "report")


@dataclass(frozen=True, slots=True)
class SortedMessage:
    """A message as the marking takes it: what ought to be done with it, and what is said after."""

    id: str
    verdict: Verdict
    feedback: str


@dataclass(frozen=True, slots=True)
class TriageQuestion:
    """A mailbox in which each message is to be kept or reported, at least one of each."""

    block_id: str
    prompt: str
    messages: tuple[SortedMessage, ...]

    @property
    def kind(self) -> QuestionKind:
        """The kind of question, which is also its block type."""
        return "message_triage"

    @property
    def interaction(self) -> Interaction:
        """The type of interaction, in xAPI's terms."""
        return "matching"

    @property
    def guess(self) -> float:
        """The chance to be entirely right by choosing blindly, each answer as likely as another.

        A verdict for each message.
        """
        return float(len(VERDICTS)) ** -len(self.messages)

    def read(self, entries: Iterable[str]) -> Response:
        """Return the pairs `message[.]keep` or `message[.]report`, in the order of the mailbox.

        Raises AnswerProblem for messages that aren't sorted yet (`incomplete`), and for a message
        or a verdict that the question doesn't have.
        """
        given = pairs_in(entries)
        if not any(given.values()):
            raise AnswerProblem("empty")
        if not given.keys() <= {message.id for message in self.messages} or not {
            verdict for verdict in given.values() if verdict
        } <= set(VERDICTS):
            raise AnswerProblem("unknown_choice")
        left = sum(not given.get(message.id) for message in self.messages)
        if left:
            raise AnswerProblem("incomplete", left=left)
        return tuple(paired(message.id, given[message.id]) for message in self.messages)

    def mark(self, response: Response) -> Mark:
        """Mark a sorting by what is found and what is cried over nothing.

        The share of the suspicious messages that were reported minus the share of the honest ones
        that were reported too, never below 0: Youden's index (W. J. Youden, "Index for rating
        diagnostic tests", Cancer 3, 1950). Reporting everything earns nothing, and so does keeping
        everything. `parts`: 1 for a message that was sorted right, 0 for another.
        """
        given = pairs_in(response)
        parts = tuple(
            (message.id, float(given.get(message.id) == message.verdict))
            for message in self.messages
        )
        caught, suspicious, alarms, honest = self.counts(response)
        scaled = max(0.0, caught / suspicious - alarms / honest)
        return Mark(scaled, success=all(credit for _id, credit in parts), parts=parts)

    def counts(self, response: Response) -> tuple[int, int, int, int]:
        """Return suspicious messages reported, of how many; honest ones reported, of how many."""
        given = pairs_in(response)
        bad = [message.id for message in self.messages if message.verdict == "report"]
        good = [message.id for message in self.messages if message.verdict == "keep"]
        return (
            sum(given.get(one) == "report" for one in bad),
            len(bad),
            sum(given.get(one) == "report" for one in good),
            len(good),
        )
