"""Timestamps and durations of ISO 8601."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from .errors import Invalid, shown

# Data 4.5 and RFC 3339: a date and a time. 1.0.3 knows both forms of ISO 8601, extended and basic,
# and lets the zone be absent (SHOULD); then it is taken as UTC. RFC 3339 and Data 4.5's tests
# refuse a negative zero offset.
_usual = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3}|\.\d{6})?Z", re.ASCII)
_extended = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?"
    r"([Zz]|[+-]\d\d(?::?\d\d)?)?",
    re.ASCII,
)
_basic = re.compile(
    r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(?:(\d\d)(?:[.,](\d{1,12}))?)?([Zz]|[+-]\d\d(?:\d\d)?)?",
    re.ASCII,
)
# Data 4.6: ISO 8601:2004 4.4.3.2; weeks stand alone; only the smallest part may have a fraction.
_duration = re.compile(
    r"P(?:(?P<weeks>\d+(?:[.,]\d+)?)W"
    r"|(?=[\dT])(?:\d+(?:[.,]\d+(?=Y$))?Y)?(?:\d+(?:[.,]\d+(?=M$))?M)?(?:\d+(?:[.,]\d+(?=D$))?D)?"
    r"(?:T(?=\d)(?:\d+(?:[.,]\d+(?=H$))?H)?(?:\d+(?:[.,]\d+(?=M$))?M)?(?:\d+(?:[.,]\d+)?S)?)?)",
    re.ASCII,
)
_seconds = re.compile(r"(\d+)[.,](\d+)S$", re.ASCII)
LONGEST_DURATION = 200


@lru_cache(maxsize=1_000)
def parse_timestamp(text: str) -> datetime | None:
    """Return the instant (UTC) that `text` stands for, to the microsecond; None if it is none.

    Remembered for a moment, since what is validated is needed again when it is stored.
    """
    if _usual.fullmatch(text) is not None:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    match = _extended.fullmatch(text)
    if match is not None:
        day, minute, second, fraction, zone = match.groups()
    else:
        match = _basic.fullmatch(text)
        if match is None:
            return None
        year, month, date, hour, mins, second, fraction, zone = match.groups()
        day, minute = f"{year}-{month}-{date}", f"{hour}:{mins}"
    if zone is None or zone in ("Z", "z"):
        zone = "+00:00"
    elif zone[0] == "-" and not zone.strip("-0:"):
        return None
    # A leap second is told as the last instant before it.
    if second == "60":
        second, fraction = "59", "999999"
    micros = (fraction or "0")[:6].ljust(6, "0")
    try:
        moment = datetime.fromisoformat(f"{day}T{minute}:{second or '00'}.{micros}{zone}")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def require_timestamp(value: Any, place: str) -> datetime:
    """Return the instant of `value`, or refuse it. Data 2.4.7, 4.5."""
    moment = parse_timestamp(value) if type(value) is str else None
    if moment is None:
        reason = f"must be an ISO 8601 date and time, not {shown(value)}"
        raise Invalid(place, reason)
    return moment


def format_timestamp(moment: datetime) -> str:
    """Return `moment` (aware) in UTC, always to the microsecond. Data 4.5: at least to the ms."""
    moment = moment.astimezone(UTC)
    return f"{moment.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def require_duration(value: Any, place: str) -> None:
    """Refuse what isn't an ISO 8601 duration. Data 2.4.5, 4.6."""
    if (
        type(value) is not str
        or len(value) > LONGEST_DURATION
        or _duration.fullmatch(value) is None
        or value == "P"
    ):
        raise Invalid(place, f"must be an ISO 8601 duration such as PT4M30S, not {shown(value)}")


def comparable_duration(text: str) -> str:
    """Return `text` without the part that a comparison leaves out.

    Data 2.3.1: a duration is compared as a string; Data 4.6: what goes beyond 0.01 s is left out.
    """
    match = _seconds.search(text)
    if match is None:
        return text
    seconds = Decimal(f"{match[1]}.{match[2][:2]}").normalize()
    return f"{text[: match.start()]}{seconds:f}S"
