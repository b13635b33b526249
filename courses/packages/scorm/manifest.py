"""`imsmanifest.xml`: what a SCORM package holds, in what order, how each part is launched. Pure.

SCORM 1.2 Content Aggregation Model, 2.3; SCORM 2004 4th edition CAM, 3.4. What can't be done here
is noted, never left out silently.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from typing import Any

from courses.exchange.problems import Findings, Place, Problem, Refused, _, refusal
from courses.packages.addresses import BadAddress, FileNames, local_file, with_parameters
from courses.packages.kinds_of_files import PAGES, ending
from courses.packages.xml_reading import XML, Element, read_xml

from .announced import sequencing_notes
from .order import (
    LONGEST_PREREQUISITES,
    Prerequisites,
    Sequencing,
    expanded,
    first_of,
    forced_order,
    is_false,
    is_true,
)

MANIFEST = "imsmanifest.xml"
SCORM_12, SCORM_2004 = "scorm12", "scorm2004"
# Of namespaces: the extensions of SCORM 1.2 and of 2004 have one each.
_ADLCP_12, _ADLCP_2004 = "adlcp_rootv1p2", "adlcp_v1p3"
MOST_ITEMS = 500
MOST_OBJECTIVES = 250
LONGEST_ID = 255
LONGEST_TITLE = 200
# SCORM 1.2 RTE, 3.4.4 and SCORM 2004 RTE, 4.2.
LONGEST_DATA = {SCORM_12: 4_096, SCORM_2004: 4_000}
TIME_LIMIT_ACTIONS = ("exit,message", "exit,no message", "continue,message", "continue,no message")


@dataclass(slots=True)
class Item:
    """A part of a package, or a heading (`launch` is empty) in its table of contents.

    `launch`: its address relative to the folder of the package. `is_sco`: it reports; else opening
    it is all there is. `after`: the parts that have to be done first. `mastery`: the scaled score
    that passes it, None without one. `objectives`: those that its part finds, by their ids.
    `tells_completion`: it isn't completed without a word of its own. `weight` and the two
    `counts_…`: its share in the roll-up.
    """

    id: str
    title: str
    depth: int
    launch: str = ""
    is_sco: bool = True
    is_visible: bool = True
    data: str = ""
    mastery: float | None = None
    progress_needed: float | None = None
    time_limit: str = ""
    time_limit_action: str = ""
    prerequisites: str = ""
    after: list[str] = field(default_factory=list)
    objectives: list[str] = field(default_factory=list)
    tells_completion: bool = False
    weight: float = 1.0
    counts_success: bool = True
    counts_completion: bool = True


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was found: the standard and its edition, the title, the items, and what won't work."""

    standard: str
    edition: str
    title: str
    items: tuple[Item, ...]
    notes: tuple[Problem, ...]

    def as_data(self) -> dict[str, Any]:
        """Return it as a row keeps it, the notes left out."""
        return {
            "standard": self.standard,
            "edition": self.edition,
            "title": self.title,
            "items": [asdict(item) for item in self.items],
        }

    @property
    def parts(self) -> list[Item]:
        """The items that are opened."""
        return [item for item in self.items if item.launch]


def read_manifest(content: bytes, names: Collection[str]) -> Manifest:
    """Return what the manifest says of a package with files called `names`. Raises Refused."""
    root = read_xml(content, MANIFEST)
    if root.name != "manifest":
        raise refusal(MANIFEST, _("Its first element is not “manifest”."))
    return _Reader(root, FileNames(names)).read()


