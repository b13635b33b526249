"""What the pages of lessons show."""

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from academy.core import edition
from courses.licences import licence_of
from courses.models.pages import LessonItem
from courses.questions import QuestionView

register = template.Library()


@register.simple_tag
def licence(identifier: str) -> str:
    """Show a licence by its name, with a link to what it says; as it is written when not known."""
    known = licence_of(identifier, (get_language() or "")[:2])
    if known is None:
        return identifier
    return format_html('<a href="{}" rel="license noopener">{}</a>', known.url, known.name)


@register.simple_tag(takes_context=True)
def block_to_read(context: template.Context, item: LessonItem) -> SafeString:
    """Show a block that is the same for every reader; it sees its id and nothing of the page.

    It is made once an edition, but for a preview, which shows what isn't published.
    """

    def shown() -> SafeString:
        return item.block.render_as_block({"id": item.block_id})

    if context.get("is_preview"):
        return shown()
    name = f"block {get_language()} {context['page'].pk} {item.block_id}"
    return edition.kept(name, shown)


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

    if problem or context.get("is_preview"):
        return shown()
    chosen = [choice.id for choice in question.choices if choice.checked]
    state = (get_language(), context["page"].pk, question.block_id, closed, question.outcome, focus)
    return edition.kept(f"question {state} {chosen}", shown)
