"""Keeping what is known of translations, with each publication and each text translated."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.text import Truncator, capfirst
from wagtail.models import Page, Revision

from academy.accounts.models import User
from courses.adoption.wording import Wording
from courses.models import (
    PathPage,
    Segment,
    SegmentHow,
    StalePage,
    TranslatedPath,
    path_of,
)
from courses.models.publication import translations_come_along

from .agreeing import Hand, agree, create_segments, hand_of, segment_of
from .comparing import Arrived, Compared, digest_of_text, has_words, left
from .missing import refresh_missing
from .queries import (
    LANGUAGES,
    Pair,
    Translated,
    behind_of,
    first_language_of,
    pair_of,
    pairs_from,
    source_language_of,
    whole_of,
)
from .segments import steps_of

LONGEST_PART = 70
MOST_PARTS = 12


def locked(path_key: UUID) -> TranslatedPath:
    """Return the row of a path, a bank or a survey, locked, made where it is missing; to be called
    in a transaction."""
    TranslatedPath.objects.get_or_create(
        path_key=path_key, defaults={"source_language": first_language_of(path_key)}
    )
    return TranslatedPath.objects.select_for_update().get(path_key=path_key)


@transaction.atomic
def translate_from(*, path_key: UUID, language: str, is_certain: bool) -> None:
    """Take note that the other languages of a path are translated from `language`: where nothing
    is known of it yet, or, where that `is_certain`, whatever was."""
    row, _made = TranslatedPath.objects.get_or_create(
        path_key=path_key, defaults={"source_language": language}
    )
    if is_certain and row.source_language != language:
        row = locked(path_key)
        row.source_language = language
        row.save(update_fields=["source_language"])
        # What is translated from follows nothing.
        for stale in StalePage.objects.filter(path_key=path_key, language=language):
            stale.delete()


@transaction.atomic
def follow_publication(*, page: Any, revision: Revision | None, at: datetime) -> None:
    """Take note that a page was published: as a translation, and as what others are made from.

    Nothing where pages come with their translations: whoever brings them says so at the end.
    """
    if translations_come_along():
        return
    pair = pair_of(page)
    if pair is not None:
        locked(pair.path_key)
        _follow_own(pair, revision, at)
        refresh_stale(pair=pair, at=at)
    for one in pairs_from(page) if pair is None else ():
        locked(one.path_key)
        if not one.rows and one.own.live:
            agree(pair=one, hand=Hand(at))
        refresh_stale(pair=one, at=at)
    path = path_of(page) if isinstance(page, Page) else None
    if path is not None:
        follow_missing(path_key=path.translation_key, at=at)


@transaction.atomic
def follow_withdrawal(*, page: Any, at: datetime) -> None:
    """Take note that a page is no longer published: a source that nobody reads leaves nothing
    behind, and a translation that is gone is missing as long as its source is asked. A question
    that a language lacks is asked of nobody."""
    key = whole_of(page)
    if key is None:
        return
    if page.locale.language_code == source_language_of(key):
        for row in StalePage.objects.filter(page_key=page.translation_key):
            row.delete()
    if isinstance(page, Page):
        follow_missing(path_key=key, at=at)


@transaction.atomic
def follow_missing(*, path_key: UUID, at: datetime) -> None:
    """Bring what a language of a path lacks up to date, and whether what it lacks no more is
    behind: a lesson is there again with its course."""
    for page in refresh_missing(path_key=path_key, at=at):
        pair = pair_of(page)
        if pair is not None:
            refresh_stale(pair=pair, at=at)


@transaction.atomic
def follow_move(*, page: Any, parent_before: Page, at: datetime) -> None:
    """Take note that a page moved: what it was behind in one path, it is no longer there, and a
    translation that left is missing where it was."""
    above = PathPage.objects.ancestor_of(page, inclusive=True) | PathPage.objects.ancestor_of(
        Page.objects.get(pk=parent_before.pk), inclusive=True
    )
    keys = set(above.values_list("translation_key", flat=True))
    below = page.get_descendants(inclusive=True).values("translation_key")
    keys |= set(StalePage.objects.filter(page_key__in=below).values_list("path_key", flat=True))
    for key in sorted(keys):
        follow_missing(path_key=key, at=at)


def _follow_own(pair: Pair, revision: Revision | None, at: datetime) -> None:
    """Take note of from which texts the published translation was made."""
    own_page: Any = pair.own
    if not pair.rows and own_page.first_published_at != own_page.last_published_at:
        # It was there before anything was kept of it.
        agree(pair=pair, hand=Hand(at))
        return
    source, own = pair.source_texts(), pair.live_texts()
    hand = hand_of(revision.user if revision else None, pair.own, at)
    made, changed = [], []
    for place, text in own.items():
        row = pair.rows.get(place)
        if row is not None:
            is_later = revision is None or revision.created_at >= row.at
            if is_later or digest_of_text(text) == row.text_digest:
                row.live_source, row.is_live = row.source_text, True
                changed.append(row)
        elif text and source.get(place) and not (text == source[place] and has_words(text)):
            made.append(segment_of(pair, place, source[place], text, hand, SegmentHow.TRANSLATED))
    Segment.objects.bulk_update(changed, ["live_source", "is_live"])
    create_segments(pair, made)


def refresh_stale(*, pair: Pair, at: datetime) -> None:
    """Bring what is said of a published page up to what it and its source say now; of one that
    isn't published, `refresh_missing` says it."""
    if not pair.own.live:
        return
    key = {"page_key": pair.own.translation_key, "language": pair.language}
    row = StalePage.objects.filter(**key).first()
    behind = behind_of(pair)
    if not behind:
        if row is not None:
            row.delete()
        return
    segments = sum(bool(text) for text in pair.source_texts().values())
    values = {
        "path_key": pair.path_key,
        "stale": len(behind),
        "segments": max(segments, len(behind)),
        "parts": parts_of(pair, behind),
    }
    if row is None:
        StalePage.objects.create(**key, **values, since=at)
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def parts_of(pair: Pair, places: Iterable[Compared]) -> list[dict[str, str]]:
    """Return the parts of a page in which something changed, each by how it begins."""
    found: dict[str, dict[str, str]] = {}
    texts, source = pair.live_texts(), pair.source_texts()
    with translation.override(pair.language):
        for one in places:
            steps = steps_of(one.place)
            is_block = steps[0] == "body"
            key = steps[1] if is_block else steps[0]
            if key not in found:
                title = _beginning(key, texts) or _beginning(key, source) if is_block else ""
                found[key] = {"title": title or _label(pair, steps[0]), "block": key * is_block}
    return list(found.values())[:MOST_PARTS]


