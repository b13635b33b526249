"""Documents: under what they are kept, and how one is merged into another.

Communication 2.2, 2.3, 2.6, 2.7; 9274 4.1.6.2, 4.1.6.5, 4.1.6.6.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from . import json_text
from .agents import identity, require_agent
from .errors import Invalid
from .identifiers import require_iri, require_uuid
from .keys import key_of
from .parameters import parse_actor, single_values
from .times import require_timestamp
from .versions import FAMILY_1

# In bytes; a document that grows by merging stays within it too.
LARGEST_DOCUMENT = 16 * 1024 * 1024
JSON = "application/json"
# RFC 9110 8.3: what a body may be taken for whose type isn't told.
UNTOLD = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class DocumentResource:
    """One of the three document resources: its kind, the name of the parameter that tells a
    document's id, and of those that tell to what it belongs."""

    kind: str
    id_name: str
    owners: tuple[str, ...]
    has_registration: bool = False
    # Communication 2.3: one DELETE may clear all that belongs together.
    clears: bool = False


STATE = DocumentResource(
    kind="state",
    id_name="stateId",
    owners=("activityId", "agent"),
    has_registration=True,
    clears=True,
)
AGENT_PROFILE = DocumentResource(kind="agent_profile", id_name="profileId", owners=("agent",))
ACTIVITY_PROFILE = DocumentResource(
    kind="activity_profile", id_name="profileId", owners=("activityId",)
)


@dataclass(frozen=True, slots=True)
class Place:
    """Under what a document is kept, or several where `document_id` is None.

    `agent` is an identity (xapi.agents). `organism_id` is that of the client: what the clients of
    one organism keep, those of another never meet; None is a space of its own.
    """

    kind: str
    organism_id: int | None
    activity: str = ""
    agent: str = ""
    registration: UUID | None = None
    document_id: str | None = None

    @property
    def scope(self) -> bytes:
        """Return the key that all documents of this owner have in common, whatever their
        registration."""
        return key_of(
            "documents", json.dumps([self.kind, self.organism_id, self.activity, self.agent])
        )

    @property
    def key(self) -> bytes:
        """Return the key of the one document."""
        registration = str(self.registration) if self.registration else None
        return key_of(
            "document",
            json.dumps(
                [
                    self.kind,
                    self.organism_id,
                    self.activity,
                    self.agent,
                    registration,
                    self.document_id,
                ]
            ),
        )


@dataclass(frozen=True, slots=True)
class DocumentQuery:
    """What a request is about; `since`: only the ids of what was stored after it."""

    place: Place
    since: datetime | None = None


def parse_document_query(
    resource: DocumentResource,
    parameters: Mapping[str, Sequence[str]],
    *,
    method: str,
    version: str,
    organism_id: int | None,
) -> DocumentQuery:
    """Return what the parameters (name -> values) of a request are about. Raises Invalid.

    Communication 3.2: a parameter that isn't known, in this case of letters, is rejected.
    """
    known = {*resource.owners, resource.id_name}
    if resource.has_registration:
        known.add("registration")
    reads = method in ("GET", "HEAD")
    if reads:
        known.add("since")
    given = single_values(parameters, frozenset(known))
    required = [*resource.owners]
    if not reads and not (method == "DELETE" and resource.clears):
        required.append(resource.id_name)
    for name in required:
        if name not in given:
            raise Invalid(name, f"must be there in a {method} of this resource")
    # Communication 2.3, 2.6, 2.7: "since" is a parameter of the list of ids alone.
    if "since" in given and resource.id_name in given:
        raise Invalid("since", f"must not stand beside {resource.id_name}")
    place = Place(
        kind=resource.kind,
        organism_id=organism_id,
        activity=require_iri(given["activityId"], "activityId") if "activityId" in given else "",
        agent=_owner(given["agent"], version) if "agent" in given else "",
        registration=(
            UUID(require_uuid(given["registration"], "registration"))
            if "registration" in given
            else None
        ),
        document_id=_document_id(given, resource.id_name),
    )
    since = require_timestamp(given["since"], "since") if "since" in given else None
    return DocumentQuery(place=place, since=since)


def _owner(text: str, version: str) -> str:
    value = parse_actor(text)
    # Communication 2.6: "an Agent Object and not a Group"; 9274 4.1.6.2, 4.1.6.5: or an identified
    # Group. Both versions reach a Group's documents by its identifier.
    if version == FAMILY_1:
        require_agent(value, "agent")
    who = identity(value)
    if who is None:
        raise Invalid("agent", "must be an Agent or an identified Group")
    return who


def _document_id(given: Mapping[str, str], name: str) -> str | None:
    value = given.get(name)
    if value is not None and "\0" in value:
        raise Invalid(name, "must not hold the character NUL, which no database keeps")
    return value


def etag_of(content: bytes) -> str:
    """Return the entity tag of a document, without quotes.

    Communication 3.1: the SHA-1 of the contents in lower-case hexadecimal digits; 9274 4.1.4 leaves
    the choice.
    """
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


def is_json(content_type: str) -> bool:
    """Say whether a Content-Type declares JSON."""
    return content_type.partition(";")[0].strip().lower() == JSON


def require_json(content_type: str, *, subject: str) -> None:
    """Refuse to merge a document that isn't declared as JSON. Communication 2.2."""
    if not is_json(content_type):
        reason = f"has the type {content_type}, and only documents of {JSON} can be merged"
        raise Invalid("", reason, subject=subject)


def require_json_object(content: bytes, *, subject: str) -> None:
    """Refuse what isn't the text of one JSON object. Communication 2.2."""
    if type(json_text.parse(content, subject=subject)) is not dict:
        raise Invalid("", "is not a JSON object", subject=subject)


def merged(existing: bytes, posted: bytes) -> bytes:
    """Return the JSON object `existing` with the top-level properties of `posted` set.

    Communication 2.2: a property is replaced whole, also where it is an object. What isn't
    replaced stays as it was written.
    """
    members: dict[str, Any] = {**json_text.members(existing), **json_text.members(posted)}
    return msgspec.json.encode(members)
