"""The positioning test of a course: adaptive, short, and over at a stated precision. Pure.

A person is asked one question after the other, each chosen by the answers before. What the answers
say of the ability is a distribution over a grid; the test ends as soon as it says with a stated
certainty that the person is above or below what passing the course takes. No Django, no clock: the
pool, the seed and the answers alone decide, so that a sitting can be worked out again.
"""

from .ability import Item, Posterior, posterior_of, shares_of
from .choosing import HARDEST_JUMP, START, next_item
from .difficulty import FirstAnswers, difficulties_of
from .sitting import (
    CERTAIN_ABOVE,
    CERTAIN_BELOW,
    FEWEST_ITEMS,
    FEWEST_LESSONS,
    FEWEST_TO_MASTER,
    FEWEST_TO_STOP,
    HIGHEST_MASTERY,
    LOWEST_MASTERY,
    MARGIN,
    MINUTES,
    MOST_ASKED,
    Outcome,
    Sitting,
    Told,
    is_long_enough,
    mastery_asked,
    may_position,
)

__all__ = [
    "CERTAIN_ABOVE",
    "CERTAIN_BELOW",
    "FEWEST_ITEMS",
    "FEWEST_LESSONS",
    "FEWEST_TO_MASTER",
    "FEWEST_TO_STOP",
    "HARDEST_JUMP",
    "HIGHEST_MASTERY",
    "LOWEST_MASTERY",
    "MARGIN",
    "MINUTES",
    "MOST_ASKED",
    "START",
    "FirstAnswers",
    "Item",
    "Outcome",
    "Posterior",
    "Sitting",
    "Told",
    "difficulties_of",
    "is_long_enough",
    "mastery_asked",
    "may_position",
    "next_item",
    "posterior_of",
    "shares_of",
]
