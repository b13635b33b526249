"""What the weekly mail to a person says on a day, and by which rule. Pure.

Each line has one rule, which pages and mails name, so that nobody asks in vain why they got it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from courses.duties import Duty


class Rule(StrEnum):
    """Why a line stands in a mail, in the order in which lines stand."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    NEWLY_ASKED = "newly_asked"
    ENDED = "ended"
    ENDS_SOON = "ends_soon"
    LEFT_OFF = "left_off"
    PASSED = "passed"


# Days before the day that is due.
DUE_SOON = timedelta(days=14)
# A mail comes once a week: what is new is what happened since the last one.
NEW = timedelta(days=7)
# Days before a pass ends, and after it has.
ENDS_SOON = timedelta(days=60)
ENDED = timedelta(days=28)
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


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person: what they are asked, and their ways through paths."""

    duties: tuple[Duty, ...] = ()
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a mail. `day`: due, ending, last visit or pass, as the rule has it.

    `is_begun`: there is a place in the path to go on from.
    """

    rule: Rule
    path_key: UUID
    day: date
    assignment_id: int | None = None
    is_begun: bool = False


def lines_on(known: Known, day: date) -> tuple[Line, ...]:
    """Return what a mail of `day` says, the most pressing first; nothing where there is no news.

    A path stands in one line, that of its first rule.
    """
    lines = [*_of_duties(known, day), *_of_passes(known, day)]
    lines += _left(known, day, {line.path_key for line in lines})
    order = list(Rule)
    return tuple(sorted(lines, key=lambda line: (order.index(line.rule), _pressing(line))))


def _pressing(line: Line) -> int:
    newest_first = line.rule in (Rule.LEFT_OFF, Rule.PASSED)
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
