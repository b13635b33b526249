"""What is known of translations: pairs of pages with their texts, and what follows an older one.

A question of a bank is translated as a page is, of which the bank is the path; so is each side of a
survey, from the other one.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, Min, OuterRef, QuerySet
from wagtail.models import Page

from academy.core import edition
from courses.adoption.contents import MODELS, Content, content_of, kind_of, row_values
from courses.models import (
    BankQuestion,
    CoursePage,
    GlossaryTerm,
    LessonPage,
    PathPage,
    Segment,
    StalePage,
    Survey,
    SurveySide,
    TranslatedPath,
    path_of,
)
from courses.queries import may_be_behind

from .comparing import Compared, Known, State, compare, left
from .segments import marking_apart, names_in, texts_of
from .terms import Term

LearningPage = PathPage | CoursePage | LessonPage
Translated = LearningPage | BankQuestion | SurveySide
LANGUAGES = tuple(code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES)


def source_language_of(path_key: UUID) -> str:
    """Return the language that a path, or a bank, is translated from: the one that was published
    first."""
    known = TranslatedPath.objects.filter(path_key=path_key).values_list(
        "source_language", flat=True
    )
    return known.first() or first_language_of(path_key)


def first_language_of(path_key: UUID) -> str:
    """Return the language in which a path, or a question of a bank, was published first; of two at
    once, French."""
    languages = _first_published(PathPage.objects.filter(translation_key=path_key))
    languages = languages or _first_published(BankQuestion.objects.filter(bank__key=path_key))
    if not languages:
        return LANGUAGES[0]
    _first, earliest = languages[0]
    at_once = [
        language
        for language, at in languages
        # An import publishes one language after the other.
        if at == earliest or (at and earliest and (at - earliest).total_seconds() < 3600)
    ]
    return min(at_once, key=LANGUAGES.index)


def _first_published(pages: QuerySet[Any]) -> list[tuple[str, datetime | None]]:
    """Return the languages of pages, that of the earliest publication first."""
    rows = (
        pages.order_by().values_list("locale__language_code").annotate(at=Min("first_published_at"))
    )
    return list(rows.order_by(F("at").asc(nulls_last=True), "locale__language_code"))


@dataclass
class Pair:
    """A page and the one that it is translated from, with what both say.

    `live_known`: from which source texts the published translation was made.
    """

    path_key: UUID
    source: Translated
    own: Translated
    rows: dict[str, Segment] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What kind of page this is."""
        return kind_of(self.own)

    @property
    def language(self) -> str:
        """The language of the translation."""
        return str(self.own.locale.language_code)

    @cached_property
    def source_draft(self) -> Content:
        """What the source said when it was last saved."""
        return draft_content(self.source)

    @cached_property
    def source_content(self) -> Content:
        """What the source says: what is published, where it is."""
        return live_content(self.source) if self.source.live else self.source_draft

    @cached_property
    def own_draft(self) -> Content:
        """What the translation said when it was last saved."""
        return draft_content(self.own)

    @cached_property
    def names(self) -> dict[str, str]:
        """The source's ids of the blocks of the translation's draft."""
        return names_in(self.kind, self.source_content, self.own_draft)

    def source_texts(self) -> dict[str, str]:
        """Return what the source says, by place."""
        return texts_of(self.kind, self.source_content)

    def draft_texts(self) -> dict[str, str]:
        """Return what the source's draft says, by place."""
        return texts_of(self.kind, self.source_draft)

    def own_texts(self) -> dict[str, str]:
        """Return what the translation's draft says, by place."""
        return texts_of(self.kind, self.own_draft, self.names)

    def live_texts(self) -> dict[str, str]:
        """Return what the published translation says, by place."""
        content = live_content(self.own)
        return texts_of(self.kind, content, names_in(self.kind, self.source_content, content))

    @property
    def known(self) -> dict[str, Known]:
        """From which texts the draft of the translation was made."""
        return {
            place: Known(row.source_text, frozenset(row.same_meaning))
            for place, row in self.rows.items()
        }

    @property
    def live_known(self) -> dict[str, Known]:
        """From which texts the published translation was made."""
        return {
            place: Known(row.live_source, frozenset(row.same_meaning))
            for place, row in self.rows.items()
            if row.is_live
        }

    def compared(self) -> list[Compared]:
        """Return the texts of the translation's draft, each with how it stands to its source."""
        texts = compare(self.source_texts(), self.draft_texts(), self.own_texts(), self.known)
        return [*texts, *marking_apart(self.kind, self._sources, self.own_draft)]

    def live_compared(self) -> list[Compared]:
        """Return the same of what is published in both languages."""
        source = self.source_texts()
        texts = compare(source, self.draft_texts(), self.live_texts(), self.live_known)
        return [*texts, *marking_apart(self.kind, self._sources, live_content(self.own))]

    @property
    def _sources(self) -> tuple[Content, Content]:
        return self.source_content, self.source_draft


def live_content(page: Translated) -> Content:
    """Return what the row of a page says: what is published, where it is."""
    return content_of(kind_of(page), row_values(page))


def draft_content(page: Translated) -> Content:
    """Return what a page said when it was last saved."""
    revision = page.latest_revision
    return content_of(kind_of(page), revision.content if revision else row_values(page))


def whole_of(page: Any) -> UUID | None:
    """Return the key of the path or of the bank that a page or a question is part of; None for what
    isn't translated by segments."""
    if isinstance(page, BankQuestion):
        return page.bank.key
    path = path_of(page) if type(page) in MODELS.values() else None
    return path.translation_key if path is not None else None


