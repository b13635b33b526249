"""The whole demonstration before anything is written: one seed, one end date, one size. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from random import Random
from uuid import UUID

from .diffusion import Outcome, Spread, draw_outcomes, draw_spreads
from .government import Government, build_government
from .journeys import PathModel, Walker, Way, walk
from .population import People, build_people
from .seasons import Seasons, two_years_before
from .vocabulary import FIRST_NAMES, LAST_NAMES

LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Size:
    """The parameters that decide everything.

    `until` is the day after the last one; `learners` counts everyone who ever had a post, those
    who have left included. `joined` is the share of organisms that have joined the academy at all,
    `participation` multiplies every ceiling: both decide how many statements there are.
    """

    seed: int
    until: date
    learners: int
    time_zone: str
    joined: float = 1.0
    participation: float = 1.0


@dataclass(frozen=True)
class Plan:
    """What a demonstration of this size is made of."""

    size: Size
    paths: tuple[PathModel, ...]

    @cached_property
    def seasons(self) -> Seasons:
        """The days of the demonstration."""
        until = self.size.until
        return Seasons(two_years_before(until), until, self.size.time_zone)

    @cached_property
    def government(self) -> Government:
        """The tree."""
        return build_government(
            seed=self.size.seed,
            accounts=self.size.learners,
            first_day=self.seasons.first_day,
            until=self.size.until,
        )

    @cached_property
    def people(self) -> People:
        """Everyone."""
        return build_people(seed=self.size.seed, government=self.government, seasons=self.seasons)

    @cached_property
    def spreads(self) -> list[Spread]:
        """The process of each path."""
        return draw_spreads(
            seed=self.size.seed,
            government=self.government,
            seasons=self.seasons,
            paths=len(self.paths),
            joined=self.size.joined,
            participation=self.size.participation,
        )

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """What becomes of each person in each path."""
        return [
            draw_outcomes(
                seed=self.size.seed,
                place=place,
                spread=spread,
                people=self.people,
                government=self.government,
                seasons=self.seasons,
            )
            for place, spread in enumerate(self.spreads)
        ]

    def public_id(self, person: int) -> UUID:
        """Return the identifier that the record store knows a person by."""
        return UUID(bytes=self.people.identity[person].tobytes(), version=4)

    def name(self, person: int) -> tuple[str, str]:
        """Return the first and the last name of a person."""
        people = self.people
        return (
            FIRST_NAMES[people.first_name[person] % len(FIRST_NAMES)],
            LAST_NAMES[people.last_name[person] % len(LAST_NAMES)],
        )

    def language(self, person: int) -> str:
        """Return the language of a person."""
        return LANGUAGES[self.people.language[person]]

    def ways(self, person: int) -> Iterator[tuple[int, Way]]:
        """Return the ways of a person, each with the place of its path."""
        people, days = self.people, self.seasons.days
        for place, outcome in enumerate(self.outcomes):
            start = int(outcome.start[person])
            if start >= days:
                continue
            walker = Walker(
                ability=float(people.ability[person]),
                start=start,
                passes=int(outcome.passes[person]),
                ends=int(people.ends[person]),
                sees_all=bool(outcome.sees_all[person]),
            )
            # A stream of chance for each way: one path more changes nothing in the others.
            identity = people.identity[person].tobytes().hex()
            rng = Random(f"{self.size.seed}/{identity}/{place}")  # noqa: S311 - no secret
            way = walk(self.paths[place], walker, self.seasons, rng)
            if way is not None:
                yield place, way
