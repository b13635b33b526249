"""Which question comes next. Pure.

The most informative about the ability as it is known (F. M. Lord, Applications of Item Response
Theory, 1980), with three bounds. Content: the lessons take turns (G. G. Kingsbury & A. R. Zara,
Procedures for Selecting Items for Computerized Adaptive Tests, Applied Measurement in Education 2,
1989). Exposure: drawn among the best few, so that no question is known to come (same source, their
"randomesque" way). Kindness: a question is harder than the one before by HARDEST_JUMP at most, and
never after a wrong answer.
"""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from .ability import Item, posterior_of

# How much harder than the one before a question may be, in logits.
HARDEST_JUMP = 0.75
# How hard the first question is at most: easier than the middle of the course.
START = 0.0
# So many of the most informative are drawn from.
_BEST = 3


def next_item(
    pool: Sequence[Item], answers: Sequence[tuple[Item, bool]], *, seed: int
) -> Item | None:
    """Return the question of `pool` to ask after `answers`, in order; None where none fits.

    The same pool, answers and seed give the same question, whatever the order of the pool.
    """
    asked = {item.block for item, _right in answers}
    fitting = [item for item in pool if item.block not in asked and _is_kind(item, answers)]
    if not answers and not fitting:
        # A course without an easy question begins with its easiest.
        easiest = min((item.difficulty for item in pool), default=0.0)
        fitting = [item for item in pool if item.difficulty == easiest]
    if not fitting:
        return None
    turns = Counter(item.lesson for item, _right in answers)
    fewest = min(turns[item.lesson] for item in fitting)
    ability = posterior_of(answers).mean
    draw = _draw(seed, len(answers))
    best = sorted(
        (item for item in fitting if turns[item.lesson] == fewest),
        # Of equals, those that the draw puts first.
        key=lambda item: (-round(item.information(ability), 6), draw(item.block)),
    )
    return min(best[:_BEST], key=lambda item: draw(item.block))


def _is_kind(item: Item, answers: Sequence[tuple[Item, bool]]) -> bool:
    if not answers:
        return item.difficulty <= START
    last, right = answers[-1]
    return item.difficulty <= last.difficulty + (HARDEST_JUMP if right else 0.0)


def _draw(seed: int, number: int):  # type: ignore[no-untyped-def]
    def place(block: UUID) -> bytes:
        return sha256(f"{seed} {number} {block}".encode()).digest()

    return place
