"""A framework of skills: what its file holds, and what is wrong with a file. Pure.

The format is told in docs/reference/frameworks.md. An entry is named by a reference: the id of its
framework, a colon and its code (`digcomp:4.2`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

FORMAT = "academie-framework/1"
LANGUAGES = ("fr", "en")
_ID = re.compile(r"[a-z][a-z0-9]{0,19}")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,59}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIELDS = {
    "format",
    "id",
    "version",
    "issued",
    "name",
    "title",
    "publisher",
    "licence",
    "source_url",
    "official_languages",
    "notice",
    "entries",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to know or to be able to do. `parent`: the reference of what holds it, or ""."""

    framework: str
    framework_name: str
    code: str
    titles: Mapping[str, str]
    parent: str = ""

    @property
    def reference(self) -> str:
        """What objectives name it by."""
        return f"{self.framework}:{self.code}"

    def title(self, language: str) -> str:
        """Return its title in French or in English."""
        return self.titles[spoken(language)]


@dataclass(frozen=True, slots=True)
class Framework:
    """A version of a framework. Texts are by language; `issued` is an ISO day.

    `official_languages`: those in which its publisher wrote it; the others are our translation.
    """

    id: str
    version: str
    issued: str
    name: str
    titles: Mapping[str, str]
    publishers: Mapping[str, str]
    notices: Mapping[str, str]
    licence: str
    source_url: str
    official_languages: tuple[str, ...]
    entries: tuple[Entry, ...]

    @property
    def groups(self) -> frozenset[str]:
        """The references of the entries that hold others."""
        return frozenset(entry.parent for entry in self.entries if entry.parent)


def spoken(language: str) -> str:
    """Return which of the languages of the files serves a reader of `language`."""
    return "en" if language.startswith("en") else "fr"


def framework_in(body: Mapping[str, Any]) -> Framework:
    """Return the framework of a file without problems."""
    return Framework(
        id=body["id"],
        version=body["version"],
        issued=body["issued"],
        name=body["name"],
        titles=body["title"],
        publishers=body["publisher"],
        notices=body["notice"],
        licence=body["licence"],
        source_url=body["source_url"],
        official_languages=tuple(body["official_languages"]),
        entries=tuple(
            Entry(
                framework=body["id"],
                framework_name=body["name"],
                code=one["code"],
                titles=one["title"],
                parent=f"{body['id']}:{one['parent']}" if "parent" in one else "",
            )
            for one in body["entries"]
        ),
    )


def problems_of(body: Any) -> list[str]:
    """Return what is wrong with the content of a file, in whole sentences; empty: nothing."""
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        return [f"The format of the file must be “{FORMAT}”."]
    missing = sorted(_FIELDS - body.keys())
    if missing:
        return [f"The framework lacks {', '.join(missing)}."]
    return list(_problems(body))


def _problems(body: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(body.keys() - _FIELDS):
        yield f"The framework has “{name}”, which the format does not know."
    if not _fits(body["id"], _ID):
        yield "The id must be made of small letters and digits, and start with a letter."
    if not _fits(body["issued"], _DAY):
        yield "The day of issue must be written as in 2022-03-17."
    for name in ("version", "name", "licence"):
        if not isinstance(body[name], str) or not body[name].strip():
            yield f"The framework must have a {name}."
    for name in ("title", "publisher", "notice"):
        if not _is_text(body[name]):
            yield f"The framework must have its {name} in French (fr) and in English (en)."
    if body["source_url"] and not str(body["source_url"]).startswith("https://"):
        yield "The address of the source must start with https://."
    if not body["official_languages"] or set(body["official_languages"]) - set(LANGUAGES):
        yield "The official languages must be French (fr), English (en) or both."
    yield from _entries(body["entries"])


def _entries(entries: Any) -> Iterator[str]:
    if not isinstance(entries, list) or not entries:
        yield "There must be at least one entry."
        return
    seen: set[str] = set()
    for number, one in enumerate(entries, 1):
        if not isinstance(one, dict) or set(one) - {"code", "title", "parent"}:
            yield f"Entry {number} must have a code, a title and, where another holds it, a parent."
            continue
        code = one.get("code")
        if not _fits(code, _CODE):
            yield f"Entry {number} must have a code of letters, digits, dots and hyphens."
        elif code in seen:
            yield f"Entry {number} has the code “{code}”, which another entry has already."
        if not _is_text(one.get("title")):
            yield f"Entry {number} must have a title in French (fr) and in English (en)."
        if "parent" in one and one["parent"] not in seen:
            yield f"Entry {number} must name as its parent an entry that stands before it."
        seen.add(str(code))


def _fits(value: Any, pattern: re.Pattern[str]) -> bool:
    return isinstance(value, str) and bool(pattern.fullmatch(value))


def _is_text(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == set(LANGUAGES)
        and all(isinstance(text, str) and text.strip() for text in value.values())
    )
