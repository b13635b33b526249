"""What a statement says about how far a person came in a path. Pure.

The four steps, after the measures of diffusion that the barometer shows: reached (has joined the
path, or started), started (has opened a lesson), completed and passed (the path as a whole). They
nest: an event counts for its step and for the steps that it implies.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from academy.core.iri import account_home_page, parse_activity_iri

STEPS = ("reached", "started", "completed", "passed")
REACHED, STARTED, COMPLETED, PASSED = range(4)

_REGISTERED_VERB = "http://adlnet.gov/expapi/verbs/registered"
_INITIALIZED_VERB = "http://adlnet.gov/expapi/verbs/initialized"
_COMPLETED_VERB = "http://adlnet.gov/expapi/verbs/completed"
_PASSED_VERB = "http://adlnet.gov/expapi/verbs/passed"
VOIDED_VERB = "http://adlnet.gov/expapi/verbs/voided"
VERBS = (_REGISTERED_VERB, _INITIALIZED_VERB, _COMPLETED_VERB, _PASSED_VERB)

# What an act on the path itself says, and what an act on a part of it does: whoever completed a
# lesson has started, though the record of the opening may be lost.
_ON_THE_PATH = {
    _REGISTERED_VERB: (REACHED,),
    _INITIALIZED_VERB: (REACHED, STARTED),
    _COMPLETED_VERB: (REACHED, STARTED, COMPLETED),
    _PASSED_VERB: (REACHED, STARTED, PASSED),
}
_ON_A_PART = {
    _INITIALIZED_VERB: (REACHED, STARTED),
    _COMPLETED_VERB: (REACHED, STARTED),
    _PASSED_VERB: (REACHED, STARTED),
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


@dataclass(frozen=True, slots=True)
class Event:
    """A step, or several at once, at a moment.

    `is_corrected`: the statement claimed a moment after it was stored; `at` is the latter then.
    """

    about: PersonPath
    steps: tuple[int, ...]
    at: datetime
    is_corrected: bool


@dataclass(slots=True)
class Times:
    """The earliest known moment of each step, and whether it was corrected."""

    at: list[datetime | None] = field(default_factory=lambda: [None] * 4)
    corrected: list[bool] = field(default_factory=lambda: [False] * 4)

    def take(self, event: Event) -> None:
        """Take an event into account; the order in which events come doesn't matter."""
        for step in event.steps:
            self._earliest(step, event.at, event.is_corrected)

    def merge(self, other: "Times") -> None:
        """Take into account all that `other` did."""
        for step, at in enumerate(other.at):
            if at is not None:
                self._earliest(step, at, other.corrected[step])

    def _earliest(self, step: int, at: datetime, is_corrected: bool) -> None:
        known = self.at[step]
        if known is None or at < known:
            self.at[step], self.corrected[step] = at, is_corrected
        elif at == known and not is_corrected:
            # Two records tell the same moment: the one that needed no correction has it.
            self.corrected[step] = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known."""
        return self.at[REACHED] is None


class EventReader:
    """Reads the statements of the academy whose identifiers start with the address `base`."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._home_page = account_home_page(base)
        # Few activities, many statements: what an IRI names is worked out once.
        self._activities: dict[str, tuple[UUID, bool] | None] = {}

    def read(self, statement: Told) -> Event | None:
        """Return what `statement` says, or None when it says nothing about a path of ours."""
        on_the_path = _ON_THE_PATH.get(statement.verb)
        account = statement.actor_account
        if on_the_path is None or account is None or account[0] != self._home_page:
            return None
        found = self._activity(statement.object_id)
        if found is None:
            return None
        path, is_path = found
        steps = on_the_path
        if not is_path:
            steps = _ON_A_PART.get(statement.verb, ())
            named = self._path_around(statement.data) if steps else None
            if named is None:
                return None
            path = named
        try:
            person = UUID(account[1])
        except ValueError:
            # An account of ours always bears a UUID: this one is somebody's invention.
            return None
        claimed, stored = statement.timestamp, statement.stored
        is_corrected = claimed > stored
        return Event(
            about=PersonPath(person, path),
            steps=steps,
            at=stored if is_corrected else claimed,
            is_corrected=is_corrected,
        )

    def _path_around(self, data: Mapping[str, Any]) -> UUID | None:
        """Return the path that the `grouping` of a statement names."""
        activities = data.get("context", {}).get("contextActivities", {}).get("grouping", ())
        # xAPI 1.0 lets a single activity stand without its list.
        for activity in (activities,) if isinstance(activities, Mapping) else activities:
            found = self._activity(activity["id"])
            if found is not None and found[1]:
                return found[0]
        return None

    def _activity(self, iri: str) -> tuple[UUID, bool] | None:
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
