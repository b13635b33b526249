"""`h5p.json` and `content/content.json`: what an H5P archive holds, and what won't work. Pure.

H5P's file format, as H5P's own servers check it. Every problem is gathered, so that an author mends
all at once; nothing that content names elsewhere is ever fetched.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from courses.exchange.problems import Findings, Place, Problem, Refused, _
from courses.packages.inspection import SHOWN, elsewhere
from courses.packages.scorm.manifest import LONGEST_TITLE, Item

from .json_reading import LARGEST_CONTENT, plain_text, read_object
from .libraries import NAME, Library, LibraryReader, dependencies_of
from .terminal import Reports, reports

H5P = "h5p"
DESCRIPTION, CONTENT = "h5p.json", "content/content.json"
PART = "content"
MOST_CHILDREN = 1_000
_DEEPEST = 60
_LANGUAGE = re.compile(r"[-a-zA-Z]{1,10}")
_EMBEDDED = frozenset({"div", "iframe"})
_CC = ("CC BY", "CC BY-SA", "CC BY-ND", "CC BY-NC", "CC BY-NC-SA", "CC BY-NC-ND")
_LICENCES = frozenset({*_CC, "CC0 1.0", "CC PDM", "GNU GPL", "PD", "ODC PDDL", "U", "C"})
_CHILD = re.compile(r"[0-9a-fA-F-]{1,40}")
_LINK = re.compile(r"<a\s[^>]*?href\s*=\s*[\"']?(?:https?:)?//", re.I)


@dataclass(slots=True)
class _Named:
    """What the content names: its children, the libraries of its parts, files, other places."""

    children: dict[str, dict[str, str]] = field(default_factory=dict)
    libraries: set[Library] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    hosts: set[str] = field(default_factory=set)
    has_links: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """What was found: the title, the main library, the children, the rights, what won't work."""

    title: str
    library: Library
    language: str
    licence: str
    children: tuple[dict[str, str], ...]
    rights: dict[str, str]
    fullscreen: bool
    notes: tuple[Problem, ...]

    def as_data(self) -> dict[str, Any]:
        """Return it as a row keeps it, the notes left out: one part, which reports."""
        return {
            "standard": H5P,
            "title": self.title,
            "items": [asdict(Item(id=PART, title=self.title, depth=0, launch=DESCRIPTION))],
            "library": str(self.library),
            "reports": reports(self.library.name).value,
            "language": self.language,
            "licence": self.licence,
            "rights": self.rights,
            "fullscreen": self.fullscreen,
            "children": list(self.children),
        }


def read_content(folder: Path, names: Collection[str]) -> Content:
    """Return what the archive unpacked in `folder` holds, `names` being the files that are kept.

    Raises Refused.
    """
    return _Reader(folder, frozenset(names)).read()


