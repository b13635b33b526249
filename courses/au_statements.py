"""Words what the academy itself says of cmi5 packages, in cmi5's terms.

Beside `courses.statements`, which words acts within paths. The registration is that of the package,
not of the enrolment; objects are the academy's own ids of AUs, groups and courses, and the ids that
their publishers gave stand in `grouping` (cmi5, 9.6.2.3). Identifiers of what can only be true once
in a registration are made from it, so that telling it twice stores it once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from academy.core.iri import package_iri
from academy.lrs.xapi.cmi5 import (
    BLOCK_TYPE,
    COURSE_TYPE,
    LAUNCH_MODE,
    LAUNCH_PARAMETERS,
    LAUNCH_URL,
    MASTERY_SCORE,
    MOVE_ON,
    REASON,
    VERB_NAMES,
    context_of,
)
from academy.lrs.xapi.languages import is_language_tag
from academy.lrs.xapi.vocabulary import Verb

_AU_TYPE = "http://adlnet.gov/expapi/activities/lesson"


@dataclass(frozen=True, slots=True)
class Registered:
    """Whose statements these are: the account agent that AUs know, and the registration."""

    actor: Mapping[str, Any]
    registration: UUID


class AuWording:
    """Words statements about the package `key`, for the academy whose identifiers start with
    `base`."""

    def __init__(self, base: str, key: UUID) -> None:
        self.base, self.key = base, key

    def iri(self, item: str = "") -> str:
        """Return the academy's id of an AU or a group, or of the course."""
        return package_iri(self.base, self.key, item)

    def launched(
        self,
        who: Registered,
        item: Mapping[str, Any],
        at: datetime,
        *,
        session: UUID,
        mode: str,
        address: str,
    ) -> dict[str, Any]:
        """The academy launches an AU, at `address`, without what the launch adds to it. 9.3.1."""
        extensions: dict[str, Any] = {
            LAUNCH_MODE: mode,
            LAUNCH_URL: address,
            MOVE_ON: item["move_on"],
        }
        if item["mastery"] is not None:
            extensions[MASTERY_SCORE] = item["mastery"]
        if item["parameters"]:
            extensions[LAUNCH_PARAMETERS] = item["parameters"]
        statement = self._statement(
            who, Verb.LAUNCHED, item, at, session=session, extensions=extensions
        )
        return statement | {"id": str(uuid5(session, str(Verb.LAUNCHED)))}

    def waived(
        self, who: Registered, item: Mapping[str, Any], at: datetime, *, session: UUID, reason: str
    ) -> dict[str, Any]:
        """The requirements of an AU are met by other means. 9.3.7."""
        statement = self._statement(who, Verb.WAIVED, item, at, session=session, move_on=True)
        statement["result"] = {
            "success": True,
            "completion": True,
            "extensions": {REASON: reason},
        }
        return self._once(statement)

    def satisfied(
        self, who: Registered, item: Mapping[str, Any], at: datetime, *, session: UUID
    ) -> dict[str, Any]:
        """A group, or the course (whose `id` is ""), has nothing left to satisfy. 9.3.9."""
        return self._once(self._statement(who, Verb.SATISFIED, item, at, session=session))

    def _once(self, statement: dict[str, Any]) -> dict[str, Any]:
        registration = UUID(statement["context"]["registration"])
        name = f"{statement['verb']['id']} {statement['object']['id']}"
        return statement | {"id": str(uuid5(registration, name))}

    def _statement(
        self,
        who: Registered,
        verb: Verb,
        item: Mapping[str, Any],
        at: datetime,
        *,
        session: UUID,
        extensions: Mapping[str, Any] | None = None,
        move_on: bool = False,
    ) -> dict[str, Any]:
        if verb == Verb.SATISFIED:
            kind = BLOCK_TYPE if item["id"] else COURSE_TYPE
        else:
            kind = item["activity_type"] or _AU_TYPE
        definition: dict[str, Any] = {"type": kind}
        titles = item["titles"].items()
        names = {code: text for code, text in titles if text and is_language_tag(code)}
        if names:
            definition["name"] = names
        return {
            "actor": dict(who.actor),
            "verb": {"id": str(verb), "display": dict(VERB_NAMES[verb])},
            "object": {
                "objectType": "Activity",
                "id": self.iri(item["id"]),
                "definition": definition,
            },
            "context": context_of(
                session_id=str(session),
                publisher_id=item["publisher_id"],
                registration=str(who.registration),
                extensions=extensions,
                move_on=move_on,
            ),
            "timestamp": at.astimezone(UTC).isoformat(timespec="milliseconds"),
        }