def pair_of(page: Any) -> Pair | None:
    """Return a page with the one that it is translated from; None where it is no translation."""
    if isinstance(page, SurveySide):
        return next(one for one in pairs_of_survey(page.survey) if one.language == _language(page))
    whole = whole_of(page)
    if whole is None:
        return None
    source_language = source_language_of(whole)
    if _language(page) == source_language:
        return None
    source = _in_language(page, source_language)
    if source is None:
        return None
    return Pair(whole, source, page, known_of([page.translation_key], _language(page)))


def pair_of_key(key: UUID, language: str) -> Pair | None:
    """Return the translation with this key in `language`, of a page, of a question of a bank or of
    a survey; None where there is none."""
    page = Page.objects.filter(translation_key=key, locale__language_code=language).first()
    if page is not None:
        return pair_of(page.specific)
    questions = BankQuestion.objects.filter(translation_key=key, locale__language_code=language)
    question = questions.select_related("locale", "bank", "latest_revision").first()
    if question is not None:
        return pair_of(question)
    survey = Survey.objects.filter(key=key).first()
    return pair_of(SurveySide(survey, language)) if survey is not None else None


def pairs_from(page: Any) -> list[Pair]:
    """Return the translations of a page of the source language, each with it; none of another."""
    whole = whole_of(page)
    if whole is None or _language(page) != source_language_of(whole):
        return []
    # What is published, whatever the page that is asked about says.
    source = _in_language(page, _language(page))
    found = []
    for language in LANGUAGES if source is not None else ():
        own = _in_language(page, language) if language != _language(page) else None
        if own is not None:
            rows = known_of([page.translation_key], language)
            found.append(Pair(whole, source, own, rows))
    return found


def pairs_of_survey(survey: Survey) -> list[Pair]:
    """Return each side of a survey with the one beside it: whoever changes one of them alone leaves
    the other to be read again. One query."""
    sides = {language: SurveySide(survey, language) for language in LANGUAGES}
    known: dict[str, dict[str, Segment]] = {language: {} for language in LANGUAGES}
    for row in Segment.objects.filter(page_key=survey.key):
        known[row.language][row.place] = row
    return [
        Pair(survey.key, sides[source], own, known[language])
        for language, own in sides.items()
        for source in LANGUAGES
        if source != language
    ]


def _language(page: Any) -> str:
    return str(page.locale.language_code)


def _in_language(page: Any, language: str) -> Any:
    return (
        type(page)
        .objects.filter(translation_key=page.translation_key, locale__language_code=language)
        .select_related("locale", "latest_revision")
        .first()
    )


def known_of(keys: Collection[UUID], language: str) -> dict[str, Segment]:
    """Return what is known of the segments of one page in a language, by place."""
    rows = Segment.objects.filter(page_key__in=keys, language=language)
    return {row.place: row for row in rows}


def known_by_page(keys: Iterable[UUID], language: str) -> dict[UUID, dict[str, Segment]]:
    """Return what is known of the segments of pages in a language, by page and place."""
    found: dict[UUID, dict[str, Segment]] = {}
    for row in Segment.objects.filter(page_key__in=list(keys), language=language):
        found.setdefault(row.page_key, {})[row.place] = row
    return found


def behind_of(pair: Pair) -> list[Compared]:
    """Return the texts that readers of the published translation have of an older source."""
    if not (pair.own.live and pair.source.live):
        return []
    known = pair.live_known
    return [
        one
        for one in left(pair.live_compared())
        # What the translation alone always said is no news of the source.
        if one.state is not State.LEFT_OVER or one.place in known
    ]


def pages_behind() -> QuerySet[StalePage]:
    """Return the pages that are behind, or missing, in a language in which their path is published:
    who withdrew it in a language asks nobody to read it there."""
    offered = PathPage.objects.filter(
        translation_key=OuterRef("path_key"),
        locale__language_code=OuterRef("language"),
        live=True,
    )
    return StalePage.objects.filter(Exists(offered))


def terms_into(language: str) -> list[Term]:
    """Return the glossary from the other language into `language`. One query."""
    source = next(one for one in LANGUAGES if one != language)
    return [
        Term(
            source=row.forms(source),
            target=row.forms(language),
            avoid=row.forbidden(language),
            definition=row.definition(language),
        )
        for row in GlossaryTerm.objects.all()
    ]


@dataclass(frozen=True, slots=True)
class Behind:
    """What a learner is told of a page that follows an older text: which language is newer, its
    address there, and what changed."""

    language: str
    url: str
    parts: tuple[tuple[str, str], ...]

    @property
    def language_name(self) -> str:
        """The name of the newer language, in that of the page."""
        return str(dict(settings.LANGUAGES)[self.language])


def behind(page: LearningPage) -> Behind | None:
    """Return what to say above a published page that follows an older text; None where it says
    what its source says. A few queries where some page of its path is behind, otherwise none."""
    if not may_be_behind(page):
        return None
    found = edition.kept(f"behind {page.pk}", lambda: (_behind(page),))
    return found[0]


def _behind(page: LearningPage) -> Behind | None:
    language = page.locale.language_code
    row = StalePage.objects.filter(page_key=page.translation_key, language=language).first()
    if row is None:
        return None
    source_language = source_language_of(row.path_key)
    source = _in_language(page, source_language)
    if source is None or not source.live:
        return None
    url = source.get_url() or ""
    parts = tuple(
        (str(one["title"]), f"{url}#block-{one['block']}" if one["block"] else url)
        for one in row.parts
    )
    return Behind(source_language, url, parts)


def newer_than(question: UUID, language: str, drawn_at: datetime) -> str:
    """Return the language in which a question of a bank is newer than in `language`, in which it
    was drawn for a test; "" where it is in none. One query."""
    rows = StalePage.objects.filter(page_key=question, language=language, since__lte=drawn_at)
    path_key = rows.values_list("path_key", flat=True).first()
    return source_language_of(path_key) if path_key is not None else ""
