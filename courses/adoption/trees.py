"""The pages of paths with what each says, as they are published or as they were last saved."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from wagtail.models import Page, PageViewRestriction, Revision

from courses.models import CoursePage, LessonPage, PathPage

from .contents import Content, LearningPage, content_of, row_values

Place = tuple[str, str]
"""A page of a path: its key, and the code of its language."""


@dataclass(frozen=True, slots=True)
class TreePage:
    """A page and its content, in the names of its own path. `parent`: the key of the page above it;
    empty for a path. `below`: the keys of the pages under it, in order."""

    page: LearningPage
    kind: str
    parent: str
    below: tuple[str, ...]
    content: Content

    @property
    def place(self) -> Place:
        """Where it is found."""
        return str(self.page.translation_key), self.page.locale.language_code


Tree = Mapping[Place, TreePage]


def live_trees(keys: Iterable[UUID]) -> dict[UUID, Tree]:
    """Return the published pages of paths, by the key of the path; a page under one that isn't
    published isn't either. Four queries."""
    return dict(_trees(keys, {"live": True}, drafts=False))


def open_trees(keys: Iterable[UUID]) -> dict[UUID, Tree]:
    """Return the published pages of paths that anybody may read; those that are kept to whoever
    knows a password are as if they weren't published, with what is under them. Five queries."""
    return dict(_trees(keys, {"live": True}, drafts=False, closed=_closed_places()))


def open_tree(key: UUID) -> Tree:
    """Return the published pages of one path that anybody may read."""
    return open_trees([key]).get(key, {})


def _closed_places() -> tuple[str, ...]:
    kept = PageViewRestriction.objects.filter(restriction_type=PageViewRestriction.PASSWORD)
    return tuple(kept.values_list("page__path", flat=True))


def draft_trees(keys: Iterable[UUID]) -> dict[UUID, Tree]:
    """Return every page of paths as it was last saved, by the key of the path. Five queries."""
    return dict(_trees(keys, {}, drafts=True))


def live_tree(key: UUID) -> Tree:
    """Return the published pages of one path."""
    return live_trees([key]).get(key, {})


def draft_tree(key: UUID) -> Tree:
    """Return the pages of one path as they were last saved."""
    return draft_trees([key]).get(key, {})


def without(tree: Tree, language: str, keys: Container[str]) -> Tree:
    """Return the pages of a tree in `language`, none of which has those with `keys` below it."""
    return {
        place: replace(one, below=tuple(key for key in one.below if key not in keys))
        for place, one in tree.items()
        if place[1] == language
    }


def titles_of(tree: Tree) -> dict[str, str]:
    """Return the titles of the pages of a path, by key."""
    return {key: str(one.content["title"]) for (key, _language), one in tree.items()}


def _trees(
    keys: Iterable[UUID],
    only: Mapping[str, Any],
    *,
    drafts: bool,
    closed: tuple[str, ...] = (),
) -> Iterator[tuple[UUID, Tree]]:
    paths = list(
        PathPage.objects.filter(translation_key__in=list(keys), **only)
        .select_related("locale")
        .order_by("pk")
    )
    paths = [one for one in paths if not one.path.startswith(closed)]
    if not paths:
        return
    below = reduce(or_, (Q(path__startswith=path.path) for path in paths))
    found: dict[str, list[LearningPage]] = {}
    for model in (CoursePage, LessonPage):
        pages: QuerySet[Any] = model._default_manager.filter(below, **only)
        for page in pages.select_related("locale").order_by("path"):
            if page.path.startswith(closed):
                continue
            found.setdefault(_above(page), []).append(page)
    revisions: dict[int, Any] = {}
    if drafts:
        every = [*paths, *(page for pages in found.values() for page in pages)]
        wanted = [page.latest_revision_id for page in every if page.latest_revision_id]
        revisions = dict(Revision.objects.filter(pk__in=wanted).values_list("pk", "content"))
    trees: dict[UUID, dict[Place, TreePage]] = {}
    for path in paths:
        tree = trees.setdefault(path.translation_key, {})
        for one in _walk(path, "path", "", found, revisions):
            tree[one.place] = one
    yield from trees.items()


def _above(page: Page) -> str:
    return page.path[: -page.steplen]


def _walk(
    page: LearningPage,
    kind: str,
    parent: str,
    found: Mapping[str, list[LearningPage]],
    revisions: Mapping[int, Any],
) -> Iterator[TreePage]:
    children = found.get(page.path, [])
    below = tuple(str(child.translation_key) for child in children)
    values = revisions.get(page.latest_revision_id or 0) or row_values(page)
    yield TreePage(page, kind, parent, below, content_of(kind, values, below))
    for child in children:
        yield from _walk(
            child,
            "course" if kind == "path" else "lesson",
            str(page.translation_key),
            found,
            revisions,
        )
