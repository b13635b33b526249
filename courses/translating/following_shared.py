"""Keeping what is known of the translations of what paths share: questions of banks, surveys."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from academy.accounts.models import User
from courses.models import BankQuestion, Segment, SegmentHow, StalePage, Survey, TranslatedPath
from courses.models.publication import translations_come_along

from .agreeing import OF_AGREEMENT
from .comparing import Side, side_by_side
from .following import (
    NOTHING_APART,
    Agreed,
    Apart,
    agree_on_pair,
    locked,
    refresh_stale,
)
from .queries import LANGUAGES, pair_of, pairs_of_survey
from .segments import in_block


@transaction.atomic
def follow_survey(*, survey: Survey, at: datetime) -> None:
    """Take note of what a survey says now, in both languages.

    A text that was changed in one of them leaves the other behind (`side_by_side`). Nothing where
    it comes with its translation: whoever brings it says so at the end.
    """
    if translations_come_along():
        return
    locked(survey.key)
    pairs = {pair.language: pair for pair in pairs_of_survey(survey)}
    texts = {language: pair.own_texts() for language, pair in pairs.items()}
    places = dict.fromkeys(place for said in texts.values() for place in said)
    kept: set[int] = set()
    changed: list[Segment] = []
    for place in places:
        rows = {language: pair.rows.get(place) for language, pair in pairs.items()}
        said = {language: texts[language].get(place, "") for language in pairs}
        if any(said.values()) or any(rows.values()):
            for row, is_changed in _followed(survey, place, said, rows, at):
                if row.pk:
                    kept.add(row.pk)
                changed += [row] if is_changed else []
    # Those of texts that left the survey, or that a language no longer has.
    Segment.objects.filter(page_key=survey.key).exclude(pk__in=kept).delete()
    Segment.objects.bulk_update([row for row in changed if row.pk], OF_AGREEMENT)
    Segment.objects.bulk_create([row for row in changed if not row.pk])
    for pair in pairs_of_survey(survey):
        refresh_stale(pair=pair, at=at)


def _followed(
    survey: Survey,
    place: str,
    said: dict[str, str],
    rows: dict[str, Segment | None],
    at: datetime,
) -> Iterator[tuple[Segment, bool]]:
    """Yield the rows of a text of a survey as they are to be kept, and whether each changed."""
    known = {
        language: Side(row.source_text, row.text_digest) if row else None
        for language, row in rows.items()
    }
    for language, side in side_by_side(said, known).items():
        if side is None:
            continue
        row = rows[language] or Segment(page_key=survey.key, language=language, place=place, at=at)
        if side != known[language]:
            row.source_text = row.live_source = side.beside
            row.text_digest, row.is_live, row.how = side.digest, True, SegmentHow.TOGETHER
            row.at, row.alias, row.organism_code = at, "", ""
        yield row, side != known[language]


@transaction.atomic
def agree_on_survey(
    *, survey: Survey, by: User | None, at: datetime, apart: Apart = NOTHING_APART
) -> Agreed:
    """Take note that a survey came in both languages, which say the same but for what is `apart`:
    of either of them, since neither is the source."""
    locked(survey.key)
    agreed = Agreed()
    for pair in pairs_of_survey(survey):
        agreed += agree_on_pair(pair=pair, by=by, at=at, apart=apart)
    return agreed


@transaction.atomic
def agree_on_questions(
    *,
    bank_key: UUID,
    keys: Iterable[UUID] | None = None,
    by: User | None,
    at: datetime,
    is_published: bool = True,
    apart: Apart = NOTHING_APART,
) -> Agreed:
    """Take note that questions of a bank came with their translations, but for what is `apart`.

    `keys`: all of them without; the others are followed as what was published alone. Places of
    `apart` are as files have them (`segments.below_block`).
    """
    locked(bank_key)
    rows = BankQuestion.objects.filter(bank__key=bank_key)
    if keys is not None:
        rows = rows.filter(translation_key__in=keys)
    agreed = Agreed()
    for question in rows.select_related("locale", "bank__built_by", "latest_revision"):
        pair = pair_of(question)
        if pair is not None and (pair.own.live or not is_published):
            source = pair.source_content if is_published else pair.source_draft
            which = (question.translation_key, pair.language)
            texts = {in_block(place, source): one for place, one in apart.get(which, {}).items()}
            agreed += agree_on_pair(
                pair=pair, by=by, at=at, is_published=is_published, apart={which: texts}
            )
    return agreed


def forget(*, key: UUID, language: str | None = None) -> None:
    """Take note that a survey is gone, or a question in a language: nothing of it is behind."""
    rows: dict[str, Any] = {"page_key": key}
    for row in StalePage.objects.filter(**rows):
        row.delete()
    if language is not None:
        rows["language"] = language
    Segment.objects.filter(**rows).delete()


def begin_shared(*, at: datetime) -> int:
    """Begin to follow the banks and surveys of which nothing is known yet; return how many."""
    known = set(TranslatedPath.objects.values_list("path_key", flat=True))
    surveys = Survey.objects.exclude(key__in=known)
    for survey in surveys:
        follow_survey(survey=survey, at=at)
    banks = _banks_in_each_language() - known
    for key in sorted(banks):
        agree_on_questions(bank_key=key, by=None, at=at)
    return len(surveys) + len(banks)


def _banks_in_each_language() -> set[UUID]:
    found: dict[UUID, set[str]] = {}
    rows = BankQuestion.objects.filter(live=True).order_by()
    for key, language in rows.values_list("bank__key", "locale__language_code").distinct():
        found.setdefault(key, set()).add(language)
    return {key for key, languages in found.items() if languages >= set(LANGUAGES)}
