"""How far paths are translated, page by page."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from courses.adoption.trees import Tree, TreePage, draft_tree, live_tree
from courses.models import Assignment, PathPage

from .comparing import TO_DO, Compared, Known, State, compare
from .deadline import due_on, language_name
from .lags import Lag, lags_of
from .queries import LANGUAGES, known_by_page, source_language_of
from .segments import marking_apart, names_in, texts_of


@dataclass(frozen=True, slots=True)
class PathRow:
    """A path on the list: the language in which it is behind ("" where it is in none), in how many
    texts, and by when it has to follow where it is asked of people."""

    page_id: int
    title: str
    language: str
    stale: int
    due_on: date | None
    is_late: bool


def paths_behind(paths: QuerySet[PathPage], today: date) -> list[PathRow]:
    """Return `paths`, each once, with how far their published translations are behind; those that
    are behind come first. Three queries."""
    roots: dict[UUID, PathPage] = {}
    for page in paths.select_related("locale").order_by("locale__language_code", "pk"):
        known = roots.get(page.translation_key)
        if known is None or page.locale.language_code == LANGUAGES[0]:
            roots[page.translation_key] = page
    behind: dict[UUID, Lag] = {}
    for lag in lags_of(roots):
        behind.setdefault(lag.path_key, lag)
    asked = set(
        Assignment.objects.filter(path_key__in=roots, withdrawn_at=None).values_list(
            "path_key", flat=True
        )
    )
    rows = []
    for key, page in roots.items():
        late = behind.get(key)
        day = due_on(late.since) if late and key in asked else None
        rows.append(
            PathRow(
                page_id=page.pk,
                title=page.title,
                language=language_name(late.language) if late else "",
                stale=late.texts if late else 0,
                due_on=day,
                is_late=day is not None and day < today,
            )
        )
    return sorted(rows, key=lambda row: (row.due_on or date.max, -row.stale, row.title.casefold()))


@dataclass(frozen=True, slots=True)
class PageStanding:
    """A page of a path in one language: how many of its texts stand how. `page_id`: None where it
    isn't in that language yet; `source_id`: the page to translate it from; `is_withheld`: whether
    it is written, and not published as its source is."""

    kind: str
    title: str
    source_id: int
    page_id: int | None
    counts: Counter[State]
    is_withheld: bool

    @property
    def to_do(self) -> int:
        """How many texts are to be translated or read again."""
        return sum(self.counts[state] for state in TO_DO)


@dataclass(frozen=True, slots=True)
class LanguageStanding:
    """The translation of a path into a language."""

    code: str
    name: str
    pages: tuple[PageStanding, ...]

    @property
    def to_do(self) -> int:
        """How many texts are to be translated or read again."""
        return sum(page.to_do for page in self.pages)

    @property
    def withheld(self) -> int:
        """How many pages are written, and not published as their source is."""
        return sum(page.is_withheld for page in self.pages)


@dataclass(frozen=True, slots=True)
class PathStanding:
    """The translations of a path, from `source_language`."""

    source_language: str
    languages: tuple[LanguageStanding, ...]


def standing_of_path(path_key: UUID) -> PathStanding:
    """Return how far each page of a path is translated. As many queries whatever their number."""
    source_language = source_language_of(path_key)
    drafts, live = draft_tree(path_key), live_tree(path_key)
    return PathStanding(
        source_language,
        tuple(
            LanguageStanding(
                code, language_name(code), tuple(_pages(drafts, live, source_language, code))
            )
            for code in LANGUAGES
            if code != source_language
        ),
    )


def _pages(drafts: Tree, live: Tree, source: str, language: str) -> Iterator[PageStanding]:
    pages = [one for one in drafts.values() if one.place[1] == source and _is_kept(one)]
    known = known_by_page([one.page.translation_key for one in pages], language)
    for one in pages:
        own = drafts.get((one.place[0], language))
        found = (
            compared_in(one, live.get(one.place), own, known.get(one.page.translation_key, {}))
            if own is not None
            else []
        )
        yield PageStanding(
            kind=one.kind,
            title=str((own or one).content["title"]),
            source_id=one.page.pk,
            page_id=own.page.pk if own is not None else None,
            counts=Counter(row.state for row in found),
            is_withheld=bool(own is not None and one.page.live and not own.page.live),
        )


def compared_in(
    source: TreePage, live: TreePage | None, own: TreePage, rows: dict
) -> list[Compared]:
    """Return the texts of a translation in a tree, each with how it stands to its source."""
    says = live or source
    known = {
        place: Known(row.source_text, frozenset(row.same_meaning)) for place, row in rows.items()
    }
    texts = compare(
        texts_of(says.kind, says.content),
        texts_of(source.kind, source.content),
        texts_of(own.kind, own.content, names_in(own.kind, says.content, own.content)),
        known,
    )
    return [*texts, *marking_apart(own.kind, (says.content, source.content), own.content)]


def _is_kept(one: TreePage) -> bool:
    return one.page.live or one.page.first_published_at is None
