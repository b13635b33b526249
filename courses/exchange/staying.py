"""What stays in an academy when a path leaves it, for whoever exports it to know."""

from django.conf import settings

from courses.models import QuestionDoubt

from .contents import PathContent
from .schema import Rich
from .translations import texts_by_page


def set_aside(content: PathContent) -> tuple[str, ...]:
    """Return how the questions begin that count in no mark here. One query.

    Files don't tell: elsewhere, marks follow from the answers that are given there.
    """
    asked = {
        (lesson.key, block["id"])
        for lesson in content.lessons()
        for text in lesson.texts.values()
        for block in text.body
    }
    asked |= {(bank.key, question.key) for bank in content.banks for question in bank.questions}
    rows = QuestionDoubt.objects.filter(
        place__in={place for place, _question in asked},
        decision=QuestionDoubt.Decision.SET_ASIDE,
        decided_at__isnull=False,
    ).order_by("prompt")
    found = (row.prompt for row in rows if (str(row.place), str(row.question)) in asked)
    return tuple(dict.fromkeys(found))


def leading_here(content: PathContent) -> tuple[str, ...]:
    """Return the titles of the pages in which a link leads to a page or a file of this academy.

    Its address is in the files, and what it leads to isn't.
    """
    here = f'href="{settings.WAGTAILADMIN_BASE_URL.rstrip("/")}/'
    found = (
        texts["title"][1]
        for _key, by_language in texts_by_page(content)
        for texts in by_language.values()
        if any(isinstance(shape, Rich) and here in text for shape, text in texts.values())
    )
    return tuple(dict.fromkeys(found))
