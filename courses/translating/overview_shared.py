"""How far what paths share is translated: the questions of banks, and surveys."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from courses.models import Assignment, BankQuestion, QuestionBank, StalePage, Survey

from .deadline import due_on, language_name
from .lags import asked_in_their_language, shared_behind
from .overview import LanguageStanding, PageStanding, PathStanding
from .queries import LANGUAGES, Pair, known_by_page, source_language_of


@dataclass(frozen=True, slots=True)
class Lacking:
    """A language in which something is behind, in so many texts, and where it is translated."""

    language: str
    texts: int
    url: str


@dataclass(frozen=True, slots=True)
class SharedRow:
    """A bank or a survey on the list. `due_on`: by when it has to follow, where it is behind in a
    path that is asked of people."""

    title: str
    url: str
    lacking: tuple[Lacking, ...]
    due_on: date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class _Shared:
    """A bank or a survey; `url`: where it is translated into a language."""

    key: UUID
    title: str
    urls: dict[str, str]


def banks_behind(banks: QuerySet[QuestionBank], today: date) -> list[SharedRow]:
    """Return `banks` with how far their published questions are behind, those that are behind
    first. As many queries whatever their number."""
    return _rows(list(map(_bank, banks)), today)


def surveys_behind(surveys: QuerySet[Survey], today: date) -> list[SharedRow]:
    """Return `surveys` with the languages in which they are behind, in the same order. As many
    queries whatever their number."""
    return _rows(list(map(_survey, surveys)), today)


def _bank(bank: QuestionBank) -> _Shared:
    url = reverse("courses_translating:bank", args=[bank.pk])
    return _Shared(bank.key, bank.title, dict.fromkeys(LANGUAGES, url))


def _survey(survey: Survey) -> _Shared:
    # A survey that says the same in each language is looked at in the last of them.
    urls = {
        language: reverse("courses_translating:survey", args=[survey.pk, language])
        for language in reversed(LANGUAGES)
    }
    return _Shared(survey.key, survey.name, urls)


def _rows(found: list[_Shared], today: date) -> list[SharedRow]:
    if not found:
        return []
    behind: dict[UUID, list[StalePage]] = {}
    for row in asked_in_their_language().filter(path_key__in=[one.key for one in found]):
        behind.setdefault(row.path_key, []).append(row)
    since = _asked_since(behind)
    rows = []
    for one in found:
        lacking = _lacking(one, behind.get(one.key, []))
        day = due_on(since[one.key]) if one.key in since else None
        url = lacking[0].url if lacking else next(iter(one.urls.values()))
        rows.append(SharedRow(one.title, url, lacking, day, day is not None and day < today))
    return sorted(
        rows,
        key=lambda row: (
            row.due_on or date.max,
            -sum(one.texts for one in row.lacking),
            row.title.casefold(),
        ),
    )


def _lacking(one: _Shared, behind: list[StalePage]) -> tuple[Lacking, ...]:
    texts: Counter[str] = Counter()
    for row in behind:
        texts[row.language] += row.stale
    return tuple(
        Lacking(language_name(language), texts[language], one.urls[language])
        for language in LANGUAGES
        if texts[language]
    )


def _asked_since(keys: Collection[UUID]) -> dict[UUID, datetime]:
    """Return since when what is shared is behind in a path that is asked of people."""
    if not keys:
        return {}
    asked = Assignment.objects.filter(withdrawn_at=None).values_list("path_key", flat=True)
    since: dict[UUID, datetime] = {}
    for _path, row in shared_behind(set(asked)):
        if row.path_key in keys:
            since[row.path_key] = min(row.since, since.get(row.path_key, row.since))
    return since


def shared_of_path(
    path_key: UUID, *, banks: QuerySet[QuestionBank], surveys: QuerySet[Survey]
) -> list[SharedRow]:
    """Return the banks and surveys by which a published path is behind. `banks`, `surveys`: those
    that the person may translate; the others have no address."""
    behind: dict[UUID, list[StalePage]] = {}
    for _path, row in shared_behind([path_key]):
        behind.setdefault(row.path_key, []).append(row)
    if not behind:
        return []
    own = {bank.key: _bank(bank) for bank in banks.filter(key__in=behind)}
    own |= {survey.key: _survey(survey) for survey in surveys.filter(key__in=behind)}
    titles = dict(QuestionBank.objects.filter(key__in=behind).values_list("key", "title"))
    titles |= dict(Survey.objects.filter(key__in=behind).values_list("key", "name"))
    found = []
    for key, title in titles.items():
        one = own.get(key) or _Shared(key, title, dict.fromkeys(LANGUAGES, ""))
        lacking = _lacking(one, behind[key])
        found.append(SharedRow(title, lacking[0].url, lacking, None, is_late=False))
    return sorted(found, key=lambda row: row.title.casefold())


def standing_of_bank(bank: QuestionBank) -> PathStanding:
    """Return how far each question of a bank is translated, what is to be done first. As many
    queries whatever their number."""
    source_language = source_language_of(bank.key)
    rows = BankQuestion.objects.filter(bank=bank).select_related("locale", "latest_revision")
    questions: dict[UUID, dict[str, BankQuestion]] = {}
    for row in rows:
        questions.setdefault(row.translation_key, {})[str(row.locale.language_code)] = row
    return PathStanding(
        source_language,
        tuple(
            LanguageStanding(
                code,
                language_name(code),
                tuple(sorted(_questions(bank, questions, source_language, code), key=_done)),
            )
            for code in LANGUAGES
            if code != source_language
        ),
    )


def _done(question: PageStanding) -> bool:
    return not (question.to_do or question.page_id is None or question.is_withheld)


def _questions(
    bank: QuestionBank,
    questions: dict[UUID, dict[str, BankQuestion]],
    source_language: str,
    language: str,
) -> Iterator[PageStanding]:
    known = known_by_page(questions, language)
    for key, by_language in questions.items():
        source, own = by_language.get(source_language), by_language.get(language)
        if source is None:
            # It is in the other language alone: there is nothing to translate it from.
            continue
        found = (
            Pair(bank.key, source, own, known.get(key, {})).compared() if own is not None else []
        )
        yield PageStanding(
            kind="question",
            title=str((own or source).get_latest_revision_as_object()),
            source_id=source.pk,
            page_id=own.pk if own is not None else None,
            counts=Counter(one.state for one in found),
            is_withheld=bool(own is not None and source.live and not own.live),
        )