def _beginning(block_id: str, texts: dict[str, str]) -> str:
    start = f"body/{block_id}/"
    for place, text in texts.items():
        if place.startswith(start) and text:
            line = strip_tags(text.split("</")[0]).strip()
            return Truncator(line).chars(LONGEST_PART)
    return ""


def _label(pair: Pair, field: str) -> str:
    return capfirst(Wording(pair.kind, []).label((field,)))


# By page and language, the texts that came with another source (`agree`), by place.
Apart = Mapping[tuple[UUID, str], Mapping[str, Arrived]]
NOTHING_APART: Apart = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Agreed:
    """What an agreement changed: of how many texts something else is known, and the translations
    that follow an older text all the same, with how many of their texts do."""

    changed: int = 0
    behind: tuple[tuple[Translated, int], ...] = ()

    def __add__(self, other: "Agreed") -> "Agreed":
        """Return what both changed."""
        return Agreed(self.changed + other.changed, self.behind + other.behind)


@transaction.atomic
def agree_on_path(
    *,
    path_key: UUID,
    keys: Collection[UUID] | None = None,
    by: User | None,
    at: datetime,
    is_published: bool = True,
    apart: Apart = NOTHING_APART,
) -> Agreed:
    """Take note that the pages of a path came with their translations, but for what is `apart`.

    `keys`: those of the pages, all of the path without. What nothing is known of anybody is left.
    """
    source_language = locked(path_key).source_language
    agreed = Agreed()
    for root in PathPage.objects.filter(translation_key=path_key).select_related("locale"):
        if root.locale.language_code == source_language:
            continue
        for page in root.get_descendants(inclusive=True).specific().select_related("locale"):
            if keys is not None and page.translation_key not in keys:
                continue
            pair = pair_of(page)
            if pair is None or (is_published and not pair.own.live):
                continue
            agreed += agree_on_pair(pair=pair, by=by, at=at, is_published=is_published, apart=apart)
    follow_missing(path_key=path_key, at=at)
    return agreed


def agree_on_pair(
    *,
    pair: Pair,
    by: User | None,
    at: datetime,
    is_published: bool = True,
    apart: Apart = NOTHING_APART,
) -> Agreed:
    """Take note that one translation came with its source, but for what is `apart`, and bring what
    is said of it up to that."""
    texts = apart.get((pair.own.translation_key, pair.language), {})
    hand = hand_of(by, pair.own, at)
    changed = agree(pair=pair, hand=hand, is_published=is_published, apart=texts)
    refresh_stale(pair=pair, at=at)
    rows = (behind_of(pair) if is_published else left(pair.compared())) if texts else []
    return Agreed(changed, ((pair.own, len(rows)),) if rows else ())


def begin_all(*, at: datetime) -> int:
    """Begin to follow the translations of the paths of which nothing is known yet; return how many
    paths. What is published says the same in each language, as far as anybody knows; pages that a
    language lacks are looked up in every path."""
    known = set(TranslatedPath.objects.values_list("path_key", flat=True))
    languages = Counter(PathPage.objects.live().values_list("translation_key", flat=True))
    begun = 0
    for key in sorted(key for key, count in languages.items() if count == len(LANGUAGES)):
        if key in known:
            follow_missing(path_key=key, at=at)
        else:
            agree_on_path(path_key=key, by=None, at=at)
            begun += 1
    return begun
