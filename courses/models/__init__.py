"""Rows about what is taught, to whom."""

from .assignment import Assignment, Exemption, digest_of, rules_as_data
from .certificate import Certificate, CertifiedPath, Renewal, Withdrawal
from .digest import DigestSwitch
from .enrolment import (
    Answer,
    CourseProgress,
    Enrolment,
    LessonProgress,
    RecheckAnswer,
    RecheckChoice,
)
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
    "DigestSwitch",
    "Enrolment",
    "Exemption",
    "LessonItem",
    "LessonPage",
    "LessonProgress",
    "Level",
    "PathPage",
    "PublishedPath",
    "RecheckAnswer",
    "RecheckChoice",
    "Renewal",
    "Theme",
    "Withdrawal",
    "digest_of",
    "rules_as_data",
]
