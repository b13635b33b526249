"""Measures: what the figures mean. Pure: DataFrame in, DataFrame out.

Every share has a denominator: the headcount of human resources on the day, people without an
account included. A share over accounts alone would rise when nobody learns and accounts close.
"""

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


def running_totals(frame: pd.DataFrame, months: pd.DatetimeIndex) -> pd.DataFrame:
    """Return, for each of `months`, the people present at its end who have taken each step.

    `frame` has a row a month (column `month`, its first day) with the change during it. What
    happened before the first month counts in it; months without a change keep the count.
    """
    changes = frame.groupby("month")[list(MEASURES)].sum().sort_index()
    before = changes[changes.index < months[0]].sum()
    totals = changes.reindex(months, fill_value=0).cumsum() + before
    return totals.rename_axis("month").reset_index()


def long_form(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return one row for each of `keys` and each measure: columns `measure`, `count`, `share`."""
    parts = [
        frame[[*keys, "people"]].assign(
            measure=measure, count=frame[measure], share=frame[f"{measure}_share"]
        )
        for measure in MEASURES
    ]
    return pd.concat(parts, ignore_index=True)
