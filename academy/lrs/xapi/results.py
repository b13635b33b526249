"""The result of a statement. Data 2.4.5."""

import sys
from typing import Any

from .activities import require_extensions
from .errors import Invalid, shown, unknown_property
from .identifiers import require_string
from .times import require_duration

_RESULT_KEYS = frozenset(("score", "success", "completion", "response", "duration", "extensions"))
_LARGEST = sys.float_info.max
_SCORE_KEYS = frozenset(("scaled", "raw", "min", "max"))


def require_result(value: Any, place: str) -> None:
    """Refuse what isn't a result."""
    if type(value) is not dict:
        raise Invalid(place, f"must be an object, not {shown(value)}")
    if not _RESULT_KEYS.issuperset(value):
        raise unknown_property(value, _RESULT_KEYS, place)
    if "score" in value:
        _require_score(value["score"], f"{place}.score")
    for key in ("success", "completion"):
        # Data 2.2: a string that holds a boolean is not one.
        if key in value and type(value[key]) is not bool:
            raise Invalid(f"{place}.{key}", f"must be true or false, not {shown(value[key])}")
    if "response" in value:
        require_string(value["response"], f"{place}.response")
    if "duration" in value:
        require_duration(value["duration"], f"{place}.duration")
    if "extensions" in value:
        require_extensions(value["extensions"], f"{place}.extensions")


def _require_score(value: Any, place: str) -> None:
    # Data 2.4.5.1
    if type(value) is not dict:
        raise Invalid(place, f"must be an object, not {shown(value)}")
    if not _SCORE_KEYS.issuperset(value):
        raise unknown_property(value, _SCORE_KEYS, place)
    for key, number in value.items():
        kind = type(number)
        if (kind is not int and kind is not float) or not -_LARGEST <= number <= _LARGEST:
            raise Invalid(f"{place}.{key}", f"must be a number, not {shown(number)}")
    scaled = value.get("scaled")
    if scaled is not None and not -1 <= scaled <= 1:
        raise Invalid(f"{place}.scaled", f"must be from -1 to 1, not {shown(scaled)}")
    low, raw, high = value.get("min"), value.get("raw"), value.get("max")
    if low is not None and high is not None and not low < high:
        raise Invalid(f"{place}.min", f'must be less than "max", and {low} is not less than {high}')
    if raw is not None:
        if low is not None and raw < low:
            raise Invalid(f"{place}.raw", f'must not be under "min", and {raw} is under {low}')
        if high is not None and raw > high:
            raise Invalid(f"{place}.raw", f'must not be over "max", and {raw} is over {high}')
