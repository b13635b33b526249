"""Texts of files of findings: decoded, read as JSON, and freed of what names a person. Pure."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from academy.organisms.lists.problems import Unreadable, shown
from academy.organisms.lists.text import Table, decode, header_key, table_of

from .faults import Fault, Refused

# Looked for where a word begins alone, and given up for good: so a cell of a million letters takes
# as long as a million letters, not as long as their square.
_LOCAL = r"[\w.!#$%&'*+=?^`{|}~-]"
_EMAIL = re.compile(rf"(?<!{_LOCAL}){_LOCAL}++@[\w-]+(?:\.[\w-]+)+")
# Where the folders of people are: Linux, macOS, Windows.
_HOME = re.compile(r"((?:^|[/\\])(?:home|users)[/\\])[^/\\]+", re.IGNORECASE)
HIDDEN = "…"


def text_of(content: bytes) -> str:
    """Return the text of a file, whatever its encoding. Raises Refused."""
    try:
        return decode(content)[0]
    except Unreadable as refusal:
        raise unreadable(refusal) from None


def table_in(text: str, names: Mapping[str, str]) -> tuple[Table, dict[str, int]]:
    """Return a table and where its columns stand, by name; `names`: by heading (`header_key`).

    Raises Refused, also for a column that is there twice. Lines are read as they are walked, which
    raises Unreadable.
    """
    try:
        table = table_of(text, names)
    except Unreadable as refusal:
        raise unreadable(refusal) from None
    places: dict[str, int] = {}
    for position, header in enumerate(table.header):
        name = names.get(header_key(header))
        if name in places:
            raise Refused(Fault("repeated_column", table.header_line, name))
        if name is not None:
            places[name] = position
    return table, places


def require_columns(table: Table, places: Mapping[str, int], names: Iterable[str]) -> None:
    """Raise Refused where columns of a table are missing."""
    missing = [name for name in names if name not in places]
    if missing:
        header = ", ".join(shown(name.strip(), 30) for name in table.header[:12])
        raise Refused(
            Fault(
                "missing_column",
                table.header_line,
                value=header,
                particulars={"missing": ", ".join(missing)},
            )
        )


def cells_of(cells: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    """Return the cells of a line by the name of their column, "" where the line is too short."""
    return {name: cells[at] if at < len(cells) else "" for name, at in places.items()}


def unreadable(refusal: Unreadable) -> Refused:
    """Return the refusal of a file that is no text, or no table."""
    problem = refusal.problem
    particulars = {"problem": problem.code, **problem.particulars}
    return Refused(Fault("unreadable", problem.line, particulars=particulars))


def json_of(text: str) -> Any:
    """Return what a JSON text says. Raises Refused with the line where it breaks off.

    A name that is twice in an object is refused: readers would differ on which one counts.
    """
    try:
        return json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise Refused(
            Fault("not_json", error.lineno, particulars={"column": error.colno})
        ) from None
    except (RecursionError, ValueError):
        # Nested too deep, or a number that no computer writes out.
        raise Refused(Fault("not_json", 1, particulars={"column": 1})) from None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        ((twice, _times),) = Counter(name for name, _value in pairs).most_common(1)
        raise Refused(Fault("repeated_name", place=shown(twice)))
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def impersonal(text: str, length: int) -> str:
    """Return a text on one line, shortened, without e-mail addresses and names of home folders."""
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    text = _HOME.sub(rf"\g<1>{HIDDEN}", _EMAIL.sub(HIDDEN, text))
    return text if len(text) <= length else f"{text[: length - 1]}{HIDDEN}"