class _Reader:
    """Reads one archive."""

    def __init__(self, folder: Path, names: frozenset[str]) -> None:
        self.folder = folder
        self.names = names
        self.findings = Findings()
        self.place = Place(self.findings, DESCRIPTION)
        self.notes: list[Problem] = []

    def read(self) -> Content:
        said = read_object(self.folder, DESCRIPTION)
        title = self._title(said)
        self._check_rest(said)
        asked = dependencies_of(
            said.get("preloadedDependencies"), self.place.at("preloadedDependencies")
        )
        main = self._main(said, asked)
        loaded = LibraryReader(self.folder, self.names, self.findings).read(asked)
        named = self._named()
        missing = loaded.missing | {one for one in named.libraries if one not in loaded.said}
        if missing:
            Place(self.findings, DESCRIPTION, ("preloadedDependencies",)).refuse(
                _(
                    "Libraries that it needs are missing: %(names)s. Download it again from "
                    "where it was made with “Reuse”, then “Download as an .h5p file”, or open it "
                    "in an H5P editor that has them and save it from there: both put the "
                    "libraries into the file."
                ),
                names=", ".join(map(str, sorted(missing))),
            )
        definition = loaded.said.get(main, {}) if main else {}
        if main is not None and definition and str(definition.get("runnable")) != "1":
            self.place.at("mainLibrary").refuse(
                _("“%(name)s” is a library for others: it shows nothing by itself."), name=main
            )
        if self.findings.problems or main is None:
            raise Refused(self.findings.problems)
        self._note(main, named)
        licence = plain_text(said.get("license"), 40) or "U"
        return Content(
            title=title,
            library=main,
            language=str(said["language"]),
            licence=licence,
            children=tuple(named.children.values()),
            rights=_rights(said, title, licence),
            fullscreen=str(definition.get("fullscreen")) == "1",
            notes=tuple(self.notes),
        )

    def _title(self, said: dict[str, Any]) -> str:
        title = plain_text(said.get("title"), LONGEST_TITLE)
        if not title:
            self.place.at("title").refuse(_("It needs a title."))
        return title

    def _check_rest(self, said: dict[str, Any]) -> None:
        language, embedded = said.get("language"), said.get("embedTypes")
        if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
            self.place.at("language").refuse(
                _("A language is told by its code, as in “fr” or “en”; “und” where it isn’t known.")
            )
        if (
            not isinstance(embedded, list)
            or not embedded
            or not all(isinstance(one, str) and one in _EMBEDDED for one in embedded)
        ):
            self.place.at("embedTypes").refuse(_("It is a list of “div”, “iframe” or both."))
        licence = said.get("license")
        if licence is not None and licence not in _LICENCES:
            self.notes.append(
                Problem(
                    "",
                    "",
                    _("Its licence, “%(said)s”, is none that H5P knows: see what it allows."),
                    (("said", plain_text(licence, 40)),),
                )
            )

    def _main(self, said: dict[str, Any], asked: list[Library]) -> Library | None:
        name = said.get("mainLibrary")
        if not isinstance(name, str) or not NAME.fullmatch(name):
            self.place.at("mainLibrary").refuse(
                _("It is the name of the library that shows the content, as in “H5P.Blanks”.")
            )
            return None
        found = next((one for one in asked if one.name == name), None)
        if found is None:
            self.place.at("mainLibrary").refuse(
                _("“%(name)s” is not among the libraries of “preloadedDependencies”."), name=name
            )
        return found

    def _named(self) -> _Named:
        """Read the content; what is wrong with it is noted."""
        named = _Named()
        if CONTENT not in self.names:
            Place(self.findings, CONTENT).refuse(_("It isn’t in the archive."))
            return named
        try:
            said = read_object(self.folder, CONTENT, LARGEST_CONTENT)
        except Refused as refused:
            self.findings.problems += refused.problems
            return named
        for depth, one in _walk(said):
            if depth > _DEEPEST:
                Place(self.findings, CONTENT).refuse(
                    _("It is nested more than %(most)s times."), most=_DEEPEST
                )
                return named
            if isinstance(one, dict):
                self._look_at(one, named)
            elif isinstance(one, str) and not named.has_links:
                named.has_links = _LINK.search(one) is not None
        return named

    def _look_at(self, one: dict[str, Any], named: _Named) -> None:
        library = one.get("library")
        found = Library.called(library) if isinstance(library, str) else None
        if found is not None and isinstance(one.get("params"), dict):
            named.libraries.add(found)
            own_id = one.get("subContentId")
            metadata = one.get("metadata")
            if (
                isinstance(own_id, str)
                and _CHILD.fullmatch(own_id)
                and len(named.children) < MOST_CHILDREN
            ):
                title = metadata.get("title") if isinstance(metadata, dict) else ""
                named.children[own_id] = {
                    "id": own_id,
                    "title": plain_text(title, LONGEST_TITLE),
                    "library": str(found),
                }
        path = one.get("path")
        if isinstance(path, str) and path:
            host = urlsplit(path).netloc if path.startswith(("http:", "https:", "//")) else ""
            if host:
                named.hosts.add(host.lower()[:100])
            elif isinstance(one.get("mime"), str) and not path.endswith("#tmp"):
                named.files.add(path)

    def _note(self, main: Library, named: _Named) -> None:
        """Note what won't work, or not as the authors meant it."""
        said = {
            Reports.NEVER: _(
                "Content of the type “%(type)s” never says that it is finished. Choose another "
                "rule for when a learner is done with it."
            ),
            Reports.UNKNOWN: _(
                "It isn’t known whether content of the type “%(type)s” says when it is finished. "
                "Try it to its end, or choose another rule for when a learner is done with it."
            ),
        }
        rule = said.get(reports(main.name))
        if rule:
            self.notes.append(Problem("", "", rule, (("type", main.name),)))
        if named.hosts:
            self.notes.append(elsewhere(named.hosts))
        if named.has_links:
            self.notes.append(
                Problem(
                    "",
                    "",
                    _(
                        "It has links to other sites. They don’t open from within it: learners "
                        "are shown the address."
                    ),
                )
            )
        gone = sorted(one for one in named.files if f"content/{one}" not in self.names)
        if gone:
            shown = ", ".join(gone[:SHOWN]) + (" …" if len(gone) > SHOWN else "")
            rule = _("Files that the content names aren’t there, or aren’t served: %(names)s.")
            self.notes.append(Problem("", "", rule, (("names", shown[:500]),)))


def _walk(said: Any) -> Iterator[tuple[int, Any]]:
    """Yield (how deep, what) for all that is in a JSON value."""
    waiting: list[tuple[int, Any]] = [(0, said)]
    while waiting:
        depth, one = waiting.pop()
        yield depth, one
        inside = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        waiting += [(depth + 1, value) for value in reversed(list(inside))]


def _rights(said: dict[str, Any], title: str, licence: str) -> dict[str, str]:
    """Return what the content says of its rights, which its page shows."""
    found = {
        name: plain_text(said.get(name), 200)
        for name in ("licenseVersion", "licenseExtras", "source", "yearFrom", "yearTo")
    }
    return {"title": title, "license": licence} | {key: text for key, text in found.items() if text}
