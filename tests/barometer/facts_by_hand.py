"""What facts and monthly sums must be, worked out the slow way from all statements."""

from datetime import date, timedelta
from uuid import UUID

from academy.organisms.models import Membership, UnitPlacement
from barometer.events import STEPS
from barometer.models import OrganismMonth, UnitMonth
from barometer.stays import COUNTS, local_day
from barometer.validity import Validity, valid_until

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
            local_day(max(acts)) if acts else None,
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
        day = local_day(min(s.timestamp, s.stored))
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


def people_at(day: date) -> list[tuple]:
    """Everybody's (person, unit, organism) on a day, the slow way."""
    organism_of = dict(UnitPlacement.objects.on(day).values_list("unit_id", "organism_id"))
    return [
        (person, unit, organism_of[unit])
        for person, unit in Membership.objects.on(day).values_list("user__public_id", "unit_id")
    ]


def expected_new(times: dict) -> dict:
    counted: dict = {}
    for (person, path, step), at in times.items():
        day = local_day(at)
        for somebody, unit, organism in people_at(day):
            if somebody == person:
                key = (organism, path, unit, day.replace(day=1))
                counted.setdefault(key, dict.fromkeys(STEPS, 0))[step] += 1
    return counted


def expected_present(times: dict, last_day: date) -> dict:
    counted: dict = {}
    there = people_at(last_day)
    for (person, path, step), at in times.items():
        if local_day(at) <= last_day:
            for somebody, unit, organism in there:
                if somebody == person:
                    steps = counted.setdefault((organism, path, unit), dict.fromkeys(STEPS, 0))
                    steps[step] += 1
    return counted


def check_sums(times: dict) -> None:
    new: dict = {}
    for row in UnitMonth.objects.all():
        counts = {step: getattr(row, f"new_{step}") for step in STEPS}
        if any(counts.values()):
            new[row.organism_id, row.path_key, row.unit_id, row.month] = counts
    assert new == expected_new(times)
    for month in range(1, 9):
        last_day = date(2025, month + 1, 1) - timedelta(days=1)
        stock: dict = {}
        for row in UnitMonth.objects.filter(month__lte=last_day):
            steps = stock.setdefault(
                (row.organism_id, row.path_key, row.unit_id), dict.fromkeys(STEPS, 0)
            )
            for step in STEPS:
                steps[step] += getattr(row, f"present_{step}")
        stock = {key: steps for key, steps in stock.items() if any(steps.values())}
        assert stock == expected_present(times, last_day)
    of_units: dict = {}
    for row in UnitMonth.objects.all():
        total = of_units.setdefault((row.organism_id, row.path_key, row.month), [0] * len(COUNTS))
        for column, name in enumerate(COUNTS):
            total[column] += getattr(row, name)
    assert {key: counts for key, counts in of_units.items() if any(counts)} == {
        (row.organism_id, row.path_key, row.month): [getattr(row, name) for name in COUNTS]
        for row in OrganismMonth.objects.all()
    }


def check_in_force(days: dict) -> None:
    """The stock of passes in force, at the end of each month: those of the people present."""
    rows = UnitMonth.objects.values_list(
        "month", "organism_id", "path_key", "unit_id", "present_in_force"
    )
    known = list(rows)
    for month in range(0, 16, 2):
        last_day = date(2025 + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)
        stock: dict = {}
        for first_day, organism, path, unit, count in known:
            if first_day <= last_day:
                stock[organism, path, unit] = stock.get((organism, path, unit), 0) + count
        expected: dict = {}
        for somebody, unit, organism in people_at(last_day):
            for (person, path), held in days.items():
                if person == somebody and last_day in held:
                    key = (organism, path, unit)
                    expected[key] = expected.get(key, 0) + 1
        assert {key: count for key, count in stock.items() if count} == expected
