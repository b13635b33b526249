"""What a ledger may say, and how it is read. Pure, and quick to load."""

from collections.abc import Mapping
from typing import Any

from barometer.forecasting.campaigns import NextEffect

LEDGER_VERSION = "ledger-1"

# What is said of a campaign. An effect that was seen and one that wasn't are both measured.
SEEN, NONE = "seen", "none"
# Not to be believed: the organisms were already going different ways before.
APART = "apart"
# Not measured: it began less than half a year ago, in too few organisms, in organisms of which too
# little is published before, where another campaign followed within half a year, or everywhere so
# that nobody is left to be compared.
EARLY, FEW, UNKNOWN, MIXED, ALONE = "early", "few", "unknown", "mixed", "alone"
MEASURED = (SEEN, NONE)

# An effect is measured between five and six months after the start.
WEEKS = 24


def law_of(said: Mapping[str, Any] | None) -> NextEffect | None:
    """Return the law of the next effect that a ledger holds; None where past ones are too few."""
    if not said or "mean" not in said["next"]:
        return None
    law = said["next"]
    return NextEffect(law["mean"], law["spread"], law["between"], law["freedom"])
