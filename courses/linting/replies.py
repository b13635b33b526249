"""What an address elsewhere answers. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """What became of a question: something is there, nothing is, nobody answers, one can't tell,
    or it wasn't asked."""

    FOUND = "found"
    GONE = "gone"
    UNREACHABLE = "unreachable"
    UNSURE = "unsure"
    NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True)
class Reply:
    """What an address answered. `status`: its last one, None where nobody answered."""

    state: State
    status: int | None = None
