"""XML as packages hold it, within limits. Pure.

Of 226 genuine manifests none has a document type: what has one is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from courses.exchange.problems import Refused, _, refusal
from courses.xml_walk import Limits, Name, Unsound, walk

LARGEST = 2 << 20
LIMITS = Limits(size=LARGEST, elements=100_000, depth=64, attributes=200)
XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(slots=True)
class Element:
    """An element: its namespace and name, its attributes by (namespace, name), its place.

    Attributes without a namespace have "" for it. `text` is its own text, that of its children left
    out. `line` counts from 1.
    """

    namespace: str
    name: str
    attributes: dict[tuple[str, str], str]
    line: int
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def attribute(self, name: str, *namespaces: str) -> str:
        """Return an attribute by its name, without namespace or in one of these, trimmed; "" where
        there is none."""
        for namespace in ("", *namespaces):
            found = self.attributes.get((namespace, name))
            if found is not None:
                return found.strip()
        return ""

    def any_attribute(self, name: str) -> str:
        """Return an attribute by its name in lower case, in whatever namespace; "" for none."""
        for (_namespace, own), value in self.attributes.items():
            if own.lower() == name:
                return value.strip()
        return ""

    def all(self, *names: str) -> Iterator["Element"]:
        """Yield the children with one of these names, in whatever namespace."""
        for child in self.children:
            if child.name in names:
                yield child

    def first(self, *names: str) -> "Element | None":
        """Return the first child with one of these names, None where there is none."""
        return next(self.all(*names), None)

    def text_of(self, *names: str) -> str:
        """Return the text of the first child with one of these names, "" where there is none."""
        found = self.first(*names)
        return " ".join(found.text.split()) if found is not None else ""

    def everything(self) -> Iterator["Element"]:
        """Yield this element and all that is in it, in the order of the file."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            yield one
            waiting += reversed(one.children)


def read_xml(content: bytes, file: str) -> Element:
    """Return the root of an XML file, called `file` in what is said of it. Raises Refused."""
    # Above the root, which is the one element inside.
    document = Element("", "", {}, 0)
    waiting = [document]
    # Joined at the end: a text in many pieces would be copied as many times.
    texts: list[list[str]] = [[]]

    def start(name: Name, attributes: dict[Name, str], line: int) -> None:
        element = Element(*name, attributes, line)
        waiting[-1].children.append(element)
        waiting.append(element)
        texts.append([])

    def end() -> None:
        waiting.pop().text = "".join(texts.pop())

    def add(text: str) -> None:
        texts[-1].append(text)

    try:
        walk(content, LIMITS, start=start, end=end, text=add)
    except Unsound as error:
        raise _refused(file, error) from error
    return document.children[0]


def _refused(file: str, error: Unsound) -> Refused:
    said: dict[str, object] = {}
    match error.reason:
        case "size":
            rule, said = _("This file is larger than %(most)s MiB."), {"most": LARGEST >> 20}
        case "document_type":
            rule = _("Line %(line)s: a document type (<!DOCTYPE …>) is not accepted. Take it out.")
            said = {"line": error.line}
        case "depth":
            rule = _("Line %(line)s: elements are nested more than %(most)s deep.")
            said = {"line": error.line, "most": LIMITS.depth}
        case "elements" | "attributes":
            rule = _("This XML has more than %(most)s elements.")
            said = {"most": LIMITS.elements}
        case "syntax":
            rule = _("This is not well-formed XML: line %(line)s, column %(column)s (%(problem)s).")
            said = {"line": error.line, "column": error.column, "problem": error.problem}
        case "encoding":
            rule = _("This XML is in an encoding that can't be read; use UTF-8.")
        case "empty":
            rule = _("This XML holds no element.")
    return refusal(file, rule, **said)
