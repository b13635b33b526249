"""The names of QTI 2 and 3, which writes `qti-simple-choice` for `simpleChoice`. Pure."""

import re

from .xml_tree import Element

SPACES = {
    "qti21": "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "qti3": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
}
# The element that stands for the root of an older version, which has other questions.
FIRST_VERSION = "questestinterop"
_CAPITAL = re.compile(r"(?<!^)([A-Z])")


def camel(name: str) -> str:
    """Return the name that QTI 2.1 has for an element or an attribute."""
    first, *others = name.split("-")
    return first + "".join(one.capitalize() for one in others)


def kebab(name: str) -> str:
    """Return the name that QTI 3 has for an attribute of QTI 2.1."""
    return _CAPITAL.sub(r"-\1", name).lower()


def as_second_version(element: Element) -> Element:
    """Return the tree with the names of QTI 2.1, whichever version it is in; it is changed."""
    if element.name.startswith("qti-"):
        element.name = camel(element.name.removeprefix("qti-"))
        element.attributes = {
            name if name.startswith("data-") else camel(name): value
            for name, value in element.attributes.items()
        }
    for one in element.children():
        as_second_version(one)
    return element
