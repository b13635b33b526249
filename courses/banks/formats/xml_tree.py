"""Reading XML that somebody hands over, within limits. Pure.

No document type, so no entity of its own and nothing from elsewhere; elements are counted while
they are read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from xml.parsers import expat

from .lines import At, Stop, _

MOST_BYTES = 10 << 20
MOST_ELEMENTS = 300_000
DEEPEST = 64
_EMPTY = frozenset({"br", "img", "hr"})


@dataclass(slots=True)
class Element:
    """An element: its name and those of its attributes without name space, what is inside."""

    name: str
    space: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list["Element | str"] = field(default_factory=list)
    line: int = 0

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute."""
        return self.attributes.get(name, default)

    def children(self, *names: str) -> list["Element"]:
        """Return the elements right inside, of these names or all."""
        return [
            one
            for one in self.inside
            if isinstance(one, Element) and (not names or one.name in names)
        ]

    def child(self, name: str) -> "Element | None":
        """Return the first element of this name right inside."""
        return next(iter(self.children(name)), None)

    def all(self, *names: str) -> Iterator["Element"]:
        """Yield the elements of these names, however deep, in order."""
        for one in self.children():
            if one.name in names:
                yield one
            yield from one.all(*names)

    @property
    def text(self) -> str:
        """The text inside, however deep."""
        return "".join(one if isinstance(one, str) else one.text for one in self.inside)

    def text_of(self, name: str, default: str = "") -> str:
        """Return the trimmed text of a child."""
        found = self.child(name)
        return found.text.strip() if found else default

    def html(self, without: frozenset[str] = frozenset()) -> str:
        """Return what is inside as HTML, but for elements called like one of `without`."""
        return "".join(
            escape(one, quote=False) if isinstance(one, str) else one._outer(without)
            for one in self.inside
            if isinstance(one, str) or one.name not in without
        )

    def _outer(self, without: frozenset[str]) -> str:
        said = "".join(f' {name}="{escape(one)}"' for name, one in self.attributes.items())
        end = "" if self.name in _EMPTY else f"{self.html(without)}</{self.name}>"
        return f"<{self.name}{said}>{end}"


def read_xml(data: bytes, at: At) -> Element:
    """Return the root of a document. Raises Stop when it is refused, which `at` then tells."""
    if len(data) > MOST_BYTES:
        at.refuse(_("The file is larger than %(most)s MiB."), most=MOST_BYTES >> 20)
        raise Stop
    builder = _Builder(at)
    try:
        builder.parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", 0) or 0
        at.inside("", line).refuse(
            _("This isn't sound XML: it can't be read from this line on. Export the file again.")
        )
        raise Stop from None
    if builder.root is None:
        raise Stop
    return builder.root


class _Builder:
    """Builds the tree while the parser goes through the document."""

    def __init__(self, at: At) -> None:
        self.at = at
        self.root: Element | None = None
        self.open: list[Element] = []
        self.count = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _stop(self, rule: str, **values: object) -> None:
        self.at.inside("", self.parser.CurrentLineNumber).refuse(rule, **values)
        raise Stop

    def _doctype(self, *_declared: object) -> None:
        self._stop(_("The file has a document type (<!DOCTYPE>), which is refused. Remove it."))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS:
            self._stop(_("The file has more than %(most)s elements."), most=MOST_ELEMENTS)
        if len(self.open) >= DEEPEST:
            self._stop(_("The elements of the file are more than %(most)s deep."), most=DEEPEST)
        space, _space, own = name.rpartition(" ")
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        element = Element(own, space, plain, line=self.parser.CurrentLineNumber)
        if self.open:
            self.open[-1].inside.append(element)
        else:
            self.root = element
        self.open.append(element)

    def _end(self, _name: str) -> None:
        self.open.pop()

    def _text(self, text: str) -> None:
        if self.open:
            self.open[-1].inside.append(text)
