"""What designers compose lessons from."""

from .knowledge_test import KNOWLEDGE_TEST
from .package import PACKAGE
from .questions import QUESTION_TYPES, QuestionValue
from .stream import BankBody, LessonBody, PageBody

__all__ = [
    "KNOWLEDGE_TEST",
    "PACKAGE",
    "QUESTION_TYPES",
    "BankBody",
    "LessonBody",
    "PageBody",
    "QuestionValue",
]
