"""Measuring one thing many times."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """What a request cost. Milliseconds; `cpu` is of this process alone."""

    name: str
    cpu: float
    median: float
    p95: float
    queries: int
    goal: str = ""
    is_met: bool | None = None


def measure(
    name: str,
    act: Callable[[], int],
    *,
    times: int = 60,
    warm: int = 5,
    cpu_goal: float | None = None,
    median_goal: float | None = None,
) -> Measure:
    """Run `act` (which returns its number of queries) and return what it cost.

    CPU is a mean over all runs: its clock is too coarse for single ones.
    """
    for _time in range(warm):
        queries = act()
    walls = []
    cpu_start = time.process_time()
    for _time in range(times):
        start = time.perf_counter()
        queries = act()
        walls.append((time.perf_counter() - start) * 1000)
    cpu = (time.process_time() - cpu_start) * 1000 / times
    median = statistics.median(walls)
    goals = []
    if cpu_goal is not None:
        goals.append((f"CPU ≤ {cpu_goal:g} ms", cpu <= cpu_goal))
    if median_goal is not None:
        goals.append((f"median ≤ {median_goal:g} ms", median <= median_goal))
    return Measure(
        name=name,
        cpu=cpu,
        median=median,
        p95=statistics.quantiles(walls, n=20)[-1],
        queries=queries,
        goal=", ".join(words for words, _met in goals),
        is_met=all(met for _words, met in goals) if goals else None,
    )
