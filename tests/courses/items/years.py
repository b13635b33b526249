"""A year of nights of a course of which people answer all questions, drawn with a seed. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import exp
from random import Random

from courses.items.judging import AskedQuestion, FirstAnswer, analyse
from courses.items.looking import Look, doubtful, is_due, looked

NIGHTS = 365
# No more are read.
WINDOW = 1_000
SMALLEST = 10
FIRST = datetime(2026, 1, 1, 5, tzinfo=UTC)

# Whether somebody who knows so much (0 in the mean, 1 apart) and reads this language is right.
Answering = Callable[[Random, float, str], bool]


def guessed(random: Random, _knows: float, _language: str) -> bool:
    """A question on the edge of all that is judged: it says nothing of who knows what, and as many
    find it as would blindly. Sound ones are further from being doubtful."""
    return random.random() < 0.25


def logistic(hard: float, *, steep: float = 1.2, harder_in_english: float = 0.0) -> Answering:
    """A question that people find by a logistic law."""

    def answers(random: Random, knows: float, language: str) -> bool:
        far = steep * (knows - hard) - (harder_in_english if language == "en" else 0)
        return random.random() < 1 / (1 + exp(-far))

    return answers


@dataclass(frozen=True, slots=True)
class Found:
    """When a question was found doubtful: in which night, and of how many who had answered."""

    night: int
    people: int


def nights_of_looks(a_night: int, nights: int = NIGHTS) -> list[int]:
    """Return in which nights (from 1) a question is looked at that so many answer every day."""
    found: list[int] = []
    last: Look | None = None
    moments: list[datetime] = []
    for night in range(1, nights + 1):
        at = FIRST + timedelta(days=night)
        moments = [*moments, *[at - timedelta(hours=8)] * a_night][-WINDOW:]
        if is_due(last, moments):
            last = looked(last, {}, answers=len(moments), at=at)
            found.append(night)
    return found


def year(
    random: Random, questions: Sequence[Answering], looks: Sequence[int], a_night: int
) -> dict[int, Found]:
    """Return which questions are found doubtful in a year in which `a_night` people answer before
    each night; they are looked at in the nights `looks`."""
    asked = [AskedQuestion(("lesson", str(place)), 0.25) for place in range(len(questions))]
    answers: list[FirstAnswer] = []
    people = 0
    known: dict[tuple[str, str], Look] = {}
    found: dict[int, Found] = {}
    for night in looks:
        at = FIRST + timedelta(days=night)
        for person in range(people, night * a_night):
            knows, language = random.gauss(0, 1), random.choice(("fr", "en"))
            for place, is_right in enumerate(questions):
                right = is_right(random, knows, language)
                key = ("lesson", str(place))
                answers.append(FirstAnswer(person, key, float(right), right, (), language, at))
        people = night * a_night
        answers = answers[-WINDOW * len(questions) :]
        for one in analyse(asked, answers, smallest=SMALLEST).questions:
            last = known.get(one.key)
            known[one.key] = looked(last, one.chances, answers=min(people, WINDOW), at=at)
        for key in doubtful(known):
            found.setdefault(int(key[1]), Found(night, people))
    return found
