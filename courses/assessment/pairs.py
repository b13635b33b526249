"""Giving each thing what goes with it: matching and categorising."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from .answers import AnswerProblem, Interaction, Mark, Response, mixed, paired, pairs_in


@dataclass(frozen=True, slots=True)
class Target:
    """What things go with: the other half of a pair, or a category."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class PairedItem:
    """A thing, and the id of the target that goes with it. `feedback` is shown after an answer."""

    id: str
    text: str
    target: str
    feedback: str


@dataclass(frozen=True, slots=True)
class PairingQuestion:
    """Things to match with targets, or to sort into categories. A target may go with nothing."""

    block_id: str
    kind: Literal["matching", "categorising"]
    prompt: str
    items: tuple[PairedItem, ...]
    targets: tuple[Target, ...]

    @property
    def interaction(self) -> Interaction:
        """The type of interaction, in xAPI's terms."""
        return "matching"

    @property
    def guess(self) -> float:
        """The chance to be entirely right by choosing blindly, each answer as likely as another.

        A target for each item, whatever the others have.
        """
        return float(len(self.targets)) ** -len(self.items)

    def shown(self) -> tuple[tuple[PairedItem, ...], tuple[Target, ...]]:
        """Return the items and the targets as they are shown: their order says nothing.

        The items of a matching keep the order in which they were written, and so do categories.
        """
        items = {item.id: item for item in self.items}
        targets = {target.id: target for target in self.targets}
        if self.kind == "matching":
            mixed_targets = tuple(targets[one] for one in mixed(self.block_id, tuple(targets)))
            return self.items, mixed_targets
        return tuple(items[one] for one in mixed(self.block_id, tuple(items))), self.targets

    def read(self, entries: Iterable[str]) -> Response:
        """Return the pairs `item[.]target`, in the order of the items.

        Raises AnswerProblem for items that have no target yet (`incomplete`), two for one item, or
        an item or a target that the question doesn't have.
        """
        given = pairs_in(entries)
        if not any(given.values()):
            raise AnswerProblem("empty")
        targets = {target.id for target in self.targets}
        if (
            not given.keys() <= {item.id for item in self.items}
            or not {target for target in given.values() if target} <= targets
        ):
            raise AnswerProblem("unknown_choice")
        left = sum(not given.get(item.id) for item in self.items)
        if left:
            raise AnswerProblem("incomplete", left=left)
        return tuple(paired(item.id, given[item.id]) for item in self.items)

    def mark(self, response: Response) -> Mark:
        """Mark pairs: the share of the items that have their own target.

        Every item weighs the same, as every option of a multiple choice does. `parts`: 1 for an
        item with its own target, 0 for another.
        """
        given = pairs_in(response)
        parts = tuple((item.id, float(given.get(item.id) == item.target)) for item in self.items)
        right = sum(credit for _id, credit in parts)
        return Mark(right / len(parts), success=right == len(parts), parts=parts)
