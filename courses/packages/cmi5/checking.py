"""What an element of a course structure may hold, by its schema. Pure.

CourseStructure.xsd of cmi5, written as checks: a problem then names the element and the rule in the
author's language, which no validator does. Elements and attributes of other namespaces are vendors'
extensions (13.1.5): they are named once, and left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from courses.exchange.problems import Place, _
from courses.packages.xml_reading import XML, Element

NAMESPACE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
# RFC 3987: a scheme, and nothing that an IRI can't hold.
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
LONGEST_IRI = 2_000
MOST = None


@dataclass(frozen=True, slots=True)
class Shape:
    """The children that an element has, in their order: (names, least, most), and its attributes.

    `takes_more`: whether elements of other namespaces may follow; `in_any_order`: the order is
    free.
    """

    children: tuple[tuple[tuple[str, ...], int, int | None], ...] = ()
    attributes: frozenset[str] = frozenset()
    takes_more: bool = True
    in_any_order: bool = False


_TEXTS = ((("title",), 1, 1), (("description",), 1, 1))
_OBJECTIVES = (("objectives",), 0, 1)
_UNITS = (("au", "block"), 1, MOST)
SHAPES = {
    "courseStructure": Shape(((("course",), 1, 1), _OBJECTIVES, _UNITS)),
    "course": Shape(_TEXTS, frozenset({"id"})),
    "block": Shape((*_TEXTS, _OBJECTIVES, _UNITS), frozenset({"id"})),
    "au": Shape(
        (
            *_TEXTS,
            _OBJECTIVES,
            (("url",), 1, 1),
            (("launchParameters",), 0, 1),
            (("entitlementKey",), 0, 1),
        ),
        frozenset({"id", "moveOn", "masteryScore", "launchMethod", "activityType"}),
    ),
    "objectives": Shape(((("objective",), 1, MOST),)),
    # One that is defined, and one that is named by an au or a block.
    "objective": Shape(_TEXTS, frozenset({"id"}), takes_more=False, in_any_order=True),
    "objective named": Shape((), frozenset({"idref"}), takes_more=False),
    "title": Shape(((("langstring",), 1, MOST),)),
    "description": Shape(((("langstring",), 1, MOST),)),
    "langstring": Shape((), frozenset({"lang"}), takes_more=False),
    "url": Shape(takes_more=False),
}


@dataclass(slots=True)
class Extensions:
    """The vendors' elements and attributes that were met, by how they are called."""

    names: set[str] = field(default_factory=set)

    def note(self, name: str) -> None:
        """Remember one."""
        self.names.add(name)


def check(element: Element, place: Place, extensions: Extensions, *, shape: str = "") -> None:
    """Refuse what the schema doesn't let `element` have: its attributes and its own children."""
    known = SHAPES[shape or element.name]
    for (namespace, name), _value in element.attributes.items():
        if namespace in (_INSTANCE, XML) or (not namespace and name in known.attributes):
            continue
        if namespace and namespace != NAMESPACE:
            extensions.note(name)
        else:
            place.refuse(_("The attribute “%(name)s” is not known here."), name=name[:60])
    slot, counts = 0, [0] * len(known.children)
    for child in element.children:
        if child.namespace and child.namespace != NAMESPACE:
            if known.takes_more:
                extensions.note(child.name)
            else:
                _refuse_child(child, place)
            continue
        found = _slot_of(child, known)
        if found is None:
            _refuse_child(child, place)
            continue
        if found < slot and not known.in_any_order:
            place.refuse(
                _(
                    "Line %(line)s: “%(name)s” comes after what has to follow it. The order is: "
                    "%(order)s."
                ),
                line=child.line,
                name=child.name,
                order=", ".join(name for names, _least, _most in known.children for name in names),
            )
        slot = max(slot, found)
        counts[found] += 1
    for (names, least, most), count in zip(known.children, counts, strict=True):
        if count < least:
            place.refuse(_("“%(name)s” is missing."), name=" / ".join(names))
        elif most is not None and count > most:
            place.refuse(_("“%(name)s” is there more than once."), name=names[0])


def _slot_of(child: Element, shape: Shape) -> int | None:
    if child.namespace != NAMESPACE:
        return None
    places = (at for at, (names, _least, _most) in enumerate(shape.children) if child.name in names)
    return next(places, None)


def _refuse_child(child: Element, place: Place) -> None:
    place.refuse(
        _("Line %(line)s: the element “%(name)s” is not known here."),
        line=child.line,
        name=child.name[:60],
    )


def units_of(element: Element) -> Iterator[Element]:
    """Yield the AUs and blocks of a course structure or of a block, in order."""
    for child in element.children:
        if child.namespace == NAMESPACE and child.name in ("au", "block"):
            yield child


def own(element: Element, name: str) -> Element | None:
    """Return the first child of the schema's own namespace with that name."""
    return next(
        (one for one in element.children if one.namespace == NAMESPACE and one.name == name), None
    )


def iri_of(element: Element, name: str, place: Place) -> str:
    """Return an attribute that names something for the whole world; "" once it is refused."""
    said = element.attribute(name)
    if not said:
        place.refuse(_("The attribute “%(name)s” is missing."), name=name)
        return ""
    if len(said) > LONGEST_IRI or not _IRI.fullmatch(said):
        place.refuse(
            _(
                "“%(found)s” (%(name)s) is not a whole IRI: it begins with a scheme, such as "
                "“https:”, and holds no spaces."
            ),
            name=name,
            found=said[:200],
        )
        return ""
    return said


def choice_of(
    element: Element, name: str, values: tuple[str, ...], otherwise: str, place: Place
) -> str:
    """Return an attribute that is one of `values`, `otherwise` where it isn't there."""
    if ("", name) not in element.attributes:
        return otherwise
    said = element.attribute(name)
    if said not in values:
        place.refuse(
            _("“%(found)s” is not a value of “%(name)s”. It is one of: %(values)s."),
            found=said[:60],
            name=name,
            values=", ".join(values),
        )
        return otherwise
    return said


def texts_of(element: Element, name: str, place: Place, extensions: Extensions) -> dict[str, str]:
    """Return the title or the description of an element by language ("" where none is said)."""
    held = own(element, name)
    if held is None:
        return {}
    check(held, place.at(name), extensions)
    texts: dict[str, str] = {}
    for one in held.children:
        if one.namespace != NAMESPACE or one.name != "langstring":
            continue
        check(one, place.at(name, "langstring"), extensions)
        language = one.attribute("lang")
        if language and not _LANGUAGE.fullmatch(language):
            place.at(name, "langstring").refuse(
                _("“%(found)s” is not the code of a language."), found=language[:60]
            )
        texts.setdefault(language.lower(), " ".join(one.text.split()))
    return texts
