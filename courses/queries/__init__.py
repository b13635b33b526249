"""Reads across the tables of this part."""

from courses.path_view import CourseRow, LessonRow, PathProgress, PathView

from .learner import (
    AssignmentRow,
    DueRow,
    LearnerHome,
    assignment_row,
    current_assignments,
    learner_home,
)
from .paths import (
    answers_in,
    course_with,
    enrolment_in,
    lesson_words,
    live_lesson,
    live_paths,
    outline_of,
    pages_with_records,
    path_of,
    path_view,
    progress_in,
    published_paths,
    view_of_page,
    view_of_path,
)
from .rechecks import RecheckItem, Week, recheck_items, recheck_week, weekly_number

__all__ = [
    "AssignmentRow",
    "CourseRow",
    "DueRow",
    "LearnerHome",
    "LessonRow",
    "PathProgress",
    "PathView",
    "RecheckItem",
    "Week",
    "answers_in",
    "assignment_row",
    "course_with",
    "current_assignments",
    "enrolment_in",
    "learner_home",
    "lesson_words",
    "live_lesson",
    "live_paths",
    "outline_of",
    "pages_with_records",
    "path_of",
    "path_view",
    "progress_in",
    "published_paths",
    "recheck_items",
    "recheck_week",
    "view_of_page",
    "view_of_path",
    "weekly_number",
]
