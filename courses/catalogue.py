"""What the catalogue shows for a question: search, filters and the count beside each filter. Pure.

A path appears once, in the visitor's language where it exists in it, in another otherwise.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from courses.search import folded, search

# "I have … minutes": the longest lesson of the path fits in.
SITTINGS = (5, 10, 15, 30)


@dataclass(frozen=True, slots=True)
class Entry:
    """A path of the catalogue, in one language. `minutes`: the most it may take, `least_minutes`
    the fewest."""

    key: str
    title: str
    summary: str
    url: str
    language: str
    languages: tuple[str, ...]
    theme: str
    theme_name: str
    level: str
    level_name: str
    minutes: int
    least_minutes: int
    longest_lesson_minutes: int
    lessons: int
    language_names: tuple[str, ...]
    built_by: tuple[tuple[str, str], ...]
    search_text: str
    # What its lessons say, as `search.words_of` gives it; empty when no words are searched.
    lesson_words: Sequence[str] = ()

    @property
    def languages_text(self) -> str:
        """The languages of the path, as one reads them."""
        return ", ".join(self.language_names)

    @property
    def builders(self) -> tuple[str, ...]:
        """The names of the organisms that built the path."""
        return tuple(name for _code, name in self.built_by)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a visitor asked for. Empty values ask for nothing."""

    query: str = ""
    theme: str = ""
    level: str = ""
    sitting: int = 0
    language: str = ""
    built_by: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for."""
        return self == Filters()


@dataclass(frozen=True, slots=True)
class Option:
    """A value that a filter can take, and how many paths it would leave."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter and its values."""

    name: str
    options: tuple[Option, ...]
    chosen: str = field(default="")


def matching(entries: Sequence[Entry], filters: Filters) -> list[Entry]:
    """Return the entries that fit `filters`, best match first when words were given."""
    found = entries
    if filters.query:
        by_key = {entry.key: entry for entry in entries}
        keys = search(
            filters.query,
            {
                entry.key: ((folded(entry.title), 3.0), (entry.search_text, 1.0))
                for entry in entries
            },
            {entry.key: entry.lesson_words for entry in entries},
        )
        found = [by_key[key] for key in keys]
    return [entry for entry in found if _fits(entry, filters)]


def _fits(entry: Entry, filters: Filters) -> bool:
    return (
        (not filters.theme or entry.theme == filters.theme)
        and (not filters.level or entry.level == filters.level)
        and (not filters.sitting or entry.longest_lesson_minutes <= filters.sitting)
        and (not filters.language or filters.language in entry.languages)
        and (not filters.built_by or filters.built_by in dict(entry.built_by))
    )


def facets(
    entries: Sequence[Entry],
    filters: Filters,
    *,
    language_names: dict[str, str],
    sitting_label: Callable[[int], str],
) -> list[Facet]:
    """Return the filters, each value with the number of paths left when it is chosen too."""
    themes = {entry.theme: entry.theme_name for entry in entries}
    levels = {entry.level: entry.level_name for entry in entries}
    builders = {code: name for entry in entries for code, name in entry.built_by}
    languages = {code for entry in entries for code in entry.languages}
    return [
        _facet("theme", themes.items(), filters.theme, entries, filters),
        _facet(
            "sitting",
            ((str(minutes), sitting_label(minutes)) for minutes in SITTINGS),
            str(filters.sitting or ""),
            entries,
            filters,
        ),
        _facet("level", levels.items(), filters.level, entries, filters),
        _facet(
            "language",
            ((code, name) for code, name in language_names.items() if code in languages),
            filters.language,
            entries,
            filters,
        ),
        _facet(
            "built_by",
            sorted(builders.items(), key=lambda one: folded(one[1])),
            filters.built_by,
            entries,
            filters,
        ),
    ]


def _facet(
    name: str,
    values: Iterable[tuple[str, str]],
    chosen: str,
    entries: Sequence[Entry],
    filters: Filters,
) -> Facet:
    options = []
    for value, label in values:
        change: dict[str, Any] = {name: int(value) if name == "sitting" else value}
        left = len(matching(entries, replace(filters, **change)))
        options.append(Option(value, label, left, value == chosen))
    return Facet(name, tuple(options), chosen)