class _Reader:
    """Reads one manifest; every problem is gathered, so that an author mends all at once."""

    def __init__(self, root: Element, names: FileNames) -> None:
        self.root = root
        self.names = names
        self.findings = Findings()
        self.place = Place(self.findings, MANIFEST)
        self.notes: list[Problem] = []
        self.resources: dict[str, Element] = {}
        self.bases: dict[str, str] = {}
        self.items: list[Item] = []
        self.elements: dict[str, Element] = {}

    def note(self, rule: str, element: str = "", **values: object) -> None:
        said = tuple((name, str(value)) for name, value in values.items())
        self.notes.append(Problem(MANIFEST, element, rule, said))

    def read(self) -> Manifest:
        standard, edition = self._standard()
        self._read_resources()
        organization = self._organization()
        self.sequencing = Sequencing(organization, self.root.first("sequencingCollection"))
        title = organization.text_of("title")[:LONGEST_TITLE]
        for element in organization.all("item"):
            self._read_item(element, 0, standard, self.place.at("organization"))
        if not any(item.launch for item in self.items) and not self.findings.problems:
            self.place.at("organization").refuse(_("It has no part that can be opened."))
        if self.findings.problems:
            raise Refused(self.findings.problems)
        if standard == SCORM_2004:
            self._settle_sequencing()
        else:
            self._settle_prerequisites()
        if any(True for _one in self.root.all("manifest")):
            self.note(_("The manifests inside of it (sub-manifests) are not read."))
        title = title or next(item.title for item in self.items)
        return Manifest(standard, edition, title, tuple(self.items), tuple(self.notes))

    def _standard(self) -> tuple[str, str]:
        """Return the standard and its edition, by what the manifest says, or by its namespaces."""
        metadata = self.root.first("metadata")
        version = metadata.text_of("schemaversion") if metadata is not None else ""
        said = version.lower()
        if said.startswith("1.2"):
            return SCORM_12, version
        if "2004" in said or said.startswith(("1.3", "cam 1.3")):
            return SCORM_2004, version
        spaces = {one.namespace for one in self.root.everything()}
        for one in self.root.everything():
            spaces |= {space for space, _name in one.attributes}
        if any(space.endswith(_ADLCP_2004) for space in spaces):
            return SCORM_2004, "2004"
        if any(space.endswith(_ADLCP_12) for space in spaces):
            return SCORM_12, "1.2"
        raise refusal(
            MANIFEST,
            _(
                "It doesn't say which SCORM it follows: “metadata” › “schemaversion” is 1.2 or "
                "2004 (found: “%(found)s”)."
            ),
            found=version[:60],
        )

    def _read_resources(self) -> None:
        resources = self.root.first("resources")
        if resources is None:
            raise refusal(MANIFEST, _("It has no “resources”."))
        base = _base(self.root) + _base(resources)
        for one in resources.all("resource"):
            own_id = one.attribute("identifier")
            if own_id in self.resources:
                self.place.at("resources", own_id).refuse(_("Two resources have this identifier."))
            self.resources[own_id] = one
            self.bases[own_id] = base + _base(one)

    def _organization(self) -> Element:
        organizations = self.root.first("organizations")
        found = list(organizations.all("organization")) if organizations is not None else []
        if organizations is None or not found:
            raise refusal(
                MANIFEST,
                _(
                    "It has no “organization”: a package of resources alone has no table of "
                    "contents to open."
                ),
            )
        if len(found) > 1:
            self.note(
                _("It has %(count)s organizations: the default one alone is shown."),
                count=len(found),
            )
        default = organizations.attribute("default")
        return next((one for one in found if one.attribute("identifier") == default), found[0])

    def _read_item(self, element: Element, depth: int, standard: str, above: Place) -> None:
        own_id = element.attribute("identifier")
        place = above.at(own_id or "item")
        if not own_id or len(own_id) > LONGEST_ID:
            place.refuse(_("Line %(line)s: this item has no identifier."), line=element.line)
        elif own_id in self.elements:
            place.refuse(_("Two items have this identifier."))
        if len(self.items) >= MOST_ITEMS:
            raise refusal(MANIFEST, _("It has more than %(most)s items."), most=MOST_ITEMS)
        self.elements[own_id] = element
        title = element.text_of("title")[:LONGEST_TITLE] or own_id
        item = Item(own_id, title, depth)
        item.is_visible = element.attribute("isvisible").lower() != "false"
        self.items.append(item)
        if standard == SCORM_12:
            item.prerequisites = element.text_of("prerequisites")[:1_000]
        reference = element.attribute("identifierref")
        if reference:
            self._launch(item, element, reference, standard, place)
        for child in element.all("item"):
            self._read_item(child, depth + 1, standard, place)

    def _launch(
        self, item: Item, element: Element, reference: str, standard: str, place: Place
    ) -> None:
        resource = self.resources.get(reference)
        if resource is None:
            place.refuse(
                _("It leads to the resource “%(reference)s”, which is not in “resources”."),
                reference=reference,
            )
            return
        href = resource.attribute("href")
        if not href:
            place.refuse(
                _("Its resource “%(reference)s” has no “href”: nothing can be opened."),
                reference=reference,
            )
            return
        try:
            file = local_file(self.bases[reference] + href, self.names)
            file = with_parameters(file, element.attribute("parameters"))
        except BadAddress as problem:
            place.refuse(problem.rule, **problem.values)
            return
        if ending(file.name) not in PAGES:
            place.refuse(_("“%(name)s” is not a page that a browser opens."), name=file.name)
            return
        item.launch = file.address
        item.is_sco = resource.any_attribute("scormtype").lower() != "asset"
        self._settings(item, element, standard, place)
        if standard == SCORM_2004:
            self._objective(item, element, place)

    def _settings(self, item: Item, element: Element, standard: str, place: Place) -> None:
        """Read what the item says to its part, and of it."""
        item.data = element.text_of("datafromlms", "dataFromLMS")[: LONGEST_DATA[standard]]
        item.time_limit = element.text_of("maxtimeallowed")[:40]
        action = element.text_of("timelimitaction", "timeLimitAction").lower()
        item.time_limit_action = action if action in TIME_LIMIT_ACTIONS else ""
        mastery = element.text_of("masteryscore")
        if mastery:
            # SCORM 1.2: a number from 0 to 100.
            item.mastery = _number(mastery, 0, 100, place, "masteryscore")
            item.mastery = None if item.mastery is None else item.mastery / 100
        threshold = element.first("completionThreshold")
        if threshold is not None:
            # A text until the 3rd edition; then attributes, which count where they are told to.
            least = threshold.text.strip()
            if not least and is_true(threshold.attribute("completedByMeasure")):
                least = threshold.attribute("minProgressMeasure") or "1.0"
            if least:
                item.progress_needed = _number(least, 0, 1, place, "completionThreshold")

    def _objective(self, item: Item, element: Element, place: Place) -> None:
        """Read which score passes, and what the item counts for (IMS Simple Sequencing)."""
        told = self.sequencing.of(element)
        objectives = first_of(told, "objectives")
        primary = objectives.first("primaryObjective") if objectives is not None else None
        if objectives is not None:
            names = [one.attribute("objectiveID") for one in objectives.children]
            item.objectives = list(dict.fromkeys(name for name in names if name))[:MOST_OBJECTIVES]
        if primary is not None and is_true(primary.attribute("satisfiedByMeasure")):
            least = primary.text_of("minNormalizedMeasure") or "1.0"
            item.mastery = _number(least, -1, 1, place, "minNormalizedMeasure")
        roll_up = first_of(told, "rollupRules")
        if roll_up is not None:
            item.counts_success = not is_false(roll_up.attribute("rollupObjectiveSatisfied"))
            item.counts_completion = not is_false(roll_up.attribute("rollupProgressCompletion"))
            weight = roll_up.attribute("objectiveMeasureWeight")
            if weight:
                item.weight = _number(weight, 0, 1, place, "objectiveMeasureWeight") or 0.0
        delivery = first_of(told, "deliveryControls")
        if delivery is not None:
            item.tells_completion = is_true(delivery.attribute("completionSetByContent"))
            if is_false(delivery.attribute("tracked")):
                item.counts_success = item.counts_completion = False

    def _settle_sequencing(self) -> None:
        """Note what comes before what, and what of the order isn't followed (SCORM 2004)."""
        for item_id, first in forced_order(self.sequencing).items():
            self._item(item_id).after = first
        for element, rule in sequencing_notes(self.sequencing):
            self.note(rule, element)

    def _settle_prerequisites(self) -> None:
        """Take what comes before what as parts have to know it (SCORM 1.2): a heading stands for
        the parts inside of it, and what it asks for, each of them does."""
        headings = self._headings()
        above: list[Item] = []
        for item in self.items:
            above = [one for one in above if one.depth < item.depth]
            held = next((one.prerequisites for one in reversed(above) if one.prerequisites), "")
            own = expanded(item.prerequisites, headings)
            asked = f"({held})&({own})" if held and own else own or held
            if item.prerequisites and not (own and self._is_understood(asked)):
                self.note(
                    _(
                        "Its prerequisites “%(said)s” are written in a way that isn't understood: "
                        "this part is open from the beginning."
                    ),
                    item.id,
                    said=item.prerequisites[:100],
                )
                asked = held
            item.prerequisites = asked
            above.append(item)

    def _is_understood(self, said: str) -> bool:
        known = Prerequisites.of(said, self.elements) is not None
        return known and len(said) <= LONGEST_PREREQUISITES

    def _headings(self) -> dict[str, str]:
        """Return, by the id of a heading, the expression for all the parts inside of it."""
        inside: dict[str, list[str]] = {}
        above: list[Item] = []
        for item in self.items:
            above = [one for one in above if one.depth < item.depth]
            for one in above:
                if item.launch and not one.launch:
                    inside.setdefault(one.id, []).append(item.id)
            above.append(item)
        return {own_id: f"({'&'.join(parts)})" for own_id, parts in inside.items()}

    def _item(self, item_id: str) -> Item:
        return next(item for item in self.items if item.id == item_id)


def _base(element: Element) -> str:
    return element.attributes.get((XML, "base"), "").strip()


def _number(text: str, least: float, most: float, place: Place, name: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not least <= number <= most:
        place.at(name).refuse(
            _("“%(found)s” is not a number from %(least)s to %(most)s."),
            found=text[:40],
            least=least,
            most=most,
        )
        return None
    return number
