"""Who of an audience came how far on a day. Pure.

The audience T(t) is the set of people who, on the day, are those that the path is for: people
without any fact included, each once, whatever their posts. Every share is over N = |T(t)|. A
person counts by what had happened on that day.

Measures over the same people on another day, or over the people of each day, are the two ways in
which knowledge spreads: `spread_as_was` and `spread_of_cohort`.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import Literal

from academy.core.proportions import LEVEL

from .intervals import Measured, share
from .validity import Period

Person = Hashable
Step = Literal["reached", "started", "completed", "passed"]

ACTIVE_DAYS = 30
"""An active person did something in so many days, the day itself included."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a person came in a path: days, and scores from 0 to 1.

    The same as a fact (models.PathFact), as days where the administration works. `in_force`: the
    periods in which a pass is in force. `renewed_on`: the days on which the path was passed.
    """

    reached_on: date | None = None
    started_on: date | None = None
    completed_on: date | None = None
    passed_on: date | None = None
    active_on: date | None = None
    waived_on: date | None = None
    first_score: float | None = None
    first_scored_on: date | None = None
    best_score: float | None = None
    best_scored_on: date | None = None
    in_force: tuple[Period, ...] = ()
    renewed_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class MasteryScore:
    """From the day `since` on, a score of `scaled` or more masters the path."""

    since: date
    scaled: float


@dataclass(frozen=True, slots=True)
class Mastery:
    """`best`: whose best score masters the path. `at_first`: whose first score did. Both are
    shares of the audience. `first_score`: the mean of the first scores, of those who have one."""

    best: Measured
    at_first: Measured
    first_score: Measured


Standings = Mapping[Person, Standing]
_NOTHING = Standing()


def reached(
    standings: Standings,
    audience: Collection[Person],
    on: date,
    assigned: Mapping[Person, date] | None = None,
) -> Measured:
    """Return #{a <= t or s <= t} / N, Wilson.

    `assigned`: the day since which the path is asked of a person, where it is. Whoever joined the
    path or started it by themselves is reached too.
    """
    asked = assigned or {}

    def is_reached(person: Person, standing: Standing) -> bool:
        days = (asked.get(person), standing.reached_on, standing.started_on)
        return any(_by(day, on) for day in days)

    return _share(standings, audience, on, is_reached)


def started(standings: Standings, audience: Collection[Person], on: date) -> Measured:
    """Return #{s <= t} / N, Wilson. Opening (launched) without starting (initialized) is none."""
    return spread_as_was(standings, {on: audience}, "started")[0]


def completed(standings: Standings, audience: Collection[Person], on: date) -> Measured:
    """Return #{c <= t} / N, Wilson."""
    return spread_as_was(standings, {on: audience}, "completed")[0]


def passed(standings: Standings, audience: Collection[Person], on: date) -> Measured:
    """Return #{g <= t} / N, Wilson: whoever has ever passed, whatever came after."""
    return spread_as_was(standings, {on: audience}, "passed")[0]


def waived(standings: Standings, audience: Collection[Person], on: date) -> Measured:
    """Return #{waived by t, not passed by t} / N, Wilson: shown apart, never added to passed."""
    return _share(
        standings,
        audience,
        on,
        lambda _person, one: _by(one.waived_on, on) and not _by(one.passed_on, on),
    )


def active(standings: Standings, audience: Collection[Person], on: date) -> Measured:
    """Return #{s <= t, not c <= t, any act in the 30 days up to t} / N, Wilson.

    Only the last act of a person is kept, so that this can't be said of a day before it.

    Raises ValueError where somebody in the audience did something after `on`.
    """
    since = on - timedelta(days=ACTIVE_DAYS)

    def is_active(_person: Person, one: Standing) -> bool:
        if one.active_on is not None and one.active_on > on:
            raise ValueError(
                f"Who was active on {on} isn't known any more: the facts keep the last act, and "
                f"somebody did something on {one.active_on}. Ask for a day from then on."
            )
        return (
            _by(one.started_on, on)
            and not _by(one.completed_on, on)
            and one.active_on is not None
            and one.active_on > since
        )

    return _share(standings, audience, on, is_active)


