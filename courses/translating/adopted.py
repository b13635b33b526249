"""What an adopted path knows of its translations: what the path that it was taken from knows."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from courses.adoption.trees import TreePage, draft_tree, live_tree
from courses.adoption.waiting import names_of
from courses.models import Adoption, Segment, SegmentHow, TranslatedPath

from .agreeing import Hand
from .comparing import TO_DO, Compared, Known, compare, digest_of_text
from .following import locked, refresh_stale
from .queries import Pair, known_by_page, known_of, source_language_of
from .segments import names_in, texts_of


@transaction.atomic
def follow_origin(*, adoption: Adoption, at: datetime) -> int:
    """Take note of which texts of an adopted path came with their translation; return how many.

    Where the copy says in both languages what the other path says, and that path's translation is
    up to date, the copy's is too. Where only the source was taken, the copy's translation follows
    an older text. To be called after a copy or a merge was made.
    """
    rows = list(adoption.pages.all())
    theirs, ours = live_tree(adoption.upstream_key), draft_tree(adoption.own_key)
    source_language = source_language_of(adoption.upstream_key)
    TranslatedPath.objects.get_or_create(
        path_key=adoption.own_key, defaults={"source_language": source_language}
    )
    locked(adoption.own_key)
    put = names_of(rows, theirs, ours).put
    came = 0
    by_language: dict[str, list] = {}
    for row in rows:
        if row.language != source_language:
            by_language.setdefault(row.language, []).append(row)
    for language, pages in by_language.items():
        known = known_by_page([one.upstream_key for one in pages], language)
        for row in pages:
            own = ours.get((str(row.own_key), language))
            source = ours.get((str(row.own_key), source_language))
            their_own = theirs.get((str(row.upstream_key), language))
            their_source = theirs.get((str(row.upstream_key), source_language))
            if own and source and their_own and their_source:
                there = _texts(their_source, their_own, put, known.get(row.upstream_key, {}))
                pair = Pair(
                    adoption.own_key,
                    source.page,
                    own.page,
                    known_of([UUID(own.place[0])], language),
                )
                came += _take(pair, there, at)
                refresh_stale(pair=pair, at=at)
    return came


def _texts(
    source: TreePage, own: TreePage, put: Callable[[Any], Any], known: dict[str, Segment]
) -> dict[str, tuple[Compared, str]]:
    """Return what the other path says at each place, in the copy's names, and from which text its
    translation was made."""
    names = names_in(source.kind, source.content, own.content)
    said = texts_of(source.kind, source.content)
    made = {place: row for place, row in known.items() if row.is_live}
    rows = compare(
        said,
        said,
        texts_of(own.kind, own.content, names),
        {place: _known(row) for place, row in made.items()},
    )
    return {
        one.place: (
            Compared(one.place, one.state, None, put(one.new), put(one.text)),
            put(made[one.place].live_source) if one.place in made else "",
        )
        for one in rows
    }


def _known(row: Segment) -> Known:
    return Known(row.live_source, frozenset(row.same_meaning))


def _take(pair: Pair, there: dict[str, tuple[Compared, str]], at: datetime) -> int:
    source, own = pair.draft_texts(), pair.own_texts()
    hand, taken = Hand(at), 0
    for place, (one, made_from) in there.items():
        row = pair.rows.get(place)
        came = source.get(place) == one.new and own.get(place) == one.text
        if not came and row is not None:
            continue
        text = own.get(place, "")
        row = row or Segment(page_key=pair.own.translation_key, language=pair.language, place=place)
        is_right = came and one.state not in TO_DO
        if not is_right and row.pk is not None:
            continue
        row.source_text = source.get(place, "") if is_right else made_from
        row.text_digest, row.how, row.at = digest_of_text(text), SegmentHow.TOGETHER, hand.at
        row.save()
        pair.rows[place] = row
        taken += is_right
    return taken
