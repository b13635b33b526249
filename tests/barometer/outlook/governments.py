"""Published histories of organisms that learn, without a database: releases of two years."""

from datetime import date

import numpy as np

from barometer.outlook.frozen import Point
from barometer.protection.bands import band, total
from tests.barometer.worlds import live

PATH = "11111111-1111-4111-8111-111111111111"


def days(count=25):
    return [date(2024 + month // 12, month % 12 + 1, 1) for month in range(count)]


def history(people, seed=1, *, months=24, kind="ceiling", waits=2):
    """What monthly releases say of one group; nobody begins in the first `waits` releases."""
    life = live(kind, people, np.random.default_rng(seed))
    points = []
    for month, day in enumerate(days(months)):
        week = round((month - waits) * 4.35)
        passed = int(life.passed[week]) if week >= 0 else 0
        said = band(passed, people)
        points.append(Point(day, total([said]), begun=week >= 0))
    return points


def government(organisms=24, *, months=24):
    sizes = (40, 80, 150, 300, 700)
    return {
        ("organism", number, PATH): history(
            sizes[number % len(sizes)], seed=number, months=months, kind="bass"
        )
        for number in range(organisms)
    }
