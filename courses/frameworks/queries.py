"""What published paths teach of the frameworks."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from courses.models import PathPage, PublishedPath
from courses.queries import path_of

from .coverage import TaughtPath
from .framework import Entry
from .shipped import entry, in_order

# More entries than these make a line a table; designers have the table.
MOST_SHOWN = 3


def taught_paths(language: str) -> list[TaughtPath]:
    """Return the live paths by title, in `language` or in the only one they have. One query."""
    paths = PublishedPath.objects.filter(is_live=True)
    return sorted((_taught(path, language) for path in paths), key=lambda one: one.title.casefold())


def _taught(path: PublishedPath, language: str) -> TaughtPath:
    text = path.text_in(language)
    spoken = next(code for code, one in path.texts.items() if one is text)
    courses: dict[str, tuple[str, int]] = {}
    lessons: dict[str, tuple[str, int]] = {}
    # Last, and so in preference, the language that was asked for.
    for one in sorted(path.texts.values(), key=lambda one: one is text):
        for course in one["courses"]:
            courses[course["key"]] = (course["title"], course["page_id"])
            for lesson in course["lessons"]:
                lessons[lesson["key"]] = (lesson["title"], lesson["page_id"])
    return TaughtPath(
        title=text["title"],
        page_id=text["page_id"],
        language=spoken,
        objectives=path.objectives or [],
        questions={
            lesson["key"]: len(lesson["questions"])
            for course in path.outline["courses"]
            for lesson in course["lessons"]
        },
        courses=courses,
        lessons=lessons,
    )


@dataclass(frozen=True, slots=True)
class WorksOn:
    """The first entries that a path works on, as (name and code, title), and how many more."""

    entries: tuple[tuple[str, str], ...]
    more: int


def works_on(page: PathPage) -> WorksOn | None:
    """Return which entries of frameworks a published path works on, in the language of its page.

    Those of the framework for everybody come first, and of one framework those that the most
    objectives name. None where it names none. No query once the path is
    known.
    """
    path = path_of(page)
    named: list[Any] = (path.objectives or []) if path else []
    times = Counter(reference for one in named for reference in one["frameworks"])
    found = in_order(times)
    if not found:
        return None
    known = list(dict.fromkeys(one.partition(":")[0] for one in found))
    found.sort(key=lambda one: (known.index(one.partition(":")[0]), -times[one]))
    shown = [one for one in map(entry, found[:MOST_SHOWN]) if one is not None]
    return WorksOn(
        tuple((_called(one), one.title(page.locale.language_code)) for one in shown),
        more=len(found) - len(shown),
    )


def _called(one: Entry) -> str:
    return f"{one.framework_name} {one.code}"
