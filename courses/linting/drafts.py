"""A path as it was last saved, in the form that the rules take."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from wagtail.models import Page

from courses.adoption.trees import Tree, TreePage
from courses.blocks import KNOWLEDGE_TEST, QUESTION_TYPES
from courses.models import AcademyDocument, AcademyImage

from .contents import Course, Known, Lesson, Passage, Path, passage_of, text_passage


def is_kept(one: TreePage) -> bool:
    """Tell whether a page is part of the path: a retired one, published once and no more, isn't."""
    return one.page.live or one.page.first_published_at is None


def path_in(tree: Tree, path: TreePage) -> Path:
    """Return a path of `tree` with what is below it, in its language."""
    language = path.page.locale.language_code
    return Path(
        page_id=path.page.pk,
        title=path.content["title"],
        language=language,
        passage=text_passage(path.content["description"]),
        courses=tuple(
            Course(
                page_id=course.page.pk,
                key=str(course.page.translation_key),
                title=course.content["title"],
                objectives={
                    one["id"]: one["value"]["text"] for one in course.content["objectives"]
                },
                lessons=tuple(_lesson(lesson) for lesson in _below(tree, course, language)),
            )
            for course in _below(tree, path, language)
        ),
    )


def _below(tree: Tree, one: TreePage, language: str) -> list[TreePage]:
    found = [tree[key, language] for key in one.below]
    return [page for page in found if is_kept(page)]


def _lesson(one: TreePage) -> Lesson:
    content = one.content
    return Lesson(
        page_id=one.page.pk,
        key=str(one.page.translation_key),
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
    """Return what the links and pictures of `paths` lead to. At most three queries."""
    passages = [passage for path in paths for passage in _passages(path)]
    links = [link for one in passages for link in one.links]
    pages = {int(one.target) for one in links if one.kind == "page" and one.target.isdigit()}
    files = {int(one.target) for one in links if one.kind == "document" and one.target.isdigit()}
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
    )


def _passages(path: Path) -> list[Passage]:
    lessons = [lesson for course in path.courses for lesson in course.lessons]
    return [path.passage, *(passage for lesson in lessons for passage in lesson.passages)]
