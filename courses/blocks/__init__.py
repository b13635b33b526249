"""What designers compose lessons from."""

from .questions import QUESTION_TYPES, QuestionValue
from .stream import LessonBody, PageBody

__all__ = ["QUESTION_TYPES", "LessonBody", "PageBody", "QuestionValue"]
