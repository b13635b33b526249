"""The learning paths that a home page puts forward."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from courses.models import Level
from courses.queries import live_paths, minutes_of

WHEN_NONE_IS_CHOSEN = 3


@dataclass(frozen=True, slots=True)
class Featured:
    """A path as its card shows it, in the language of the page or else in one it has."""

    title: str
    summary: str
    url: str
    language: str
    theme: str
    level: str
    minutes: int
    least_minutes: int
    courses: int


def featured(keys: Sequence[UUID], language: str) -> list[Featured]:
    """Return the live paths of `keys` in that order, or the first of the catalogue without keys."""
    paths = live_paths()
    if keys:
        by_key = {path.key: path for path in paths}
        paths = [by_key[key] for key in keys if key in by_key]
    else:
        paths = paths[:WHEN_NONE_IS_CHOSEN]
    shown = []
    for path in paths:
        code = language if language in path.texts else next(iter(path.texts))
        text = path.texts[code]
        shown.append(
            Featured(
                title=text["title"],
                summary=text["summary"],
                url=text["url"],
                language=code,
                theme=path.theme.name,
                level=str(Level(path.level).label),
                minutes=path.minutes,
                least_minutes=minutes_of(path)[0],
                courses=len(path.outline["courses"]),
            )
        )
    return shown
