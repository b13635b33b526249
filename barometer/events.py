"""What a statement says about how far a person came in a path. Pure.

The four steps, after the measures of diffusion that the barometer shows: reached (has joined the
path, or started), started (has opened a lesson), completed and passed (the path as a whole). They
nest: an event counts for its step and for the steps that it implies.

Beside the steps: the last day on which the person did anything at all in the path (opening it
included, which is no start), a waiver, the scores told of the path as a whole, and the days on
which it was passed or a re-check of it was failed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from academy.core.iri import account_home_page, parse_activity_iri, recheck_iri

from .measures.validity import Period, ValidUntil, never_ends, periods_in_force

STEPS = ("reached", "started", "completed", "passed")
REACHED, STARTED, COMPLETED, PASSED = range(4)

_REGISTERED_VERB = "http://adlnet.gov/expapi/verbs/registered"
_INITIALIZED_VERB = "http://adlnet.gov/expapi/verbs/initialized"
_COMPLETED_VERB = "http://adlnet.gov/expapi/verbs/completed"
PASSED_VERB = "http://adlnet.gov/expapi/verbs/passed"
FAILED_VERB = "http://adlnet.gov/expapi/verbs/failed"
# cmi5 (Quartz) 9.3.7: the requirements were met by other means.
WAIVED_VERB = "https://w3id.org/xapi/adl/verbs/waived"
VOIDED_VERB = "http://adlnet.gov/expapi/verbs/voided"

# What an act on the path itself says, and what an act on a part of it does: whoever completed a
# lesson has started, though the record of the opening may be lost.
ON_THE_PATH = {
    _REGISTERED_VERB: (REACHED,),
    _INITIALIZED_VERB: (REACHED, STARTED),
    _COMPLETED_VERB: (REACHED, STARTED, COMPLETED),
    PASSED_VERB: (REACHED, STARTED, PASSED),
    # Whoever failed has tried.
    FAILED_VERB: (REACHED, STARTED),
}
ON_A_PART = {
    _INITIALIZED_VERB: (REACHED, STARTED),
    _COMPLETED_VERB: (REACHED, STARTED),
    PASSED_VERB: (REACHED, STARTED),
    FAILED_VERB: (REACHED, STARTED),
}
# What the academy, or whoever launched the content, tells of a person who did nothing (cmi5 9.3).
NO_ACTS = {
    WAIVED_VERB,
    "https://w3id.org/xapi/adl/verbs/abandoned",
    "https://w3id.org/xapi/adl/verbs/satisfied",
}


class Told(Protocol):
    """What is read of a stored statement."""

    @property
    def id(self) -> UUID: ...  # noqa: D102
    @property
    def stored(self) -> datetime: ...  # noqa: D102
    @property
    def timestamp(self) -> datetime: ...  # noqa: D102
    @property
    def verb(self) -> str: ...  # noqa: D102
    @property
    def object_id(self) -> str: ...  # noqa: D102
    @property
    def object_type(self) -> str: ...  # noqa: D102
    @property
    def actor_account(self) -> tuple[str, str] | None: ...  # noqa: D102
    @property
    def data(self) -> Mapping[str, Any]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class PersonPath:
    """A person, by pseudonym, and a path: what a fact is about."""

    person: UUID
    path: UUID


class Score(NamedTuple):
    """A score from 0 to 1, and when it was made."""

    scaled: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """A step, several at once, or anything else that a person did, at a moment.

    `is_corrected`: the statement claimed a moment after it was stored; `at` is the latter then.
    `day`: that of `at` where the administration works. `is_act`: the person did it; otherwise it
    was told of the person. `scaled`: the score of the path as a whole, from 0 to 1.
    `valid_until`: of a pass, the first day on which it holds no more, None where it always will.
    `is_lapse`: a re-check of the path was failed.
    """

    about: PersonPath
    steps: tuple[int, ...]
    at: datetime
    is_corrected: bool
    day: date
    is_act: bool = True
    is_waiver: bool = False
    scaled: float | None = None
    is_lapse: bool = False
    valid_until: date | None = None


@dataclass(slots=True)
class Times:
    """What is known of a person and a path; the order in which it became known doesn't matter.

    `at`: the earliest known moment of each step; `corrected`: whether it was corrected.
    `active_on`: the last day of an act. `waived_at`: the earliest waiver. `first` and `best`: the
    score made first (the higher of two at once) and the best (the earlier of two alike). `passes`:
    by day of a pass of the path as a whole, the first day on which it holds no more. `lapses`: the
    days on which a re-check was failed.
    """

    at: list[datetime | None] = field(default_factory=lambda: [None] * 4)
    corrected: list[bool] = field(default_factory=lambda: [False] * 4)
    active_on: date | None = None
    waived_at: datetime | None = None
    first: Score | None = None
    best: Score | None = None
    passes: dict[date, date | None] = field(default_factory=dict)
    lapses: set[date] = field(default_factory=set)

    def take(self, event: Event) -> None:
        """Take an event into account; the order in which events come doesn't matter."""
        for step in event.steps:
            self._earliest(step, event.at, event.is_corrected)
        if event.is_act:
            self._active(event.day)
        if event.is_waiver:
            self._waived(event.at)
        if event.scaled is not None:
            score = Score(event.scaled, event.at)
            self._scored(first=score, best=score)
        if PASSED in event.steps:
            self.passes[event.day] = event.valid_until
        if event.is_lapse:
            self.lapses.add(event.day)

    def merge(self, known: "Times") -> None:
        """Take into account all that was `known` before."""
        for step, at in enumerate(known.at):
            if at is not None:
                self._earliest(step, at, known.corrected[step])
        if known.active_on is not None:
            self._active(known.active_on)
        if known.waived_at is not None:
            self._waived(known.waived_at)
        if known.first is not None and known.best is not None:
            self._scored(first=known.first, best=known.best)
        # The rule by which a pass ends may have changed since: as it is told now.
        self.passes = known.passes | self.passes
        self.lapses |= known.lapses

    def _earliest(self, step: int, at: datetime, is_corrected: bool) -> None:
        known = self.at[step]
        if known is None or at < known:
            self.at[step], self.corrected[step] = at, is_corrected
        elif at == known and not is_corrected:
            # Two records tell the same moment: the one that needed no correction has it.
            self.corrected[step] = False

    def _active(self, day: date) -> None:
        if self.active_on is None or day > self.active_on:
            self.active_on = day

    def _waived(self, at: datetime) -> None:
        if self.waived_at is None or at < self.waived_at:
            self.waived_at = at

    def _scored(self, *, first: Score, best: Score) -> None:
        if self.first is None or (first.at, -first.scaled) < (self.first.at, -self.first.scaled):
            self.first = first
        if self.best is None or (-best.scaled, best.at) < (-self.best.scaled, self.best.at):
            self.best = best

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known."""
        return self.at[REACHED] is None and self.active_on is None and self.waived_at is None

    @property
    def in_force(self) -> tuple[Period, ...]:
        """The periods in which a pass was, is or will be in force."""
        return periods_in_force(self.passes, self.lapses)


class EventReader:
    """Reads the statements of the academy whose identifiers start with the address `base`."""

    def __init__(
        self,
        base: str,
        day_of: Callable[[datetime], date],
        valid_until: ValidUntil = never_ends,
    ) -> None:
        """`day_of`: the day of a moment where the administration works.

        `valid_until`: when a pass of a path ends.
        """
        self._base = base
        self._home_page = account_home_page(base)
        self._recheck = recheck_iri(base)
        self._day_of = day_of
        self._valid_until = valid_until
        # Few activities, many statements: what an IRI names is worked out once.
        self._activities: dict[str, tuple[UUID, bool] | None] = {}

    def read(self, statement: Told) -> Event | None:
        """Return what `statement` says, or None when it says nothing about a path of ours."""
        found = self.subject(statement)
        if found is None:
            return None
        about, is_path = found
        return self._of_the_path(about, statement) if is_path else self._of_a_part(about, statement)

    def subject(self, statement: Told) -> tuple[PersonPath, bool] | None:
        """Return the person and the path of ours that `statement` is about, whatever it says, and
        whether it is about the path as a whole; None for any other statement."""
        found = self.activity(statement.object_id)
        if found is None:
            return None
        path, is_path = found
        person = self.person(statement.actor_account)
        if person is None:
            return None
        if not is_path:
            named = self.path_around(statement.data)
            if named is None:
                return None
            path = named
        return PersonPath(person, path), is_path

    def person(self, account: tuple[str, str] | None) -> UUID | None:
        """Return whose account of ours (homePage, name) is, None for any other."""
        if account is None or account[0] != self._home_page:
            return None
        try:
            return UUID(account[1])
        except ValueError:
            # An account of ours always bears a UUID: this one is somebody's invention.
            return None

    def _of_a_part(self, about: PersonPath, statement: Told) -> Event | None:
        if statement.verb in NO_ACTS:
            # A lesson that is waived waives no path.
            return None
        at, is_corrected = _moment_of(statement)
        steps = ON_A_PART.get(statement.verb, ())
        return Event(about, steps, at, is_corrected, self._day_of(at))

    def _of_the_path(self, about: PersonPath, statement: Told) -> Event | None:
        verb = statement.verb
        is_waiver = verb == WAIVED_VERB
        if verb in NO_ACTS and not is_waiver:
            return None
        at, is_corrected = _moment_of(statement)
        day = self._day_of(at)
        return Event(
            about=about,
            steps=ON_THE_PATH.get(verb, ()),
            at=at,
            is_corrected=is_corrected,
            day=day,
            is_act=not is_waiver,
            is_waiver=is_waiver,
            scaled=None if is_waiver else scaled_score(statement.data),
            is_lapse=verb == FAILED_VERB and self.is_recheck(statement.data),
            valid_until=self._valid_until(about.path, day) if verb == PASSED_VERB else None,
        )

    def is_recheck(self, data: Mapping[str, Any]) -> bool:
        """Return whether the `category` of a statement says that it tells a re-check."""
        return any(
            activity["id"] == self._recheck for activity in _context_activities(data, "category")
        )

    def path_around(self, data: Mapping[str, Any]) -> UUID | None:
        """Return the path that the `grouping` of a statement names."""
        for activity in _context_activities(data, "grouping"):
            found = self.activity(activity["id"])
            if found is not None and found[1]:
                return found[0]
        return None

    def activity(self, iri: str) -> tuple[UUID, bool] | None:
        """Return the key of one of our activities and whether it is a path; None for others."""
        try:
            return self._activities[iri]
        except KeyError:
            ref = parse_activity_iri(self._base, iri)
            found = None if ref is None else (ref.key, ref.kind == "path")
            # Bounded: identifiers of others' activities are as many as their authors like.
            if len(self._activities) > 50_000:
                self._activities.clear()
            self._activities[iri] = found
            return found


def voided_statement(statement: Told) -> UUID | None:
    """Return the identifier of the statement that `statement` voids, if it voids one."""
    if statement.verb != VOIDED_VERB or statement.object_type != "StatementRef":
        return None
    return UUID(statement.object_id)


def scaled_score(data: Mapping[str, Any]) -> float | None:
    """Return the score of a statement, from 0 to 1; None where it has none that can be read.

    `scaled` where there is one, a negative one being nothing (xAPI 1.0.3, part 2, 2.4.5.1, lets it
    go from -1 to 1); otherwise `raw` over `max`, both counted from `min` where that is told.
    """
    score = data.get("result", {}).get("score", {})
    scaled = score.get("scaled")
    if scaled is None:
        raw, highest, lowest = score.get("raw"), score.get("max"), score.get("min", 0)
        if raw is None or highest is None or highest <= lowest:
            return None
        scaled = (raw - lowest) / (highest - lowest)
    return float(min(max(scaled, 0.0), 1.0))


def _moment_of(statement: Told) -> tuple[datetime, bool]:
    """Return when it happened, never after it was stored, and whether that is a correction."""
    is_corrected = statement.timestamp > statement.stored
    return (statement.stored if is_corrected else statement.timestamp), is_corrected


def _context_activities(data: Mapping[str, Any], kind: str) -> tuple[Mapping[str, Any], ...]:
    """Return the activities that the context of a statement names as `kind`."""
    activities = data.get("context", {}).get("contextActivities", {}).get(kind, ())
    # xAPI 1.0 lets a single activity stand without its list.
    return (activities,) if isinstance(activities, Mapping) else tuple(activities)
