"""What the browser asks of this part."""

from .acts import answer, complete, enrol, position
from .assignments import assignment, assignments, exempt, lift_exemption, withdraw
from .pages import serve_learning_page
from .profile import xapi_profile
from .ways import catalogue, certificate, resume

__all__ = [
    "answer",
    "assignment",
    "assignments",
    "catalogue",
    "certificate",
    "complete",
    "enrol",
    "exempt",
    "lift_exemption",
    "position",
    "resume",
    "serve_learning_page",
    "withdraw",
    "xapi_profile",
]
