"""The XML of files of questions as a tree, within limits. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from courses.xml_walk import Limits, Name, Unsound, walk

from .lines import At, Stop, _

MOST_BYTES = 10 << 20
LIMITS = Limits(size=MOST_BYTES, elements=300_000, depth=64)
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
    # Above the root, which is the one element inside.
    document = Element("")
    waiting = [document]

    def start(name: Name, attributes: dict[Name, str], line: int) -> None:
        plain = {own: value for (_space, own), value in attributes.items()}
        element = Element(name[1], name[0], plain, line=line)
        waiting[-1].inside.append(element)
        waiting.append(element)

    try:
        walk(
            data,
            LIMITS,
            start=start,
            end=waiting.pop,
            text=lambda text: waiting[-1].inside.append(text),
        )
    except Unsound as error:
        _tell(error, at)
        raise Stop from None
    return document.children()[0]


def _tell(error: Unsound, at: At) -> None:
    if error.reason == "size":
        at.refuse(_("The file is larger than %(most)s MiB."), most=MOST_BYTES >> 20)
        return
    at = at.inside("", error.line)
    match error.reason:
        case "document_type":
            at.refuse(_("The file has a document type (<!DOCTYPE>), which is refused. Remove it."))
        case "elements":
            at.refuse(_("The file has more than %(most)s elements."), most=LIMITS.elements)
        case "depth":
            at.refuse(_("The elements of the file are more than %(most)s deep."), most=LIMITS.depth)
        case _unreadable:
            at.refuse(
                _(
                    "This isn't sound XML: it can't be read from this line on. Export the file "
                    "again."
                )
            )
