"""Where a translation is worked on: the addresses of a page, a question of a bank or a survey."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.editor_places import in_editor
from courses.models import Assignment, BankQuestion, PublishedPath, SurveySide, path_of

from .deadline import readers_in_words
from .lags import paths_that_draw
from .queries import Pair, Translated, whole_of

# Of the paths whose tests draw a question, so many are named.
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Way:
    """Where all that is translated together is listed: the address, and what it is called."""

    url: str
    label: str
    words: str


def desk_of(own: Translated) -> str:
    """Return the address at which a translation is written."""
    if isinstance(own, SurveySide):
        return reverse("courses_translating:survey", args=[own.pk, own.locale.language_code])
    name = "question" if isinstance(own, BankQuestion) else "desk"
    return reverse(f"courses_translating:{name}", args=[own.pk])


def meaning_of(source: Translated) -> str:
    """Return the address that shows what a draft changes for its translations."""
    name = "question-meaning" if isinstance(source, BankQuestion) else "meaning"
    return reverse(f"courses_translating:{name}", args=[source.pk])


def editor_of(page: Translated, block_id: str = "") -> str:
    """Return the address of the editor, at a block unless `block_id` is ""."""
    if isinstance(page, SurveySide):
        return reverse("wagtailsnippets_courses_survey:edit", args=[page.pk])
    if isinstance(page, BankQuestion):
        return reverse("wagtailsnippets_courses_bankquestion:edit", args=[page.pk])
    return in_editor(page.pk, block_id)


def way_to(page: Translated) -> Way | None:
    """Return the way to the list of what is translated with a page; None for a survey."""
    if isinstance(page, SurveySide):
        return None
    if isinstance(page, BankQuestion):
        url = reverse("courses_translating:bank", args=[page.bank_id])
        return Way(url, page.bank.title, _("All questions of the bank"))
    root = path_of(page)
    if root is None:
        return None
    url = reverse("courses_translating:path", args=[root.pk])
    return Way(url, root.title, _("All pages of the path"))


def title_of(page: Any) -> str:
    """Return what a page, a question or a survey is called in the desk."""
    if isinstance(page, BankQuestion | SurveySide):
        return str(page)
    return str(page.get_admin_display_title())


def is_asked(page: Translated) -> bool:
    """Tell whether people are asked to follow a path that has a page, or that draws a question."""
    if isinstance(page, BankQuestion):
        keys = paths_that_draw(page)
    else:
        whole = whole_of(page)
        keys = [whole] if whole is not None else []
    return Assignment.objects.filter(path_key__in=keys, withdrawn_at=None).exists()


def readers_of_pair(pair: Pair) -> str:
    """Return whom a change of the source concerns, in a sentence: how many people read its
    translation, or which tests draw the question."""
    if not isinstance(pair.source, BankQuestion):
        return readers_in_words(pair.path_key, pair.language)
    paths = PublishedPath.objects.filter(key__in=paths_that_draw(pair.source))
    titles = [path.text_in(pair.language)["title"] for path in paths]
    if not titles:
        return _("No test of a published path draws this question.")
    return ngettext(
        "Tests of %(count)s published path may draw this question: %(titles)s.",
        "Tests of %(count)s published paths may draw this question: %(titles)s.",
        len(titles),
    ) % {"count": len(titles), "titles": _listed(titles)}


def _listed(titles: Sequence[str]) -> str:
    shown = ", ".join(_("“%(title)s”") % {"title": one} for one in titles[:MOST_NAMED])
    return f"{shown}…" if len(titles) > MOST_NAMED else shown
