"""The libraries of an H5P archive: what it needs, what is there, and what is missing. Pure.

H5P's file format: a library is a folder called by its name and its version (`H5P.Blanks-1.14`),
whose `library.json` names its scripts, its styles and the libraries that it needs.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from courses.exchange.problems import Findings, Place, Refused, _
from courses.packages.addresses import BadAddress, FileNames, local_file

from .json_reading import read_object

DEFINITION = "library.json"
MOST_LIBRARIES = 300
# Of H5P's core, which is among the vendored files.
CORE_API = (1, 28)
NAME = re.compile(r"[$a-zA-Z_][0-9a-zA-Z_.$-]{1,99}")
_NUMBER = re.compile(r"[0-9]{1,5}", re.A)
_SAID = re.compile(r"(\S+) ([0-9]{1,5})\.([0-9]{1,5})", re.A)


@dataclass(frozen=True, slots=True, order=True)
class Library:
    """A library by its name and the two numbers of its version that others ask for."""

    name: str
    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.name} {self.major}.{self.minor}"

    @property
    def folder(self) -> str:
        """The folder in which it is."""
        return f"{self.name}-{self.major}.{self.minor}"

    @classmethod
    def of(cls, said: Any) -> "Library | None":
        """Return the library that an entry of dependencies names, None where it names none."""
        if not isinstance(said, dict):
            return None
        name, major, minor = (
            said.get(key) for key in ("machineName", "majorVersion", "minorVersion")
        )
        if not isinstance(name, str) or not NAME.fullmatch(name) or ".." in name:
            return None
        numbers = [_number(one) for one in (major, minor)]
        if numbers[0] is None or numbers[1] is None:
            return None
        return cls(name, numbers[0], numbers[1])

    @classmethod
    def called(cls, said: str) -> "Library | None":
        """Return the library of a name such as “H5P.Blanks 1.14”, None for what is none."""
        match = _SAID.fullmatch(said)
        if match is None or not NAME.fullmatch(match[1]) or ".." in match[1]:
            return None
        return cls(match[1], int(match[2]), int(match[3]))


def _number(said: Any) -> int | None:
    if isinstance(said, bool) or not isinstance(said, int | str):
        return None
    return int(said) if _NUMBER.fullmatch(str(said)) else None


@dataclass(slots=True)
class Loaded:
    """What was found of libraries: what each of them says, and which are missing."""

    said: dict[Library, dict[str, Any]] = field(default_factory=dict)
    missing: set[Library] = field(default_factory=set)


def dependencies_of(said: Any, place: Place) -> list[Library]:
    """Return the libraries that a list of dependencies names; what is wrong is noted."""
    if said is None:
        return []
    if not isinstance(said, list):
        place.refuse(_("It has to be a list of libraries."))
        return []
    if len(said) > MOST_LIBRARIES:
        place.refuse(_("It needs more than %(most)s libraries."), most=MOST_LIBRARIES)
        return []
    found = []
    for number, entry in enumerate(said, 1):
        library = Library.of(entry)
        if library is None:
            place.at(number).refuse(
                _(
                    "A library is told by “machineName”, “majorVersion” and “minorVersion”: a name "
                    "of letters, digits, dots and hyphens, and two whole numbers."
                )
            )
        else:
            found.append(library)
    return found


class LibraryReader:
    """Reads the libraries that are needed, one after the other, each once."""

    def __init__(self, folder: Path, names: Collection[str], findings: Findings) -> None:
        self.folder = folder
        self.names = names
        self.findings = findings
        self.loaded = Loaded()
        self._needs: dict[Library, list[Library]] = {}

    def read(self, wanted: Iterable[Library]) -> Loaded:
        """Read the libraries `wanted` and whatever they need."""
        waiting = list(wanted)
        while waiting:
            library = waiting.pop()
            if library in self.loaded.said or library in self.loaded.missing:
                continue
            if len(self.loaded.said) >= MOST_LIBRARIES:
                Place(self.findings, library.folder).refuse(
                    _("It needs more than %(most)s libraries."), most=MOST_LIBRARIES
                )
                break
            name = f"{library.folder}/{DEFINITION}"
            if name not in self.names:
                self.loaded.missing.add(library)
                continue
            waiting += self._read_one(library, name)
        self._refuse_circles()
        return self.loaded

    def _read_one(self, library: Library, name: str) -> list[Library]:
        """Read one library; return those that it needs."""
        self.loaded.said[library] = {}
        place = Place(self.findings, name)
        try:
            said = read_object(self.folder, name)
        except Refused as refused:
            self.findings.problems += refused.problems
            return []
        self.loaded.said[library] = said
        own = Library.of(said)
        if own != library:
            place.refuse(
                _("It is of another library (“%(found)s”) than its folder says."),
                found=own or str(said.get("machineName", ""))[:100],
            )
        for key in ("preloadedJs", "preloadedCss"):
            self._check_files(said.get(key), library, place.at(key))
        self._check_core(said.get("coreApi"), place.at("coreApi"))
        needs = dependencies_of(
            said.get("preloadedDependencies"), place.at("preloadedDependencies")
        )
        self._needs[library] = needs
        return needs

    def _check_files(self, said: Any, library: Library, place: Place) -> None:
        """Refuse a script or style that isn't there: the page would wait for it forever."""
        entries = [] if said is None else said
        if not isinstance(entries, list):
            place.refuse(_("It has to be a list of files."))
            return
        inside = FileNames(
            name.removeprefix(f"{library.folder}/")
            for name in self.names
            if name.startswith(f"{library.folder}/")
        )
        for number, entry in enumerate(entries, 1):
            path = entry.get("path") if isinstance(entry, dict) else None
            if not isinstance(path, str):
                place.at(number).refuse(_("A file is told by its “path”."))
                continue
            try:
                file = local_file(path, inside)
            except BadAddress as bad:
                place.at(number).refuse(bad.rule, **bad.values)
                continue
            if file.suffix:
                place.at(number).refuse(_("A file is told by its “path”."))

    def _check_core(self, said: Any, place: Place) -> None:
        if not isinstance(said, dict):
            return
        asked = [_number(said.get(key)) for key in ("majorVersion", "minorVersion")]
        if asked[0] is None or asked[1] is None or (asked[0], asked[1]) > CORE_API:
            place.refuse(
                _("It needs a newer H5P (%(asked)s) than the academy has (%(own)s)."),
                asked=".".join("?" if one is None else str(one) for one in asked),
                own=".".join(map(str, CORE_API)),
            )

    def _refuse_circles(self) -> None:
        """Refuse libraries that need each other: no order of their scripts would do."""
        try:
            TopologicalSorter(self._needs).prepare()
        except CycleError as error:
            circle = [str(one) for one in error.args[1]]
            Place(self.findings, f"{error.args[1][0].folder}/{DEFINITION}").refuse(
                _("Libraries need each other in a circle: %(names)s."), names=", ".join(circle)
            )
