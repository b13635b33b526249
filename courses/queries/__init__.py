"""Reads across the tables of this part."""

from courses.path_view import CourseRow, LessonRow, PathProgress, PathView

from .duties import duties_of
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

__all__ = [
    "AssignmentRow",
    "CourseRow",
    "DueRow",
    "LearnerHome",
    "LessonRow",
    "PathProgress",
    "PathView",
    "answers_in",
    "assignment_row",
    "course_with",
    "current_assignments",
    "duties_of",
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
    "view_of_page",
    "view_of_path",
]
