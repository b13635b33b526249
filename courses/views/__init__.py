"""What the browser asks of this part."""

from .acts import answer, complete, enrol, position
from .assignments import assignment, assignments, withdraw
from .feedback import put_away, report, reports, take_back
from .pages import serve_learning_page
from .profile import xapi_profile
from .rechecks import answer_again, choose_weekly, rechecks
from .ways import catalogue, certificate, resume

__all__ = [
    "answer",
    "answer_again",
    "assignment",
    "assignments",
    "catalogue",
    "certificate",
    "choose_weekly",
    "complete",
    "enrol",
    "position",
    "put_away",
    "rechecks",
    "report",
    "reports",
    "resume",
    "serve_learning_page",
    "take_back",
    "withdraw",
    "xapi_profile",
]
