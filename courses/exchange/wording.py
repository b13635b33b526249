"""Problems of packages in the language of the reader."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from .agreement import LoneQuestion
from .problems import Problem


def sentence(problem: Problem) -> str:
    """Return the problem as one sentence that names file, element and rule."""
    rule = _(problem.rule)
    if problem.values:
        rule %= dict(problem.values)
    if problem.element:
        return _("%(file)s, at %(element)s: %(rule)s") % {
            "file": problem.file,
            "element": problem.element,
            "rule": rule,
        }
    return _("%(file)s: %(rule)s") % {"file": problem.file, "rule": rule}


def sentences(problems: Iterable[Problem]) -> list[str]:
    """Return the problems as sentences, in their order."""
    return [sentence(problem) for problem in problems]


def lone_note(question: LoneQuestion) -> str:
    """Return a sentence that says which language of a lesson lacks `question`."""
    if question.missing_in == "fr":
        said = _(
            "The lesson “%(lesson)s” has the question “%(question)s” in English, not in French. "
            "It counts in no marks until it is in both languages."
        )
    else:
        said = _(
            "The lesson “%(lesson)s” has the question “%(question)s” in French, not in English. "
            "It counts in no marks until it is in both languages."
        )
    return said % {"lesson": question.lesson, "question": question.prompt}
