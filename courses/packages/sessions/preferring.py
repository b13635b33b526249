"""What AUs learn of how a learner likes to have them (cmi5, 11)."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from academy.lrs.document_queries import document
from academy.lrs.services import DocumentContent, put_document
from academy.lrs.xapi.agents import identity
from academy.lrs.xapi.cmi5 import PREFERENCES
from academy.lrs.xapi.documents import AGENT_PROFILE, JSON, Place
from academy.lrs.xapi.preconditions import ANY, Preconditions, Unmet

# By the language of the person: the order in which AUs are to speak.
LANGUAGES = {"fr": "fr-CA,en-CA", "en": "en-CA,fr-CA"}
AUDIO = "on"


def keep_preferences(*, actor: Mapping[str, Any], language: str, at: datetime) -> None:
    """Tell AUs the language of the learner, where nobody chose another one in an AU.

    What an AU has kept of the learner's own choice stays as it is.
    """
    who = identity(dict(actor))
    if who is None:
        return
    wanted = LANGUAGES.get(language.partition("-")[0], language)
    place = Place(kind=AGENT_PROFILE.kind, organism_id=None, agent=who, document_id=PREFERENCES)
    kept = document(place)
    said = _read(kept.data) if kept is not None else {}
    chosen = said.get("languagePreference", "")
    if kept is not None and (chosen == wanted or chosen not in LANGUAGES.values()):
        return
    text = {"languagePreference": wanted, "audioPreference": said.get("audioPreference") or AUDIO}
    content = DocumentContent(data=json.dumps(text).encode(), media_type=JSON)
    seen = (
        Preconditions(if_match=frozenset({kept.etag}))
        if kept is not None
        else Preconditions(if_none_match=frozenset({ANY}))
    )
    # Of two launches at once the first says it, and a choice made in an AU meanwhile stays.
    with suppress(Unmet):
        put_document(place=place, content=content, at=at, preconditions=seen)


def _read(data: bytes) -> dict[str, Any]:
    try:
        said = json.loads(data)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
