"""The grid of criteria: what its file holds, and what is wrong with a file. Pure.

The format is told in docs/reference/criteria-grid.md. Texts are in French and in English; a grid is
read in one of them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

FORMAT = "academie-grid/1"
LANGUAGES = ("fr", "en")
LEVELS = 5
# A shorter one is no grid; a longer one nobody fills in.
FEWEST, MOST = 3, 40
_KEY = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]*")
_LONGEST_KEY, _LONGEST_VERSION = 40, 20
_LONGEST = {"title": 60, "name": 120, "point": 120, "question": 300, "why": 300, "anchor": 300}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a criterion comes from: a public standard, its point, its address."""

    name: str
    point: str
    url: str


@dataclass(frozen=True, slots=True)
class Level:
    """A level, from 0, and what tells that it is reached."""

    level: int
    name: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion. `official`: the official list names it. `themes` (slugs), `paths` teach it."""

    key: str
    title: str
    question: str
    why: str
    official: bool
    sources: tuple[Source, ...]
    themes: frozenset[str]
    paths: frozenset[UUID]
    fed_by_barometer: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid in one language. `official_name` is empty where no official list is known."""

    version: str
    title: str
    notice: str
    official_name: str
    official_url: str
    levels: tuple[Level, ...]
    criteria: tuple[Criterion, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the criteria, in order."""
        return tuple(criterion.key for criterion in self.criteria)

    def criterion(self, key: str) -> Criterion | None:
        """Return the criterion with this key, or None."""
        return next((one for one in self.criteria if one.key == key), None)


def grid_in(body: Mapping[str, Any], language: str) -> Grid:
    """Return the grid of a file without problems, in French or in English."""
    said = "en" if language.startswith("en") else "fr"
    official = body.get("official_list")
    return Grid(
        version=body["version"],
        title=body["title"][said],
        notice=body["notice"][said],
        official_name=official["name"][said] if official else "",
        official_url=official["url"][said] if official else "",
        levels=tuple(
            Level(one["level"], one["name"][said], one["anchor"][said]) for one in body["levels"]
        ),
        criteria=tuple(
            Criterion(
                key=one["key"],
                title=one["title"][said],
                question=one["question"][said],
                why=one["why"][said],
                official=one["official"],
                sources=tuple(
                    Source(source["name"][said], source["point"][said], source["url"][said])
                    for source in one["sources"]
                ),
                themes=frozenset(one["themes"]),
                paths=frozenset(map(UUID, one["paths"])),
                fed_by_barometer=one.get("fed_by_barometer", False),
            )
            for one in body["criteria"]
        ),
    )


def problems_of(body: Any) -> list[str]:
    """Return what is wrong with the content of a file, in whole sentences; empty: nothing."""
    if not isinstance(body, dict):
        return ["The file holds no grid: it must be an object."]
    if body.get("format") != FORMAT:
        return [f"The format of the file must be “{FORMAT}”."]
    return list(_problems(body))


def _problems(body: Mapping[str, Any]) -> Iterator[str]:
    yield from _unknown(
        body,
        {"format", "version", "title", "notice", "official_list", "levels", "criteria"},
        "The grid",
    )
    version = body.get("version")
    if not _fits(version, _VERSION, _LONGEST_VERSION):
        yield (
            "The version must be made of letters, digits, dots and hyphens, and have at most "
            f"{_LONGEST_VERSION} of them."
        )
    yield from _text(body, "title", "The grid")
    yield from _text(body, "notice", "The grid", longest=600)
    if "official_list" in body:
        official = body["official_list"]
        if isinstance(official, dict):
            yield from _text(official, "name", "The official list")
            yield from _addresses(official, "The official list")
        else:
            yield "The official list must have a name and an address."
    yield from _levels(body.get("levels"))
    yield from _criteria(body.get("criteria"))


def _levels(levels: Any) -> Iterator[str]:
    numbers = [one.get("level") if isinstance(one, dict) else None for one in _list(levels)]
    if numbers != list(range(LEVELS)) or any(isinstance(number, bool) for number in numbers):
        yield f"There must be {LEVELS} levels, numbered from 0 to {LEVELS - 1} in this order."
        return
    for one in levels:
        place = f"Level {one['level']}"
        yield from _unknown(one, {"level", "name", "anchor"}, place)
        yield from _text(one, "name", place)
        yield from _text(one, "anchor", place)


def _criteria(criteria: Any) -> Iterator[str]:
    found = _list(criteria)
    if not FEWEST <= len(found) <= MOST:
        yield f"There must be from {FEWEST} to {MOST} criteria."
    seen: set[str] = set()
    for number, one in enumerate(found, 1):
        place = f"Criterion {number}"
        if not isinstance(one, dict):
            yield f"{place} must be an object."
            continue
        key = one.get("key")
        if not _fits(key, _KEY, _LONGEST_KEY):
            yield (
                f"{place} must have a key of small letters, digits and hyphens, of at most "
                f"{_LONGEST_KEY} characters."
            )
        elif key in seen:
            yield f"{place} has the key “{key}”, which another criterion has already."
        else:
            seen.add(str(key))
            place = f"Criterion “{key}”"
        yield from _criterion(one, place)


def _criterion(one: Mapping[str, Any], place: str) -> Iterator[str]:
    known = {"key", "title", "question", "why", "official", "sources", "themes", "paths"}
    yield from _unknown(one, known | {"fed_by_barometer"}, place)
    for name in ("title", "question", "why"):
        yield from _text(one, name, place)
    if not isinstance(one.get("official"), bool):
        yield f"{place} must say true or false under “official”."
    if not isinstance(one.get("fed_by_barometer", False), bool):
        yield f"{place} must say true or false under “fed_by_barometer”, or leave it out."
    sources = _list(one.get("sources"))
    if not sources:
        yield f"{place} must name at least one source."
    for number, source in enumerate(sources, 1):
        where = f"Source {number} of {place[0].lower()}{place[1:]}"
        if not isinstance(source, dict):
            yield f"{where} must be an object."
            continue
        yield from _unknown(source, {"name", "point", "url"}, where)
        yield from _text(source, "name", where)
        yield from _text(source, "point", where)
        yield from _addresses(source, where)
    for slug in _list(one.get("themes"), [None]):
        if not _fits(slug, _KEY, 50):
            yield f"{place} must list its themes by their identifiers."
            break
    for key in _list(one.get("paths"), [None]):
        if not _is_uuid(key):
            yield f"{place} must list its paths by their keys, which are UUIDs."
            break


def _list(value: Any, otherwise: list[Any] | None = None) -> list[Any]:
    return value if isinstance(value, list) else otherwise or []


def _fits(value: Any, pattern: re.Pattern[str], longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest and bool(pattern.fullmatch(value))


def _is_uuid(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(UUID(value))
    except ValueError:
        return False


def _unknown(one: Mapping[str, Any], known: set[str], place: str) -> Iterator[str]:
    for name in sorted(one.keys() - known):
        yield f"{place} has “{name}”, which the format does not know."


def _text(one: Mapping[str, Any], name: str, place: str, longest: int = 0) -> Iterator[str]:
    longest = longest or _LONGEST[name]
    texts = one.get(name)
    if not isinstance(texts, dict) or set(texts) != set(LANGUAGES):
        yield f"{place} must have its {name} in French (fr) and in English (en)."
        return
    for language in LANGUAGES:
        text = texts[language]
        if not isinstance(text, str) or not text.strip():
            yield f"{place} has an empty {name} ({language})."
        elif len(text) > longest:
            yield f"{place} has a {name} ({language}) of more than {longest} characters."


def _addresses(one: Mapping[str, Any], place: str) -> Iterator[str]:
    urls = one.get("url")
    if not isinstance(urls, dict) or set(urls) != set(LANGUAGES):
        yield f"{place} must have its address in French (fr) and in English (en)."
        return
    for language in LANGUAGES:
        if not _is_address(urls[language]):
            yield f"{place} must have an address ({language}) that starts with https://."


def _is_address(url: Any) -> bool:
    if not isinstance(url, str) or len(url) > 400 or any(one.isspace() for one in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.netloc)
