"""Every write of this part, one journey a file."""

from .answer import answer_question
from .assign import assign_path, withdraw_assignment
from .complete import complete_lesson
from .enrol import enrol
from .open import mark_position, open_lesson
from .publish import refresh_all_paths, refresh_path
from .settle import settle

__all__ = [
    "answer_question",
    "assign_path",
    "complete_lesson",
    "enrol",
    "mark_position",
    "open_lesson",
    "refresh_all_paths",
    "refresh_path",
    "settle",
    "withdraw_assignment",
]
