"""The figures of questions and lessons, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.core.templatetags.figures import whole

from .judging import Analysis, Figures
from .looking import LEAST_ANSWERS
from .measures import Estimate
from .queries import AnalysedQuestion, LessonFigures

# How an option is called: by its place.
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Below it, a sum of scores tells people apart badly: Nunnally (1978), "Psychometric Theory".
_RELIABLE = 0.7
# A lesson that takes so many times what it says is longer than it says.
_LONGER = 1.5


@dataclass(frozen=True, slots=True)
class OptionWords:
    """An option: its letter, its text, whether it is right, the share that chose it in words."""

    letter: str
    text: str
    is_right: bool
    share: str


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """A question with its figures in words. `doubts` are reasons to doubt it, `notes` the rest."""

    block_id: str
    prompt: str
    kind: str
    answers: str
    right: str
    discrimination: str
    languages: str
    options: tuple[OptionWords, ...]
    doubts: tuple[str, ...]
    notes: tuple[str, ...]


def percent(share: float) -> str:
    """Return a share in whole percents."""
    return _("%(share)s%%") % {"share": round(share * 100)}


def at_least(count: int, smallest: int) -> str:
    """Return how many people there are, without a number below the smallest group."""
    if not count:
        return _("fewer than %(smallest)s") % {"smallest": smallest}
    return _("at least %(count)s") % {"count": whole(count)}


def _number(value: float) -> str:
    return number_format(value, 2).replace("-", "−")


def _between(estimate: Estimate) -> str:
    return _("%(value)s (from %(lo)s to %(hi)s)") % {
        "value": _number(estimate.value),
        "lo": _number(estimate.lo),
        "hi": _number(estimate.hi),
    }


def question_in_words(question: AnalysedQuestion, smallest: int) -> QuestionWords:
    """Return the figures of a question in words, and what they make one ask."""
    figures = question.figures
    letters = dict(zip((one.id for one in figures.options), _LETTERS, strict=False))
    return QuestionWords(
        block_id=question.block_id,
        prompt=question.prompt,
        kind=question.kind,
        answers=at_least(figures.answers, smallest),
        right=_right(figures),
        discrimination=_between(figures.discrimination) if figures.discrimination else "–",
        languages=_languages(figures),
        options=tuple(
            OptionWords(
                letters[one.id],
                question.options[one.id],
                one.is_right,
                "–" if one.share is None else percent(one.share),
            )
            for one in figures.options
        ),
        doubts=tuple(_doubts(question)),
        notes=tuple(_notes(question, letters)),
    )


def _right(figures: Figures) -> str:
    if figures.right:
        return _("%(value)s (from %(lo)s to %(hi)s)") % {
            "value": percent(figures.right.value),
            "lo": percent(figures.right.lo),
            "hi": percent(figures.right.hi),
        }
    if figures.extreme:
        return _("nearly everyone") if figures.extreme == "high" else _("nearly no one")
    return "–"


def _languages(figures: Figures) -> str:
    found = figures.languages
    if found is None:
        return "–"
    if not figures.shows_difference:
        return found.size
    return f"{found.size}: {_between(found.interval)}"


def flags_in_words(flags: Sequence[str]) -> list[str]:
    """Return why a question is doubtful, without its figures."""
    said = {
        "backwards": _("Those who know more get it wrong more often."),
        "below_chance": _("Fewer people are right than if they answered blindly."),
        "languages": _("It is much harder in one language for people who know as much."),
    }
    return [said[one] for one in flags if one in said]


def _doubts(question: AnalysedQuestion) -> list[str]:
    """Return why the question is in doubt, and what to look at."""
    said = {
        "backwards": _(
            "Those who know more get it wrong more often. Is the right option the one that is "
            "ticked?"
        ),
        "below_chance": _(
            "Fewer people are right than if they answered blindly (%(chance)s). Does the "
            "question mislead, or is its key wrong?"
        )
        % {"chance": percent(question.chance)},
        "languages": _harder(question.figures),
    }
    return [said[one] for one in question.flags if one in said]


def _harder(figures: Figures) -> str:
    if figures.languages is None or figures.languages.size == "A":
        return _(
            "It was much harder in one language for people who know as much. Compare the two "
            "wordings."
        )
    if figures.languages.delta < 0:
        return _(
            "It is much harder in English than in French for people who know as much. Compare "
            "the two wordings."
        )
    return _(
        "It is much harder in French than in English for people who know as much. Compare "
        "the two wordings."
    )


def _notes(question: AnalysedQuestion, letters: dict[str, str]) -> list[str]:
    figures, said = question.figures, []
    if figures.answers and not figures.is_judged:
        said.append(
            _("Too few answers to judge it: %(count)s are needed.") % {"count": LEAST_ANSWERS}
        )
    if "popular" in figures.remarks:
        wrong = [one for one in figures.options if not one.is_right and one.share is not None]
        if wrong:
            most = max(wrong, key=lambda one: one.share or 0)
            said.append(
                _("More people choose option %(letter)s than any right option: is it right too?")
                % {"letter": letters[most.id]}
            )
    if "unused" in figures.remarks:
        said.append(
            _("Hardly anyone chooses one of the wrong options: a more likely one would say more.")
        )
    if "weak" in figures.remarks:
        said.append(_("It hardly tells those who know more from the others."))
    if figures.is_judged and figures.extreme == "high":
        said.append(_("Nearly everyone is right: it teaches, and measures little."))
    if "entangled" in figures.remarks:
        said.append(
            _(
                "So many questions differ between the languages that it can’t be said which are "
                "harder in which. Compare all their wordings."
            )
        )
    elif figures.languages and figures.languages.size != "A" and "languages" not in question.flags:
        said.append(
            _("It is somewhat harder in one of the two languages.")
            if figures.languages.size == "B"
            else _(
                "It looks much harder in one of the two languages: more answers will tell. Compare "
                "the two wordings meanwhile."
            )
        )
    if figures.is_judged and not said and not question.flags:
        said.append(_("Nothing to report."))
    return said


def reliability_in_words(analysis: Analysis, smallest: int) -> str:
    """Return how well the questions of a course measure together."""
    if analysis.reliability is None:
        return _(
            "How reliable the questions are together can’t be said yet: at least two are needed, "
            "answered by %(smallest)s people."
        ) % {"smallest": smallest}
    said = ngettext(
        "Reliability (Cronbach’s alpha): %(value)s, by the %(count)s question that most people "
        "answer, over at least %(people)s people.",
        "Reliability (Cronbach’s alpha): %(value)s, by the %(count)s questions that most people "
        "answer, over at least %(people)s people.",
        analysis.asked,
    ) % {
        "value": _between(analysis.reliability),
        "count": analysis.asked,
        "people": analysis.people,
    }
    if analysis.reliability.hi < _RELIABLE:
        said += " " + _(
            "That is low: the result of one person says little. Add questions, or mend those that "
            "tell nobody apart."
        )
    return said


@dataclass(frozen=True, slots=True)
class LessonWords:
    """A lesson with its figures in words."""

    page_id: int
    title: str
    begun: str
    left: str
    minutes: str
    is_longer: bool
    planned: int
    reports: int
    questions: tuple[QuestionWords, ...]


def lessons_in_words(lessons: Sequence[LessonFigures], smallest: int) -> list[LessonWords]:
    """Return the lessons of a course with their figures in words."""
    return [
        LessonWords(
            page_id=one.page.pk,
            title=one.page.title,
            begun=at_least(one.begun, smallest),
            left=_left(one, smallest),
            minutes="–" if one.minutes is None else _minutes(one.minutes),
            is_longer=bool(one.minutes and one.minutes > _LONGER * one.page.duration_minutes),
            planned=one.page.duration_minutes,
            reports=one.reports,
            questions=tuple(question_in_words(each, smallest) for each in one.questions),
        )
        for one in lessons
    ]


def _left(lesson: LessonFigures, smallest: int) -> str:
    if lesson.left is not None:
        return percent(lesson.left)
    return _("fewer than %(smallest)s") % {"smallest": smallest} if lesson.few_left else "–"


def _minutes(minutes: float) -> str:
    return _("%(minutes)s min") % {"minutes": max(1, round(minutes))}
