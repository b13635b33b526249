"""What the pages of lessons show."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from academy.core import edition
from courses import credit_words
from courses.licences import licence_of
from courses.models.lesson_page import LessonItem
from courses.questions import EntryView, QuestionView
from courses.structure_words import named

register = template.Library()
register.filter("named", named)


@register.filter
def credits_in_words(credits: Iterable[Mapping[str, Any]]) -> list[credit_words.CreditInWords]:
    """Return who has which part in a path, in the language of the page."""
    return credit_words.credits_in_words(credits)


@register.simple_tag
def licence(identifier: str) -> str:
    """Show a licence by its name, with a link to what it says; as it is written when not known."""
    known = licence_of(identifier, (get_language() or "")[:2])
    if known is None:
        return identifier
    return format_html('<a href="{}" rel="license noopener">{}</a>', known.url, known.name)


@register.simple_tag(takes_context=True)
def block_to_read(context: template.Context, item: LessonItem) -> SafeString:
    """Show a block that is the same for every reader.

    It sees its id, the language of the lesson and, once published, the id of the page.

    It is made once an edition, but for a preview, which shows what isn't published.
    """

    page, is_preview = context["page"], context.get("is_preview")

    def shown() -> SafeString:
        return item.block.render_as_block(
            {
                "id": item.block_id,
                "language": page.locale.language_code,
                "page_id": None if is_preview else page.pk,
            }
        )

    if is_preview:
        return shown()
    name = f"block {get_language()} {page.pk} {item.block_id}"
    return edition.kept(name, shown)


@register.simple_tag
def kinds_of(asked: QuestionView | Iterable[Any] | None) -> set[str]:
    """Return the kinds of what is asked: one question, or rows that have a `question` each."""
    if asked is None:
        return set()
    if isinstance(asked, QuestionView):
        return {asked.kind}
    return {row.question.kind for row in asked if row.question}


@register.simple_tag(takes_context=True)
def question_body(
    context: template.Context, question: QuestionView, *, closed: bool = False
) -> SafeString:
    """Show a question without the form around it; `closed` when nothing can be chosen (any more).

    All who chose the same see the same: it is made once an edition, but for a preview and for an
    answer that couldn't be taken.
    """
    problem = context.get("problem", "")
    focus = context.get("focus", False)

    def shown() -> SafeString:
        values = {"question": question, "closed": closed, "problem": problem, "focus": focus}
        return render_to_string("courses/question_body.html", values)

    # What was typed has no end of forms, and what couldn't be taken is seen once.
    is_rare = bool(problem) or question.is_draft or bool(question.entry and question.response)
    if is_rare or context.get("is_preview"):
        return shown()
    state = (get_language(), context["page"].pk, question.block_id, closed, question.outcome, focus)
    said = (question.response, question.certainty, question.attempts > 0)
    return edition.kept(f"question {state} {said}", shown)


@register.simple_tag(takes_context=True)
def question_in_test(
    context: template.Context, question: QuestionView, *, closed: bool = False
) -> SafeString:
    """Show a question of an attempt, whose options are in an order of its own: it isn't kept."""
    values = {name: context.get(name, "") for name in ("problem", "focus")}
    values |= {"question": question, "closed": closed}
    return render_to_string("courses/question_body.html", values)


# Kinds of questions that are not answered by options have a template of their own.
_TEMPLATES = {
    "ordering": "ordering",
    "matching": "pairing",
    "categorising": "pairing",
    "numeric": "typed",
    "short_text": "typed",
    "message_triage": "mailbox",
    "branching_scenario": "walk",
}


@register.simple_tag
def question_answers(
    question: QuestionView, closed: bool, problem: str, focus: bool
) -> SafeString | str:
    """Show what a question is answered with, where that is not a list of options."""
    name = _TEMPLATES.get(question.kind)
    if name is None:
        return ""
    values = {"question": question, "closed": closed, "problem": problem, "focus": focus}
    return render_to_string(f"courses/questions/{name}.html", values)


@register.filter
def typed_value(entry: EntryView) -> str:
    """Return what was typed; a number that was taken has the decimal mark of the page's language.

    With three decimals it keeps its point: `1,234` would be read in two ways when it is sent again.
    """
    decimals = len(entry.value.partition(".")[2])
    if entry.is_number and entry.state and decimals != 3 and (get_language() or "")[:2] == "fr":
        return entry.value.replace(".", ",")
    return entry.value


@register.simple_tag
def question_again(question: QuestionView, closed: bool, problem: str) -> SafeString | str:
    """Show the first step of a scenario with consequences once more, below what came of it."""
    if closed or question.walk is None or not question.walk.is_over:
        return ""
    values = {"step": question.walk.asked, "closed": False, "problem": problem, "again": True}
    return render_to_string("courses/questions/step.html", values)


@register.simple_tag
def question_hint(question: QuestionView) -> str:
    """Return how a question is answered."""
    match question.kind:
        case "ordering":
            return _("Give each item its place, from the first to the last.")
        case "matching":
            return _("Choose what goes with each item.")
        case "categorising":
            return _("Choose where each item belongs.")
        case "numeric":
            return _("Write a number. The decimal mark may be a point or a comma.")
        case "short_text":
            return _("Write a word or a few. Capitals and accents don't count.")
        case "message_triage":
            return _("Read each message, then keep it or report it.")
        case "branching_scenario":
            return _("Choose what you would do. What happens next depends on it.")
        case _ if question.multiple:
            return _("Select every answer that fits.")
    return _("Select one answer.")


@register.simple_tag
def question_said(question: QuestionView) -> str:
    """Return what is said of an answer: how much of it is right, and of how sure one was."""
    return " ".join(part for part in (_tally(question), _of_certainty(question)) if part)


def _of_certainty(question: QuestionView) -> str:
    match question.certainty, question.outcome:
        case "sure", "correct":
            return _("You were sure, and rightly so.")
        case "unsure", "correct":
            return _("Right but unsure: read why once more, and next time you will know it.")
        case "sure", _other:
            return _("You were sure: this is the idea to look at again first.")
        case "unsure", _other:
            return _("You were not sure, and it is good to know it: see what is said above.")
    return ""


def _tally(question: QuestionView) -> str:
    """Return in words how much of a question with several parts is right, empty for another."""
    if not question.total:
        return ""
    count = {"right": question.right, "total": question.total}
    match question.kind:
        case "ordering":
            return _("In their place: %(right)s of %(total)s.") % count
        case "message_triage":
            said = [_("Sorted right: %(right)s of %(total)s.") % count]
            if question.missed:
                said.append(
                    ngettext(
                        "%(count)s suspicious message was missed.",
                        "%(count)s suspicious messages were missed.",
                        question.missed,
                    )
                    % {"count": question.missed}
                )
            if question.false_alarms:
                said.append(
                    ngettext(
                        "%(count)s honest message was reported.",
                        "%(count)s honest messages were reported.",
                        question.false_alarms,
                    )
                    % {"count": question.false_alarms}
                )
            return " ".join(said)
    return _("Right: %(right)s of %(total)s.") % count
