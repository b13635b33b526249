"""Going through XML that somebody hands over: no document type, no network, bounded. Pure.

Without a document type there is no entity of its own, none of the machine's files and no address
elsewhere. Limits are counted while it is read. What is built of it, and how a refusal is worded, is
the caller's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from xml.parsers import expat

Reason = Literal[
    "size", "document_type", "elements", "attributes", "depth", "syntax", "encoding", "empty"
]
Name = tuple[str, str]
"""A namespace ("" for none) and a name."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read: bytes, elements, levels, attributes of an element (None: any)."""

    size: int
    elements: int
    depth: int
    attributes: int | None = None


class Unsound(Exception):
    """XML that isn't read. `line` and `column` count from 1, 0 where they aren't known; `problem`
    is what the parser says of the syntax."""

    def __init__(self, reason: Reason, line: int = 0, column: int = 0, problem: str = "") -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.line = line
        self.column = column
        self.problem = problem


def walk(
    content: bytes,
    limits: Limits,
    *,
    start: Callable[[Name, dict[Name, str], int], object],
    end: Callable[[], object],
    text: Callable[[str], object],
) -> None:
    """Go through a document, in order.

    `start` gets the name, the attributes and the line of an element, `text` what stands in the one
    that is open. Raises Unsound at the first thing that isn't accepted.
    """
    if len(content) > limits.size:
        raise Unsound("size")
    parser = expat.ParserCreate(namespace_separator="\n")
    parser.buffer_text = True
    count = depth = 0

    def refuse(*_declared: object) -> None:
        raise Unsound("document_type", parser.CurrentLineNumber)

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal count, depth
        count += 1
        line = parser.CurrentLineNumber
        if depth >= limits.depth:
            raise Unsound("depth", line)
        if count > limits.elements:
            raise Unsound("elements", line)
        if limits.attributes is not None and len(attributes) > limits.attributes:
            raise Unsound("attributes", line)
        depth += 1
        start(_split(name), {_split(key): value for key, value in attributes.items()}, line)

    def finish(_name: str) -> None:
        nonlocal depth
        depth -= 1
        end()

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = begin
    parser.EndElementHandler = finish
    parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        problem = expat.ErrorString(error.code)
        raise Unsound("syntax", error.lineno, error.offset + 1, problem) from error
    except (LookupError, ValueError) as error:
        # An encoding that nobody knows, or a text that isn't in it.
        raise Unsound("encoding") from error
    if not count:
        raise Unsound("empty")


def _split(name: str) -> Name:
    namespace, _separator, own = name.rpartition("\n")
    return namespace, own
