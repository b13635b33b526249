"""How long clients wait for what they ask, one after the other."""

import json
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from .load import Client
from .samples import (
    COURSES,
    HOME,
    LEARNERS,
    LESSONS,
    course_iri,
    learner_name,
    question_iri,
    registration,
)

PAGE = 100


@dataclass(frozen=True, slots=True)
class Wait:
    """Milliseconds; `goal` is for the 95th percentile."""

    name: str
    median: float
    p95: float
    goal: float | None


def measure(client: Client, *, times: int = 200) -> list[Wait]:
    """Ask each kind of question `times` times, never the same one twice."""
    chance = random.Random(5)
    newest = json.loads(client.get(limit=500)[1])["statements"]
    if len(newest) < 100:
        raise RuntimeError("The store is nearly empty: there is nothing to measure.")
    since = datetime.now(UTC) - timedelta(hours=6)

    def learner() -> int:
        return chance.randrange(LEARNERS)

    def course() -> int:
        return int(COURSES * chance.random() ** 2)

    def agent() -> dict[str, str | int]:
        account = {"homePage": HOME, "name": learner_name(learner())}
        return {"agent": json.dumps({"account": account}), "limit": PAGE}

    answered = "http://adlnet.gov/expapi/verbs/answered"
    asks: list[tuple[str, float | None, Callable[[], dict[str, str | int]]]] = [
        ("by id", 3, lambda: {"statementId": chance.choice(newest)["id"]}),
        ("by agent", 8, agent),
        (
            "by registration",
            8,
            lambda: {"registration": registration(learner(), course()), "limit": PAGE},
        ),
        (
            "by verb and activity",
            20,
            lambda: {
                "verb": answered,
                "activity": question_iri(course(), chance.randrange(LESSONS), 0),
                "limit": PAGE,
            },
        ),
        (
            "by verb and related activity",
            20,
            lambda: {
                "verb": answered,
                "activity": course_iri(course()),
                "related_activities": "true",
                "limit": PAGE,
            },
        ),
        (
            "since, ascending",
            None,
            lambda: {
                "since": (since + timedelta(seconds=chance.randrange(3600))).isoformat(),
                "ascending": "true",
                "limit": PAGE,
            },
        ),
    ]
    waits = []
    for name, goal, ask in asks:
        took = []
        for _ in range(times):
            asked = ask()
            start = time.perf_counter()
            status, _body = client.get(**asked)
            took.append((time.perf_counter() - start) * 1000)
            if status != 200:
                raise RuntimeError(f"{name}: {status}")
        waits.append(
            Wait(name, statistics.median(took), statistics.quantiles(took, n=20)[-1], goal)
        )
    waits.append(_walk(client))
    return waits


def _walk(client: Client, pages: int = 30) -> Wait:
    """Follow `more` through many pages."""
    took = []
    asked: dict[str, str | int] = {"limit": PAGE}
    for _ in range(pages):
        start = time.perf_counter()
        _status, body = client.get(**asked)
        took.append((time.perf_counter() - start) * 1000)
        more = json.loads(body)["more"]
        if not more:
            break
        asked = client.parameters_of(more)
    return Wait(
        "a page of more", statistics.median(took), statistics.quantiles(took, n=20)[-1], None
    )
