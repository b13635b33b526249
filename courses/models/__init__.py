"""Rows about what is taught, to whom."""

from .assignment import Assignment
from .enrolment import (
    Answer,
    CourseProgress,
    Enrolment,
    LessonProgress,
    RecheckAnswer,
    RecheckChoice,
)
from .feedback import LONGEST_COMMENT, LONGEST_EXCERPT, BlockReport
from .media import AcademyDocument, AcademyImage, AcademyMedia, AcademyRendition
from .pages import (
    PRIVATE_PAGE_OPTIONS,
    CataloguePage,
    CoursePage,
    LessonItem,
    LessonPage,
    Level,
    PathPage,
)
from .published import PublishedPath
from .theme import Theme

__all__ = [
    "LONGEST_COMMENT",
    "LONGEST_EXCERPT",
    "PRIVATE_PAGE_OPTIONS",
    "AcademyDocument",
    "AcademyImage",
    "AcademyMedia",
    "AcademyRendition",
    "Answer",
    "Assignment",
    "BlockReport",
    "CataloguePage",
    "CoursePage",
    "CourseProgress",
    "Enrolment",
    "LessonItem",
    "LessonPage",
    "LessonProgress",
    "Level",
    "PathPage",
    "PublishedPath",
    "RecheckAnswer",
    "RecheckChoice",
    "Theme",
]
