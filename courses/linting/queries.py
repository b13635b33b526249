"""What the check finds of a path, and which lessons are due to be read again."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page

from academy.organisms.models import Organism
from courses.adoption.contents import Content, LearningPage, content_of, kind_of, row_values
from courses.adoption.trees import Tree, TreePage, draft_tree
from courses.blocks import KNOWLEDGE_TEST
from courses.models import (
    AcademyMedia,
    LessonPage,
    PathPage,
    doubt_about,
    plan_of,
    tests_lacking,
    uncaptioned,
)

from .drafts import is_kept, known_to, part_with, path_in
from .rules import DAYS_AHEAD, Finding, Rule, Severity, check
from .translations import Translations

VIDEO = "video"


@dataclass(frozen=True, slots=True)
class CheckedPage:
    """A page, and what was found in it. `kind`: "path", "course" or "lesson"; `course`: the title
    of a lesson's course."""

    page_id: int
    kind: str
    title: str
    course: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class CheckedPath:
    """A path in one language: the pages in which something was found, in order, and how many
    lessons were read."""

    page_id: int
    language: str
    title: str
    lessons: int
    pages: tuple[CheckedPage, ...]

    def count(self, severity: Severity) -> int:
        """Return how many findings have `severity`."""
        return sum(one.severity is severity for page in self.pages for one in page.findings)


def checked(path: PathPage, among: QuerySet[PathPage], today: date) -> list[CheckedPath]:
    """Return what is found in `path` and in its translations that are `among` these.

    The language of `path` comes first. As many queries whatever the number of lessons; three more a
    course and language for the plan, and two a test.
    """
    tree = draft_tree(path.translation_key)
    translations = among.filter(translation_key=path.translation_key)
    shown = set(translations.values_list("pk", flat=True))
    roots = [one for one in tree.values() if one.kind == "path" and one.page.pk in shown]
    roots.sort(key=lambda one: one.page.pk != path.pk)
    contents = {root.page.pk: path_in(tree, root) for root in roots}
    known = known_to(contents.values())
    films = _films(one.content for one in tree.values() if one.kind == "lesson")
    translated = Translations(tree)
    return [
        _grouped(
            tree,
            root,
            [
                *_refused(tree, root, films),
                *check(contents[root.page.pk], known, today),
                *translated.findings(
                    [page for page, _course in _in_order(tree, root)],
                    root.page.locale.language_code,
                ),
            ],
        )
        for root in roots
    ]


def checked_page(page: LearningPage, today: date) -> list[Finding]:
    """Return what is found in one page as it is given, what matters most first: of a course, what
    its lessons serve too; of its translation, nothing. Ten queries at most, and two a test."""
    path = part_with(page)
    found = [one for one in check(path, known_to([path]), today) if one.page_id == page.pk]
    if isinstance(page, LessonPage):
        content = content_of(kind_of(page), row_values(page))
        found += _of_videos(page, content, _films([content]))
        found += _of_tests(page, content, page)
    return _by_weight(found)


def _by_weight(findings: Iterable[Finding]) -> list[Finding]:
    order = list(Severity)
    return sorted(findings, key=lambda one: order.index(one.severity))


def _in_order(tree: Tree, root: TreePage) -> Iterator[tuple[TreePage, str]]:
    """Yield the pages of a path in order, each with the title of its course."""
    language = root.page.locale.language_code
    yield root, ""
    for course in _kept(tree, root, language):
        yield course, ""
        for lesson in _kept(tree, course, language):
            yield lesson, course.content["title"]


def _kept(tree: Tree, one: TreePage, language: str) -> Iterator[TreePage]:
    below = (tree[key, language] for key in one.below)
    return (page for page in below if is_kept(page.page))


def _grouped(tree: Tree, root: TreePage, findings: Iterable[Finding]) -> CheckedPath:
    by_page: dict[int, list[Finding]] = {}
    for one in findings:
        by_page.setdefault(one.page_id, []).append(one)
    pages = list(_in_order(tree, root))
    return CheckedPath(
        page_id=root.page.pk,
        language=root.page.locale.language_code,
        title=root.content["title"],
        lessons=sum(page.kind == "lesson" for page, _course in pages),
        pages=tuple(
            CheckedPage(
                page.page.pk,
                page.kind,
                page.content["title"],
                course,
                tuple(_by_weight(by_page[page.page.pk])),
            )
            for page, course in pages
            if page.page.pk in by_page
        ),
    )


