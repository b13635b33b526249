"""Putting things in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from math import factorial

from .answers import PAIR, AnswerProblem, Interaction, Mark, QuestionKind, Response, mixed


@dataclass(frozen=True, slots=True)
class OrderedItem:
    """A thing to put in its place. `feedback` is shown with it after an answer."""

    id: str
    text: str
    feedback: str


@dataclass(frozen=True, slots=True)
class OrderingQuestion:
    """Things to put in order; `items` are in the right one."""

    block_id: str
    prompt: str
    items: tuple[OrderedItem, ...]

    @property
    def kind(self) -> QuestionKind:
        """The kind of question, which is also its block type."""
        return "ordering"

    @property
    def interaction(self) -> Interaction:
        """The type of interaction, in xAPI's terms."""
        return "sequencing"

    @property
    def guess(self) -> float:
        """The chance to be entirely right by choosing blindly, each answer as likely as another.

        One order among all.
        """
        return 1 / factorial(len(self.items))

    def shown(self) -> tuple[OrderedItem, ...]:
        """Return the items in the order in which they are shown at first: not the right one."""
        by_id = {item.id: item for item in self.items}
        return tuple(by_id[one] for one in mixed(self.block_id, tuple(by_id)))

    def read(self, entries: Iterable[str]) -> Response:
        """Return the ids of the items, first to last.

        Entries are ids in order, or pairs of an id and its place from 1 (`id[.]2`). Raises
        AnswerProblem for items without a place (`incomplete`), two in one place (`same_place`), or
        items that the question doesn't have.
        """
        given = [entry.partition(PAIR) for entry in entries]
        ids = [item_id for item_id, _pair, _place in given]
        known = {item.id for item in self.items}
        if not set(ids) <= known or len(set(ids)) != len(ids):
            raise AnswerProblem("unknown_choice")
        if not any(pair for _id, pair, _place in given):
            if not ids:
                raise AnswerProblem("empty")
            if len(ids) < len(known):
                raise AnswerProblem("incomplete", left=len(known) - len(ids))
            return tuple(ids)
        places = {item_id: place for item_id, _pair, place in given if place}
        if len(places) < len(known):
            raise AnswerProblem("incomplete", left=len(known) - len(places))
        try:
            by_place = {int(place): item_id for item_id, place in places.items()}
        except ValueError as error:
            raise AnswerProblem("unknown_choice") from error
        if len(by_place) < len(known):
            raise AnswerProblem("same_place")
        return tuple(by_place[place] for place in sorted(by_place))

    def mark(self, response: Response) -> Mark:
        """Mark an order by the pairs of items that are in the right one.

        Kendall's coefficient of rank correlation: pairs in the right order minus pairs in the wrong
        one, over all pairs (M. G. Kendall, "A New Measure of Rank Correlation", Biometrika 30,
        1938), never below 0. One swap of neighbours among five costs a fifth; an order at random
        earns nothing on average.

        `parts`: 1 for an item in its place, 0 for another.
        """
        rank = {item.id: place for place, item in enumerate(self.items)}
        pairs = list(combinations(response, 2))
        right = sum(rank[first] < rank[second] for first, second in pairs)
        scaled = max(0.0, (2 * right - len(pairs)) / len(pairs)) if pairs else 1.0
        parts = tuple(
            (item_id, float(rank[item_id] == place)) for place, item_id in enumerate(response)
        )
        return Mark(scaled=scaled, success=right == len(pairs), parts=parts)
