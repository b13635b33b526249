"""Lessons that an organism wrote in its copy of a path, and offers whole to those it came from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from academy.accounts.models import User
from academy.core.errors import AcademyError, NotFound
from courses.blocks import KNOWLEDGE_TEST, PACKAGE
from courses.merging import place_after
from courses.models import AdoptedPage, Adoption, Offer, Package, QuestionBank

from .adopting import locked_adoption
from .contents import Content
from .offering import reason_of, send_offer
from .trees import Tree, live_tree
from .waiting import Waiting, waiting_for

LESSONS = "lessons"
# What a block of each kind draws from, and the field that says so: kept by one organism.
_KEPT: dict[str, tuple[str, type[Package] | type[QuestionBank]]] = {
    PACKAGE: ("package", Package),
    KNOWLEDGE_TEST: ("bank", QuestionBank),
}


@dataclass(frozen=True)
class OwnLesson:
    """A lesson of the copy that came from nowhere. `parent`: the key, here, of its course;
    `contents`: what is published of it, by language, in the names of the other path; `offer`: the
    one that waits for an answer."""

    key: str
    title: str
    parent: str
    contents: Mapping[str, Content]
    offer: Offer | None


def own_lessons(waiting: Waiting) -> list[OwnLesson]:
    """Return the lessons that the copy has of its organism's own, in the order of the path."""
    places: dict[str, list[str]] = {}
    for key, language in waiting.own_tree:
        if waiting.own_tree[key, language].kind == "lesson":
            places.setdefault(key, []).append(language)
    for key in _known(places):
        del places[key]
    if not places:
        return []
    live, back = live_tree(waiting.adoption.own_key), waiting.names.inverse()
    offers = {
        one.steps[1]: one
        for one in Offer.objects.filter(page__adoption=waiting.adoption, state=Offer.State.OPEN)
        if one.is_lesson
    }
    return [
        OwnLesson(
            key=key,
            title=str(waiting.own_tree[key, languages[0]].content["title"]),
            parent=waiting.own_tree[key, languages[0]].parent,
            contents={
                language: back.put(live[key, language].content)
                for language in languages
                if (key, language) in live
            },
            offer=offers.get(key),
        )
        for key, languages in places.items()
    ]


def _known(keys: Iterable[str]) -> set[str]:
    """Return those of the lessons that came from another path, or that one has from here. One that
    was accepted and then deleted there may be offered anew."""
    rows = AdoptedPage.objects.filter(own_key__in=list(keys))
    found = list(rows.values_list("own_key", "upstream_key", "is_ours"))
    there = set(
        Page.objects.filter(
            translation_key__in={theirs for _ours, theirs, is_ours in found if is_ours}
        ).values_list("translation_key", flat=True)
    )
    return {str(ours) for ours, theirs, is_ours in found if not is_ours or theirs in there}


def find_own_lesson(waiting: Waiting, key: str) -> OwnLesson:
    """Return one of the `own_lessons`. Raises NotFound where there is no such one."""
    for one in own_lessons(waiting):
        if one.key == key:
            return one
    raise NotFound(_("There is no such lesson of your own in this path."))


@dataclass(frozen=True)
class Kept:
    """What blocks of lessons draw from, each kept by an organism: packages and question banks."""

    contents: Iterable[Content]

    @cached_property
    def rows(self) -> list[Package | QuestionBank]:
        """The packages, then the banks, by title. Two queries at most."""
        wanted: dict[Any, set[int]] = {}
        for block in _blocks(self.contents):
            if block["type"] in _KEPT:
                field, model = _KEPT[block["type"]]
                wanted.setdefault(model, set()).add(block["value"][field])
        return [
            row
            for _field, model in _KEPT.values()
            if model in wanted
            for row in model.objects.filter(pk__in=wanted[model])
            .select_related("built_by")
            .order_by("title")
        ]


def _blocks(contents: Iterable[Content]) -> Iterator[Mapping[str, Any]]:
    for content in contents:
        yield from content.get("body", ())


def of_others(lesson: OwnLesson, adoption: Adoption, source: Tree) -> list[str]:
    """Return the titles of the packages and banks that aren't `adoption`'s organism's to give: kept
    by another one, and in no lesson of the other path yet."""
    theirs = Kept([one.content for one in source.values()]).rows
    return [
        row.title
        for row in Kept(lesson.contents.values()).rows
        if row.built_by_id not in (None, adoption.organism_id) and row not in theirs
    ]


@transaction.atomic
def offer_lesson(*, by: User, adoption_id: int, key: str, words: str, at: datetime) -> Offer:
    """Offer a lesson that the organism wrote (`OwnLesson.key`) to the authors of the other path.

    What is offered is what is published of it, in every language: it is credited to who wrote it,
    which the ledger knows once it is published. Raises NotFound where the person doesn't look after
    the adoption or there is no such lesson, AcademyError where no words say what it brings, where
    it isn't published or is offered already, and where it holds what others keep.
    """
    adoption = locked_adoption(by, adoption_id, at)
    waiting = waiting_for(adoption)
    lesson = find_own_lesson(waiting, key)
    words = reason_of(words)
    if not waiting.is_source_there:
        raise AcademyError(
            _("The path that it was taken from is no longer published. Yours stays as it is.")
        )
    if not lesson.contents:
        raise AcademyError(_("Publish this lesson first: what learners read is what is offered."))
    if lesson.offer is not None:
        raise AcademyError(
            _("This lesson is offered already. Take that offer back first, then offer it anew.")
        )
    kept = of_others(lesson, adoption, waiting.source_tree)
    if kept:
        raise AcademyError(
            _("Another organization keeps “%(title)s”, so it isn’t yours to offer. Replace it.")
            % {"title": kept[0]}
        )
    row = _row_above(waiting, lesson)
    contents = dict(lesson.contents)
    offer = Offer(
        page=row,
        steps=[LESSONS, key],
        title=contents[_first_language(row, contents)]["title"],
        base=row.base,
        offered={**row.base, LESSONS: _with_lesson(waiting, lesson, row)},
        words=words,
    )
    send_offer(offer, adoption, by, at)
    return offer


def _first_language(row: AdoptedPage, contents: Mapping[str, Content]) -> str:
    return row.language if row.language in contents else next(iter(contents))


def _row_above(waiting: Waiting, lesson: OwnLesson) -> AdoptedPage:
    """Return the course that holds the lesson, in a language of the lesson where it is in one; the
    path, where its organism wrote the course too."""
    rows = [page.row for page in waiting.every_page]
    above = [row for row in rows if str(row.own_key) == lesson.parent]
    above = above or [row for row in rows if row.kind == AdoptedPage.Kind.PATH]
    return next((row for row in above if row.language in lesson.contents), above[0])


def _with_lesson(waiting: Waiting, lesson: OwnLesson, row: AdoptedPage) -> list[dict[str, Any]]:
    """Return the lessons that the course had there, with this one in its place."""
    items: list[dict[str, Any]] = list(row.base.get(LESSONS, ()))
    order = next(
        one.below
        for (key, _language), one in waiting.own_tree.items()
        if key == lesson.parent and lesson.key in one.below
    )
    known, ids = waiting.names.inverse().keys, [one["id"] for one in items]
    before = [known[key] for key in order[: order.index(lesson.key)] if key in known]
    lesson_item = {"id": lesson.key, "contents": dict(lesson.contents)}
    items.insert(place_after(ids, before), lesson_item)
    return items
