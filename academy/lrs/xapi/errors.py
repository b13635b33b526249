"""What is wrong with a statement or a request, and where."""

import json
from typing import Any

LONGEST_SHOWN = 60


class Invalid(ValueError):
    """A rule of xAPI is broken. `place` is a path such as `context.team`, "" for the whole.

    `str()` of it is a whole sentence for whoever sent the statement or the request.
    """

    def __init__(self, place: str, reason: str, *, subject: str = "The statement") -> None:
        super().__init__(place, reason)
        self.place = place
        self.reason = reason
        self.subject = subject

    def __str__(self) -> str:
        return f'"{self.place}" {self.reason}.' if self.place else f"{self.subject} {self.reason}."

    def within(self, prefix: str) -> "Invalid":
        """Return the same fault, found under `prefix` of something larger."""
        place = f"{prefix}.{self.place}" if self.place else prefix
        return Invalid(place, self.reason, subject=self.subject)


def shown(value: Any) -> str:
    """Return `value` as JSON, cut to a length that fits a message."""
    try:
        text = json.dumps(value, ensure_ascii=True)
    except (TypeError, ValueError, RecursionError):
        text = type(value).__name__
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."


def unknown_property(value: dict[str, Any], known: frozenset[str], place: str) -> Invalid:
    """Return the fault of a property that isn't allowed. Data 2.2: also for a wrong case."""
    extra = next(key for key in value if key not in known)
    hint = next((key for key in known if key.lower() == str(extra).lower()), None)
    reason = f"has the property {shown(extra)}, which is not allowed there"
    return Invalid(place, f"{reason}; it is written {hint}" if hint else reason)