def mastery(
    standings: Standings,
    audience: Collection[Person],
    versions: Iterable[MasteryScore],
    on: date,
) -> Mastery:
    """Return #{best scaled score >= masteryScore} / N, Wilson; the same of first scores beside it.

    cmi5 (Quartz), 10.2.4 masteryScore. A score is held against the mastery score of the day on
    which it was made, so that a new version changes nothing of scores made before. A person
    without a score masters nothing, which is what the denominator says. The mean of first scores
    has an interval by Student's law (Student, 1908, Biometrika 6:1-25), none under two scores.

    Raises ValueError where a best score was made after `on`, or before any version.
    """
    known = sorted(versions, key=lambda version: version.since)

    def masters(score: float | None, made_on: date | None) -> bool:
        if score is None or not _by(made_on, on) or made_on is None:
            return False
        in_force = [version.scaled for version in known if version.since <= made_on]
        if not in_force:
            raise ValueError(
                f"A score was made on {made_on}, before the first mastery score. Add the one that "
                "the path had then."
            )
        # Marks are fractions: what 0.8 made of thirds lacks by rounding is no lack.
        return score >= in_force[-1] - 1e-9

    def by_best(_person: Person, one: Standing) -> bool:
        if one.best_scored_on is not None and one.best_scored_on > on:
            raise ValueError(
                f"Best scores of {on} aren't known any more: somebody made a better one on "
                f"{one.best_scored_on}. Ask for a day from then on."
            )
        return masters(one.best_score, one.best_scored_on)

    people = set(audience)
    firsts = [
        one.first_score
        for one in (standings.get(person, _NOTHING) for person in people)
        if one.first_score is not None and _by(one.first_scored_on, on)
    ]
    return Mastery(
        best=_share(standings, people, on, by_best),
        at_first=_share(
            standings,
            people,
            on,
            lambda _person, one: masters(one.first_score, one.first_scored_on),
        ),
        first_score=_mean(firsts, on),
    )


def in_force(standings: Standings, audience: Collection[Person], on: date) -> Measured:
    """Return #{g <= t < v} / N, Wilson: whose pass is in force on the day.

    After a new version of a path, or of its validity, an old pass holds until its own day
    (validity.valid_until).
    """

    def holds(_person: Person, one: Standing) -> bool:
        return any(since <= on and (until is None or on < until) for since, until in one.in_force)

    return _share(standings, audience, on, holds)


def spread_as_was(
    standings: Standings, audiences: Mapping[date, Collection[Person]], step: Step = "passed"
) -> list[Measured]:
    """Return S(t) = #{i in T(t): g_i <= t} / #T(t) for each day, Wilson.

    `audiences`: the people of each day. The curve may fall: people who have passed leave, others
    who haven't are hired.
    """
    return [
        _share(
            standings,
            audience,
            on,
            lambda _person, one, on=on: _by(getattr(one, f"{step}_on"), on),  # type: ignore[misc]
        )
        for on, audience in sorted(audiences.items())
    ]


def spread_of_cohort(
    standings: Standings,
    cohort: Collection[Person],
    days: Iterable[date],
    step: Step = "passed",
) -> list[Measured]:
    """Return S(t) of the same people on each of `days`, Wilson: it never falls.

    What people learned counts, wherever they were when they did.
    """
    return spread_as_was(standings, dict.fromkeys(days, cohort), step)


def _by(day: date | None, on: date) -> bool:
    return day is not None and day <= on


def _share(standings, audience, on, holds) -> Measured:
    people = set(audience)
    count = sum(holds(person, standings.get(person, _NOTHING)) for person in people)
    return share(count, len(people), on)


def _mean(scores: list[float], on: date) -> Measured:
    count, name = len(scores), f"Student, {LEVEL:.0%}"
    if not count:
        return Measured(None, 0, None, None, name, on)
    mean = sum(scores) / count
    if count == 1:
        return Measured(mean, 1, None, None, name, on)
    # Loaded where a page measures, not with what serves it.
    from scipy.special import stdtrit

    deviation = sqrt(sum((score - mean) ** 2 for score in scores) / (count - 1))
    half = float(stdtrit(count - 1, (1 + LEVEL) / 2)) * deviation / sqrt(count)
    return Measured(mean, count, max(0.0, mean - half), min(1.0, mean + half), name, on)
