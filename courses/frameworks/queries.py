"""What published paths teach of the frameworks."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from courses.drawing import draws_in, plain_tag
from courses.models import BankQuestion, PathPage, PublishedPath
from courses.queries import path_of
from courses.queries.attempts import tags_of

from .coverage import TaughtPath
from .framework import Entry
from .shipped import entry, in_order

# More entries than these make a line a table; designers have the table.
MOST_SHOWN = 3


def taught_paths(language: str) -> list[TaughtPath]:
    """Return the live paths by title, in `language` or in the only one they have. Two queries, and
    one where tests draw from banks."""
    paths = list(PublishedPath.objects.filter(is_live=True))
    banks = _questions_by_bank(
        {bank for path in paths for bank, _tags in draws_in(path.outline)},
    )
    found = (_taught(path, language, _drawn(path, banks)) for path in paths)
    return sorted(found, key=lambda one: one.title.casefold())


@dataclass(frozen=True, slots=True)
class _BankQuestion:
    """A published question of a bank, in all its languages: its tags, and its entries."""

    key: str
    tags: frozenset[str]
    entries: frozenset[str]


def _questions_by_bank(keys: Collection[str]) -> dict[str, list[_BankQuestion]]:
    """Return the published questions of banks that name entries."""
    if not keys:
        return {}
    found: dict[tuple[str, str], _BankQuestion] = {}
    rows = (
        BankQuestion.objects.filter(bank__key__in=keys, live=True)
        .select_related("bank")
        .prefetch_related("tagged_items__tag")
    )
    for row in rows:
        if row.references:
            place = (str(row.bank.key), str(row.translation_key))
            known = found.get(place, _BankQuestion(place[1], frozenset(), frozenset()))
            found[place] = _BankQuestion(
                place[1], known.tags | tags_of(row), known.entries | set(row.references)
            )
    by_bank: dict[str, list[_BankQuestion]] = {}
    for (bank, _key), question in found.items():
        by_bank.setdefault(bank, []).append(question)
    return by_bank


def _drawn(
    path: PublishedPath, banks: Mapping[str, Sequence[_BankQuestion]]
) -> dict[str, frozenset[str]]:
    """Return the questions that the tests of a path may draw, by the entries that they name."""
    found: dict[str, set[str]] = {}
    for bank, tags in draws_in(path.outline):
        wanted = {plain_tag(tag) for tag in tags}
        for question in banks.get(bank, ()):
            if "" in wanted or question.tags & wanted:
                for reference in question.entries:
                    found.setdefault(reference, set()).add(question.key)
    return {reference: frozenset(keys) for reference, keys in found.items()}


def _taught(path: PublishedPath, language: str, drawn: Mapping[str, frozenset[str]]) -> TaughtPath:
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
        drawn=drawn,
        tested={
            lesson["key"]: sum(test["count"] for test in lesson.get("tests", ()))
            for course in path.outline["courses"]
            for lesson in course["lessons"]
        },
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
