"""`cmi5.xml`: what a course structure holds, in what order, how each AU is launched. Pure.

cmi5, 13 and 14. Every problem is gathered, so that an author mends all at once; what is left out is
noted, never dropped silently. A "block" of cmi5 is a group here.
"""

import re
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import NAMESPACE_URL, uuid5

from courses.exchange.problems import Findings, Place, Problem, Refused, _, refusal
from courses.packages.addresses import BadAddress, FileNames, local_file
from courses.packages.kinds_of_files import PAGES, ending
from courses.packages.xml_reading import Element, read_xml

from .checking import (
    NAMESPACE,
    Extensions,
    check,
    choice_of,
    iri_of,
    own,
    texts_of,
    units_of,
)
from .move_on import MOVE_ON, NOT_APPLICABLE
from .units import Unit, notes_on

STRUCTURE = "cmi5.xml"
CMI5 = "cmi5"
ANY_WINDOW, OWN_WINDOW = "AnyWindow", "OwnWindow"
# Names that the launch adds to an AU's address (8.1).
LAUNCH_NAMES = ("endpoint", "fetch", "actor", "registration", "activityId")
MOST_UNITS = 10_000
LONGEST_TITLE = 200
LONGEST_TEXT = 2_000
LONGEST_ADDRESS = 2_000
LONGEST_PARAMETERS = 20_000
_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")


@dataclass(frozen=True, slots=True)
class CourseStructure:
    """What was found: the course, its units in order, and what there is to know of it."""

    publisher_id: str
    title: str
    titles: dict[str, str]
    descriptions: dict[str, str]
    objectives: dict[str, dict[str, str]]
    units: tuple[Unit, ...]
    notes: tuple[Problem, ...]

    def as_data(self) -> dict[str, Any]:
        """Return it as a row keeps it, the notes left out."""
        return {
            "standard": CMI5,
            "edition": "1",
            "title": self.title,
            "publisher_id": self.publisher_id,
            "titles": self.titles,
            "descriptions": self.descriptions,
            "objectives": self.objectives,
            "items": [asdict(unit) for unit in self.units],
        }


def unit_id(publisher_id: str) -> str:
    """Return the academy's id of an AU or a group: another than its publisher's (8.1.5, 9.4)."""
    return uuid5(NAMESPACE_URL, publisher_id).hex


def read_structure(
    content: bytes,
    names: Collection[str],
    *,
    is_bare: bool = False,
    hosts: Collection[str] = (),
) -> CourseStructure:
    """Return what a course structure says of a package with files called `names`. Raises Refused.

    `is_bare`: it came without an archive, so that it leads nowhere but to whole addresses (14.2).
    `hosts`: those whose AUs may be launched.
    """
    root = read_xml(content, STRUCTURE)
    if root.name != "courseStructure":
        raise refusal(STRUCTURE, _("Its first element is not “courseStructure”."))
    if root.namespace != NAMESPACE:
        raise refusal(
            STRUCTURE,
            _("Its first element is in the namespace “%(found)s”; it has to be “%(wanted)s”."),
            found=root.namespace[:200],
            wanted=NAMESPACE,
        )
    reader = _Reader(root, FileNames(names), is_bare=is_bare, hosts=frozenset(hosts))
    return reader.read()


