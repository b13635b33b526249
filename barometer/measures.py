"""Measures: what the figures mean. Pure: DataFrame in, DataFrame out.

Every share has a denominator: the headcount of human resources on the day, people without an
account included. A share over accounts alone would rise when nobody learns and accounts close.
"""

from collections.abc import Collection, Hashable, Sequence

import numpy as np
import pandas as pd

MEASURES = ("reached", "started", "completed", "passed")


def with_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` with a column `<measure>_share` for each measure.

    `frame` has a column for each of MEASURES (people present who have taken the step) and
    `people` (headcount). A share is the count over the headcount, 0 to 1; it is missing where no
    headcount is known, and 1 where more people took the step than human resources counted (a
    headcount that is late), never more.
    """
    shares = frame.copy()
    people = shares["people"].where(shares["people"] > 0)
    for measure in MEASURES:
        shares[f"{measure}_share"] = (shares[measure] / people).clip(upper=1.0)
    return shares


def running_totals(
    frame: pd.DataFrame,
    months: pd.DatetimeIndex,
    counted: Sequence[Collection[Hashable]] | None = None,
) -> pd.DataFrame:
    """Return, for each of `months`, the people present at its end who have taken each step.

    `frame` has a row for a month (column `month`, its first day) and a place (column `place`) with
    the change during it. What happened before the first month counts in it; months without a
    change keep the count. `counted` has the places to count at the end of each month; all of them
    where it isn't given.
    """
    totals = pd.DataFrame({"month": months}).assign(**dict.fromkeys(MEASURES, 0))
    if frame.empty:
        return totals
    places = pd.Index(frame["place"].unique())
    within = [
        [counted is None or place in counted[row] for place in places] for row in range(len(months))
    ]
    mask = np.array(within, dtype="int64").reshape(len(months), len(places))
    changes = frame.groupby(["month", "place"])[list(MEASURES)].sum().unstack("place", fill_value=0)
    before = changes[changes.index < months[0]].sum()
    running = changes.reindex(months, fill_value=0).cumsum() + before
    for measure in MEASURES:
        of_places = running[measure].reindex(columns=places).to_numpy(dtype="int64")
        totals[measure] = (of_places * mask).sum(axis=1)
    return totals


def long_form(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return one row for each of `keys` and each measure: columns `measure`, `count`, `share`."""
    parts = [
        frame[[*keys, "people"]].assign(
            measure=measure, count=frame[measure], share=frame[f"{measure}_share"]
        )
        for measure in MEASURES
    ]
    return pd.concat(parts, ignore_index=True)
