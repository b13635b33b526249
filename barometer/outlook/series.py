"""From what releases say of a place and a path to a curve that can be forecast. Pure.

Releases are weeks or months apart, and say between which two numbers the passes lie. So a curve has
one period for each release, as long as the time since the one before (`Curve.ends`): how many
passed between the two is known, not when. The expected number stands for the band, and all shares
are taken of the people of the newest release, whom the forecast is about.
"""

from collections.abc import Sequence

import numpy as np

from barometer.forecasting.curves import Curve

from .frozen import Point

# Where the first release finds a path begun, it began about a month before.
USUAL_DAYS = 30
# A curve teaches others once it is a year old and nearly flat: in the last quarter at most this
# part of all its passes came.
FINISHED_WEEKS, LAST_WEEKS, STILL_COMING = 52, 13, 0.08


def curve_of(history: Sequence[Point]) -> Curve | None:
    """Return the curve that `history` (the oldest first) shows; None where nobody has begun.

    A share that fell (trained people left, or less was expected of a band) is read as if it
    had never been above what came after: the curve ends at the share of today.
    """
    points = [point for point in history if point.passed.people]
    first = next((place for place, point in enumerate(points) if point.begun), None)
    if first is None or points[-1].says_nothing:
        return None
    seen = points[first:]
    begun = points[first - 1].day.toordinal() if first else seen[0].day.toordinal() - USUAL_DAYS
    people = seen[-1].passed.people
    shares = np.array([point.share for point in seen])
    shares = np.minimum.accumulate(shares[::-1])[::-1]
    passed = np.floor(shares * people + 0.5).astype("int64")
    before = np.concatenate([[0], passed[:-1]])
    return Curve(
        new=passed - before,
        at_risk=people - before,
        people=people,
        passed=int(passed[-1]),
        ends=np.array([(point.day.toordinal() - begun) / 7 for point in seen]),
    )


def is_finished(curve: Curve) -> bool:
    """Tell whether a curve has nearly ended, so that it teaches about others."""
    if curve.weeks < FINISHED_WEEKS or not curve.passed:
        return False
    late = curve.times[1:] > curve.weeks - LAST_WEEKS
    return bool(curve.new[late].sum() <= STILL_COMING * curve.passed)
