"""One person's way through one path: what is opened, answered and finished, second by second. Pure.

A way that ends in passing has its last act on the day that the diffusion drew: lessons come in
sittings on working days before it, wrong answers are tried again until the mastery score is
reached. Whoever gives up stops after some lesson, or sees everything without reaching that score.
"""

from dataclasses import dataclass
from random import Random
from typing import Literal
from uuid import UUID

from .answers import Item, Response
from .population import NEVER
from .seasons import Seasons

ActKind = Literal["opened", "answered", "completed"]


@dataclass(frozen=True, slots=True)
class LessonModel:
    """A lesson: its course's place in the path, its own key and its questions."""

    course: int
    key: UUID
    minutes: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class PathModel:
    """A path: the key and the mastery score of each course, and all lessons in order."""

    key: UUID
    courses: tuple[tuple[UUID, float], ...]
    lessons: tuple[LessonModel, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """Something done at `at` (seconds since 1970): `lesson` and `item` are places in the path.

    `attempt` counts the answers to the same question, from 0.
    """

    kind: ActKind
    at: int
    lesson: int
    item: int = -1
    attempt: int = 0
    response: Response | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """Joining at `joined_at`, then acts in order of time."""

    joined_at: int
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Walker:
    """Who goes: ability, the days of joining and of passing (NEVER: not), and of leaving.

    `sees_all`: of those who don't pass, whether every lesson is seen. `lessons` limits how many
    lessons are finished, for the demonstration accounts; None: chance decides.
    """

    ability: float
    start: int
    passes: int
    ends: int
    sees_all: bool = False
    lessons: int | None = None


def walk(path: PathModel, walker: Walker, seasons: Seasons, rng: Random) -> Way | None:
    """Return the way of `walker`, cut off at the end of the window or of the employment.

    None when nothing of it happens in time.
    """
    passing = walker.passes < NEVER
    total = len(path.lessons)
    if passing:
        finished = total
    elif walker.lessons is not None:
        finished = walker.lessons
    elif walker.sees_all:
        finished = total
    else:
        finished = min(int(rng.expovariate(1.0) * total * 0.45), total - 1)
    last_day = walker.passes if passing else min(walker.start + 25, len(seasons.activity) - 1)
    sittings = _sittings(walker.start, last_day, finished, total, seasons, rng)
    writer = _Writer(path, walker.ability, rng)
    for day, first, after in sittings:
        writer.sit_down(seasons.midnights[day] + _hour(rng))
        for lesson in range(first, after):
            writer.take(lesson)
    if passing:
        writer.review()
    elif finished < total:
        writer.look_into(finished)
    elif writer.has_mastered():
        # Seeing everything without passing: the last lesson is left open.
        writer.acts.pop()
    limit = min(seasons.end, seasons.midnights[min(walker.ends, seasons.days)])
    acts = tuple(act for act in writer.acts if act.at < limit)
    joined_at = writer.acts[0].at - 60 if writer.acts else limit
    return Way(joined_at, acts) if joined_at < limit else None


def _sittings(
    start: int, last: int, finished: int, total: int, seasons: Seasons, rng: Random
) -> list[tuple[int, int, int]]:
    """Return sittings (day, first lesson, lesson after the last), the last one on day `last`
    when everything is finished."""
    if finished == 0:
        return [(start, 0, 0)]
    free = [day for day in range(start + 1, last) if seasons.is_working[day]]
    between = min(len(free), finished - 2, int(rng.expovariate(0.9)))
    days = [start, *sorted(rng.sample(free, max(0, between)))]
    if finished > 1 and last > start and (finished == total or rng.random() < 0.6):
        days.append(last)
    if finished == 1:
        days = [last if finished == total else start]
    days = days[-finished:] if finished == total else days[:finished]
    cuts = sorted(rng.sample(range(1, finished), len(days) - 1)) if finished > 1 else []
    bounds = [0, *cuts, finished]
    return [(day, bounds[number], bounds[number + 1]) for number, day in enumerate(days)]


def _hour(rng: Random) -> int:
    """Return seconds after midnight at which a sitting starts: mostly office hours."""
    if rng.random() < 0.05:
        return int(rng.uniform(18.5, 21.0) * 3600)
    return int(rng.triangular(7.5, 16.3, 10.0) * 3600)


class _Writer:
    """Writes acts one after the other, and keeps what was answered."""

    def __init__(self, path: PathModel, ability: float, rng: Random) -> None:
        self.acts: list[Act] = []
        self._path = path
        self._ability = ability
        self._rng = rng
        self._at = 0
        self._best: dict[tuple[int, int], float] = {}
        self._attempts: dict[tuple[int, int], int] = {}

    def sit_down(self, at: int) -> None:
        """Go on at `at`."""
        self._at = at

    def take(self, lesson: int) -> None:
        """Open a lesson, answer all its questions and finish it."""
        self._open(lesson)
        for item in range(len(self._path.lessons[lesson].items)):
            self._answer(lesson, item)
        self._wait(15, 60)
        self.acts.append(Act("completed", self._at, lesson))
        self._wait(10, 120)

    def look_into(self, lesson: int) -> None:
        """Open a lesson and leave it before its end; sometimes, not even that."""
        items = len(self._path.lessons[lesson].items)
        draw = self._rng.random()
        if self.acts and draw < 0.3:
            return
        self._open(lesson)
        for item in range(min(items - 1, int(draw * items))):
            self._answer(lesson, item)

    def review(self) -> None:
        """Answer again what was wrong until each course is mastered."""
        for course, (_key, mastery) in enumerate(self._path.courses):
            places = [
                (number, item)
                for number, lesson in enumerate(self._path.lessons)
                if lesson.course == course
                for item in range(len(lesson.items))
            ]
            enough = mastery * len(places) - 1e-9
            for place in sorted(places, key=lambda place: self._best[place]):
                if sum(self._best[place] for place in places) >= enough:
                    break
                self._wait(20, 90)
                self._give(*place, self._path.lessons[place[0]].items[place[1]].right)

    def has_mastered(self) -> bool:
        """Tell whether the best answers so far reach every mastery score."""
        for course, (_key, mastery) in enumerate(self._path.courses):
            marks = [
                self._best.get((number, item), 0.0)
                for number, lesson in enumerate(self._path.lessons)
                if lesson.course == course
                for item in range(len(lesson.items))
            ]
            if sum(marks) < mastery * len(marks) - 1e-9:
                return False
        return True

    def _open(self, lesson: int) -> None:
        self.acts.append(Act("opened", self._at, lesson))

    def _answer(self, lesson: int, place: int) -> None:
        model = self._path.lessons[lesson]
        item = model.items[place]
        share = model.minutes * 60 / (len(model.items) + 1)
        self._at += 10 + int(share * self._rng.lognormvariate(-0.1, 0.4))
        response = item.respond(item.chance(self._ability), self._rng)
        self._give(lesson, place, response)
        # The feedback invites many to try again at once.
        if not response.mark.success and self._rng.random() < 0.4:
            self._wait(15, 60)
            self._give(lesson, place, item.respond(0.75, self._rng))

    def _give(self, lesson: int, item: int, response: Response) -> None:
        place = (lesson, item)
        attempt = self._attempts.get(place, 0)
        self._attempts[place] = attempt + 1
        self._best[place] = max(self._best.get(place, 0.0), response.mark.scaled)
        self.acts.append(Act("answered", self._at, lesson, item, attempt, response))

    def _wait(self, least: int, most: int) -> None:
        self._at += int(self._rng.uniform(least, most))
