"""A path as it was last saved, in the form that the rules take."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page, Revision

from courses.adoption.contents import Content, LearningPage, content_of, kind_of, row_values
from courses.adoption.trees import Tree, TreePage
from courses.blocks import KNOWLEDGE_TEST, QUESTION_TYPES
from courses.models import (
    AcademyDocument,
    AcademyImage,
    CoursePage,
    LessonPage,
    OutsideAddress,
    PathPage,
)

from .contents import (
    Broken,
    Course,
    Known,
    Lesson,
    Link,
    Passage,
    Path,
    askable,
    host_of,
    passage_of,
    text_passage,
)
from .replies import State
from .rules import is_well_written


def is_kept(page: LearningPage) -> bool:
    """Tell whether a page is part of the path: a retired one, published once and no more, isn't."""
    return page.live or page.first_published_at is None


def path_in(tree: Tree, path: TreePage) -> Path:
    """Return a path of `tree` with what is below it, in its language."""
    language = path.page.locale.language_code
    courses = (
        _course(
            course.page,
            course.content,
            [(lesson.page, lesson.content) for lesson in _below(tree, course, language)],
        )
        for course in _below(tree, path, language)
    )
    return _path(path.page, path.content, courses)


def part_with(page: LearningPage) -> Path:
    """Return what the rules need of a path to read one of its pages: the page as it is given, with
    the course of a lesson, or the lessons of a course, as they were last saved. Three queries."""
    own = page, content_of(kind_of(page), row_values(page))
    if isinstance(page, PathPage):
        return _path(*own, ())
    if isinstance(page, CoursePage):
        lessons = LessonPage.objects.child_of(page).select_related("locale").order_by("path")
        return _around(_course(*own, _as_saved(filter(is_kept, lessons))), page)
    ((course, content),) = _as_saved(CoursePage.objects.parent_of(page))
    return _around(_course(course, content, [own]), page)


def _around(course: Course, page: LearningPage) -> Path:
    return Path(0, "", page.locale.language_code, text_passage(""), (course,))


def _as_saved(pages: Iterable[LearningPage]) -> list[tuple[LearningPage, Content]]:
    """Return pages with what their last versions say."""
    pages = list(pages)
    wanted = [page.latest_revision_id for page in pages if page.latest_revision_id]
    saved = dict(Revision.objects.filter(pk__in=wanted).values_list("pk", "content"))
    return [
        (page, content_of(kind_of(page), saved.get(page.latest_revision_id) or row_values(page)))
        for page in pages
    ]


def _below(tree: Tree, one: TreePage, language: str) -> list[TreePage]:
    found = [tree[key, language] for key in one.below]
    return [below for below in found if is_kept(below.page)]


def _path(page: LearningPage, content: Content, courses: Iterable[Course]) -> Path:
    return Path(
        page_id=page.pk,
        title=content["title"],
        language=page.locale.language_code,
        passage=text_passage(content["description"]),
        courses=tuple(courses),
    )


def _course(
    page: LearningPage, content: Content, lessons: Iterable[tuple[LearningPage, Content]]
) -> Course:
    return Course(
        page_id=page.pk,
        key=str(page.translation_key),
        title=content["title"],
        objectives={one["id"]: one["value"]["text"] for one in content["objectives"]},
        lessons=tuple(_lesson(*one) for one in lessons),
    )


def _lesson(page: LearningPage, content: Content) -> Lesson:
    return Lesson(
        page_id=page.pk,
        key=str(page.translation_key),
        title=content["title"],
        review_by=date.fromisoformat(content["review_by"]) if content["review_by"] else None,
        objectives=tuple(map(str, content["objectives"])),
        questions=sum(map(_asked, content["body"])),
        passages=tuple(map(passage_of, content["body"])),
    )


def _asked(block: Mapping[str, Any]) -> int:
    if block["type"] == KNOWLEDGE_TEST:
        return sum(int(one["value"].get("count") or 0) for one in block["value"]["draws"])
    return int(block["type"] in QUESTION_TYPES)


def known_to(paths: Iterable[Path]) -> Known:
    """Return what the links and pictures of `paths` lead to. At most four queries."""
    paths = list(paths)
    passages = [passage for path in paths for passage in _passages(path)]
    links = [link for one in passages for link in one.links]
    numbers = [(one.kind, one.number) for one in links if one.number is not None]
    pages = {number for kind, number in numbers if kind == "page"}
    files = {number for kind, number in numbers if kind == "document"}
    shown = [picture.image_id for one in passages for picture in one.pictures]
    images = {one for one in shown if one is not None}
    return Known(
        pages=dict(Page.objects.filter(pk__in=pages).values_list("pk", "live")) if pages else {},
        documents=frozenset(
            AcademyDocument.objects.filter(pk__in=files).values_list("pk", flat=True)
            if files
            else ()
        ),
        images=dict(AcademyImage.objects.filter(pk__in=images).values_list("pk", "title"))
        if images
        else {},
        own_host=_own_host(),
        broken=_broken({key_of(address) for address in addresses_in(paths)}),
    )


def _own_host() -> str:
    return host_of(settings.PUBLIC_ADDRESS)


def addresses_in(paths: Iterable[Path]) -> Iterator[str]:
    """Yield the addresses elsewhere to which `paths` lead, as they are asked."""
    for path in paths:
        for passage in _passages(path):
            for link in passage.links:
                address = _elsewhere(link)
                if address is not None:
                    yield address


def _elsewhere(link: Link) -> str | None:
    if link.kind != "address" or not is_well_written(link.target):
        return None
    address = askable(link.target)
    return None if address is None or host_of(address) == _own_host() else address


def key_of(address: str) -> str:
    """Return what an address is found by."""
    return sha256(address.encode()).hexdigest()


def _broken(keys: Iterable[str]) -> dict[str, Broken]:
    """Return what is broken among addresses: at once where they say so themselves, from the second
    night on where nobody answers."""
    keys = list(keys)
    if not keys or not settings.CHECK_OUTSIDE_LINKS:
        return {}
    rows = OutsideAddress.objects.filter(
        Q(state=State.GONE) | Q(state=State.UNREACHABLE, failures__gte=2),
        key__in=keys,
        failing_since__isnull=False,
    )
    return {row.address: Broken(row.status, timezone.localdate(row.failing_since)) for row in rows}


def _passages(path: Path) -> list[Passage]:
    lessons = [lesson for course in path.courses for lesson in course.lessons]
    return [path.passage, *(passage for lesson in lessons for passage in lesson.passages)]
