"""When to raise an alarm about a target, and when to call it off. Pure."""

from collections.abc import Sequence

# An alarm is raised when the target will be missed with this probability, and called off when
# reaching it has become more likely than not: in between nothing changes, so that it doesn't
# come and go with every release.
SURE, EVEN = 0.8, 0.5
FALLS_SHORT, ON_TRACK = "falls_short", "on_track"


def alert(chances: Sequence[float], sure: float = SURE) -> str | None:
    """Return what is new since the last release: FALLS_SHORT, ON_TRACK or None.

    `chances`: the probability, in each release, the oldest first, of reaching the target by its
    date. It is the forecast that raises the alarm, long before the share itself is late.
    """
    states = [False]
    for one in chances:
        states.append(one <= 1 - sure + 1e-9 or (states[-1] and one <= EVEN))
    if len(states) < 2 or states[-1] == states[-2]:
        return None
    return FALLS_SHORT if states[-1] else ON_TRACK
