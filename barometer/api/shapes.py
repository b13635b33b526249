"""What answers look like. Pure: the OpenAPI document is made of these same types."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from academy.core.api.shapes import Problem

PlaceLevel = Literal["organism", "portfolio", "government"]
LineOf = Literal["unit", "organism", "portfolio"]


class Release(Struct):
    """A release: what the barometer says from its day on. It never changes."""

    day: date
    made_at: datetime
    as_of: Annotated[datetime, Meta(description="What had happened by then is counted.")]
    method: Annotated[str, Meta(description="The version of the protection of persons.")]
    sha256: Annotated[str, Meta(description="Of the release's document.", pattern="^[0-9a-f]{64}$")]


class Freshness(Struct):
    """Whether the newest release is what it should be. A release that is late is right for its day.

    It stands here and in no figures: those are the same bytes as long as their release is.
    """

    day: Annotated[date | None, Meta(description="Of the data; null where nothing is published.")]
    is_late: Annotated[bool, Meta(description="Whether one of the three follows.")]
    late_since: Annotated[
        date | None, Meta(description="The day of the first release that is due and not there.")
    ]
    behind_since: Annotated[
        datetime | None,
        Meta(description="What was recorded from then on waits too long to be counted."),
    ]
    failing_since: Annotated[
        datetime | None,
        Meta(description="Since then, a record can't be counted until somebody repairs it."),
    ]
    next_day: Annotated[date, Meta(description="The day of the next release.")]


class Releases(Struct):
    """Every release, the newest first, and how fresh that one is."""

    releases: list[Release]
    freshness: Freshness


class Organism(Struct):
    """An organism whose figures may be read."""

    code: str
    name: str
    figures: Annotated[str, Meta(description="The address of its figures.")]


class Organisms(Struct):
    """The organisms that whoever asks may see today."""

    organisms: list[Organism]


class Figure(Struct):
    """How many people have taken a step: between two numbers of the people counted."""

    people: Annotated[
        int,
        Meta(
            description="As many as human resources count there, or as are on the published roster "
            "where these are more."
        ),
    ]
    low: Annotated[int, Meta(description="At least so many.")]
    high: Annotated[int, Meta(description="At most so many.")]
    share: Annotated[
        float | None,
        Meta(
            description="The number to expect between the two, as a share of the people; null "
            "where anything is possible."
        ),
    ]


class Steps(Struct):
    """The four steps of a path; each implies those before it."""

    reached: Figure
    started: Figure
    completed: Figure
    passed: Figure


class Line(Struct):
    """A part of the place; small groups are counted together and share a line."""

    label: str
    steps: Steps | None


class Moment(Struct):
    """What an earlier release said, made by the same method."""

    day: date
    steps: Steps


class Doubts(Struct):
    """Questions by which the path is passed and which their answers make doubtful, as long as
    nobody has decided about them. What `passed` says rests on them in part; the other steps don't.

    Known today, whatever the release: it is no part of one.
    """

    doubtful: Annotated[int, Meta(description="How many.", ge=1)]
    of: Annotated[int, Meta(description="Of so many questions.", ge=1)]
    is_most: Annotated[
        bool,
        Meta(description="Whether tests draw some of them: each person meets so many at most."),
    ]
    says: Annotated[str, Meta(description="The same in a sentence, as pages have it.")]


class PathFigures(Struct):
    """What is published of one learning path."""

    key: UUID
    title: str
    doubts: Annotated[Doubts | None, Meta(description="null where no question is in doubt.")]
    total: Annotated[Steps | None, Meta(description="null where nothing is published.")]
    lines: list[Line]
    over_time: Annotated[list[Moment], Meta(description="The oldest first, this release last.")]


class Place(Struct):
    """What the figures are about. `code` is null for the government."""

    level: PlaceLevel
    code: str | None
    name: str


class Figures(Struct):
    """What one release says of a place, path by path."""

    place: Place
    release: Release
    language: Literal["fr", "en"]
    smallest_group: Annotated[int, Meta(description="No figure is about fewer people.")]
    lines_of: Annotated[LineOf, Meta(description="What a line is.")]
    is_merged: Annotated[bool, Meta(description="Whether some lines stand for several places.")]
    leaves_out: Annotated[
        bool, Meta(description="Whether some places are too small to be in any line or total.")
    ]
    paths: list[PathFigures]


ALL = (Releases, Release, Organisms, Figures, Problem)
