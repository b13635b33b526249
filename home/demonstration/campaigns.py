"""Campaigns of the simulated government: who begins when, and what they truly change. Pure.

A campaign on a path begins in some organisms, in waves. Of the people who are there and wouldn't
have passed within TAKES days, each passes within them with the chance that the campaign has, on a
day drawn evenly over operational time; what they would have done is cut short, never held back. So
of those who would not have passed after TAKES days or more, exactly that share has on average.

Workshops change something, reminders don't: both are drawn alike otherwise.
"""

from dataclasses import dataclass

import numpy as np

from .government import Government
from .seasons import Seasons

TAKES = 60
# Organisms that begin each, and in how many waves.
ORGANISMS, WAVES = 20, 4
# A path is open for so many days before the first wave; the last one leaves half a year, and some.
OPEN_BEFORE, LEFT_AFTER, BETWEEN = 150, 215, 35
# Where a campaign begins, the path has been open for so many days.
SETTLED = 90
# Where a path is too young for that, workshops begin so many days before the end.
LATE = (75, 30)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of campaign, and the share of those left whom it moves."""

    fr: str
    en: str
    share: float


WORKSHOPS = Kind("Ateliers dans les équipes", "Workshops in the teams", 0.45)
REMINDERS = Kind("Rappel par courriel", "Reminder by email", 0.0)
KINDS = (WORKSHOPS, REMINDERS)


@dataclass(frozen=True, slots=True)
class PlannedCampaign:
    """A campaign on a path: `starts` says on which day (its number) each organism begins.

    `share`: of those left, whom it moves.
    """

    kind: Kind
    share: float
    starts: dict[int, int]


def plan_campaigns(
    *,
    seed: int,
    place: int,
    launched: int,
    opened: np.ndarray,
    left_out: frozenset[int],
    participation: float,
    government: Government,
    seasons: Seasons,
) -> tuple[PlannedCampaign, ...]:
    """Return the campaigns on the path number `place`; no organism has two.

    `opened`: the day on which each organism opens the path. Those that are `left_out`, and those
    whose people move, begin none. `participation` multiplies whom a kind moves.
    """
    rng = np.random.default_rng([seed, 8, place])
    last = seasons.days - LEFT_AFTER
    first = max(launched + OPEN_BEFORE, last - BETWEEN * (WAVES - 1))
    if first <= last:
        kinds: tuple[Kind, ...] = KINDS
        waves = np.linspace(first, last, WAVES)
    else:
        kinds = KINDS[:1]
        waves = np.linspace(seasons.days - LATE[0], seasons.days - LATE[1], WAVES)
    days = sorted({int(day) for day in waves})
    never = left_out | government.changes.organisms | {government.showcase}
    able = [
        number
        for number in range(len(government.organisms))
        if opened[number] < days[0] - SETTLED and number not in never
    ]
    # The largest ones: where few people learn, little is published and no effect could be seen.
    able.sort(key=lambda number: (-government.organisms[number].accounts, number))
    chosen = rng.permutation(able[: ORGANISMS * len(kinds)])
    planned = []
    for number, kind in enumerate(kinds):
        own = chosen[number * ORGANISMS : (number + 1) * ORGANISMS]
        starts = {int(organism): days[turn % len(days)] for turn, organism in enumerate(own)}
        if starts:
            planned.append(PlannedCampaign(kind, kind.share * participation, starts))
    return tuple(planned)


def moved_shares(
    campaigns: tuple[PlannedCampaign, ...], organisms: np.ndarray, day: int, seasons: Seasons
) -> np.ndarray:
    """Return which share of those left the campaigns have moved before `day`, by organism."""
    shares = np.zeros(len(organisms))
    for campaign in campaigns:
        begun = np.array([campaign.starts.get(int(one), seasons.days) for one in organisms])
        ends = np.minimum(begun + TAKES, len(seasons.activity))
        since, whole = (
            seasons.elapsed[np.clip(upper, begun, ends)] - seasons.elapsed[begun]
            for upper in (np.full(len(organisms), day), ends)
        )
        # A campaign that never begins has moved nobody.
        come = np.where(whole > 0, since / np.where(whole > 0, whole, 1), 0.0)
        shares += campaign.share * np.where(begun < seasons.days, come, 0.0)
    return shares


def move(
    campaigns: tuple[PlannedCampaign, ...],
    passes: np.ndarray,
    *,
    seed: int,
    place: int,
    organism: np.ndarray,
    starts: np.ndarray,
    seasons: Seasons,
) -> np.ndarray:
    """Return the day on which each person passes, with the campaigns.

    `passes`: without them. `organism`: of each person, -1 for those who are in several. Who arrives
    after the start isn't moved.
    """
    rng = np.random.default_rng([seed, 9, place])
    draws = rng.random((2, len(passes)))
    moved = passes.copy()
    for campaign in campaigns:
        for number, day in campaign.starts.items():
            there = (organism == number) & (starts <= day) & (draws[0] < campaign.share)
            begun, ends = seasons.elapsed[day], seasons.elapsed[day + TAKES]
            on = np.maximum(seasons.day_when(begun + draws[1] * (ends - begun)), day)
            moved = np.where(there, np.minimum(moved, on), moved)
    return moved
