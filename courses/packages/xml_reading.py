"""XML as packages hold it: no document type, no entity of its own, no network, bounded. Pure.

Of 226 genuine manifests none has a document type: what has one is refused (billion laughs, files of
the machine, addresses elsewhere).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from courses.exchange.problems import _, refusal

LARGEST = 2 << 20
DEEPEST = 64
MOST_ELEMENTS = 100_000
MOST_ATTRIBUTES = 200
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
    if len(content) > LARGEST:
        raise refusal(file, _("This file is larger than %(most)s MiB."), most=LARGEST >> 20)
    return _Reader(file).read(content)


class _Reader:
    """Builds the tree as the parser goes, and stops at the first thing that is too much."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Element | None = None
        self.open: list[Element] = []
        self.count = 0
        self.parser = expat.ParserCreate(namespace_separator="\n")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse_document_type
        self.parser.EntityDeclHandler = self._refuse_document_type
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def read(self, content: bytes) -> Element:
        try:
            self.parser.Parse(content, True)
        except expat.ExpatError as error:
            raise refusal(
                self.file,
                _("This is not well-formed XML: line %(line)s, column %(column)s (%(problem)s)."),
                line=error.lineno,
                column=error.offset + 1,
                problem=expat.ErrorString(error.code),
            ) from error
        except (LookupError, ValueError) as error:
            # An encoding that nobody knows, or a text that isn't in it.
            raise refusal(
                self.file, _("This XML is in an encoding that can't be read; use UTF-8.")
            ) from error
        if self.root is None:
            raise refusal(self.file, _("This XML holds no element."))
        return self.root

    def _refuse_document_type(self, *_said: object) -> None:
        raise refusal(
            self.file,
            _("Line %(line)s: a document type (<!DOCTYPE …>) is not accepted. Take it out."),
            line=self.parser.CurrentLineNumber,
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        line = self.parser.CurrentLineNumber
        if len(self.open) >= DEEPEST:
            raise refusal(
                self.file,
                _("Line %(line)s: elements are nested more than %(most)s deep."),
                line=line,
                most=DEEPEST,
            )
        if self.count > MOST_ELEMENTS or len(attributes) > MOST_ATTRIBUTES:
            raise refusal(
                self.file,
                _("This XML has more than %(most)s elements."),
                most=MOST_ELEMENTS,
            )
        namespace, own = _split(name)
        element = Element(
            namespace, own, {_split(key): value for key, value in attributes.items()}, line
        )
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def _end(self, _name: str) -> None:
        self.open.pop()

    def _text(self, text: str) -> None:
        self.open[-1].text += text


def _split(name: str) -> tuple[str, str]:
    namespace, _separator, own = name.rpartition("\n")
    return namespace, own
