"""Reads across the tables of this part."""

from .learner import AssignmentRow, DueRow, LearnerHome, current_assignments, learner_home
from .paths import (
    CourseRow,
    LessonRow,
    PathProgress,
    PathView,
    answers_in,
    enrolment_in,
    live_paths,
    outline_of,
    pages_with_records,
    path_view,
    progress_in,
    view_of_page,
    view_of_path,
)

__all__ = [
    "AssignmentRow",
    "CourseRow",
    "DueRow",
    "LearnerHome",
    "LessonRow",
    "PathProgress",
    "PathView",
    "answers_in",
    "current_assignments",
    "enrolment_in",
    "learner_home",
    "live_paths",
    "outline_of",
    "pages_with_records",
    "path_view",
    "progress_in",
    "view_of_page",
    "view_of_path",
]
