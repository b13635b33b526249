"""What the browser asks of this part."""

from .acts import answer, complete, enrol, position
from .assignments import assignment, assignments, exempt, lift_exemption, withdraw
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
    "exempt",
    "lift_exemption",
    "position",
    "rechecks",
    "resume",
    "serve_learning_page",
    "withdraw",
    "xapi_profile",
]
