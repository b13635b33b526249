"""The rules of a statement. `require_statement` is the one entry."""

from dataclasses import dataclass
from typing import Any

from .activities import require_activity, require_extensions
from .agents import require_actor, require_agent, require_authority, require_group
from .attachments import require_attachments
from .errors import Invalid, shown, unknown_property
from .identifiers import require_iri, require_string, require_uuid
from .languages import require_language_map, require_language_tag
from .results import require_result
from .times import require_timestamp
from .versions import FAMILY_2, family_of
from .vocabulary import VOIDED

_SUB_KEYS = frozenset(
    ("objectType", "actor", "verb", "object", "result", "context", "timestamp", "attachments")
)
_STATEMENT_KEYS = (_SUB_KEYS - {"objectType"}) | {"id", "stored", "authority", "version"}
_VERB_KEYS = frozenset(("id", "display"))
_REF_KEYS = frozenset(("objectType", "id"))
_CONTEXT_KEYS = frozenset(
    (
        "registration",
        "instructor",
        "team",
        "contextActivities",
        "revision",
        "platform",
        "language",
        "statement",
        "extensions",
    )
)
_CONTEXT_KEYS_2 = _CONTEXT_KEYS | {"contextAgents", "contextGroups"}
_CONTEXT_ACTIVITIES = frozenset(("parent", "grouping", "category", "other"))


@dataclass(frozen=True, slots=True)
class Rules:
    """What differs between the two families of versions."""

    context_keys: frozenset[str]
    # Returned with a statement that came without a version. Data 2.4.10; 9274 4.2.4.2.
    default_version: str


RULES_1 = Rules(context_keys=_CONTEXT_KEYS, default_version="1.0.0")
RULES_2 = Rules(context_keys=_CONTEXT_KEYS_2, default_version="2.0.0")


def rules_for(version: str) -> Rules:
    """Return the rules of the family that `version` (as "1.0.3" or "2.0.0") belongs to."""
    return RULES_2 if version.startswith("2.") else RULES_1


def require_statement(value: Any, rules: Rules) -> None:
    """Raise Invalid, with the place of the fault, unless `value` is a statement.

    `value` is what JSON gives: dict, list, str, int, float, bool, None.
    """
    if type(value) is not dict:
        raise Invalid("", f"must be an object, not {shown(value)}")
    # Data 2.2: a key that this specification doesn't allow is rejected.
    if not _STATEMENT_KEYS.issuperset(value):
        raise unknown_property(value, _STATEMENT_KEYS, "")
    if "id" in value:
        require_uuid(value["id"], "id")
    _require_parts(value, "", rules, sub=False)
    if "authority" in value:
        require_authority(value["authority"], "authority")
    # Data 2.4.8: "stored" is validated, then overwritten.
    if "stored" in value:
        require_timestamp(value["stored"], "stored")
    if "version" in value:
        _require_version(value["version"], rules)
    # Data 2.3.2: a voiding statement's object is a StatementRef.
    if value["verb"]["id"] == VOIDED and value["object"].get("objectType") != "StatementRef":
        raise Invalid("object.objectType", 'must be "StatementRef", since the verb is voided')


def _require_parts(value: dict[str, Any], prefix: str, rules: Rules, *, sub: bool) -> None:
    # Data 2.2: actor, verb and object are required.
    for key in ("actor", "verb", "object"):
        if key not in value:
            raise Invalid(prefix.rstrip("."), f'must have "{key}"')
    require_actor(value["actor"], f"{prefix}actor")
    _require_verb(value["verb"], f"{prefix}verb")
    kind = _require_object(value["object"], f"{prefix}object", rules, sub=sub)
    if "result" in value:
        require_result(value["result"], f"{prefix}result")
    if "context" in value:
        _require_context(value["context"], f"{prefix}context", kind, rules)
    if "timestamp" in value:
        require_timestamp(value["timestamp"], f"{prefix}timestamp")
    if "attachments" in value:
        require_attachments(value["attachments"], f"{prefix}attachments")


def _require_verb(value: Any, place: str) -> None:
    # Data 2.4.3: "id" (IRI) is required, "display" is a language map.
    if type(value) is not dict:
        raise Invalid(place, f"must be an object, not {shown(value)}")
    if not _VERB_KEYS.issuperset(value):
        raise unknown_property(value, _VERB_KEYS, place)
    if "id" not in value:
        raise Invalid(place, 'must have "id"')
    require_iri(value["id"], f"{place}.id")
    if "display" in value:
        require_language_map(value["display"], f"{place}.display")


def _require_object(value: Any, place: str, rules: Rules, *, sub: bool) -> str:
    """Check the object of a statement and return its type. Data 2.4.4."""
    if type(value) is not dict:
        raise Invalid(place, f"must be an object, not {shown(value)}")
    kind = value.get("objectType", "Activity")
    if kind == "Activity":
        require_activity(value, place)
    elif kind == "Agent":
        # Data 2.4.4.2: as an object, an Agent or a Group tells its objectType.
        require_agent(value, place, typed=True)
    elif kind == "Group":
        require_group(value, place)
    elif kind == "StatementRef":
        require_statement_ref(value, place)
    # Data 2.4.4.3: a SubStatement does not contain a SubStatement.
    elif kind == "SubStatement" and not sub:
        # Nor id, stored, version or authority.
        if not _SUB_KEYS.issuperset(value):
            raise unknown_property(value, _SUB_KEYS, place)
        _require_parts(value, f"{place}.", rules, sub=True)
    else:
        allowed = "Activity, Agent, Group, StatementRef" + ("" if sub else ", SubStatement")
        raise Invalid(f"{place}.objectType", f"must be one of {allowed}, not {shown(kind)}")
    return kind


