"""Reads across the tables of this part."""

from courses.path_view import CourseRow, LessonRow, PathProgress, PathView

from .badges import badge_token, certificate_keys, check_address, status_list_token
from .badges import issuer as badge_issuer
from .certificates import (
    CertificateView,
    certificate_of_path,
    certificate_view,
    find_certificate,
    own_certificate,
    own_certificates,
    withdrawn_within,
)
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
    "CertificateView",
    "CourseRow",
    "DueRow",
    "LearnerHome",
    "LessonRow",
    "PathProgress",
    "PathView",
    "answers_in",
    "assignment_row",
    "badge_issuer",
    "badge_token",
    "certificate_keys",
    "certificate_of_path",
    "certificate_view",
    "check_address",
    "course_with",
    "current_assignments",
    "enrolment_in",
    "find_certificate",
    "learner_home",
    "lesson_words",
    "live_lesson",
    "live_paths",
    "outline_of",
    "own_certificate",
    "own_certificates",
    "pages_with_records",
    "path_of",
    "path_view",
    "progress_in",
    "published_paths",
    "status_list_token",
    "view_of_page",
    "view_of_path",
    "withdrawn_within",
]
