"""Measuring one thing many times."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext


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
    act: Callable[[], object],
    *,
    before: Callable[[], object] = lambda: None,
    times: int = 60,
    warm: int = 5,
    cpu_goal: float | None = None,
    median_goal: float | None = None,
) -> Measure:
    """Run `act` and return what it cost, without what `before` each run costs.

    Queries are counted in a run of their own, since counting them has a cost too. CPU is a mean
    over all runs.
    """
    for _time in range(warm):
        before()
        act()
    walls, cpu_total = [], 0.0
    for _time in range(times):
        before()
        cpu_start, start = time.process_time(), time.perf_counter()
        act()
        walls.append((time.perf_counter() - start) * 1000)
        cpu_total += time.process_time() - cpu_start
    cpu = cpu_total * 1000 / times
    before()
    with CaptureQueriesContext(connection) as queries:
        act()
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
        queries=len(queries),
        goal=", ".join(words for words, _met in goals),
        is_met=all(met for _words, met in goals) if goals else None,
    )
