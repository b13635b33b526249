"""How often the positioning test is right, among made-up people. Pure.

What docs/explanation/positioning.md says comes from here (`manage.py simulate_positioning`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import dropwhile, pairwise
from math import exp
from random import Random
from uuid import UUID

from .ability import Item
from .sitting import Outcome, Sitting, Told

# Somebody who would answer fewer of a course's questions right is far from mastering it.
FAR = 0.6
# One option in four, one in three, one non-empty set of four: the usual questions.
_GUESSES = (0.25, 1 / 3, 1 / 15)
_QUESTIONS_SPREAD = 0.7


@dataclass(frozen=True, slots=True)
class Scenario:
    """Made-up people and a course.

    `items` questions of `lessons` lessons; `spread` of the people's abilities, in logits; `slope`:
    how sharply questions tell people apart (the test takes it to be 1); `known`: the share, 0 to 1,
    of the difficulties of questions that the test knows (0: the first day); `mastery`: the share of
    the questions that masters.
    """

    items: int = 14
    lessons: int = 4
    spread: float = 1.5
    slope: float = 1.0
    known: float = 0.7
    mastery: float = 0.8


@dataclass(frozen=True, slots=True)
class Found:
    """What the test told people. Shares go from 0 to 1.

    `masters`: the share of the people who master the course. `wrongly_spared`: of those who don't,
    those who were told that they do; `far_wrongly_spared`: the same of those who would answer fewer
    than FAR right. `found`: of those who do, those who were told so.
    """

    masters: float
    wrongly_spared: float
    far_wrongly_spared: float
    found: float
    mean_length: float
    longest: int
    hardest_jump: float


def simulate(scenario: Scenario, *, people: int, seed: int) -> Found:
    """Let `people` sit the test of a course, each with an ability and draws of their own."""
    chance = Random(seed)  # noqa: S311 - people are made up, nothing is kept from anybody
    kinds: dict[str, list[bool]] = {"masters": [], "others": [], "far": []}
    lengths, jumps = [], [0.0]
    for _person in range(people):
        ability = chance.gauss(0, scenario.spread)
        hard = [chance.gauss(0, _QUESTIONS_SPREAD) for _item in range(scenario.items)]
        pool = tuple(
            Item(
                UUID(int=place % scenario.lessons),
                UUID(int=place),
                _said(one, scenario.known, chance),
                _GUESSES[place % len(_GUESSES)],
            )
            for place, one in enumerate(hard)
        )
        chances = [
            item.guess + (1 - item.guess) / (1 + exp(-scenario.slope * (ability - one)))
            for item, one in zip(pool, hard, strict=True)
        ]
        sitting = Sitting(pool, scenario.mastery, chance.getrandbits(48))
        told, asked = list[Told](), list[Item]()
        while (item := sitting.next(told)) is not None:
            asked.append(item)
            told.append(Told(item.block, chance.random() < chances[item.block.int]))
        share = sum(chances) / len(chances)
        is_spared = sitting.outcome(told) is Outcome.MASTERED
        kinds["masters" if share >= scenario.mastery else "others"].append(is_spared)
        if share < FAR:
            kinds["far"].append(is_spared)
        lengths.append(len(told))
        jumps += [b.difficulty - a.difficulty for a, b in pairwise(asked)]
    return Found(
        masters=len(kinds["masters"]) / people,
        wrongly_spared=_share(kinds["others"]),
        far_wrongly_spared=_share(kinds["far"]),
        found=_share(kinds["masters"]),
        mean_length=sum(lengths) / people,
        longest=max(lengths),
        hardest_jump=max(jumps),
    )


def _said(difficulty: float, known: float, chance: Random) -> float:
    """Return what the record would say of a difficulty."""
    noise = chance.gauss(0, _QUESTIONS_SPREAD * (1 - known)) if known else 0.0
    return round(min(max(known * difficulty + noise, -1.5), 1.5), 2)


def _share(told: list[bool]) -> float:
    return sum(told) / len(told) if told else 0.0


# The courses and people of the documentation's table.
SCENARIOS = (
    ("12 questions, 4 lessons", Scenario(items=12)),
    ("14 questions, 4 lessons", Scenario()),
    ("23 questions, 6 lessons", Scenario(items=23, lessons=6)),
    ("34 questions, 7 lessons", Scenario(items=34, lessons=7)),
    ("14 questions, on the first day", Scenario(known=0.0)),
    ("14 questions that tell people less apart", Scenario(slope=0.7)),
    ("14 questions that tell people more apart", Scenario(slope=1.5)),
    ("14 questions, people more alike", Scenario(spread=1.0)),
)


_HEADER = (
    "| course and people | who masters it | wrongly spared | of those far below "
    "| masters found | questions, mean |"
)
_LINE = "|---|---|---|---|---|---|"


def table(*, people: int, seed: int, scenarios: Sequence[tuple[str, Scenario]] = SCENARIOS) -> str:
    """Return what the test tells in each of `scenarios`, as a table in Markdown."""
    return "\n".join([_HEADER, _LINE, *(_row(*one, people, seed) for one in scenarios)])


def with_table(page: str, told: str) -> str:
    """Return a page in Markdown with the table `told` in the place of the one that it has.

    Raises ValueError for a page that has no such table.
    """
    before, header, after = page.partition(f"{_HEADER}\n")
    if not header:
        raise ValueError("This page has no table of the simulation.")
    lines = after.splitlines(keepends=True)
    rest = dropwhile(lambda line: line.startswith("|"), lines)
    return f"{before}{told}\n{''.join(rest)}"


def _row(name: str, scenario: Scenario, people: int, seed: int) -> str:
    told = simulate(scenario, people=people, seed=seed)
    return (
        f"| {name} | {told.masters:.0%} | {told.wrongly_spared:.1%} | "
        f"{told.far_wrongly_spared:.1%} | {told.found:.0%} | {told.mean_length:.1f} |"
    )
