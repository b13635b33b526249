"""By when a translation has to follow its source, and what no longer goes on after that day."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from academy.core.errors import AcademyError
from courses.adoption.contents import MODELS, content_of, kind_of, row_values
from courses.models import (
    Assignment,
    BankQuestion,
    Enrolment,
    PublishedPath,
    StalePage,
    path_of,
)
from courses.models.publication import translations_come_along

from .comparing import would_be_behind
from .lags import lags_of, paths_that_draw, shared_behind
from .queries import (
    Pair,
    behind_of,
    pages_behind,
    pair_of_key,
    pairs_from,
    source_language_of,
)
from .segments import texts_of


class TranslationIsLate(AcademyError):
    """A path isn't asked of more people while one of its languages is out of date."""


def due_on(since: datetime) -> date:
    """Return the last day by which a translation that fell behind at `since` has to follow."""
    return timezone.localdate(since) + timedelta(days=settings.TRANSLATION_DAYS)


def late_languages(path_key: UUID, today: date) -> list[str]:
    """Return the languages in which a path has been behind for longer than it may."""
    return sorted(lag.language for lag in lags_of([path_key]) if due_on(lag.since) < today)


def is_asked_of_people(path_key: UUID) -> bool:
    """Tell whether some organism asks a path of people now."""
    return Assignment.objects.filter(path_key=path_key, withdrawn_at=None).exists()


def language_name(code: str) -> str:
    """Return the name of a language, in that of the page."""
    return str(dict(settings.LANGUAGES)[code])


def refuse_late(*, path_key: UUID, today: date) -> None:
    """Raise TranslationIsLate where a path can't be asked of more people: some of them would read
    what has been out of date for longer than it may."""
    late = late_languages(path_key, today)
    if late:
        raise TranslationIsLate(
            ngettext(
                "The version of this path in this language has been out of date for more than "
                "%(days)s day: %(languages)s. Ask those who build it to bring it up to date, then "
                "ask the path of your people.",
                "The version of this path in this language has been out of date for more than "
                "%(days)s days: %(languages)s. Ask those who build it to bring it up to date, then "
                "ask the path of your people.",
                settings.TRANSLATION_DAYS,
            )
            % {
                "days": settings.TRANSLATION_DAYS,
                "languages": ", ".join(map(language_name, late)),
            }
        )


def errors_of(page: Any) -> Mapping[str, list[ValidationError]]:
    """Return what keeps a page from being published: it would leave a translation that people are
    asked to read, and that is late, further behind."""
    if translations_come_along():
        return {}
    if isinstance(page, BankQuestion):
        return _errors_of_question(page)
    path = path_of(page) if type(page) in MODELS.values() else None
    if path is None:
        return {}
    late = late_languages(path.translation_key, timezone.localdate())
    if not late or not is_asked_of_people(path.translation_key):
        return {}
    key = path.translation_key
    if page.locale.language_code != source_language_of(key):
        return {}
    pairs = {pair.language: pair for pair in pairs_from(page) if pair.own.live}
    # A page that is new in the source is one more that the translation lacks.
    is_new = not type(page).objects.filter(pk=page.pk, live=True).exists()
    for language in late:
        # The source's own language is behind by what the path shares with others alone.
        if language == page.locale.language_code:
            continue
        if further_behind(pairs[language], page) if language in pairs else is_new:
            return _refusal(
                ngettext(
                    "This path is asked of people, and its version in %(language)s has been out of "
                    "date for more than %(days)s day. What you changed would leave it further "
                    "behind. Bring that version up to date, or say which changes have no effect on "
                    "the meaning, then publish.",
                    "This path is asked of people, and its version in %(language)s has been out of "
                    "date for more than %(days)s days. What you changed would leave it further "
                    "behind. Bring that version up to date, or say which changes have no effect on "
                    "the meaning, then publish.",
                    settings.TRANSLATION_DAYS,
                ),
                language,
            )
    return {}


