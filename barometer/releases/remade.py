"""What was published under a SHA-256, beside what making it again gives. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Part = Literal["document", "ways", "forecasts", "effects"]
"""What a release publishes: its document, the ways through paths, the forecasts, the effects."""


@dataclass(frozen=True, slots=True)
class Remade:
    """A part of a release, the SHA-256 it was published with and the one that it has made again.

    `changed`: what is kept for pages to read and says something else than what was made again.
    `hint`: more about how they differ, for whoever looks for the cause.
    """

    part: Part
    published: str
    made: str
    changed: tuple[str, ...] = ()
    hint: str = ""

    @property
    def is_identical(self) -> bool:
        """Whether it is the same, byte for byte, and pages read the same."""
        return self.published == self.made and not self.changed


def differing(made: Mapping[str, Any], known: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of what isn't the same in both, or is in one alone; in their order."""
    names = sorted(made.keys() | known.keys())
    return tuple(name for name in names if made.get(name) != known.get(name))
