"""What the editor says above a page, a question or a survey of its translations."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.core.templatetags.figures import day_in_words
from courses.adoption.wording import Wording
from courses.models import BankQuestion, Survey

from .comparing import left
from .deadline import due_on, language_name
from .grounds import desk_of, is_asked, meaning_of, readers_of_pair, way_to
from .list_views import LIST
from .missing import languages_without
from .queries import Pair, pair_of, pairs_of_survey
from .segments import steps_of
from .services import changes_of
from .shown import label_of, named
from .views import DESK


def note_in_the_editor(request: SignedInRequest, page: Any) -> None:
    """Say above a translation what of it follows an older text, and above a source page what its
    draft changes for its translations."""
    if isinstance(page, Survey):
        for side in pairs_of_survey(page):
            _note_behind(request, side)
        return
    pair = pair_of(page)
    if pair is not None:
        _note_behind(request, pair)
        return
    if page.live:
        for one, rows in changes_of(page):
            _announce(request, page, one, len(rows))
        for language in () if isinstance(page, BankQuestion) else languages_without(page):
            _announce_missing(request, page, language)


def _note_behind(request: SignedInRequest, pair: Pair) -> None:
    every = pair.compared()
    to_do = left(every)
    if not to_do:
        return
    wording = Wording(pair.kind, [pair.source_content, pair.source_draft, pair.own_draft])
    labels = [label_of(wording, steps_of(one.place)) for one in to_do]
    said = ngettext(
        "%(count)s of %(total)s segments follows an older text in %(language)s, or has "
        "none (%(labels)s).",
        "%(count)s of %(total)s segments follow an older text in %(language)s, or have "
        "none (%(labels)s).",
        len(to_do),
    ) % {
        "count": len(to_do),
        "total": len(every),
        "language": language_name(pair.source.locale.language_code),
        "labels": named(labels),
    }
    messages.warning(request, said, buttons=[messages.button(desk_of(pair.own), str(DESK))])


def _announce(request: SignedInRequest, page: Any, pair: Pair, count: int) -> None:
    said = ngettext(
        "This draft changes %(count)s text that the version in %(language)s follows.",
        "This draft changes %(count)s texts that the version in %(language)s follows.",
        count,
    ) % {"count": count, "language": language_name(pair.language)}
    said = f"{said} {readers_of_pair(pair)} {_after(pair)}"
    messages.warning(
        request,
        said,
        buttons=[messages.button(meaning_of(page), _("See what changes for translations"))],
    )


def _announce_missing(request: SignedInRequest, page: Any, language: str) -> None:
    words = {
        "language": language_name(language),
        "source": language_name(page.locale.language_code),
    }
    said = _(
        "This page isn’t published in %(language)s: whoever follows the path in %(language)s reads "
        "it in %(source)s."
    )
    way = way_to(page)
    ways = [messages.button(way.url, str(LIST))] if way is not None else []
    messages.warning(request, said % words, buttons=ways)


def _after(pair: Pair) -> str:
    """Return what comes once a source is published, in a sentence."""
    if is_asked(pair.source):
        day = day_in_words(due_on(clock.now()))
        return _(
            "The path is asked of people: published today, it has to be followed by %(day)s, and "
            "until then those who read the translation are told that the other version is newer."
        ) % {"day": day}
    return _("Until it follows, those who read it are told that the other version is newer.")
