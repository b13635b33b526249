"""Rows about what is taught, to whom."""

from .assignment import Assignment
from .certificate import Certificate, CertifiedPath, Renewal, Withdrawal
from .enrolment import Answer, CourseProgress, Enrolment, LessonProgress
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
    "PRIVATE_PAGE_OPTIONS",
    "AcademyDocument",
    "AcademyImage",
    "AcademyMedia",
    "AcademyRendition",
    "Answer",
    "Assignment",
    "CataloguePage",
    "Certificate",
    "CertifiedPath",
    "CoursePage",
    "CourseProgress",
    "Enrolment",
    "LessonItem",
    "LessonPage",
    "LessonProgress",
    "Level",
    "PathPage",
    "PublishedPath",
    "Renewal",
    "Theme",
    "Withdrawal",
]
