"""What waits for an adopted path: what the path that it was taken from has become since."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from courses.merging import (
    ABSENT,
    ChangeKind,
    Conflict,
    Difference,
    Merged,
    Place,
    declining,
    differences,
    merge,
    same,
)
from courses.models import AdoptedPage, Adoption

from .contents import BELOW, Content, content_of, row_values
from .naming import Names
from .trees import Tree, TreePage, draft_trees, open_trees

LISTS_OF_PAGES = frozenset(BELOW.values())


@dataclass(frozen=True, slots=True)
class PageNews:
    """What has become of one page: `base` when it was last brought over, `ours` the copy's last
    draft, `theirs` what is published there now, all in the names of the other path.

    `own` and `source` are the two pages; None where one is no longer there (published). `known`:
    the keys, there, of all pages that the copy has in this language, or had. `live`: what is
    published of the copy, empty where nothing is.
    """

    row: AdoptedPage
    own: TreePage | None
    source: TreePage | None
    base: Content
    ours: Content
    theirs: Content
    known: frozenset[str] = frozenset()
    live: Content = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What the page is called here; there, where the copy is gone."""
        return str((self.ours or self.theirs or self.base)["title"])

    @property
    def is_left(self) -> bool:
        """Tell whether the other path no longer has it, which nobody has taken note of."""
        return self.source is None and not self.row.is_gone

    def merged(
        self,
        theirs_at: Collection[Place] = frozenset(),
        declined: Collection[Place] = frozenset(),
    ) -> Merged:
        """Return what both give together: of conflicts theirs at `theirs_at`, and without their
        changes that were `declined`. Of the order of the pages below, ours is kept."""
        if self.own is None or self.source is None:
            return Merged(self.ours, (), ())
        found = merge(
            self.base,
            self.ours,
            declining(self.base, self.theirs, frozenset(declined)),
            prefer_theirs=frozenset(theirs_at),
        )
        conflicts = tuple(one for one in found.conflicts if one.place[0] not in LISTS_OF_PAGES)
        return replace(found, conflicts=conflicts)

    @property
    def may_change_ours(self) -> bool:
        """Tell whether a merge may change what the copy says, which depends on what is chosen."""
        merged = self.merged()
        places = [one.place for one in merged.conflicts] + [one.place for one in merged.taken]
        return any(place[0] not in LISTS_OF_PAGES for place in places)

    @property
    def added_below(self) -> tuple[str, ...]:
        """The keys, there, of the pages that were added below this one."""
        return tuple(
            one.place[1]
            for one in self.merged().taken
            if one.place[0] in LISTS_OF_PAGES
            and one.kind == ChangeKind.ADDED
            and one.place[1] not in self.known
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """A change or a conflict with the name by which a form knows it."""

    key: str
    page: PageNews
    change: Difference | Conflict

    @property
    def is_conflict(self) -> bool:
        """Tell whether both sides changed it."""
        return isinstance(self.change, Conflict)

    @property
    def is_to_do_by_hand(self) -> bool:
        """Tell whether a merge tells of it and doesn't do it: what learners would see at once."""
        if isinstance(self.change, Conflict) or self.change.place[0] not in LISTS_OF_PAGES:
            return False
        is_new = self.change.kind == ChangeKind.ADDED
        return not (is_new and self.change.place[1] not in self.page.known)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for an adoption. `token`: the state of both sides, to tell whether anything has
    changed since it was looked at. `names`: from the other path to the copy."""

    adoption: Adoption
    pages: tuple[PageNews, ...]
    every_page: tuple[PageNews, ...]
    names: Names
    source_tree: Tree
    own_tree: Tree

    @property
    def token(self) -> str:
        """A digest of all that a merge would read."""
        said = [
            [str(page.row.upstream_key), page.row.language, page.base, page.ours, page.theirs]
            for page in self.every_page
        ]
        plain = json.dumps(said, sort_keys=True, default=str).encode()
        return hashlib.sha256(plain).hexdigest()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which the other path has come out since, and the copy isn't, nor was:
        what its organism removed stays out."""
        theirs, ours = str(self.adoption.upstream_key), str(self.adoption.own_key)
        had = {page.row.language for page in self.every_page if str(page.row.own_key) == ours}
        return tuple(
            language
            for key, language in self.source_tree
            if key == theirs and language not in had and (ours, language) not in self.own_tree
        )

    @property
    def choices(self) -> list[Choice]:
        """Every change and conflict, in the order of the pages."""
        return [one for page in self.pages for one in choices_of(page)]

    @property
    def left(self) -> list[PageNews]:
        """The pages that the other path no longer has, as long as it is published itself."""
        return [page for page in self.pages if page.is_left] if self.is_source_there else []

    @property
    def count(self) -> int:
        """How many changes wait."""
        return len(self.choices) + len(self.left) + len(self.languages)

    @property
    def is_source_there(self) -> bool:
        """Tell whether the other path is still published."""
        return bool(self.source_tree)


def choices_of(page: PageNews) -> list[Choice]:
    """Return the changes and conflicts of a page. Pages that are no longer there are told apart."""
    merged = page.merged()
    taken = [
        one
        for one in merged.taken
        if not (one.place[0] in LISTS_OF_PAGES and one.kind == ChangeKind.REMOVED)
    ]
    found: list[Difference | Conflict] = [*merged.conflicts, *taken]
    if page.own is not None and page.source is not None:
        found += [
            one
            for one in differences(page.base, page.theirs)
            if one.place[0] in LISTS_OF_PAGES and one.kind == ChangeKind.MOVED
        ]
    shown = dict.fromkeys(choice_key(page.row, one) for one in found)
    by_key = {choice_key(page.row, one): one for one in reversed(found)}
    return [Choice(key, page, by_key[key]) for key in shown]


def choice_key(row: AdoptedPage, change: Difference | Conflict) -> str:
    """Return a name for one change of one page, the same as long as nothing changes."""
    said = json.dumps([row.pk, isinstance(change, Conflict), *change.place])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def waiting_for(adoption: Adoption) -> Waiting:
    """Return what waits for one adoption, in the pages of both paths as they are now."""
    return waiting_for_all([adoption])[adoption.pk]


def waiting_for_all(adoptions: Collection[Adoption]) -> dict[int, Waiting]:
    """Return what waits for each adoption, by its id, in the same number of queries for all."""
    rows: dict[int, list[AdoptedPage]] = {one.pk: [] for one in adoptions}
    for row in AdoptedPage.objects.filter(adoption__in=rows).order_by("pk"):
        rows[row.adoption_id].append(row)
    sources = open_trees({one.upstream_key for one in adoptions})
    owns = draft_trees({one.own_key for one in adoptions})
    return {
        one.pk: _waiting(
            one, rows[one.pk], sources.get(one.upstream_key, {}), owns.get(one.own_key, {})
        )
        for one in adoptions
    }


def names_of(rows: Iterable[AdoptedPage], source: Tree, own: Tree) -> Names:
    """Return what each page of the other path (`source`) is called in the copy."""
    keys: dict[str, str] = {}
    pages: dict[int, int] = {}
    for row in rows:
        theirs, ours = str(row.upstream_key), str(row.own_key)
        keys[theirs] = ours
        there, here = source.get((theirs, row.language)), own.get((ours, row.language))
        if there is not None and here is not None:
            pages[there.page.pk] = here.page.pk
    return Names(keys, pages)


def _waiting(adoption: Adoption, rows: list[AdoptedPage], source: Tree, own: Tree) -> Waiting:
    names = names_of(rows, source, own)
    back = names.inverse()
    known = _known(rows, names, own)
    every = []
    for row in _in_order(rows, own):
        here = own.get((str(row.own_key), row.language))
        there = source.get((str(row.upstream_key), row.language))
        ours = back.put(here.content) if here else {}
        every.append(
            PageNews(
                row=row,
                own=here,
                source=there,
                base=row.base,
                ours=ours,
                live=_published(here, ours, back),
                theirs=there.content if there else {},
                known=known.get(row.language, frozenset()),
            )
        )
    news = tuple(page for page in every if _is_news(page))
    return Waiting(adoption, news, tuple(every), names, source, own)


def _published(here: TreePage | None, ours: Content, back: Names) -> Content:
    """Return what is published of a page of the copy, whose last draft says `ours`."""
    if here is None or not here.page.live:
        return {}
    if not here.page.has_unpublished_changes:
        return ours
    return back.put(content_of(here.kind, row_values(here.page), here.below))  # type: ignore[no-any-return]


def _known(rows: Iterable[AdoptedPage], names: Names, own: Tree) -> dict[str, frozenset[str]]:
    """Return, by language, the keys there of the pages that were adopted, and of those that the
    copy has without: its organism translated them itself."""
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.language, set()).add(str(row.upstream_key))
    back = names.inverse().keys
    for key, language in own:
        if key in back:
            found.setdefault(language, set()).add(back[key])
    return {language: frozenset(keys) for language, keys in found.items()}


