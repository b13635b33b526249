"""The frameworks that ship with the academy, read once, and their entries. Pure.

Several versions of a framework may lie side by side: the newest is offered, and the older ones
still say what their entries were called. In the order in which readers meet them.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from courses.search import folded

from .framework import LANGUAGES, Entry, Framework, framework_in, problems_of

FOLDER = Path(__file__).parent / "data"
# The one for everybody first, then those of the trade, then our own.
_ORDER = ("digcomp", "nice", "ecsf", "academie")


@cache
def _versions() -> tuple[Framework, ...]:
    """Return every version of every framework, the newest of each first."""
    found = []
    for file in sorted(FOLDER.glob("*.json")):
        body = json.loads(file.read_text(encoding="utf-8"))
        problems = problems_of(body)
        if problems:
            raise ValueError(f"{file.name}: {problems[0]}")
        found.append(framework_in(body))
    found.sort(key=lambda one: one.issued, reverse=True)
    return tuple(found)


@cache
def frameworks() -> tuple[Framework, ...]:
    """Return the newest version of each framework."""
    newest: dict[str, Framework] = {}
    for one in _versions():
        newest.setdefault(one.id, one)
    known = [newest[key] for key in _ORDER if key in newest]
    return (*known, *(one for key, one in sorted(newest.items()) if key not in _ORDER))


@cache
def _entries() -> Mapping[str, Entry]:
    found: dict[str, Entry] = {}
    for version in _versions():
        for entry in version.entries:
            found.setdefault(entry.reference, entry)
    return found


def entry(reference: str) -> Entry | None:
    """Return the entry with this reference in any version, or None."""
    return _entries().get(reference)


@cache
def _places() -> Mapping[str, int]:
    newest = [one.reference for whole in frameworks() for one in whole.entries]
    return {reference: place for place, reference in enumerate(newest)}


def in_order(references: Iterable[str]) -> list[str]:
    """Return the known ones among `references`, each once, in the order of the frameworks."""
    places = _places()
    known = {one for one in references if one in _entries()}
    return sorted(known, key=lambda one: (places.get(one, len(places)), one))


def find(query: str, framework: str = "") -> list[Entry]:
    """Return the entries whose code holds `query`, then those with each of its words in a title.

    A word may be the beginning of one, in any language. Those of one `framework` where it is given;
    all of them without a query.
    """
    code = query.strip().casefold()
    words = folded(query).split()
    by_code, by_words = [], []
    for whole in frameworks():
        if framework and whole.id != framework:
            continue
        for one in whole.entries:
            if code in one.reference.casefold():
                by_code.append(one)
            elif words and _has_words(one, words):
                by_words.append(one)
    return by_code + by_words


def _has_words(one: Entry, words: list[str]) -> bool:
    said = folded(" ".join([one.framework_name, *(one.titles[code] for code in LANGUAGES)])).split()
    return all(any(other.startswith(word) for other in said) for word in words)
