"""The versions of how long the pass of a path holds, as they are published. Pure.

A pass keeps what was promised on its day. So a new rule counts from the day after it is published:
what was recorded until then is not touched, and facts made as records come are those of a rebuild.
The first rule of a path that is published for the first time counts for all its passes.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from academy.core.dates import months_later

LONGEST_VALIDITY = 120
"""In months: ten years."""

ENDS_SOON = timedelta(days=60)
"""How long before a pass ends its holder is told."""
ENDED = timedelta(days=28)
"""How long after it has ended."""

Versions = list[dict[str, Any]]
"""`[{"since": ISO 8601, "months": how many, None for ever}]`, the oldest first."""


def next_versions(
    versions: Sequence[dict[str, Any]], months: int | None, *, on: date, is_new: bool
) -> Versions:
    """Return the versions once a path is published on the day `on` with `months` of validity.

    `is_new`: the path was never published before. A version that has not begun yet is replaced.
    """
    if is_new:
        return [] if months is None else [_version(date.min, months)]
    begun = [version for version in versions if version["since"] <= on.isoformat()]
    if months_of(begun) != months:
        begun.append(_version(on + timedelta(days=1), months))
    return begun


def months_of(versions: Sequence[dict[str, Any]]) -> int | None:
    """Return for how many months a pass holds under the last of `versions`; None for ever."""
    return versions[-1]["months"] if versions else None


def end_of_pass(versions: Sequence[dict[str, Any]], passed_on: date) -> date | None:
    """Return the first day on which a pass made on `passed_on` holds no more, None for never."""
    months = months_of([one for one in versions if one["since"] <= passed_on.isoformat()])
    return None if months is None else months_later(passed_on, months)


def _version(since: date, months: int | None) -> dict[str, Any]:
    return {"since": since.isoformat(), "months": months}
