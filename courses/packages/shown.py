"""The table of contents of an attempt, as its page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from courses.models import Completion, PackageAttempt, Success

from .attempts import standings_of
from .scorm.rollup import Standing, is_open


@dataclass(frozen=True, slots=True)
class PartShown:
    """A line of the table of contents; `is_heading`: it opens nothing. `waits`: other parts come
    first."""

    id: str
    title: str
    depth: int
    is_heading: bool
    waits: bool
    is_done: bool
    is_failed: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """The lines, and the parts before and after the one that is opened, None where there is none
    that may be opened."""

    lines: tuple[PartShown, ...]
    previous: PartShown | None
    next: PartShown | None

    @property
    def has_several(self) -> bool:
        """Whether there is something to choose from."""
        return sum(not line.is_heading for line in self.lines) > 1


def title_in(item: Mapping[str, Any], language: str) -> str:
    """Return the title of a part in a language, where its package has it in several."""
    titles: Mapping[str, str] = item.get("titles") or {}
    near = (text for code, text in titles.items() if code.partition("-")[0] == language)
    found: str = titles.get(language) or next(near, "") or item["title"]
    return found


def contents_of(attempt: PackageAttempt, item: str, *, once_done: bool = False) -> Contents:
    """Return the table of contents of `attempt`, in which the part `item` is opened; `once_done`:
    as it will be when that is done. One query."""
    parts = {row.item: row for row in attempt.parts.all()}
    standings = standings_of(parts)
    if once_done:
        standings[item] = Standing(Completion.COMPLETED)
    lines = []
    for one in attempt.version.manifest["items"]:
        if not one["is_visible"]:
            continue
        row = parts.get(one["id"])
        lines.append(
            PartShown(
                id=one["id"],
                title=title_in(one, attempt.language),
                depth=min(one["depth"], 4),
                is_heading=not one["launch"],
                waits=bool(one["launch"]) and not is_open(one, standings),
                is_done=row is not None and row.completion == Completion.COMPLETED,
                is_failed=row is not None and row.success == Success.FAILED,
            )
        )
    opened = [line for line in lines if not line.is_heading]
    place = next((at for at, line in enumerate(opened) if line.id == item), None)
    before = opened[place - 1] if place else None
    after = opened[place + 1] if place is not None and place + 1 < len(opened) else None
    return Contents(
        tuple(lines),
        before if before and not before.waits else None,
        after if after and not after.waits else None,
    )


def ways_from(attempt: PackageAttempt, item: str) -> dict[str, Any]:
    """Return whereto the part `item` may ask to be left, as its page tells it."""
    contents = contents_of(attempt, item, once_done=True)
    return {
        "open": [line.id for line in contents.lines if not (line.is_heading or line.waits)],
        "next": contents.next is not None,
        "previous": contents.previous is not None,
    }