def _in_order(rows: Iterable[AdoptedPage], own: Tree) -> list[AdoptedPage]:
    """Return the rows in the order in which the copy's pages are read."""
    order = {place: number for number, place in enumerate(own)}
    return sorted(
        rows, key=lambda row: (order.get((str(row.own_key), row.language), len(order)), row.pk)
    )


def _is_news(page: PageNews) -> bool:
    if page.own is None:
        return False
    return page.is_left if page.source is None else not same(page.base, page.theirs)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page that its organism adapted: one field, or one block of its body."""

    page: PageNews
    place: Place
    before: Any
    after: Any

    @property
    def is_published(self) -> bool:
        """Tell whether learners read it as it is in the last draft; of an order, in that order."""
        live = part_of(self.page.live, self.place)
        if len(self.place) == 1 and _is_list_of_blocks(self.place[0], self.after):
            ids = [
                [one["id"] for one in side] for side in ([] if live is ABSENT else live, self.after)
            ]
            return bool(self.page.live) and ids[0] == ids[1]
        return bool(self.page.live) and same(live, self.after)

    @property
    def key(self) -> str:
        """A name for addresses."""
        return "/".join(self.place)


def adapted_parts(page: PageNews) -> list[Part]:
    """Return what the copy's last draft has otherwise than the page that it was taken from."""
    if page.own is None:
        return []
    found: dict[Place, None] = {}
    for one in differences(page.base, page.ours):
        if one.place[0] in LISTS_OF_PAGES:
            continue
        is_in_list = isinstance(page.base.get(one.place[0]), list) and len(one.place) > 1
        found[one.place[:2] if is_in_list else one.place[:1]] = None
    return [
        Part(page, place, part_of(page.base, place), part_of(page.ours, place)) for place in found
    ]


