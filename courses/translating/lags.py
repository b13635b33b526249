"""How far the languages of paths are behind: their pages, and what they share with other paths.

A question of a bank counts in each path whose tests may draw it, a survey in each path that offers
it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from courses.drawing import draws_in, plain_tag
from courses.models import BankQuestion, PathPage, PublishedPath, StalePage, Survey
from courses.queries.attempts import tags_of

from .queries import pages_behind


@dataclass(frozen=True, slots=True)
class Lag:
    """A path that is behind in a language: in so many texts, since a moment."""

    path_key: UUID
    language: str
    texts: int
    since: datetime


def lags_of(keys: Collection[UUID] | None = None) -> list[Lag]:
    """Return how far paths are behind, in each language in which they are; those that are behind
    for longest come first. `keys`: those of the paths, every one without.

    Two queries, and five more where some question or survey is behind.
    """
    own = pages_behind()
    rows = own if keys is None else own.filter(path_key__in=keys)
    found: dict[tuple[UUID, str], list[StalePage]] = {}
    for row in rows:
        found.setdefault((row.path_key, row.language), []).append(row)
    for key, row in shared_behind(keys):
        found.setdefault((key, row.language), []).append(row)
    lags = [
        Lag(key, language, sum(one.stale for one in rows), min(one.since for one in rows))
        for (key, language), rows in found.items()
    ]
    return sorted(lags, key=lambda lag: (lag.since, str(lag.path_key), lag.language))


def shared_behind(keys: Collection[UUID] | None = None) -> Iterator[tuple[UUID, StalePage]]:
    """Yield what is behind of what paths share, each time with the key of a published path, in a
    language that the path has."""
    rows = list(asked_in_their_language())
    if not rows:
        return
    tags = _tags({row.page_key for row in rows})
    draws = _draws(keys)
    for key, (languages, offered) in _offers(keys).items():
        for row in rows:
            if row.language not in languages:
                continue
            wanted = draws.get(key, {}).get(str(row.path_key), frozenset())
            is_drawn = "" in wanted or wanted & tags.get(row.page_key, frozenset())
            if row.page_key in offered or is_drawn:
                yield key, row


def asked_in_their_language() -> QuerySet[StalePage]:
    """Return what is behind of what paths share, in a language in which it is asked: a question
    that is withdrawn isn't."""
    published = BankQuestion.objects.filter(
        translation_key=OuterRef("page_key"),
        locale__language_code=OuterRef("language"),
        live=True,
    )
    surveys = Survey.objects.filter(key=OuterRef("page_key"))
    return StalePage.objects.filter(Exists(published) | Exists(surveys))


def paths_that_draw(question: BankQuestion) -> list[UUID]:
    """Return the published paths whose tests may draw a question, by the tags that it has."""
    own, bank = tags_of(question), str(question.bank.key)
    return [
        key
        for key, banks in _draws(None).items()
        if "" in banks.get(bank, frozenset()) or banks.get(bank, frozenset()) & own
    ]


def paths_that_share(banks: Collection[UUID], surveys: Collection[UUID]) -> set[UUID]:
    """Return the published paths whose tests draw from some of `banks`, or which offer some of
    `surveys`. Two queries, none where there is neither."""
    found: set[UUID] = set()
    if banks:
        wanted = {str(one) for one in banks}
        found |= {key for key, drawn in _draws(None).items() if drawn.keys() & wanted}
    if surveys:
        offers = _offers(None).items()
        found |= {key for key, (_languages, offered) in offers if offered & set(surveys)}
    return found


def _tags(keys: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    found: dict[UUID, frozenset[str]] = {}
    rows = BankQuestion.objects.filter(translation_key__in=keys, live=True)
    for row in rows.prefetch_related("tagged_items__tag"):
        known = found.get(row.translation_key, frozenset())
        found[row.translation_key] = known | tags_of(row)
    return found


def _draws(keys: Collection[UUID] | None) -> dict[UUID, dict[str, frozenset[str]]]:
    """Return by which tags paths draw from which banks."""
    paths = PublishedPath.objects.filter(is_live=True).only("key", "outline")
    found: dict[UUID, dict[str, frozenset[str]]] = {}
    for path in paths if keys is None else paths.filter(key__in=keys):
        for bank, tags in draws_in(path.outline):
            banks = found.setdefault(path.key, {})
            banks[bank] = banks.get(bank, frozenset()) | set(map(plain_tag, tags))
    return found


def _offers(keys: Collection[UUID] | None) -> dict[UUID, tuple[set[str], set[UUID]]]:
    """Return the languages in which paths are published, and the surveys that they offer."""
    pages = PathPage.objects.filter(live=True).order_by()
    if keys is not None:
        pages = pages.filter(translation_key__in=keys)
    found: dict[UUID, tuple[set[str], set[UUID]]] = {}
    for key, language, *surveys in pages.values_list(
        "translation_key", "locale__language_code", "survey_before__key", "survey_after__key"
    ):
        languages, offered = found.setdefault(key, (set(), set()))
        languages.add(language)
        offered |= {one for one in surveys if one is not None}
    return found