class _Reader:
    """Reads one course structure."""

    def __init__(
        self,
        root: Element,
        names: FileNames,
        *,
        is_bare: bool,
        hosts: frozenset[str],
    ) -> None:
        self.root, self.names = root, names
        self.is_bare, self.hosts = is_bare, hosts
        self.findings = Findings()
        self.place = Place(self.findings, STRUCTURE)
        self.extensions = Extensions()
        self.units: list[Unit] = []
        self.seen: set[str] = set()
        self.objectives: dict[str, dict[str, str]] = {}
        self.unknown: set[str] = set()

    def read(self) -> CourseStructure:
        check(self.root, self.place, self.extensions)
        course = own(self.root, "course")
        titles: dict[str, str] = {}
        descriptions: dict[str, str] = {}
        publisher_id = ""
        if course is not None:
            place = self.place.at("course")
            check(course, place, self.extensions)
            publisher_id = iri_of(course, "id", place)
            titles = texts_of(course, "title", place, self.extensions)
            descriptions = texts_of(course, "description", place, self.extensions)
        self._define_objectives()
        for element in units_of(self.root):
            self._read_unit(element, "", 0, self.place)
        if self.findings.problems:
            raise Refused(self.findings.problems)
        return CourseStructure(
            publisher_id,
            _first(titles) or publisher_id[:LONGEST_TITLE],
            _cut(titles, LONGEST_TITLE),
            _cut(descriptions, LONGEST_TEXT),
            self.objectives,
            tuple(self.units),
            tuple(notes_on(self.units, self.extensions.names, self.unknown)),
        )

    def _define_objectives(self) -> None:
        held = own(self.root, "objectives")
        if held is None:
            return
        place = self.place.at("objectives")
        check(held, place, self.extensions)
        for number, one in enumerate(held.all("objective"), 1):
            if one.namespace != NAMESPACE:
                continue
            own_place = place.at(one.attribute("id")[:200] or number)
            check(one, own_place, self.extensions)
            own_id = iri_of(one, "id", own_place)
            texts = texts_of(one, "title", own_place, self.extensions)
            texts_of(one, "description", own_place, self.extensions)
            if own_id and own_id in self.objectives:
                own_place.refuse(_("Two objectives have this id."))
            elif own_id:
                self.objectives[own_id] = _cut(texts, LONGEST_TITLE)

    def _read_unit(self, element: Element, parent: str, depth: int, above: Place) -> None:
        place = above.at(f"{element.name} {element.attribute('id')[:200]}".rstrip())
        if len(self.units) >= MOST_UNITS:
            raise refusal(
                STRUCTURE, _("It has more than %(most)s AUs and blocks."), most=MOST_UNITS
            )
        check(element, place, self.extensions)
        publisher_id = iri_of(element, "id", place)
        if publisher_id:
            if publisher_id in self.seen:
                place.refuse(_("Two AUs or blocks have this id."))
            self.seen.add(publisher_id)
        titles = texts_of(element, "title", place, self.extensions)
        unit = Unit(
            id=unit_id(publisher_id),
            publisher_id=publisher_id,
            parent=parent,
            title=_first(titles) or publisher_id[:LONGEST_TITLE],
            depth=depth,
            titles=_cut(titles, LONGEST_TITLE),
            descriptions=_cut(
                texts_of(element, "description", place, self.extensions), LONGEST_TEXT
            ),
            objectives=self._objectives_of(element, place),
        )
        self.units.append(unit)
        if element.name == "au":
            self._read_au(element, unit, place)
            return
        for child in units_of(element):
            # One step for each group would make the place of a deep one as long as the file.
            self._read_unit(child, unit.id, depth + 1, self.place)

    def _objectives_of(self, element: Element, place: Place) -> list[str]:
        held = own(element, "objectives")
        if held is None:
            return []
        check(held, place.at("objectives"), self.extensions)
        found = []
        for one in held.all("objective"):
            if one.namespace != NAMESPACE:
                continue
            check(one, place.at("objectives"), self.extensions, shape="objective named")
            named = one.attribute("idref")
            if named in self.objectives:
                found.append(named)
            elif named:
                self.unknown.add(named)
        return found

    def _read_au(self, element: Element, unit: Unit, place: Place) -> None:
        unit.move_on = choice_of(element, "moveOn", MOVE_ON, NOT_APPLICABLE, place)
        window = choice_of(element, "launchMethod", (ANY_WINDOW, OWN_WINDOW), ANY_WINDOW, place)
        unit.has_own_window = window == OWN_WINDOW
        if ("", "activityType") in element.attributes:
            unit.activity_type = iri_of(element, "activityType", place)
        self._read_mastery(element, unit, place)
        unit.parameters = self._plain_text(element, "launchParameters", place)
        unit.entitlement_key = self._plain_text(element, "entitlementKey", place)
        held = own(element, "url")
        if held is not None:
            check(held, place.at("url"), self.extensions)
            self._read_address(held.text.strip(), unit, place.at("url"))

    def _plain_text(self, element: Element, name: str, place: Place) -> str:
        held = own(element, name)
        said = held.text.strip() if held is not None else ""
        if len(said) > LONGEST_PARAMETERS:
            place.at(name).refuse(
                _("This is longer than %(most)s characters."), most=LONGEST_PARAMETERS
            )
            return ""
        return said

    def _read_mastery(self, element: Element, unit: Unit, place: Place) -> None:
        if ("", "masteryScore") not in element.attributes:
            return
        said = element.attribute("masteryScore")
        number = float(said) if len(said) < 40 and _DECIMAL.fullmatch(said) else -1.0
        if not 0 <= number <= 1:
            place.refuse(
                _("“%(found)s” (masteryScore) is not a decimal number from 0 to 1."),
                found=said[:40],
            )
            return
        unit.mastery = number

    def _read_address(self, address: str, unit: Unit, place: Place) -> None:
        if not address:
            place.refuse(_("It is empty: nothing can be launched."))
            return
        try:
            parts = urlsplit(address)
            host = (parts.hostname or "").lower()
        except ValueError:
            place.refuse(_("“%(address)s” is not an address."), address=address[:200])
            return
        clash = {name for name, _v in parse_qsl(parts.query, keep_blank_values=True)}
        clash &= set(LAUNCH_NAMES)
        if clash:
            place.refuse(
                _(
                    "Its query has “%(names)s”, which the launch adds itself: call the parameters "
                    "of this AU otherwise."
                ),
                names=", ".join(sorted(clash)),
            )
            return
        if parts.scheme or address.startswith("//"):
            self._read_remote(address, host, unit, place)
        elif self.is_bare:
            place.refuse(
                _(
                    "“%(address)s” is relative, and this file came without an archive: it can lead "
                    "to whole addresses alone."
                ),
                address=address[:200],
            )
        else:
            self._read_local(address, unit, place)

    def _read_remote(self, address: str, host: str, unit: Unit, place: Place) -> None:
        if (
            not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", address, re.I)
            or not host
            or (len(address) > LONGEST_ADDRESS)
        ):
            place.refuse(
                _(
                    "“%(address)s” can't be launched: it is the path of a file of the package, or "
                    "a whole address with “https://”."
                ),
                address=address[:200],
            )
        elif host not in self.hosts:
            place.refuse(
                _(
                    "It is elsewhere, at “%(host)s”, which is not among the hosts that the "
                    "administrators of the academy have approved."
                ),
                host=host,
            )
        else:
            unit.launch, unit.is_remote = address, True

    def _read_local(self, address: str, unit: Unit, place: Place) -> None:
        try:
            file = local_file(address, self.names)
        except BadAddress as problem:
            place.refuse(problem.rule, **problem.values)
            return
        if ending(file.name) not in PAGES:
            place.refuse(_("“%(name)s” is not a page that a browser opens."), name=file.name)
            return
        unit.launch = file.address


def _first(texts: dict[str, str]) -> str:
    return next((text for text in texts.values() if text), "")[:LONGEST_TITLE]


def _cut(texts: dict[str, str], most: int) -> dict[str, str]:
    return {language: text[:most] for language, text in texts.items()}
