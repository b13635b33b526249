"""What facts must be, worked out the slow way from all statements."""

from datetime import date, timedelta
from uuid import UUID

from django.utils.timezone import localdate

from barometer.measures.validity import Validity, valid_until

from .histories import COMPLETED, FAILED, INITIALIZED, PASSED, REGISTERED, WAIVED

PATHS = [UUID(int=1), UUID(int=2)]
# A pass of the first path holds for a month, for two since March; of the second for ever.
VALIDITY = [Validity(date(2024, 1, 1), 1), Validity(date(2025, 3, 1), 2)]


def ends(path: UUID, day: date) -> date | None:
    return valid_until(day, VALIDITY) if path == PATHS[0] else None


def not_voided(told: list) -> list:
    voiding = {s.id for s in told if "voided" in s.verb}
    voided = {UUID(s.data["object"]["id"]) for s in told if "voided" in s.verb} - voiding
    return [s for s in told if s.id not in voided | voiding]


def about(statement) -> tuple[UUID, UUID, bool]:
    """The person, the path, and whether it is about the path as a whole."""
    person = UUID(statement.data["actor"]["account"]["name"])
    activities = statement.data.get("context", {}).get("contextActivities", {})
    on_path = "grouping" not in activities
    iri = statement.data["object"]["id"] if on_path else activities["grouping"][0]["id"]
    return person, UUID(iri.rsplit("/", 1)[1]), on_path


def oracle(told: list) -> dict:
    """What must come out, worked out the slow way: {(person, path, step): moment}."""
    implied = {REGISTERED: 1, INITIALIZED: 2, FAILED: 2, COMPLETED: 3, PASSED: 4}
    found: dict = {}
    for s in not_voided(told):
        if s.verb not in implied:
            continue
        person, path, on_path = about(s)
        steps = {1: "reached", 2: "reached started"}.get(
            implied[s.verb] if on_path else 2,
            "reached started " + ("completed" if s.verb == COMPLETED else "passed"),
        )
        for step in steps.split():
            key = (person, path, step)
            at = min(s.timestamp, s.stored)
            found[key] = min(found.get(key, at), at)
    return found


def beside_steps(told: list) -> dict:
    """What facts know beside the steps: {(person, path): (last act, waived, first, best)}."""
    found: dict = {}
    for s in not_voided(told):
        person, path, _ = about(s)
        found.setdefault((person, path), []).append(s)
    known = {}
    for key, statements in found.items():
        happened = [(min(s.timestamp, s.stored), s) for s in statements]
        acts = [at for at, s in happened if s.verb != WAIVED]
        scores = [
            (at, s.data["result"]["score"]["raw"] / 100)
            for at, s in happened
            if "result" in s.data and s.verb != WAIVED
        ]
        known[key] = (
            localdate(max(acts)) if acts else None,
            min((at for at, s in happened if s.verb == WAIVED), default=None),
            min(scores, key=lambda score: (score[0], -score[1]), default=None),
            min(scores, key=lambda score: (-score[1], score[0]), default=None),
        )
    return known


def days_in_force(told: list) -> dict:
    """The days on which somebody's pass is in force: {(person, path): days}, day by day."""
    passes: dict = {}
    for s in not_voided(told):
        person, path, on_path = about(s)
        day = localdate(min(s.timestamp, s.stored))
        if on_path and s.verb == PASSED:
            passes.setdefault((person, path), ({}, set()))[0][day] = ends(path, day)
        if on_path and s.verb == FAILED and "context" in s.data:
            passes.setdefault((person, path), ({}, set()))[1].add(day)
    found: dict = {}
    for key, (made, failed) in passes.items():
        for offset in range(500):
            today = date(2025, 1, 1) + timedelta(days=offset)
            last = max((day for day in made if day <= today), default=None)
            # Whoever failed a re-check since the last pass holds none.
            if last is None or any(last < day <= today for day in failed):
                continue
            since = max((day for day in failed if day <= last), default=date.min)
            held = [until for day, until in made.items() if since <= day <= today]
            if any(until is None or until > today for until in held):
                found.setdefault(key, set()).add(today)
    return found
