"""Questions of a bank in one language, as the formats of others read and write them. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from .lines import MOST_LINES, Line, Lines

Format = Literal["gift", "moodle_xml", "qti21", "qti3", "csv"]
Language = Literal["fr", "en"]

# The words of a true or false question, which other systems don't write into their files.
TRUE_AND_FALSE: Mapping[str, tuple[str, str]] = {"fr": ("Vrai", "Faux"), "en": ("True", "False")}


@dataclass(frozen=True, slots=True)
class Question:
    """A question in one language.

    `kind` and `value` are those of its block (docs/reference/library-format.md), lists being plain
    lists of values, without the ids of their items. `key` is the UUID by which the bank knows it,
    empty where the file has none. `lacks` names what its author has yet to write.
    """

    kind: str
    value: Mapping[str, Any]
    key: str = ""
    tags: tuple[str, ...] = ()
    objective: str = ""
    difficulty: str = ""
    line: int = 0
    lacks: tuple[str, ...] = ()

    @property
    def prompt(self) -> str:
        """The question itself."""
        return str(self.value.get("prompt", ""))


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file holds: questions, and line by line what became of the rest."""

    questions: tuple[Question, ...] = ()
    report: tuple[Line, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether nothing of the file may be saved."""
        return any(line.severity == "refused" for line in self.report)


@dataclass(frozen=True, slots=True)
class Written:
    """A file in the format of others, and what of the questions it doesn't hold."""

    content: bytes
    report: tuple[Line, ...] = ()
    count: int = 0


def unwrapped(value: Any) -> Any:
    """Return a stored value with plain lists in the place of lists of items with ids."""
    if isinstance(value, Mapping):
        return {name: unwrapped(one) for name, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [unwrapped(_inside(one)) for one in value]
    return value


def _inside(item: Any) -> Any:
    is_item = isinstance(item, Mapping) and item.get("type") == "item" and "value" in item
    return item["value"] if is_item else item


def wrapped(value: Any, new_id: Callable[[], str], like: Any = None) -> Any:
    """Return a plain value as it is stored: each element of a list is an item with an id.

    The ids are those of the same places of the stored value `like`, where it has as many items.
    """
    if isinstance(value, Mapping):
        before = like if isinstance(like, Mapping) else {}
        return {name: wrapped(one, new_id, before.get(name)) for name, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        held = (
            like if isinstance(like, Sequence) and len(like) == len(value) else [None] * len(value)
        )
        return [
            {
                "type": "item",
                "id": old["id"] if isinstance(old, Mapping) and "id" in old else new_id(),
                "value": wrapped(one, new_id, old["value"] if isinstance(old, Mapping) else None),
            }
            for one, old in zip(value, held, strict=True)
        ]
    return value


@dataclass(slots=True)
class Collected:
    """Questions and lines as a reader finds them."""

    questions: list[Question] = field(default_factory=list)
    lines: Lines = field(default_factory=lambda: Lines(most=MOST_LINES))

    def done(self) -> Imported:
        """Return what was found, lines in the order of the file."""
        lines = sorted(self.lines, key=lambda one: one.line)
        return Imported(tuple(self.questions), tuple(lines))