def _errors_of_question(question: BankQuestion) -> Mapping[str, list[ValidationError]]:
    """Return what keeps a question of a bank from being published: some path whose tests may draw
    it is asked of people, and late in a language in which the question would fall behind."""
    pairs = [pair for pair in pairs_from(question) if pair.own.live]
    behind = {pair.language for pair in pairs if further_behind(pair, question)}
    keys = paths_that_draw(question) if behind else []
    today = timezone.localdate()
    for lag in lags_of(keys) if keys else ():
        is_late = lag.language in behind and due_on(lag.since) < today
        if is_late and is_asked_of_people(lag.path_key):
            path = PublishedPath.objects.get(key=lag.path_key)
            return _refusal(
                ngettext(
                    "Tests of “%(path)s” draw this question. That path is asked of people, and its "
                    "version in %(language)s has been out of date for more than %(days)s day. What "
                    "you changed would leave it further behind. Bring that version up to date, or "
                    "say which changes have no effect on the meaning, then publish.",
                    "Tests of “%(path)s” draw this question. That path is asked of people, and its "
                    "version in %(language)s has been out of date for more than %(days)s days. "
                    "What you changed would leave it further behind. Bring that version up to "
                    "date, or say which changes have no effect on the meaning, then publish.",
                    settings.TRANSLATION_DAYS,
                ),
                lag.language,
                path=path.text_in(get_language() or "fr")["title"],
            )
    return {}


def _refusal(sentence: str, language: str, **more: str) -> Mapping[str, list[ValidationError]]:
    words = {"language": language_name(language), "days": settings.TRANSLATION_DAYS, **more}
    return {NON_FIELD_ERRORS: [ValidationError(sentence % words)]}


def further_behind(pair: Pair, page: Any) -> list[str]:
    """Return the places at which the translation would fall behind if the source said what `page`
    says: what was behind before, in the same words, isn't among them."""
    said = texts_of(pair.kind, content_of(kind_of(page), row_values(page)))
    now = pair.source_texts() if pair.source.live else {}
    return [
        place
        for place in would_be_behind(said, pair.own_texts(), pair.known)
        if said.get(place, "") != now.get(place, "")
    ]


# A text that is behind: page, language, place, and what the source says there.
LateText = tuple[UUID, str, str, str]


def late_texts(keys: Collection[UUID], today: date) -> dict[UUID, frozenset[LateText]]:
    """Return what is behind of the paths with these keys that are asked of people, in the languages
    in which they are late: of their pages, and of what they share with other paths.

    Whatever comes with its translation, page by page, is compared with it afterwards as a whole: it
    may leave no other text behind.
    """
    late: dict[UUID, set[str]] = {}
    for lag in lags_of(keys):
        if due_on(lag.since) < today:
            late.setdefault(lag.path_key, set()).add(lag.language)
    asked = {key for key in late if is_asked_of_people(key)}
    if not asked:
        return {}
    rows = [(row.path_key, row) for row in pages_behind().filter(path_key__in=asked)]
    found: dict[UUID, set[LateText]] = {key: set() for key in asked}
    for key, row in (*rows, *shared_behind(asked)):
        if row.language in late[key]:
            found[key] |= set(_texts_of_row(row))
    return {key: frozenset(texts) for key, texts in found.items()}


def _texts_of_row(row: StalePage) -> Iterator[LateText]:
    pair = pair_of_key(row.page_key, row.language)
    if pair is None or not pair.own.live:
        yield (row.page_key, row.language, "", "")
        return
    for one in behind_of(pair):
        yield (row.page_key, row.language, one.place, one.new)


def readers_of(path_key: UUID, language: str) -> int:
    """Return how many people who are enrolled in a path read it in `language`."""
    return Enrolment.objects.filter(path_key=path_key, user__language=language).count()


def readers_in_words(path_key: UUID, language: str) -> str:
    """Return how many people read a path in a language; a few of them aren't counted out."""
    count = readers_of(path_key, language)
    least = settings.BAROMETER_SMALLEST_GROUP
    words = {"count": count, "least": least, "language": language_name(language)}
    if count == 0:
        return _("Nobody who follows this path reads it in %(language)s yet.") % words
    if count < least:
        return (
            _("Fewer than %(least)s people who follow this path read it in %(language)s.") % words
        )
    return (
        ngettext(
            "%(count)s person who follows this path reads it in %(language)s.",
            "%(count)s people who follow this path read it in %(language)s.",
            count,
        )
        % words
    )
