"""What every kind of question shares: the response, its mark, and why one can't be marked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

QuestionKind = Literal[
    "single_choice",
    "multiple_choice",
    "scenario",
    "ordering",
    "matching",
    "categorising",
    "numeric",
    "short_text",
    "message_triage",
    "branching_scenario",
    "hot_spot",
]
# xAPI 1.0.3, part two, 2.4.4.1: how a response is written depends on the type of interaction.
Interaction = Literal["choice", "sequencing", "matching", "numeric", "fill-in", "performance"]
# The parts of a response, which the record joins by `[,]`: an id, a pair, or what was typed.
Response = tuple[str, ...]
# xAPI writes what belongs together (a source and its target, a step and what was done) with this.
PAIR = "[.]"

ProblemCode = Literal[
    "empty",
    "too_many",
    "unknown_choice",
    "incomplete",
    "same_place",
    "not_a_number",
    "two_readings",
    "other_unit",
    "too_long",
    "unfinished",
]


class AnswerProblem(ValueError):
    """An answer that can't be marked. `code` says why, `values` what a sentence about it names.

    `unfinished` is none to complain of: the learner is on the way, and a next step is to be asked.
    """

    def __init__(self, code: ProblemCode, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.values: Mapping[str, str | int] = values


@dataclass(frozen=True, slots=True)
class Mark:
    """The worth of an answer: `scaled` from 0 to 1; `success` when it is entirely right.

    `parts`: what each item of the question brought, 0 to 1, by the item's id, where it has items.
    """

    scaled: float
    success: bool
    parts: tuple[tuple[str, float], ...] = ()

    def part(self, item_id: str) -> float:
        """Return what the item with this id brought; 0 where it brought nothing."""
        return dict(self.parts).get(item_id, 0.0)


def paired(source: str, target: str | int) -> str:
    """Return a pair as xAPI writes it."""
    return f"{source}{PAIR}{target}"


def pairs_in(entries: Iterable[str]) -> dict[str, str]:
    """Return the second half of each pair by its first; entries that are no pair have an empty one.

    Raises AnswerProblem where one source has two targets.
    """
    found: dict[str, str] = {}
    for entry in entries:
        source, _, target = entry.partition(PAIR)
        if found.setdefault(source, target) != target:
            raise AnswerProblem("too_many")
    return found


def mixed(block_id: str, ids: Sequence[str]) -> tuple[str, ...]:
    """Return `ids` in an order that says nothing of their own, and is the same for everybody.

    The same in every language and at every visit: what was read once is found again. It is never
    the order of `ids` itself.
    """
    shown = tuple(sorted(ids, key=lambda one: sha256(f"{block_id} {one}".encode()).digest()))
    return (*shown[1:], shown[0]) if len(shown) > 1 and shown == tuple(ids) else shown
