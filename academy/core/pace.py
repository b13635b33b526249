"""How many requests a client makes in a minute. Pure: the time is passed in."""

from math import ceil
from mmap import mmap
from threading import Lock

MINUTE = 60.0
# A billionth of a minute: sums of fractions don't come out even.
_ROUNDING = MINUTE * 1e-9
# Clients whose numbers differ by a multiple of this share a bucket. Memory is taken for the ones
# that ask alone, a page for each 512 numbers.
BUCKETS = 1024 * 1024


class Pace:
    """A bucket of tokens for each client: a minute's worth at most, refilled evenly.

    One number tells how full a bucket is: the moment at which it will be full again. It stands in
    memory that the processes share which are forked later, so that they count together.

    No process waits for another: a lock would be kept by one that is killed, and held for
    milliseconds by one that another thread interrupts. Of two requests counted within the same
    millionth of a second one may therefore go uncounted; none is ever counted twice.
    """

    def __init__(self) -> None:
        # Anonymous: there is no file that somebody cuts or a full disk breaks.
        self._full_at = memoryview(mmap(-1, 8 * BUCKETS)).cast("d")
        self._lock = Lock()

    def wait(self, client: int, per_minute: int, *, now: float) -> int:
        """Take a token for `client` and return 0, or return after how many seconds one is there.

        `per_minute` 0: no limit. `now` is a monotonic time in seconds, the same in all processes.
        """
        if per_minute <= 0:
            return 0
        number = client % BUCKETS
        # Among the threads of this process.
        with self._lock:
            full_at = max(self._full_at[number], now) + MINUTE / per_minute
            too_soon = full_at - now - MINUTE
            if too_soon > _ROUNDING:
                return ceil(too_soon)
            self._full_at[number] = full_at
            return 0
