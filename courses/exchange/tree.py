"""Where the pages of an imported path hang: whose they are, their order, and those that left."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from wagtail.models import Page

from academy.accounts.models import User
from courses.models import (
    BankQuestion,
    CoursePage,
    LessonPage,
    PathPage,
    QuestionBank,
    Survey,
)

from .contents import PathContent
from .keys import keys_of, shared_keys_of
from .problems import Findings, Place, _
from .report import Kind

# What things are known by, by kind.
_KEYS: tuple[tuple[str, Any, str], ...] = (
    ("page", Page, "translation_key"),
    ("bank", QuestionBank, "key"),
    ("question", BankQuestion, "translation_key"),
    ("survey", Survey, "key"),
)


def refuse_foreign_keys(content: PathContent, findings: Findings) -> None:
    """Refuse keys that name something else here: another kind of thing, or part of another path."""
    path_key, keys = UUID(content.key), keys_of(content)
    _refuse_other_kinds(content, findings)
    kinds = {key: _kind_of(file) for file, key in keys}
    files = {key: file for file, key in keys}
    own = [(page.path, page.pk) for page in PathPage.objects.filter(translation_key=path_key)]
    for page in Page.objects.filter(translation_key__in=kinds).select_related("content_type"):
        key = str(page.translation_key)
        place = Place(findings, files[key]).at("key")
        if page.specific_class is not kinds[key]:
            place.refuse(
                _("Another kind of page has this key here: “%(title)s”."), title=page.title
            )
        elif kinds[key] is not PathPage and not any(
            page.path.startswith(path) for path, _pk in own
        ):
            place.refuse(
                _("This belongs to another learning path here: “%(title)s”."), title=page.title
            )


def _refuse_other_kinds(content: PathContent, findings: Findings) -> None:
    """Refuse keys of pages that name a bank, a question or a survey here, and the other way round:
    what is known of translations goes by the key alone. Four queries."""
    keys = [("page", file, key) for file, key in keys_of(content)]
    keys += shared_keys_of(content)
    wanted = {key for _kind, _file, key in keys}
    here: dict[str, set[str]] = {}
    for kind, model, name in _KEYS:
        rows = model.objects.filter(**{f"{name}__in": wanted}).order_by()
        here[kind] = {str(key) for key in rows.values_list(name, flat=True)}
    for kind, file, key in keys:
        if any(key in found for other, found in here.items() if other != kind):
            Place(findings, file).at("key").refuse(
                _("Something of another kind has the key %(key)s here."), key=key
            )


def _kind_of(file: str) -> type[Page]:
    if file == "path.json":
        return PathPage
    return CoursePage if file.endswith("/course.json") else LessonPage


def is_elsewhere(page: Page, parent: Page) -> bool:
    """Tell whether `page` has to move below `parent`. A path stays where editors have put it."""
    return not isinstance(page, PathPage) and not (
        page.depth == parent.depth + 1 and page.path.startswith(parent.path)
    )


def is_in_order(parent: Page, pages: Sequence[Page]) -> bool:
    """Tell whether the children of `parent` among `pages` have the order of `pages`."""
    wanted = [page.pk for page in pages]
    children = parent.get_children().filter(pk__in=wanted).order_by("path")
    return list(children.values_list("pk", flat=True)) == wanted


def set_order(parent: Page, pages: Sequence[Page], user: User | None) -> None:
    """Give the children of `parent` the order of `pages`; the others follow."""
    wanted = [page.pk for page in pages]
    by_id = {page.pk: page for page in parent.get_children().order_by("path")}
    others = [page_id for page_id in by_id if page_id not in wanted]
    for page_id in (*(one for one in wanted if one in by_id), *others):
        page = Page.objects.get(pk=page_id).specific
        page.move(Page.objects.get(pk=parent.pk), pos="last-child", user=user)


def retire(
    content: PathContent, path_key: UUID, *, do: bool, user: User | None
) -> Iterator[tuple[Page, Kind, str]]:
    """Yield the live courses and lessons that left the file, unpublished when `do` is true.

    A thing that left is retired in every language; one that is still there only in the languages
    that the file has for the path but not for the thing.
    """
    languages = {course.key: set(course.texts) for course in content.courses}
    languages |= {lesson.key: set(lesson.texts) for lesson in content.lessons()}
    for path in PathPage.objects.filter(translation_key=path_key).select_related("locale"):
        language = path.locale.language_code
        models: tuple[tuple[type[CoursePage | LessonPage], Kind], ...] = (
            (LessonPage, "lesson"),
            (CoursePage, "course"),
        )
        for model, kind in models:
            for page in model.objects.descendant_of(path).live().order_by("path"):
                kept = languages.get(str(page.translation_key))
                if kept is None or (language in content.texts and language not in kept):
                    if do:
                        page.unpublish(user=user)
                    yield page, kind, language
