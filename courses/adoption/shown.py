"""What waits for an adopted path, and what is offered, as the desk shows them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wagtail.models import Locale

from courses.merging import ABSENT, ChangeKind, Conflict, ConflictKind, Difference, Place

from .contents import Content
from .offering import Offered
from .own_lessons import Kept
from .trees import titles_of
from .waiting import PageNews, Part, Waiting, adapted_parts, choices_of, part_of
from .wording import CHANGES, CONFLICTS, Pair, Wording, compared


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change of theirs (`texts`: ours now, and after the merge) or a conflict (ours, theirs).

    `before`: what both had, in a conflict. `choice`: what was chosen so far, "" for nothing yet;
    `is_taken`: whether a change will be taken.
    """

    key: str
    label: str
    kind: str
    texts: Pair
    is_conflict: bool
    is_by_hand: bool
    before: str | None = None
    choice: str = ""
    is_taken: bool = True


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page with its changes. `number`: that of its row; `page_id`: the copy, to edit it; `code`:
    that of its language."""

    number: int
    code: str
    page_id: int | None
    title: str
    kind: str
    language: str
    is_left: bool
    changes: Sequence[ShownChange]

    @property
    def conflicts(self) -> int:
        """How many conflicts it has."""
        return sum(one.is_conflict for one in self.changes)


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part that was adapted: what it was, what it is, and where it is offered, which it may be
    once it is published. `code`: that of its language."""

    number: int
    code: str
    key: str
    title: str
    language: str
    label: str
    kind: str
    texts: Pair
    is_published: bool


def shown_pages(
    waiting: Waiting, chosen: Mapping[str, str] | None = None, declined: Sequence[str] = ()
) -> list[ShownPage]:
    """Return what waits, page by page, with what was chosen so far."""
    titles = titles_of(waiting.source_tree) | _own_titles(waiting)
    pages = [_page(page, titles, chosen or {}, declined) for page in waiting.pages]
    # Of a page that was only taken away below another, the page itself tells.
    return [page for page in pages if page.changes or page.is_left]


def _own_titles(waiting: Waiting) -> dict[str, str]:
    back = waiting.names.inverse().keys
    return {
        back.get(key, key): title
        for key, title in titles_of(waiting.own_tree).items()
        if key not in back or back[key] not in titles_of(waiting.source_tree)
    }


def language_name(code: str) -> str:
    """Return the name of a language of the pages."""
    found = Locale.objects.filter(language_code=code).first()
    return str(found) if found else code


def _page(
    page: PageNews, titles: Mapping[str, str], chosen: Mapping[str, str], declined: Sequence[str]
) -> ShownPage:
    wording = Wording(page.row.kind, (page.ours, page.theirs, page.base), titles)
    return ShownPage(
        number=page.row.pk,
        code=page.row.language,
        page_id=page.own.page.pk if page.own else None,
        title=page.title,
        kind=page.row.get_kind_display(),
        language=language_name(page.row.language),
        is_left=page.is_left,
        changes=[
            _change(one.key, one.change, one.is_to_do_by_hand, wording, chosen, declined)
            for one in choices_of(page)
        ],
    )


def _change(
    key: str,
    change: Difference | Conflict,
    is_by_hand: bool,
    wording: Wording,
    chosen: Mapping[str, str],
    declined: Sequence[str],
) -> ShownChange:
    if isinstance(change, Conflict):
        is_order = change.kind == ConflictKind.BOTH_MOVED
        say = wording.order if is_order else wording.words
        return ShownChange(
            key=key,
            label=wording.label(change.place),
            kind=str(CONFLICTS[change.kind]),
            texts=_beside(wording, change.place, change.ours, change.theirs, is_order),
            is_conflict=True,
            is_by_hand=False,
            before=say(change.place, change.base),
            choice=chosen.get(key, ""),
        )
    is_order = change.kind == ChangeKind.MOVED
    return ShownChange(
        key=key,
        label=wording.label(change.place),
        kind=str(CHANGES[change.kind]),
        texts=_beside(wording, change.place, change.before, change.after, is_order),
        is_conflict=False,
        is_by_hand=is_by_hand,
        is_taken=key not in declined,
    )


def shown_parts(waiting: Waiting) -> list[ShownPart]:
    """Return all that the copy has otherwise than the path that it was taken from."""
    titles = titles_of(waiting.source_tree) | _own_titles(waiting)
    return [shown_part(part, titles) for page in waiting.every_page for part in adapted_parts(page)]


def shown_part(part: Part, titles: Mapping[str, str] | None = None) -> ShownPart:
    """Return one adapted part in words."""
    page = part.page
    wording = Wording(page.row.kind, (page.ours, page.base), titles)
    kind = ChangeKind.CHANGED
    if part.before is ABSENT:
        kind = ChangeKind.ADDED
    elif part.after is ABSENT:
        kind = ChangeKind.REMOVED
    is_order = len(part.place) == 1 and wording.is_stream(part.place)
    before, after = (_ids(one) if is_order else one for one in (part.before, part.after))
    return ShownPart(
        number=page.row.pk,
        code=page.row.language,
        key=part.key,
        title=page.title,
        language=language_name(page.row.language),
        label=wording.label(part.place),
        kind=str(CHANGES[kind]),
        texts=_beside(wording, part.place, before, after, is_order),
        is_published=part.is_published,
    )


def shown_offer(found: Offered) -> tuple[str, Pair]:
    """Return what an offer is about, and its words beside those of the page today."""
    row = found.offer.page
    now = found.source.content if found.source else {}
    contents = (now, found.offer.offered, found.offer.base)
    wording = Wording(row.kind, contents, found.titles)
    place = found.place
    is_order = len(place) == 1 and wording.is_stream(place)
    left, right = (_ids(one) if is_order else one for one in (found.now, found.proposed))
    return wording.label(place), _beside(wording, place, left, right, is_order)


@dataclass(frozen=True, slots=True)
class ShownLesson:
    """What a lesson says in one language: the name of each part, and its words."""

    code: str
    language: str
    parts: Sequence[tuple[str, str]]


def shown_lessons(contents: Mapping[str, Content]) -> list[ShownLesson]:
    """Return a lesson in words, in each of its languages."""
    return [
        ShownLesson(code, language_name(code), list(_parts_of_lesson(content)))
        for code, content in contents.items()
    ]


def _parts_of_lesson(content: Content) -> Iterator[tuple[str, str]]:
    wording = Wording("lesson", [content])
    places: list[Place] = [("title",), ("summary",), ("duration_minutes",)]
    places += [("body", block["id"]) for block in content["body"]]
    for place in places:
        yield wording.label(place), wording.words(place, part_of(content, place)) or ""


def shown_kept(contents: Mapping[str, Content]) -> list[str]:
    """Return the packages and question banks that a lesson uses, each with who keeps it."""
    return [
        f"{row.title} ({row.built_by.name})" if row.built_by else row.title
        for row in Kept(contents.values()).rows
    ]


def _ids(items: Any) -> Any:
    return items if items is ABSENT else [str(item["id"]) for item in items]


def _beside(wording: Wording, place: Place, left: Any, right: Any, is_order: bool) -> Pair:
    """Return two values side by side in words; of an order, the ids of a list or nothing."""
    if not is_order:
        return wording.beside(place, left, right)
    lines = [None if one is ABSENT else wording.order(place, one) for one in (left, right)]
    return compared(*lines)
