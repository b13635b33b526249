"""Every write of this part, one journey a file."""

from .answer import answer_question
from .assign import (
    AlreadyAsked,
    assign_path,
    change_assignment,
    exempt,
    lift_exemption,
    withdraw_assignment,
)
from .complete import complete_lesson
from .desk import open_desk, share_path
from .enrol import enrol
from .keep import is_theirs, keep_acts
from .open import mark_position, open_lesson
from .publish import refresh_all_paths, refresh_path, refreshed_once
from .recheck import answer_recheck, choose_rechecks
from .settle import settle
from .take_back import take_back

__all__ = [
    "AlreadyAsked",
    "answer_question",
    "answer_recheck",
    "assign_path",
    "change_assignment",
    "choose_rechecks",
    "complete_lesson",
    "enrol",
    "exempt",
    "is_theirs",
    "keep_acts",
    "lift_exemption",
    "mark_position",
    "open_desk",
    "open_lesson",
    "refresh_all_paths",
    "refresh_path",
    "refreshed_once",
    "settle",
    "share_path",
    "take_back",
    "withdraw_assignment",
]
