"""Which documents an AU may read and write, and what it may put into them. Pure.

"cmi5 x.y" is a section of the specification.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from . import json_text
from .cmi5 import LAUNCH_DATA, PREFERENCES
from .cmi5_rules import NotConforming
from .documents import AGENT_PROFILE, STATE, Place, is_json
from .errors import shown
from .languages import is_language_tag

_SUBJECT = "The document that was sent"
_AUDIO = ("on", "off")


def place_for_au(
    place: Place, *, actor: str, activity_id: str, registration: Any, writes: bool
) -> Place:
    """Return the place that a request of an AU is about. Raises NotConforming.

    `actor` is the identity of the learner. An AU reaches what belongs to its learner and to itself;
    where a request for several documents names no registration, those of its own are meant.
    """
    if place.agent and place.agent != actor:
        raise NotConforming("The agent of a request must be the actor of the launch", "8.1.3")
    if place.activity and place.activity != activity_id:
        raise NotConforming(
            f"The activityId of a request must be {activity_id}, as launched", "8.1.5"
        )
    if place.registration is not None and place.registration != registration:
        raise NotConforming(
            f"The registration of a request must be {registration}, as launched", "8.1.4"
        )
    if writes and place.kind == STATE.kind and place.document_id == LAUNCH_DATA:
        raise NotConforming(f"The LMS alone writes the document {LAUNCH_DATA}", "10.2.1")
    if place.kind == STATE.kind and place.document_id is None:
        return replace(place, registration=registration)
    return place


def are_preferences(place: Place) -> bool:
    """Tell whether a place is that of the learner's preferences. cmi5 11."""
    return place.kind == AGENT_PROFILE.kind and place.document_id == PREFERENCES


def require_preferences(content: bytes, media_type: str) -> None:
    """Refuse what doesn't tell both preferences. cmi5 11. Raises NotConforming, Invalid."""
    if not is_json(media_type):
        raise NotConforming(f"The document {PREFERENCES} must be JSON", "11")
    value: Any = json_text.parse(content, subject=_SUBJECT)
    if not isinstance(value, Mapping):
        raise NotConforming(f"The document {PREFERENCES} must be a JSON object", "11")
    for name in ("languagePreference", "audioPreference"):
        if name not in value:
            raise NotConforming(f'The document {PREFERENCES} must have "{name}"', "11")
    languages, audio = value["languagePreference"], value["audioPreference"]
    if not isinstance(languages, str) or not all(
        is_language_tag(tag) for tag in languages.split(",")
    ):
        raise NotConforming(
            f'"languagePreference" must be RFC 5646 language tags with commas between them, not'
            f" {shown(languages)}",
            "11.1",
        )
    if audio not in _AUDIO:
        raise NotConforming(f'"audioPreference" must be on or off, not {shown(audio)}', "11.2")
