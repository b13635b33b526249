"""When the answers to a question are looked at, and when they make it doubtful. Pure.

A test that is wrong once in twenty times, done every night, is wrong far more often in a year:
Armitage, McPherson and Rowe (1969), "Repeated significance tests on accumulating data", Journal of
the Royal Statistical Society A 132:235-244. So

- a question is looked at again only once as many have answered since as had by then, or all whose
  answers are read have: the numbers of answers decide it, never what they say;
- the rate of false alarms is spent over the looks, as by Lan and DeMets (1983), "Discrete
  sequential boundaries for clinical trials", Biometrika 70:659-663: the k-th has 1 / k(k + 1) of
  it, which add up to 1 however many there are. (The same weights as in stitching: Howard, Ramdas,
  McAuliffe and Sekhon (2021), "Time-uniform, nonparametric, nonasymptotic confidence sequences",
  Annals of Statistics 49:1055-1080.) That holds whatever the looks have in common;
- the reasons share it alike (Bonferroni), and the questions of a course or bank by Benjamini and
  Hochberg (1995), "Controlling the false discovery rate", Journal of the Royal Statistical Society
  B 57:289-300.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeVar

Question = TypeVar("Question")
Flag = Literal["backwards", "below_chance", "languages"]

RATE = 0.05
"""Of the questions of a course that are found doubtful, the share that are sound, in the mean; and
the chance that one is found at all where all are sound, however long they are looked at."""

# Fewer answers are shown and not judged: an interval would hold nearly everything.
LEAST_ANSWERS = 100
_REASONS = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What looks say for one reason: how many there were, and the smallest chance (0 to 1) of
    seeing as much of a sound question, corrected for the number of looks and reasons."""

    looks: int
    chance: float


@dataclass(frozen=True, slots=True)
class Look:
    """The last look at a question: when, at how many answers, and what all looks say by reason."""

    at: datetime
    answers: int
    evidence: Mapping[str, Evidence] = field(default_factory=dict)


def is_due(last: Look | None, answered: Sequence[datetime]) -> bool:
    """Tell whether a question is looked at now, of which answers were given at these moments."""
    if len(answered) < LEAST_ANSWERS:
        return False
    if last is None:
        return True
    since = sum(moment > last.at for moment in answered)
    return since >= min(last.answers, len(answered))


def looked(last: Look | None, said: Mapping[Flag, float], *, answers: int, at: datetime) -> Look:
    """Return a look at `answers`, by which each reason has a chance in a sound question (`said`,
    from 0 to 1; a reason that can't be judged yet is left out), after the `last` one."""
    evidence = dict(last.evidence) if last else {}
    for reason, chance in said.items():
        before = evidence.get(reason, Evidence(0, 1.0))
        looks = before.looks + 1
        corrected = min(1.0, chance * _REASONS * looks * (looks + 1))
        evidence[reason] = Evidence(looks, min(before.chance, corrected))
    return Look(at, answers, evidence)


def doubtful(looks: Mapping[Question, Look]) -> dict[Question, tuple[str, ...]]:
    """Return the questions of a course, or of a bank, that are doubtful, with the reasons."""
    chances = {
        key: min((one.chance for one in look.evidence.values()), default=1.0)
        for key, look in looks.items()
    }
    bound = 0.0
    for rank, chance in enumerate(sorted(chances.values()), 1):
        if chance <= RATE * rank / len(chances):
            bound = RATE * rank / len(chances)
    return {
        key: tuple(sorted(name for name, one in look.evidence.items() if one.chance <= bound))
        for key, look in looks.items()
        if bound and chances[key] <= bound
    }
