"""What a person is likely to remember of a question, and what to ask again. Pure.

The memory model is FSRS-6 (Open Spaced Repetition, "The Algorithm",
github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm) with its published parameters, as
its own library computes it. It orders one person's questions for that person; nothing of it is
stored, shown to others or used as a mark.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from fsrs import Card, Rating, Scheduler

KNOWN = 0.9
"""From this chance of recall down, a question is worth asking again."""

REST = timedelta(days=7)
"""What was passed is left alone for so long."""

# One look at a time: the steps of minutes that flashcards begin with don't fit one sitting a week.
_SCHEDULER = Scheduler(
    desired_retention=KNOWN, learning_steps=(), relearning_steps=(), enable_fuzzing=False
)


@dataclass(frozen=True, slots=True)
class Recall:
    """One moment at which a question was answered, and how well.

    `again`: it was asked again after the pass. Before, only how it ended counts, and whether it
    took more than one answer.
    """

    at: datetime
    right: bool
    again: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a path that somebody passed: where it is, and how it was answered so far."""

    path: UUID
    course: UUID
    lesson: UUID
    block: UUID
    passed_at: datetime
    recalls: tuple[Recall, ...]


@dataclass(frozen=True, slots=True)
class Pick:
    """A question to ask again. `at_random`: drawn among all, whatever the model says of it.

    Only those drawn at random tell how much is still known (docs/reference/measures.md,
    `retention`): what is nearly forgotten is chosen because it is.
    """

    question: Asked
    at_random: bool


def recall(question: Asked, at: datetime) -> float:
    """Return the chance, 0 to 1, that the question would be known at the moment `at`.

    Learning it counts as one look: "good" where the first answer was right, "hard" otherwise.
    Each time it is asked again is "good" or "again". Moments after `at` don't count.
    """
    card = Card(card_id=0, due=at)
    told = sorted((one for one in question.recalls if one.at <= at), key=lambda one: one.at)
    learning = [one for one in told if not one.again]
    looks: list[tuple[datetime, Rating]] = []
    if learning:
        at_once = learning[0].right
        looks.append((learning[-1].at, Rating.Good if at_once else Rating.Hard))
    looks += [(one.at, Rating.Good if one.right else Rating.Again) for one in told if one.again]
    if not looks:
        return 0.0
    for moment, rating in looks:
        card, _log = _SCHEDULER.review_card(card, rating, moment.astimezone(UTC))
    return float(_SCHEDULER.get_card_retrievability(card, at.astimezone(UTC)))


def week_of(day: datetime) -> datetime:
    """Return when the week of `day` began: its Monday, at midnight in the time zone of `day`."""
    monday = day - timedelta(days=day.weekday())
    return monday.replace(hour=0, minute=0, second=0, microsecond=0)


def picks(
    questions: Iterable[Asked], *, week: datetime, person: UUID, number: int
) -> tuple[Pick, ...]:
    """Return the questions, `number` at most, that a person is asked in the week beginning `week`.

    They depend on what had happened before the week, so that they stay the same all week long,
    in whatever order they are answered. One is drawn at random among all questions passed at least
    REST before, by a draw that nobody can foresee without the week and the person; then come those
    that are nearest to be forgotten, below KNOWN, of one lesson at most as long as there are
    others.
    """
    ready = [one for one in questions if one.passed_at <= week - REST]
    if not ready or number <= 0:
        return ()
    ready.sort(key=lambda one: (one.path, one.lesson, one.block))
    draw = sha256(f"{person} {week.date().isoformat()}".encode()).digest()
    first = ready[int.from_bytes(draw[:8]) % len(ready)]
    chances = [(recall(one, week), one) for one in ready if one is not first]
    fading = sorted(
        (pair for pair in chances if pair[0] < KNOWN),
        key=lambda pair: (pair[0], pair[1].block),
    )
    rest = _spread([one for _chance, one in fading], {first.lesson})[: number - 1]
    return (Pick(first, at_random=True), *(Pick(one, at_random=False) for one in rest))


def _spread(questions: Sequence[Asked], taken: Collection[UUID]) -> list[Asked]:
    """Return `questions` with the first of each lesson, not among `taken`, before the others."""
    lessons = set(taken)
    front: list[Asked] = []
    back: list[Asked] = []
    for one in questions:
        (back if one.lesson in lessons else front).append(one)
        lessons.add(one.lesson)
    return front + back