def _films(contents: Iterable[Content]) -> dict[int, AcademyMedia]:
    wanted = {
        block["value"]["video"]
        for content in contents
        for block in content["body"]
        if block["type"] == VIDEO
    } - {None}
    return AcademyMedia.objects.in_bulk(wanted) if wanted else {}


def _refused(tree: Tree, root: TreePage, films: dict[int, AcademyMedia]) -> Iterator[Finding]:
    """Yield what stops the publication of pages, in the words of whatever stops it, and what is
    doubtful of captions."""
    plan = plan_of(root.page)  # type: ignore[arg-type]
    for problem in plan.problems if plan.structure.steps else ():
        place = (str(problem.course), root.page.locale.language_code)
        page_id = tree[place].page.pk if place in tree else root.page.pk
        yield _stops(page_id, "", plan.sentence(problem))
    for one, _course in _in_order(tree, root):
        if one.kind == "lesson":
            yield from _of_videos(one.page, one.content, films)
            yield from _of_tests(one.page, one.content)


def _of_videos(
    page: LearningPage, content: Content, films: dict[int, AcademyMedia]
) -> Iterator[Finding]:
    language = page.locale.language_code
    for block in content["body"]:
        film = films.get(block["value"]["video"]) if block["type"] == VIDEO else None
        if film is None:
            continue
        problem = uncaptioned(film, language)
        if problem:
            yield _stops(page.pk, block["id"], problem)
        elif doubt := doubt_about(film, language):
            said = {"words": doubt}
            yield Finding(Severity.READ, Rule.CAPTIONS, page.pk, block["id"], said)


def _of_tests(page: LearningPage, content: Content, draft: Any = None) -> Iterator[Finding]:
    """Yield which tests can't begin; `draft`: the page with what it says, where it is at hand."""
    if any(block["type"] == KNOWLEDGE_TEST for block in content["body"]):
        draft = draft or page.get_latest_revision_as_object()
        for block_id, problem in tests_lacking(draft.body, page.locale_id):
            yield _stops(page.pk, block_id, problem)


def _stops(page_id: int, block_id: str, words: str) -> Finding:
    return Finding(Severity.STOPS, Rule.PUBLICATION, page_id, block_id, {"words": words})


def ageing(lessons: QuerySet[LessonPage], today: date) -> QuerySet[LessonPage]:
    """Return the lessons whose day to be read again is past or near, the oldest day first."""
    near = today + timedelta(days=DAYS_AHEAD)
    return lessons.filter(review_by__lte=near).select_related("locale").order_by("review_by", "pk")


def built_by(lessons: QuerySet[LessonPage], organism_id: int) -> QuerySet[LessonPage]:
    """Return the lessons of the paths that an organism builds."""
    roots = PathPage.objects.filter(built_by=organism_id).values_list("path", flat=True)
    below = reduce(or_, (Q(path__startswith=root) for root in roots), Q(pk__in=[]))
    return lessons.filter(below)


def paths_of(lessons: Iterable[LessonPage]) -> dict[int, PathPage]:
    """Return the path of each lesson by the number of the lesson, with who builds it. Two queries.

    A lesson is two levels below its path.
    """
    places = {lesson.pk: lesson.path[: -2 * Page.steplen] for lesson in lessons}
    found = PathPage.objects.filter(path__in=set(places.values())).prefetch_related("built_by")
    by_place = {one.path: one for one in found}
    return {pk: by_place[place] for pk, place in places.items() if place in by_place}


def builders_of(lessons: QuerySet[LessonPage]) -> list[Organism]:
    """Return the organisms, by name, that build the paths of `lessons`."""
    places = Counter(path[: -2 * Page.steplen] for path in lessons.values_list("path", flat=True))
    found = Organism.objects.filter(paths__path__in=list(places)).distinct()
    return sorted(found, key=lambda one: one.name)
