"""Waiting until those who follow the store have taken in what was stored.

python -m tests.bench.records.readers [SECONDS] waits that long at most, and says what came of it;
the bench runs it on the database it fills, before it measures how long reading takes.
"""

import os
import sys
import time
from collections.abc import Callable

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "academy.settings.dev")
    django.setup()

from academy.lrs.models import ReaderPosition, Statement
from academy.lrs.subscribers import Mode, readers

# Seconds: at most, and between two looks.
LIMIT = 900.0
_PAUSE = 0.5


def behind() -> int:
    """Return how far (in `seq`) the slowest reader is behind the last statement."""
    last = Statement.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    positions = dict(ReaderPosition.objects.values_list("name", "seq"))
    return max((last - positions.get(one.name, 0) for one in readers(Mode.CURSOR)), default=0)


def wait(
    *,
    limit: float,
    look: Callable[[], int] = behind,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> str:
    """Wait until `look` finds nobody behind, `limit` seconds at most; return the sentence on it."""
    start = clock()
    while missing := look():
        if clock() - start >= limit:
            return (
                f"The readers are still {missing:,} statements behind after {limit:,.0f} s: what"
                " follows is measured while they catch up."
            )
        pause(_PAUSE)
    return f"The readers had caught up after {clock() - start:,.0f} s."


if __name__ == "__main__":
    print(wait(limit=float(sys.argv[1]) if len(sys.argv) > 1 else LIMIT), flush=True)
