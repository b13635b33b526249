"""What content tells of itself, or of what is in it, beside its standing. Pure."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """One act that content tells: `verb` as an IRI, `child` the id of what in it is concerned, ""
    for the whole, and `result` as xAPI has it, read and bounded."""

    verb: str
    child: str = ""
    result: dict[str, Any] = field(default_factory=dict)

    @property
    def outcome(self) -> tuple[Any, ...]:
        """What the act came to: the same act with the same outcome is told once."""
        score = self.result.get("score") or {}
        return self.result.get("success"), self.result.get("completion"), score.get("scaled")
