"""How much of an adopted path its organism adapted, counted as its pages are published."""

from django.db import transaction
from wagtail.models import Page

from courses.models import AdoptedPage

from .contents import LearningPage, content_of, kind_of, row_values
from .naming import Names
from .trees import TreePage
from .waiting import PageNews, adapted_parts, count_parts, parts_of_both


@transaction.atomic
def count_adaptation(*, page: LearningPage) -> None:
    """Count the blocks and fields of a page that was just published, and those among them that
    differ from what it was taken from; what was taken away counts as a part too. All of a page that
    the other path has from here is its organism's. A page that wasn't adopted is left alone: one
    query."""
    row = (
        AdoptedPage.objects.filter(own_key=page.translation_key, language=page.locale.language_code)
        .select_related("adoption")
        .first()
    )
    if row is None:
        return
    ours = _names(row).inverse().put(content_of(kind_of(page), row_values(page)))
    own = TreePage(page, row.kind, "", (), ours)
    news = PageNews(row, own, None, row.base, ours, {})
    if row.is_ours:
        row.parts = row.adapted_parts = count_parts(ours)
    else:
        row.parts, row.adapted_parts = parts_of_both(news), len(adapted_parts(news))
    row.save(update_fields=["parts", "adapted_parts"])


def _names(row: AdoptedPage) -> Names:
    """Return what the pages of the other path are called in the copy, in two queries."""
    keys = {
        str(theirs): str(ours)
        for theirs, ours in row.adoption.pages.values_list("upstream_key", "own_key")
    }
    numbers = {
        str(key): number
        for key, number in Page.objects.filter(
            translation_key__in=[*keys, *keys.values()], locale__language_code=row.language
        ).values_list("translation_key", "pk")
    }
    pages = {
        numbers[theirs]: numbers[ours]
        for theirs, ours in keys.items()
        if theirs in numbers and ours in numbers
    }
    return Names(keys, pages)
