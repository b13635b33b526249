"""What the browser asks of this part."""

from .acts import answer, complete, enrol, position
from .assignments import assignment, assignments, exempt, lift_exemption, withdraw
from .attempts import attempt, begin, finish, question, test_start
from .badges import issuer_profile as badge_issuer_profile
from .badges import key as badge_key
from .badges import keys as badge_keys
from .badges import status as badge_status
from .certificates import badge_file, badge_picture, certificates
from .certificates import check as check_certificate
from .certificates import checked as checked_certificate
from .certificates import own as own_certificate
from .certificates import pdf as certificate_pdf
from .certificates import renew as renew_certificate
from .certificates import revoke as revoke_certificate
from .exemptions import answer_exemption, ask_exemption, take_request_back
from .extra_time import end_time, extra_time
from .feedback import put_away, report, reports, take_back
from .pages import serve_learning_page
from .positioning import answer_test, begin_test, end_test, forget_test, positioning
from .profile import xapi_profile
from .rechecks import answer_again, choose_weekly, rechecks
from .videos import transcript, video_position
from .ways import catalogue, certificate, resume

__all__ = [
    "answer",
    "answer_again",
    "answer_exemption",
    "answer_test",
    "ask_exemption",
    "assignment",
    "assignments",
    "attempt",
    "badge_file",
    "badge_issuer_profile",
    "badge_key",
    "badge_keys",
    "badge_picture",
    "badge_status",
    "begin",
    "begin_test",
    "catalogue",
    "certificate",
    "certificate_pdf",
    "certificates",
    "check_certificate",
    "checked_certificate",
    "choose_weekly",
    "complete",
    "end_test",
    "end_time",
    "enrol",
    "exempt",
    "extra_time",
    "finish",
    "forget_test",
    "lift_exemption",
    "own_certificate",
    "position",
    "positioning",
    "put_away",
    "question",
    "rechecks",
    "renew_certificate",
    "report",
    "reports",
    "resume",
    "revoke_certificate",
    "serve_learning_page",
    "take_back",
    "take_request_back",
    "test_start",
    "transcript",
    "video_position",
    "withdraw",
    "xapi_profile",
]
