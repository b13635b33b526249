"""What the LMS itself says in cmi5: its words, the context of its statements, LMS.LaunchData.

"cmi5 x.y" is a section of the cmi5 specification, "Quartz"
(https://github.com/AICC/CMI-5_Spec_Current). The rules for what an AU says are in `cmi5_rules` and
`cmi5_documents`.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from .vocabulary import Verb

# cmi5 9.6.2.1 and 9.6.2.2: the categories of cmi5 defined statements.
CMI5_CATEGORY = "https://w3id.org/xapi/cmi5/context/categories/cmi5"
MOVE_ON_CATEGORY = "https://w3id.org/xapi/cmi5/context/categories/moveon"
# cmi5 9.6.3 and 9.5.5: extensions of the context and of the result.
_EXTENSIONS = "https://w3id.org/xapi/cmi5/context/extensions"
SESSION_ID = f"{_EXTENSIONS}/sessionid"
MASTERY_SCORE = f"{_EXTENSIONS}/masteryscore"
LAUNCH_MODE = f"{_EXTENSIONS}/launchmode"
LAUNCH_URL = f"{_EXTENSIONS}/launchurl"
MOVE_ON = f"{_EXTENSIONS}/moveon"
LAUNCH_PARAMETERS = f"{_EXTENSIONS}/launchparameters"
PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"
REASON = "https://w3id.org/xapi/cmi5/result/extensions/reason"
# cmi5 9.4: types of what "satisfied" is said of.
BLOCK_TYPE = "https://w3id.org/xapi/cmi5/activitytype/block"
COURSE_TYPE = "https://w3id.org/xapi/cmi5/activitytype/course"
# cmi5 10.1 and 11: names of the documents.
LAUNCH_DATA = "LMS.LaunchData"
PREFERENCES = "cmi5LearnerPreferences"

# cmi5 9.3: the verbs of the AU, and those of the LMS alone.
AU_VERBS = frozenset((Verb.INITIALIZED, Verb.COMPLETED, Verb.PASSED, Verb.FAILED, Verb.TERMINATED))
LMS_VERBS = frozenset((Verb.LAUNCHED, Verb.ABANDONED, Verb.WAIVED, Verb.SATISFIED))
VERB_NAMES: Mapping[str, Mapping[str, str]] = {
    Verb.LAUNCHED: {"en": "launched", "fr": "a lancé"},
    Verb.ABANDONED: {"en": "abandoned", "fr": "a abandonné"},
    Verb.WAIVED: {"en": "was exempted from", "fr": "a été dispensé de"},
    Verb.SATISFIED: {"en": "satisfied", "fr": "a satisfait à"},
}


def context_template(
    *, session_id: str, publisher_id: str, more: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the context that all statements of a session have in common. cmi5 10.2.1.

    `more` is a context whose values are kept beside these.
    """
    template = dict(more or {})
    activities = {kind: list(some) for kind, some in template.get("contextActivities", {}).items()}
    grouping = activities.get("grouping", [])
    if all(one["id"] != publisher_id for one in grouping):
        # cmi5 9.6.2.3: the id that the publisher gave, unaltered.
        grouping = [{"id": publisher_id}, *grouping]
    template["contextActivities"] = activities | {"grouping": grouping}
    template["extensions"] = dict(template.get("extensions", {})) | {SESSION_ID: session_id}
    return template


def context_of(
    *,
    session_id: str,
    publisher_id: str,
    registration: str,
    extensions: Mapping[str, Any] | None = None,
    move_on: bool = False,
    template: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the context of a statement that the LMS itself makes. cmi5 9.6.

    `publisher_id` is that of what the statement is about: an AU, a block or the course. `move_on`:
    its result tells success or completion (9.6.2.2).
    """
    context = context_template(session_id=session_id, publisher_id=publisher_id, more=template)
    categories = [CMI5_CATEGORY, MOVE_ON_CATEGORY] if move_on else [CMI5_CATEGORY]
    given = context["contextActivities"].get("category", [])
    context["contextActivities"]["category"] = [*given, *({"id": one} for one in categories)]
    context["extensions"] |= dict(extensions or {})
    return context | {"registration": registration}


def launch_document(
    data: Mapping[str, Any],
    *,
    session_id: str,
    publisher_id: str,
    launch_mode: str,
    mastery_score: float | None,
    move_on: str,
) -> dict[str, Any]:
    """Return what LMS.LaunchData says: `data` and what every launch has. cmi5 10.2."""
    document = dict(data)
    document["contextTemplate"] = context_template(
        session_id=session_id, publisher_id=publisher_id, more=data.get("contextTemplate")
    )
    document["launchMode"] = launch_mode
    document["moveOn"] = move_on
    document.pop("masteryScore", None)
    if mastery_score is not None:
        document["masteryScore"] = mastery_score
    return document


def abandoned(
    *,
    statement_id: str,
    actor: Mapping[str, Any],
    activity_id: str,
    context: Mapping[str, Any],
    duration: timedelta,
    timestamp: str,
) -> dict[str, Any]:
    """Return the statement by which the LMS ends a session that the AU didn't end. cmi5 9.3.6.

    `duration` is from the launch to the last statement of the AU (9.5.4.2).
    """
    return {
        "id": statement_id,
        "actor": dict(actor),
        "verb": {"id": str(Verb.ABANDONED), "display": dict(VERB_NAMES[Verb.ABANDONED])},
        "object": {"objectType": "Activity", "id": activity_id},
        "result": {"duration": duration_text(duration)},
        "context": dict(context),
        "timestamp": timestamp,
    }


def duration_text(duration: timedelta) -> str:
    """Return a duration as ISO 8601 writes it, to the hundredth of a second (Data 4.6)."""
    hundredths = max(round(duration.total_seconds() * 100), 0)
    whole, fraction = divmod(hundredths, 100)
    return f"PT{whole}.{fraction:02}S" if fraction else f"PT{whole}S"


def categories_of(statement: Mapping[str, Any]) -> list[str]:
    """Return the ids in the `category` of a statement."""
    return [one["id"] for one in activities_of(statement.get("context") or {}, "category")]


def is_defined(statement: Mapping[str, Any]) -> bool:
    """Tell whether a statement is "cmi5 defined", not just allowed. cmi5 7.1.3."""
    return CMI5_CATEGORY in categories_of(statement)


def activities_of(context: Mapping[str, Any], kind: str) -> Iterable[Mapping[str, Any]]:
    """Return the context activities of a kind: a list, or one alone (1.0.x)."""
    told = (context.get("contextActivities") or {}).get(kind) or ()
    return [told] if isinstance(told, Mapping) else told
