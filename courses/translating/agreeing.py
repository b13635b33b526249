"""What a translation that comes with its source follows: from files, from a copy, or from before
anything was kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from wagtail.models import Page

from academy.accounts.models import User
from courses.adoption.contents import SHARED
from courses.cobuilding.crediting import alias_of, organism_of
from courses.models import BankQuestion, Segment, SegmentHow, path_of

from .comparing import MOST_MEANINGS, Arrived, digest_of_text
from .queries import Pair

# What is written of a row when its text agrees with another one.
OF_AGREEMENT = (
    "source_text",
    "text_digest",
    "how",
    "at",
    "alias",
    "organism_code",
    "live_source",
    "is_live",
    "same_meaning",
)


@dataclass(frozen=True, slots=True)
class Hand:
    """Who did something for which organism, and when, as the ledger of credits names them."""

    at: datetime
    alias: str = ""
    organism_code: str = ""


def hand_of(user: User | None, page: Any, at: datetime) -> Hand:
    """Return how somebody stands in the ledger who translates `page`."""
    if user is not None and type(page) in SHARED.values():
        owner = (page.bank if isinstance(page, BankQuestion) else page.survey).built_by
        return Hand(at, alias_of(user.pk), owner.code if owner else "")
    path = path_of(page) if isinstance(page, Page) else None
    if user is None or path is None:
        return Hand(at)
    return Hand(at, alias_of(user.pk), organism_of(user, path, at))


def agree(
    *,
    pair: Pair,
    hand: Hand,
    is_published: bool = True,
    apart: Mapping[str, Arrived] = MappingProxyType({}),
) -> int:
    """Take note that a translation says what its source says, in every text but those that are
    `apart`: these follow the source from which they were made. Return of how many texts something
    else is known now.

    `is_published`: of what is published; otherwise of what was last saved in both languages. What
    somebody decided here of the same two texts stays, and so does what is known of a draft that
    says something else.
    """
    source = pair.source_texts() if is_published else pair.draft_texts()
    own = pair.live_texts() if is_published and pair.own.live else pair.own_texts()
    is_live = is_published and pair.own.live
    drafts = pair.own_texts() if is_live and pair.own.has_unpublished_changes else own
    made: list[Segment] = []
    changed: list[Segment] = []
    gone: list[int] = []
    for place in dict.fromkeys([*source, *own]):
        text, says = own.get(place, ""), source.get(place, "")
        came = apart.get(place) or Arrived(says)
        row = pair.rows.get(place)
        if row is None:
            if came.made_from is not None:
                how = SegmentHow.TOGETHER
                row = segment_of(pair, place, came.made_from, text, hand, how, is_live)
                row.same_meaning = list(came.same_meaning)
                made.append(row)
            continue
        before, digest = _standing(row), digest_of_text(text)
        draft = drafts.get(place, "")
        # Somebody translated the draft at the desk, which isn't published.
        is_ahead = draft != text and row.text_digest == digest_of_text(draft)
        is_decided = _is_decided(row, says, text, came)
        if is_decided:
            came = Arrived(row.source_text)
        elif came.made_from is None and not is_live and row.is_live:
            # Of what is published something is known, of the draft nothing.
            came = Arrived("")
        if came.made_from is None:
            row.live_source, row.is_live = "", False
            if not is_ahead:
                gone.append(row.pk)
                del pair.rows[place]
                continue
        else:
            if is_live:
                row.live_source, row.is_live = came.made_from, True
            if not is_ahead:
                row.source_text, row.text_digest = came.made_from, digest
            others = [one for one in came.same_meaning if one not in row.same_meaning]
            row.same_meaning = [*row.same_meaning, *others][-MOST_MEANINGS:]
        if _standing(row) != before:
            if not is_ahead and not is_decided:
                row.how, row.at = SegmentHow.TOGETHER, hand.at
                row.alias, row.organism_code = hand.alias, hand.organism_code
            changed.append(row)
    Segment.objects.filter(pk__in=gone).delete()
    Segment.objects.bulk_update(changed, OF_AGREEMENT)
    create_segments(pair, made)
    return len(made) + len(changed) + len(gone)


def _standing(row: Segment) -> tuple[Any, ...]:
    return (
        row.source_text,
        row.text_digest,
        row.live_source,
        row.is_live,
        tuple(row.same_meaning),
    )


def _is_decided(row: Segment, says: str, text: str, came: Arrived) -> bool:
    """Tell whether somebody said here that `text` says what its source `says`, which a file that
    came doesn't know."""
    if row.text_digest != digest_of_text(text):
        return False
    if row.how != SegmentHow.TOGETHER and row.source_text == says:
        return True
    return came.made_from != says and digest_of_text(says) in row.same_meaning


def segment_of(
    pair: Pair,
    place: str,
    source: str,
    text: str,
    hand: Hand,
    how: SegmentHow,
    is_live: bool = True,
) -> Segment:
    """Return what is known of a text, not saved: made from `source`, by whom and how."""
    return Segment(
        page_key=pair.own.translation_key,
        language=pair.language,
        place=place,
        source_text=source,
        text_digest=digest_of_text(text),
        live_source=source if is_live else "",
        is_live=is_live,
        how=how,
        alias=hand.alias,
        organism_code=hand.organism_code,
        at=hand.at,
    )


def create_segments(pair: Pair, rows: Iterable[Segment]) -> None:
    """Save what is newly known of the texts of a translation."""
    made = Segment.objects.bulk_create(list(rows), ignore_conflicts=True)
    pair.rows |= {row.place: row for row in made}
