"""Activities and their definitions. Data 2.4.4.1."""

from typing import Any

from .errors import Invalid, shown, unknown_property
from .identifiers import require_iri, require_string
from .languages import require_language_map

_ACTIVITY_KEYS = frozenset(("objectType", "id", "definition"))
# Data 2.4.4.1: the components that an interaction may have.
COMPONENTS = ("choices", "scale", "source", "target", "steps")
_DEFINITION_KEYS = frozenset(
    (
        "name",
        "description",
        "type",
        "moreInfo",
        "extensions",
        "interactionType",
        "correctResponsesPattern",
        *COMPONENTS,
    )
)
_COMPONENT_KEYS = frozenset(("id", "description"))
_INTERACTION_ONLY = ("correctResponsesPattern", *COMPONENTS)
INTERACTION_TYPES = frozenset(
    (
        "true-false",
        "choice",
        "fill-in",
        "long-fill-in",
        "matching",
        "performance",
        "sequencing",
        "likert",
        "numeric",
        "other",
    )
)


def require_activity(value: Any, place: str) -> None:
    """Refuse what isn't an Activity."""
    if type(value) is not dict:
        raise Invalid(place, f"must be an Activity object, not {shown(value)}")
    if not _ACTIVITY_KEYS.issuperset(value):
        raise unknown_property(value, _ACTIVITY_KEYS, place)
    kind = value.get("objectType", "Activity")
    if kind != "Activity":
        raise Invalid(f"{place}.objectType", f'must be "Activity", not {shown(kind)}')
    # Data 2.4.4.1: "id" is required and is an IRI.
    if "id" not in value:
        raise Invalid(place, 'must have "id"')
    require_iri(value["id"], f"{place}.id")
    if "definition" in value:
        require_definition(value["definition"], f"{place}.definition")


def require_definition(value: Any, place: str) -> None:
    """Refuse what isn't the definition of an activity."""
    if type(value) is not dict:
        raise Invalid(place, f"must be an object, not {shown(value)}")
    if not _DEFINITION_KEYS.issuperset(value):
        raise unknown_property(value, _DEFINITION_KEYS, place)
    if "name" in value:
        require_language_map(value["name"], f"{place}.name")
    if "description" in value:
        require_language_map(value["description"], f"{place}.description")
    if "type" in value:
        require_iri(value["type"], f"{place}.type")
    if "moreInfo" in value:
        require_iri(value["moreInfo"], f"{place}.moreInfo")
    if "extensions" in value:
        require_extensions(value["extensions"], f"{place}.extensions")
    if "interactionType" in value:
        kind = value["interactionType"]
        if type(kind) is not str or kind not in INTERACTION_TYPES:
            reason = f"must be one of {', '.join(sorted(INTERACTION_TYPES))}, not {shown(kind)}"
            raise Invalid(f"{place}.interactionType", reason)
        if len(value) > 1:
            _require_interaction(value, place)
    else:
        # Data 2.4.4.1: the parts of an interaction need "interactionType".
        for key in _INTERACTION_ONLY:
            if key in value:
                raise Invalid(place, f'must have "interactionType", since it has "{key}"')


def _require_interaction(value: dict[str, Any], place: str) -> None:
    if "correctResponsesPattern" in value:
        patterns = value["correctResponsesPattern"]
        if type(patterns) is not list:
            reason = f"must be an array of strings, not {shown(patterns)}"
            raise Invalid(f"{place}.correctResponsesPattern", reason)
        for number, pattern in enumerate(patterns):
            require_string(pattern, f"{place}.correctResponsesPattern[{number}]")
    for key in COMPONENTS:
        if key in value:
            _require_components(value[key], f"{place}.{key}")


def _require_components(value: Any, place: str) -> None:
    # Data 2.4.4.1, interaction components: an array of {id, description}.
    if type(value) is not list:
        raise Invalid(place, f"must be an array of components, not {shown(value)}")
    seen: set[str] = set()
    for number, component in enumerate(value):
        here = f"{place}[{number}]"
        if type(component) is not dict:
            raise Invalid(here, f"must be an object, not {shown(component)}")
        if not _COMPONENT_KEYS.issuperset(component):
            raise unknown_property(component, _COMPONENT_KEYS, here)
        if "id" not in component:
            raise Invalid(here, 'must have "id"')
        identifier = require_string(component["id"], f"{here}.id")
        # Within an array of interaction components all ids are distinct.
        if identifier in seen:
            raise Invalid(f"{here}.id", f"must be distinct, and {shown(identifier)} is not")
        seen.add(identifier)
        if "description" in component:
            require_language_map(component["description"], f"{here}.description")


def require_extensions(value: Any, place: str) -> None:
    """Refuse extensions whose keys aren't IRIs. Data 4.1; their values may be anything."""
    if type(value) is not dict:
        raise Invalid(place, f"must be an object, not {shown(value)}")
    for key in value:
        if type(key) is not str:
            raise Invalid(place, f"must have IRIs as keys, not {shown(key)}")
        require_iri(key, f"{place} key")
