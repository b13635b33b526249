"""What the browser asks of this part."""

from .acts import answer, complete, enrol, position
from .pages import serve_learning_page
from .ways import certificate, resume

__all__ = [
    "answer",
    "certificate",
    "complete",
    "enrol",
    "position",
    "resume",
    "serve_learning_page",
]
