"""What a person is asked to follow and hasn't completed. Pure."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Duty:
    """A path that a person is asked to complete by `due_on`, the last day in time.

    `assignment_id`: what asks for it, with whose name and which reason.
    """

    path_key: UUID
    assignment_id: int
    asked_on: date
    due_on: date
