"""Published histories of organisms in which campaigns began: releases of three years."""

from datetime import date, timedelta

import numpy as np

from barometer.ledger.roll_outs import Campaign
from barometer.outlook.frozen import Point
from barometer.protection.bands import Total, band

PATH = "11111111-1111-4111-8111-111111111111"
MONTHS = 30
WAVES = (10, 13, 16, 19)


def days(count=MONTHS):
    return [date(2024 + month // 12, month % 12 + 1, 1) for month in range(count)]


def histories(seed, *, effect=0.0, organisms=60, begun=16, people=60, before=0.0):
    """Organisms of about `people`; in the first `begun`, by waves, a campaign moves a share.

    `effect`: of those left at its start, who pass within three months. `before`: by how much the
    monthly chance of passing is higher there all the time.
    """
    rng = np.random.default_rng(seed)
    starts = starts_of(begun)
    found = {}
    for organism in range(organisms):
        size = int(rng.integers(people // 2, people * 2))
        chance = rng.normal(0.03, 0.008)
        left, points = size, []
        for month, day in enumerate(days()):
            passed = size - left
            said = band(passed, size)
            passes = Total(size, said.low, said.high, said.middle)
            points.append(Point(day, passes, begun=month >= 2))
            if month < 2:
                continue
            monthly = max(chance * rng.uniform(0.7, 1.3), 0.0)
            if organism in starts:
                # A level that rises with the months, so that it isn't a constant of the organism.
                monthly += before * month / MONTHS
                begins = days().index(starts[organism].replace(day=1))
                if begins <= month < begins + 3:
                    monthly = 1 - (1 - monthly) * (1 - effect) ** (1 / 3)
            left -= int(rng.binomial(left, min(monthly, 0.9)))
        found[organism, PATH] = points
    return found


def starts_of(begun=16):
    """The day on which each organism began, some in each wave."""
    return {
        organism: days()[WAVES[organism % len(WAVES)]] + timedelta(days=organism % 3)
        for organism in range(begun)
    }


def campaigns(begun=16, *, words="Ateliers", path=PATH):
    return [
        Campaign(path=path, day=day, organisms=frozenset([organism]), fr=words)
        for organism, day in starts_of(begun).items()
    ]
