"""What the weekly mail to a person says on a day, and by which rule. Pure.

Each line has one rule, which pages and mails name, so that nobody asks in vain why they got it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from courses.duties import Duty
from courses.validity import ENDED, ENDS_SOON


class Rule(StrEnum):
    """Why a line stands in a mail, in the order in which lines stand."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    NEWLY_ASKED = "newly_asked"
    ENDED = "ended"
    ENDS_SOON = "ends_soon"
    ANSWERED = "answered"
    SHOWN = "shown"
    LEFT_OFF = "left_off"
    PASSED = "passed"


# Days before the day that is due.
DUE_SOON = timedelta(days=14)
# A mail comes once a week: what is new is what happened since the last one.
NEW = timedelta(days=7)
# Who was there less than a week ago needs no reminder; who left five weeks ago has chosen.
LEFT_FROM = timedelta(days=7)
LEFT_UNTIL = timedelta(days=35)
# Paths that were left, at most.
MOST_LEFT = 2


@dataclass(frozen=True, slots=True)
class Way:
    """How far somebody is in a path: days, None where that has not come.

    `ends_on`: the first day on which the pass holds no more. `completed`: nothing is left to do.
    """

    path_key: UUID
    last_seen_on: date | None
    is_completed: bool
    passed_on: date | None = None
    ends_on: date | None = None


class Named(Protocol):
    """An organism: its name is that of the language in which a mail is written."""

    @property
    def name(self) -> str:
        """The name in the active language."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A request to be exempted that `organism` granted or refused. Its words stay on the page."""

    path_key: UUID
    day: date
    organism: Named
    is_granted: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """An opening of the list of those of whom a path is asked, that showed the person.

    `who`: "" where that account was erased since. `role` and `reason` are words once they are made
    a text, in the language of the mail; `words` are the person's own.
    """

    path_key: UUID
    day: date
    who: str
    role: object
    organism: Named
    reason: object
    words: str
    assignment_id: int


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person: what they are asked, their ways through paths, what was answered
    to them, and who saw them by name."""

    duties: tuple[Duty, ...] = ()
    ways: tuple[Way, ...] = ()
    answers: tuple[Answered, ...] = ()
    shown: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a mail. `day`: due, ending, last visit or pass, as the rule has it.

    `is_begun`: there is a place in the path to go on from. `news`: what the line is about, where it
    is more than a path and a day.
    """

    rule: Rule
    path_key: UUID
    day: date
    assignment_id: int | None = None
    is_begun: bool = False
    news: Answered | Shown | None = None


def lines_on(known: Known, day: date) -> tuple[Line, ...]:
    """Return what a mail of `day` says, the most pressing first; nothing where there is no news.

    How far somebody is with a path stands in one line, that of its first rule. What was answered
    to them, and who saw them, have lines of their own.
    """
    lines = [*_of_duties(known, day), *_of_passes(known, day)]
    lines += _left(known, day, {line.path_key for line in lines})
    lines += [*_answered(known, day), *_shown(known, day)]
    order = list(Rule)
    return tuple(sorted(lines, key=lambda line: (order.index(line.rule), _pressing(line))))


def _pressing(line: Line) -> int:
    newest_first = line.rule in (Rule.LEFT_OFF, Rule.PASSED, Rule.ANSWERED, Rule.SHOWN)
    return -line.day.toordinal() if newest_first else line.day.toordinal()


def _of_duties(known: Known, day: date) -> list[Line]:
    begun = {way.path_key for way in known.ways if not way.is_completed}
    found = []
    for duty in known.duties:
        if duty.due_on < day:
            rule = Rule.OVERDUE
        elif duty.due_on <= day + DUE_SOON:
            rule = Rule.DUE_SOON
        elif day - NEW < duty.asked_on <= day:
            rule = Rule.NEWLY_ASKED
        else:
            continue
        found.append(
            Line(rule, duty.path_key, duty.due_on, duty.assignment_id, duty.path_key in begun)
        )
    return found


def _of_passes(known: Known, day: date) -> list[Line]:
    asked = {duty.path_key for duty in known.duties}
    found = []
    for way in known.ways:
        if way.passed_on is None or way.path_key in asked:
            continue
        if way.ends_on is not None and way.ends_on <= day:
            if day < way.ends_on + ENDED:
                found.append(Line(Rule.ENDED, way.path_key, way.ends_on))
        elif way.ends_on is not None and way.ends_on <= day + ENDS_SOON:
            found.append(Line(Rule.ENDS_SOON, way.path_key, way.ends_on))
        elif day - NEW < way.passed_on <= day:
            found.append(Line(Rule.PASSED, way.path_key, way.passed_on))
    return found


def _left(known: Known, day: date, told: set[UUID]) -> list[Line]:
    asked = {duty.path_key for duty in known.duties}
    left = [
        Line(Rule.LEFT_OFF, way.path_key, way.last_seen_on, is_begun=True)
        for way in known.ways
        if not way.is_completed
        and way.last_seen_on is not None
        and way.path_key not in told | asked
        and day - LEFT_UNTIL < way.last_seen_on <= day - LEFT_FROM
    ]
    return sorted(left, key=lambda line: line.day, reverse=True)[:MOST_LEFT]


def _answered(known: Known, day: date) -> list[Line]:
    return [
        Line(Rule.ANSWERED, one.path_key, one.day, news=one)
        for one in known.answers
        if day - NEW < one.day <= day
    ]


def _shown(known: Known, day: date) -> list[Line]:
    """Return one line for each person who looked and each path: the last time."""
    last: dict[tuple[UUID, str, int], Shown] = {}
    for one in sorted(known.shown, key=lambda one: one.day):
        if day - NEW < one.day <= day:
            last[one.path_key, one.who, one.assignment_id] = one
    return [
        Line(Rule.SHOWN, one.path_key, one.day, one.assignment_id, news=one)
        for one in last.values()
    ]