def require_statement_ref(value: Any, place: str) -> None:
    """Refuse what isn't a StatementRef. Data 2.4.4.3: exactly objectType and id (UUID)."""
    if type(value) is not dict:
        raise Invalid(place, f"must be a StatementRef object, not {shown(value)}")
    if not _REF_KEYS.issuperset(value):
        raise unknown_property(value, _REF_KEYS, place)
    if value.get("objectType") != "StatementRef":
        reason = f'must be "StatementRef", not {shown(value.get("objectType"))}'
        raise Invalid(f"{place}.objectType", reason)
    if "id" not in value:
        raise Invalid(place, 'must have "id"')
    require_uuid(value["id"], f"{place}.id")


def _require_context(value: Any, place: str, object_kind: str, rules: Rules) -> None:
    """Data 2.4.6; 9274 4.2.2.5."""
    if type(value) is not dict:
        raise Invalid(place, f"must be an object, not {shown(value)}")
    if not rules.context_keys.issuperset(value):
        raise unknown_property(value, rules.context_keys, place)
    if "registration" in value:
        require_uuid(value["registration"], f"{place}.registration")
    if "contextActivities" in value:
        _require_context_activities(value["contextActivities"], f"{place}.contextActivities")
    if "language" in value:
        require_language_tag(value["language"], f"{place}.language")
    if "instructor" in value:
        require_actor(value["instructor"], f"{place}.instructor")
    if "team" in value:
        # Data 2.4.6: "team" is a Group.
        require_group(value["team"], f"{place}.team")
    for key in ("revision", "platform"):
        if key in value:
            require_string(value[key], f"{place}.{key}")
            # Data 2.4.6: only where the object is an Activity.
            if object_kind != "Activity":
                reason = f"must not be there, since the object is a {object_kind}"
                raise Invalid(f"{place}.{key}", reason)
    if "statement" in value:
        require_statement_ref(value["statement"], f"{place}.statement")
    if "extensions" in value:
        require_extensions(value["extensions"], f"{place}.extensions")
    if "contextAgents" in value:
        _require_related(value["contextAgents"], f"{place}.contextAgents", "agent")
    if "contextGroups" in value:
        _require_related(value["contextGroups"], f"{place}.contextGroups", "group")


def _require_context_activities(value: Any, place: str) -> None:
    # Data 2.4.6.2: parent, grouping, category, other, each an Activity or an array of them.
    if type(value) is not dict:
        raise Invalid(place, f"must be an object, not {shown(value)}")
    if not _CONTEXT_ACTIVITIES.issuperset(value):
        raise unknown_property(value, _CONTEXT_ACTIVITIES, place)
    for key, activities in value.items():
        if type(activities) is list:
            for number, activity in enumerate(activities):
                require_activity(activity, f"{place}.{key}[{number}]")
        else:
            require_activity(activities, f"{place}.{key}")


def _require_related(value: Any, place: str, key: str) -> None:
    # 9274 4.2.2.5: {objectType: "contextAgent", agent, relevantTypes}, and the same for Groups.
    if type(value) is not list:
        raise Invalid(place, f"must be an array, not {shown(value)}")
    object_type = f"context{key.title()}"
    known = frozenset(("objectType", key, "relevantTypes"))
    for number, item in enumerate(value):
        here = f"{place}[{number}]"
        if type(item) is not dict:
            raise Invalid(here, f"must be an object, not {shown(item)}")
        if not known.issuperset(item):
            raise unknown_property(item, known, here)
        if item.get("objectType") != object_type:
            reason = f'must be "{object_type}", not {shown(item.get("objectType"))}'
            raise Invalid(f"{here}.objectType", reason)
        if key not in item:
            raise Invalid(here, f'must have "{key}"')
        if key == "agent":
            require_agent(item[key], f"{here}.agent")
        else:
            require_group(item[key], f"{here}.group")
        if "relevantTypes" in item:
            types = item["relevantTypes"]
            if type(types) is not list or not types:
                reason = f"must be an array of at least one IRI, not {shown(types)}"
                raise Invalid(f"{here}.relevantTypes", reason)
            for count, iri in enumerate(types):
                require_iri(iri, f"{here}.relevantTypes[{count}]")


def _require_version(value: Any, rules: Rules) -> None:
    # Data 2.4.10: 1.0 and every 1.0.x; 9274 4.2.4.2: 2.0.x besides.
    family = family_of(value) if type(value) is str else None
    if family is None or (family == FAMILY_2 and rules is not RULES_2):
        allowed = "1.0.x or 2.0.x" if rules is RULES_2 else "1.0.x"
        raise Invalid("version", f"must be {allowed}, not {shown(value)}")
