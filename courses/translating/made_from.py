"""From which texts published translations were made, where these aren't what their source says."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from courses.models import BankQuestion, PathPage, Segment, StalePage, Survey

from .comparing import Compared, Known, State
from .queries import Pair, behind_of, pair_of, pairs_of_survey, source_language_of

# A published translation with each text that wasn't made from what its source says today: from
# which it was, None where that isn't known. These are the texts that readers are told of, and those
# that follow by their meaning alone. One that was translated ahead of its source's publication is
# neither.
MadeFromAnother = tuple[Pair, list[tuple[Compared, Known | None]]]


def pages_made_from(path_key: UUID) -> Iterator[MadeFromAnother]:
    """Yield the pages of a path of which some text wasn't made from what its source says. A few
    queries where there are none."""
    source_language = source_language_of(path_key)
    roots = PathPage.objects.filter(translation_key=path_key, live=True).select_related("locale")
    for root in roots.exclude(locale__language_code=source_language):
        below = root.get_descendants(inclusive=True).live()
        keys = _told_of(below.values("translation_key"))
        for page in below.filter(translation_key__in=keys).order_by("path").specific():
            pair = pair_of(page)
            if pair is not None and pair.source.live:
                yield pair, list(_made_from_another(pair))


def questions_made_from(keys: Collection[UUID]) -> Iterator[MadeFromAnother]:
    """Yield the questions of banks, among those with `keys`, of which the same is so."""
    rows = BankQuestion.objects.filter(translation_key__in=_told_of(keys), live=True)
    for question in rows.select_related("locale", "bank", "latest_revision").order_by("pk"):
        pair = pair_of(question)
        if pair is not None and pair.source.live:
            yield pair, list(_made_from_another(pair))


def surveys_made_from(keys: Collection[UUID]) -> Iterator[MadeFromAnother]:
    """Yield the sides of surveys, among those with `keys`, of which the same is so."""
    for survey in Survey.objects.filter(key__in=_told_of(keys)).order_by("pk"):
        for pair in pairs_of_survey(survey):
            yield pair, list(_made_from_another(pair))


def _told_of(keys: Any) -> set[UUID]:
    """Return which of `keys` are behind, or have texts that mean the same as others."""
    if not keys:
        return set()
    kept = Segment.objects.filter(page_key__in=keys).exclude(same_meaning=[])
    rows = StalePage.objects.filter(page_key__in=keys)
    return {
        *kept.values_list("page_key", flat=True).distinct(),
        *rows.values_list("page_key", flat=True),
    }


def _made_from_another(pair: Pair) -> Iterator[tuple[Compared, Known | None]]:
    known, source = pair.live_known, pair.source_texts()
    behind = set(behind_of(pair))
    for one in pair.live_compared():
        was = known.get(one.place)
        new = source.get(one.place, "")
        by_meaning = was is not None and was.source_text != new and was.follows(new)
        if by_meaning or (one in behind and one.state is not State.DIFFERS):
            yield replace(one, new=new), was
