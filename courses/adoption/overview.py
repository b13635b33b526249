"""Adopted paths in a list, and the paths that may be adopted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from wagtail.models import Page

from academy.accounts.models import User
from academy.organisms.models import Organism
from courses.licences import may_adapt
from courses.models import AdoptedPage, Adoption, Offer, PathPage

from .offering import answers_to_read
from .policies import adoptions_visible_to, offers_to_answer
from .waiting import waiting_for_all


@dataclass(frozen=True, slots=True)
class AdoptedRow:
    """An adopted path in the list: `title` of the copy, `source` the other path in one language
    (None where it is gone), `waiting` how many changes wait, `conflicts` how many among them."""

    adoption: Adoption
    title: str
    source: PathPage | None
    waiting: int
    conflicts: int


def adopted(adoptions: QuerySet[Adoption], language: str) -> list[AdoptedRow]:
    """Return adopted paths with what waits for each, in the same number of queries for all."""
    rows = list(adoptions.select_related("organism"))
    following = waiting_for_all([one for one in rows if not one.is_frozen])
    keys = {key for one in rows for key in (one.upstream_key, one.own_key)}
    pages: dict[object, PathPage] = {}
    found = PathPage.objects.filter(translation_key__in=keys).prefetch_related("built_by")
    for page in sorted(
        found.select_related("locale"), key=lambda page: page.locale.language_code == language
    ):
        pages[page.translation_key] = page
    listed = []
    for one in rows:
        own, source = pages.get(one.own_key), pages.get(one.upstream_key)
        waiting = following.get(one.pk)
        listed.append(
            AdoptedRow(
                adoption=one,
                title=own.draft_title or own.title if own else "–",
                source=source if source is not None and source.live else None,
                waiting=waiting.count if waiting else 0,
                conflicts=sum(choice.is_conflict for choice in waiting.choices) if waiting else 0,
            )
        )
    return listed


def source_of(adoption: Adoption, language: str) -> PathPage | None:
    """Return the published path that another was taken from, in `language` where it is in it."""
    pages = list(
        PathPage.objects.filter(translation_key=adoption.upstream_key, live=True)
        .select_related("locale")
        .prefetch_related("built_by")
        .order_by("pk")
    )
    return next((one for one in pages if one.locale.language_code == language), None) or next(
        iter(pages), None
    )


def paths_to_adopt(organisms: Collection[Organism], language: str) -> list[PathPage]:
    """Return the published paths, by title, that one of `organisms` may adopt and hasn't yet."""
    ids = [one.pk for one in organisms]
    taken = (
        Adoption.objects.filter(organism__in=ids)
        .values("upstream_key")
        .annotate(by=Count("organism"))
        .filter(by__gte=len(ids))
    )
    pages = (
        PathPage.objects.live()
        .public()
        .filter(locale__language_code=language)
        .exclude(translation_key__in=taken.values("upstream_key"))
        .prefetch_related("built_by")
        .order_by("title")
    )
    return [
        page
        for page in pages
        if may_adapt(page.licence) and not {one.pk for one in page.built_by.all()} >= set(ids)
    ]


@dataclass(frozen=True, slots=True)
class News:
    """What concerns somebody at the desk: paths of which something waits, offers to answer, answers
    to read."""

    published: int
    offers: int
    answers: int

    def __bool__(self) -> bool:
        return bool(self.published or self.offers or self.answers)


def news_for(user: User, on: date) -> News:
    """Return what waits for `user`. Paths are read whole only where something was published, or is
    published no more, since they were last brought over."""
    following = list(adoptions_visible_to(user, on).filter(state=Adoption.State.FOLLOWS))
    waiting = waiting_for_all(_may_have_changed(following)) if following else {}
    return News(
        sum(bool(one.count) for one in waiting.values()),
        offers_to_answer(user).filter(state=Offer.State.OPEN).count(),
        answers_to_read(user, on).count(),
    )


def _may_have_changed(adoptions: Collection[Adoption]) -> list[Adoption]:
    """Return the adoptions whose other path published or withdrew a page since the last merge.
    Three queries."""
    places: dict[UUID, list[str]] = {}
    paths = PathPage.objects.filter(
        live=True, translation_key__in=[one.upstream_key for one in adoptions]
    )
    for key, place in paths.values_list("translation_key", "path"):
        places.setdefault(key, []).append(place)
    there = [one for one in adoptions if one.upstream_key in places]
    if not there:
        return []
    below = reduce(or_, (Q(path__startswith=place) for some in places.values() for place in some))
    since = min(_since(one) for one in there)
    published = list(
        Page.objects.filter(below, last_published_at__gt=since).values_list(
            "path", "last_published_at"
        )
    )
    is_live = Page.objects.filter(
        translation_key=OuterRef("upstream_key"),
        locale__language_code=OuterRef("language"),
        live=True,
    )
    withdrawn = set(
        AdoptedPage.objects.filter(~Exists(is_live), adoption__in=there, is_gone=False).values_list(
            "adoption", flat=True
        )
    )
    return [
        one
        for one in there
        if one.pk in withdrawn
        or any(
            at > _since(one) and path.startswith(tuple(places[one.upstream_key]))
            for path, at in published
        )
    ]


def _since(adoption: Adoption) -> datetime:
    return adoption.merged_at or adoption.adopted_at
