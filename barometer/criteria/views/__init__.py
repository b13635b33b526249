"""Pages of the criteria."""

from .assess import assessment, criterion, organism, request_path, start, submit
from .figures import picture, table
from .review import agreement, rate_again, review, reviews
from .wide import government, grid, index, portfolio, requests

__all__ = [
    "agreement",
    "assessment",
    "criterion",
    "government",
    "grid",
    "index",
    "organism",
    "picture",
    "portfolio",
    "rate_again",
    "request_path",
    "requests",
    "review",
    "reviews",
    "start",
    "submit",
    "table",
]
