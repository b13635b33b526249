"""Every write of this part, one journey a file."""

from .agree import agree_on_structure
from .answer import answer_question
from .assign import (
    AlreadyAsked,
    assign_path,
    change_assignment,
    exempt,
    lift_exemption,
    withdraw_assignment,
)
from .attempt import (
    AttemptClosed,
    close_if_over,
    finish_attempt,
    finish_overdue,
    save_answer,
    start_attempt,
)
from .complete import complete_lesson
from .desk import open_desk, share_path
from .enrol import enrol
from .extra_time import end_extra_time, give_extra_time
from .feedback import (
    AlreadyReported,
    answer_report,
    follow_lesson,
    forget_reporter,
    merge_reports,
    put_answer_away,
    report_passage,
    take_report_back,
    tell_of_fixes,
)
from .follow_copy import follow_copy
from .issue import issue_missing_certificates, signing_keys
from .keep import is_theirs, keep_acts
from .locked import StepLocked, refuse_locked
from .open import mark_position, open_lesson
from .position import (
    answer_positioning,
    begin_positioning,
    end_positioning,
    forget_positioning,
)
from .positioned import keep_positioned, take_back_positioned
from .publish import (
    refresh_all_paths,
    refresh_path,
    refresh_paths_with,
    refresh_stale_paths,
    refreshed_once,
)
from .publish_due import publish_due
from .recheck import answer_recheck, choose_rechecks
from .renew import start_renewal
from .request_exemption import answer_exemption, request_exemption, take_request_back
from .revoke import forget_person, revoke_certificate
from .settle import settle
from .take_back import take_back
from .watch import mark_video_position

__all__ = [
    "AlreadyAsked",
    "AlreadyReported",
    "AttemptClosed",
    "StepLocked",
    "agree_on_structure",
    "answer_exemption",
    "answer_positioning",
    "answer_question",
    "answer_recheck",
    "answer_report",
    "assign_path",
    "begin_positioning",
    "change_assignment",
    "choose_rechecks",
    "close_if_over",
    "complete_lesson",
    "end_extra_time",
    "end_positioning",
    "enrol",
    "exempt",
    "finish_attempt",
    "finish_overdue",
    "follow_copy",
    "follow_lesson",
    "forget_person",
    "forget_positioning",
    "forget_reporter",
    "give_extra_time",
    "is_theirs",
    "issue_missing_certificates",
    "keep_acts",
    "keep_positioned",
    "lift_exemption",
    "mark_position",
    "mark_video_position",
    "merge_reports",
    "open_desk",
    "open_lesson",
    "publish_due",
    "put_answer_away",
    "refresh_all_paths",
    "refresh_path",
    "refresh_paths_with",
    "refresh_stale_paths",
    "refreshed_once",
    "refuse_locked",
    "report_passage",
    "request_exemption",
    "revoke_certificate",
    "save_answer",
    "settle",
    "share_path",
    "signing_keys",
    "start_attempt",
    "start_renewal",
    "take_back",
    "take_back_positioned",
    "take_report_back",
    "take_request_back",
    "tell_of_fixes",
    "withdraw_assignment",
]