def part_of(content: Mapping[str, Any], place: Place) -> Any:
    """Return the field or the block at `place` of a content, `ABSENT` where there is none."""
    value = content.get(place[0], ABSENT)
    if len(place) == 1 or value is ABSENT:
        return value
    return next((one for one in value if str(one["id"]) == place[1]), ABSENT)


def count_parts(content: Mapping[str, Any]) -> int:
    """Return how many parts a content has: its fields, and the blocks of its lists of blocks."""
    lists = [value for name, value in content.items() if _is_list_of_blocks(name, value)]
    others = [name for name in content if name not in LISTS_OF_PAGES]
    return sum(len(one) for one in lists) + len(others) - len(lists)


def parts_of_both(page: PageNews) -> int:
    """Return how many parts a page has, with those that its organism took away from what it was
    taken from, and the order of a list of blocks where that is one of its `adapted_parts`."""
    more = sum(
        part.after is ABSENT
        or (len(part.place) == 1 and _is_list_of_blocks(part.place[0], part.after))
        for part in adapted_parts(page)
    )
    return count_parts(page.ours) + more


def _is_list_of_blocks(name: str, value: Any) -> bool:
    return (
        name not in LISTS_OF_PAGES
        and isinstance(value, list)
        and bool(value)
        and all(isinstance(one, Mapping) and "id" in one for one in value)
    )
