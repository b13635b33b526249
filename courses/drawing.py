"""Which questions of a bank a test asks, in which order. Pure: no Django, no clock, no database.

A test draws so many questions of each tag. The draw is a matching: a question with several tags
fills one place at most, and a place is filled whenever any choice of questions fills them all.
Among such draws, it takes the questions that the person was asked least often, the others at
random.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Draw:
    """So many questions with a tag; an empty tag stands for any question of the bank."""

    tag: str
    count: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be drawn. `asked`: in how many earlier attempts the person met it."""

    key: UUID
    tags: frozenset[str]
    asked: int = 0


class TooFew(ValueError):
    """The bank can't fill the draw: `tag` lacks `missing` questions."""

    def __init__(self, tag: str, missing: int) -> None:
        super().__init__(tag)
        self.tag = tag
        self.missing = missing


def draws_in(outline: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield the key of the bank of each test of a path, and the tags by which it draws; `outline`
    is that of a published path."""
    for course in outline["courses"]:
        for lesson in course["lessons"]:
            for test in lesson.get("tests", ()):
                if test.get("bank"):
                    yield test["bank"], test["tags"]


def plain_tag(text: str) -> str:
    """Return a tag as it is compared: without regard to capitals and to spaces around it."""
    return " ".join(text.split()).casefold()


def draw(candidates: Iterable[Candidate], draws: Sequence[Draw], *, seed: int) -> tuple[UUID, ...]:
    """Return the keys of the questions drawn, in the order in which they are asked.

    The same candidates and seed give the same draw, in whatever order the candidates come. Raises
    TooFew where no choice of questions fills the draw.
    """
    # No secret: whoever reads the seed reads the questions too.
    order = Random(f"{seed} questions")  # noqa: S311
    pool = sorted(candidates, key=lambda one: one.key)
    order.shuffle(pool)
    pool.sort(key=lambda one: one.asked)
    places = [plain_tag(one.tag) for one in draws for _place in range(one.count)]
    taken: dict[int, Candidate] = {}
    for candidate in pool:
        if len(taken) == len(places):
            break
        _seat(candidate, places, taken, set())
    for number, tag in enumerate(places):
        if number not in taken:
            empty = [place for place, one in enumerate(places) if one == tag and place not in taken]
            raise TooFew(tag, len(empty))
    drawn = [taken[place].key for place in range(len(places))]
    order.shuffle(drawn)
    return tuple(drawn)


def _seat(
    candidate: Candidate, places: Sequence[str], taken: dict[int, Candidate], tried: set[int]
) -> bool:
    """Give `candidate` a place, moving others where needed; tell whether there is one for it.

    Augmenting paths (Kuhn): taking candidates in order of preference gives the preferred draw among
    those that fill as many places, since the sets that can be seated are a matroid.
    """
    fitting = [
        place
        for place, tag in enumerate(places)
        if place not in tried and (not tag or tag in candidate.tags)
    ]
    for place in fitting:
        if place not in taken:
            taken[place] = candidate
            return True
    for place in fitting:
        if place in tried:
            continue
        tried.add(place)
        if _seat(taken[place], places, taken, tried):
            taken[place] = candidate
            return True
    return False


def mixed_options(options: Collection[Any], *, seed: int, question: UUID) -> tuple[Any, ...]:
    """Return the options of a question in the order in which an attempt shows them."""
    found = list(options)
    Random(f"{seed} {question}").shuffle(found)  # noqa: S311
    return tuple(found)
