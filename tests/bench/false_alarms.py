"""How often sound questions are found doubtful in a year of nights, and how soon bad ones are:
`python -m tests.bench.false_alarms`.

Each course has so many `--questions` on the edge of every reason for a doubt: they tell nobody
apart, and as many people find them as would blindly. Beside the looks that the academy makes stand
those of every night, each with the whole rate. The goal: no more courses have a doubtful question
than `courses.items.looking.RATE` says, but for three standard errors.
"""

import argparse
import sys
from math import sqrt
from random import Random
from statistics import median

from courses.items.looking import RATE
from courses.items.measures import chance_of_guessing
from tests.courses.items.years import (
    NIGHTS,
    WINDOW,
    Answering,
    guessed,
    logistic,
    nights_of_looks,
    year,
)

BAD: dict[str, Answering] = {
    "backwards": logistic(0, steep=-1.2),
    "below chance": logistic(6, steep=0.5),
    "languages": logistic(0, harder_in_english=2.5),
}


def main() -> int:
    """Print what was found; return 1 when the goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.false_alarms")
    parser.add_argument("--courses", type=int, default=500)
    parser.add_argument("--questions", type=int, default=8)
    parser.add_argument("--a-night", type=int, default=5)
    options = parser.parse_args()
    looks = nights_of_looks(options.a_night)
    print(f"{options.a_night} people a night, {NIGHTS} nights: looks in {looks}")
    alarms = sum(
        bool(year(Random(seed), [guessed] * options.questions, looks, options.a_night))
        for seed in range(options.courses)
    )
    share = alarms / options.courses
    print(f"sound courses with a doubtful question: {alarms} of {options.courses} ({share:.1%})")
    nightly = sum(_nightly(Random(seed), options.a_night) for seed in range(options.courses))
    print(f"one question below chance, every night at 2.5 %: {nightly / options.courses:.1%}")
    sound = [logistic(hard / 3) for hard in range(-4, options.questions - 5)]
    for name, bad in BAD.items():
        found = [year(Random(seed), [bad, *sound], looks, options.a_night) for seed in range(50)]
        people = [one[0].people for one in found if 0 in one]
        wrong = sum(bool(one.keys() - {0}) for one in found)
        print(
            f"{name}: found in {len(people)} of 50 courses, after {median(people):.0f} people "
            f"(at most {max(people)}); {wrong} accuse another one"
        )
    most = RATE + 3 * sqrt(RATE * (1 - RATE) / options.courses)
    return int(share > most)


def _nightly(random: Random, a_night: int) -> bool:
    right = [random.random() < 0.25 for _answer in range(NIGHTS * a_night)]
    windows = (
        right[max(0, night * a_night - WINDOW) : night * a_night]
        for night in range(1, NIGHTS + 1)
        if night * a_night >= 100
    )
    return any(chance_of_guessing(sum(one), len(one), 0.25) < 0.025 for one in windows)


if __name__ == "__main__":
    sys.exit(main())
