"""The day of a moment where the administration works, for many moments at once. Pure."""

from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

import numpy as np

Moments = Any
"""An array of numpy, datetime64[us], in UTC without saying so; what isn't a time stays that."""


def local_days(moments: Moments, zone: tzinfo) -> Any:
    """Return the days of `moments` where the zone is `zone`, as datetime64[D].

    A day lasts from its first midnight there, as datetime knows it, until the next day begins.
    That is worked out for the days around, of which there are few, and looked up for each moment.
    """
    is_known = ~np.isnat(moments)
    known = moments[is_known]
    in_utc = np.unique(known.astype("datetime64[D]"))
    around = np.concatenate([in_utc - 1, in_utc, in_utc + 1])
    days = np.unique(around.clip(np.datetime64(date.min), np.datetime64(date.max)))
    begins = np.array([_beginning(day, zone) for day in days.tolist()], "datetime64[us]")
    found = np.full(len(moments), "NaT", "datetime64[D]")
    found[is_known] = days[np.searchsorted(begins, known, side="right") - 1]
    return found


def _beginning(day: date, zone: tzinfo) -> datetime:
    """Return when a day begins, in UTC without saying so; nothing is before the first of all."""
    if day == date.min:
        return datetime.min
    return datetime.combine(day, time(), zone).astimezone(UTC).replace(tzinfo=None)
