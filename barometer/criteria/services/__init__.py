"""Every write about the criteria."""

from .assess import (
    EvidenceDraft,
    NotReady,
    save_rating,
    start_assessment,
    submit_assessment,
)
from .grids import GridRefused, load_grid, load_shipped_grid
from .requests import request_path
from .review import DecisionDraft, NotDecided, finish_review, rate_again, save_decisions

__all__ = [
    "DecisionDraft",
    "EvidenceDraft",
    "GridRefused",
    "NotDecided",
    "NotReady",
    "finish_review",
    "load_grid",
    "load_shipped_grid",
    "rate_again",
    "request_path",
    "save_decisions",
    "save_rating",
    "start_assessment",
    "submit_assessment",
]
