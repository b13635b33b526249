"""Sixty statements, by the whole way: record store, facts, measures.

What must come out was worked out by hand and stands beside them, in `data`.
"""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

import pytest

from academy.core.iri import ActivityRef, account_home_page, activity_iri, recheck_iri
from academy.lrs.services import own_authority, record_statements
from academy.organisms.models import Membership
from barometer import queries
from barometer.facts import FactMaker
from barometer.measures import coverage
from barometer.measures.coverage import MasteryScore
from barometer.measures.durations import Way, durations, median_time
from barometer.measures.validity import Validity, valid_until
from barometer.models import PathFact
from barometer.records import StoredRecords
from tests.factories.accounts import UserFactory
from tests.factories.organisms import MembershipFactory, OrganismFactory, UnitFactory

pytestmark = pytest.mark.django_db

BASE = "https://academie.example"
GOLDEN = json.loads((Path(__file__).parent / "data" / "golden_statements.json").read_text())
PATHS = {"A": UUID(int=1), "B": UUID(int=2)}
VERBS = {
    "abandoned": "https://w3id.org/xapi/adl/verbs/abandoned",
    "waived": "https://w3id.org/xapi/adl/verbs/waived",
}
ACCOUNTS = {
    "somebody of another academy": {
        "account": {"homePage": "https://elsewhere.example", "name": str(UUID(int=5))}
    },
    "somebody by e-mail": {"mbox": "mailto:somebody@elsewhere.example"},
    "an invented account": {"account": {"homePage": account_home_page(BASE), "name": "me"}},
}


def moment(told: str | None) -> datetime | None:
    if told is None:
        return None
    at = datetime.fromisoformat(told)
    return at if at.tzinfo else at.replace(hour=12, tzinfo=UTC)


def day(told: str | None) -> date | None:
    return None if told is None else date.fromisoformat(told)


def id_of(number: int) -> str:
    return str(uuid5(PATHS["A"], f"golden {number}"))


def ends(path: UUID, passed_on: date) -> date | None:
    name = next(name for name, key in PATHS.items() if key == path)
    versions = [Validity(day(since), months) for since, months in GOLDEN["validity"][name]]
    return valid_until(passed_on, versions)


class World:
    """The people of the file, at their posts, and what is stored of them."""

    def __init__(self):
        self.organisms = {name: OrganismFactory() for name in ("O1", "O2")}
        units = {
            unit: UnitFactory(organism=self.organisms[organism])
            for unit, organism in (("U1", "O1"), ("U2", "O1"), ("U3", "O2"))
        }
        self.people = {}
        for name, posts in GOLDEN["posts"].items():
            user = UserFactory()
            self.people[name] = user.public_id
            for unit, since, until in posts:
                MembershipFactory(
                    user=user, unit=units[unit], starts_on=day(since), ends_on=day(until)
                )
        self.names = {key: name for name, key in self.people.items()}

    def statement(self, told: dict) -> dict:
        statement = {"id": id_of(told.get("same as", told["n"])), "timestamp": None}
        statement["timestamp"] = moment(told["at"]).isoformat()
        if "voids" in told:
            return statement | {
                "actor": {"mbox": "mailto:records@academie.example"},
                "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"},
                "object": {"objectType": "StatementRef", "id": id_of(told["voids"])},
            }
        path, _, lesson = told["on"].partition("/")
        path_iri = activity_iri(BASE, ActivityRef("path", PATHS[path]))
        activities = {}
        statement["object"] = {"objectType": "Activity", "id": path_iri}
        if lesson:
            grouping = {"id": path_iri}
            if told.get("grouping") == "elsewhere":
                grouping = {"id": "https://elsewhere.example/path"}
            alone = told.get("grouping") == "alone"
            activities["grouping"] = grouping if alone else [grouping]
            ref = ActivityRef("lesson", UUID(int=100 + int(lesson)))
            statement["object"]["id"] = activity_iri(BASE, ref)
        if told.get("re-check"):
            activities["category"] = [{"id": recheck_iri(BASE)}]
        if activities:
            statement["context"] = {"contextActivities": activities}
        if "score" in told:
            statement["result"] = {"score": told["score"]}
        actor = ACCOUNTS.get(told["who"]) or {
            "account": {
                "homePage": account_home_page(BASE),
                "name": str(self.people[told["who"]]),
            }
        }
        verb = VERBS.get(told["verb"], f"http://adlnet.gov/expapi/verbs/{told['verb']}")
        return statement | {"actor": {"objectType": "Agent"} | actor, "verb": {"id": verb}}

    def store(self, statements: list[dict]) -> None:
        for told in statements:
            stored = moment(told.get("stored", told["at"])) + timedelta(minutes=1)
            record_statements(
                statements=[self.statement(told)], authority=own_authority(), at=stored
            )

    def audience(self, of: str, on: date) -> list[UUID]:
        """The people of the day, once a post."""
        posts = Membership.objects.on(on)
        if of != "everybody":
            posts = posts.filter(organism=self.organisms[of])
        return list(posts.values_list("user__public_id", flat=True))


@pytest.fixture
def world():
    return World()


@pytest.fixture
def maker():
    return FactMaker(records=StoredRecords(BASE), base=BASE, valid_until=ends)


@pytest.fixture
def read(world, maker):
    """All sixty, stored and read in batches of seven as a follower of the store gets them."""
    world.store(GOLDEN["statements"])
    for _last, batch in StoredRecords(BASE).batches_after(0):
        for start in range(0, len(batch), 7):
            maker.read(batch[start : start + 7])
    return world


def known_facts(world: World) -> list[dict]:
    found = []
    for fact in PathFact.objects.all():
        assert fact.corrected_steps == 0
        first = (fact.first_score, fact.first_scored_at) if fact.first_scored_at else None
        best = (fact.best_score, fact.best_scored_at) if fact.best_scored_at else None
        found.append(
            {
                "who": world.names[fact.public_id],
                "path": next(name for name, key in PATHS.items() if key == fact.path_key),
                "reached": fact.reached_at,
                "started": fact.started_at,
                "completed": fact.completed_at,
                "passed": fact.passed_at,
                "waived": fact.waived_at,
                "active": fact.active_on,
                "first": first,
                "best": best,
                "passes": fact.passes,
                "lapses": fact.lapses,
                "valid until": fact.valid_until,
            }
        )
    return sorted(found, key=lambda one: (one["who"], one["path"]))


def expected_facts() -> list[dict]:
    return [
        {"who": told["who"], "path": told["path"]}
        | {
            step: moment(told.get(step))
            for step in ("reached", "started", "completed", "passed", "waived")
        }
        | {
            score: (told[score][0], moment(told[score][1])) if score in told else None
            for score in ("first", "best")
        }
        | {name: day(told.get(name)) for name in ("active", "valid until")}
        | {name: told.get(name, []) for name in ("passes", "lapses")}
        for told in GOLDEN["facts"]
    ]


def told(measured: coverage.Measured) -> list:
    """The count and the denominator of a share."""
    count = measured.value * measured.denominator
    assert count == pytest.approx(round(count), abs=1e-9)
    return [round(count), measured.denominator]


def test_there_are_sixty():
    assert [one["n"] for one in GOLDEN["statements"]] == list(range(1, 61))


def test_facts_are_those_worked_out_by_hand(read):
    assert known_facts(read) == expected_facts()


def test_a_rebuild_gives_the_same(read, maker):
    def rows():
        fields = [field.attname for field in PathFact._meta.concrete_fields if field.name != "id"]
        return sorted(PathFact.objects.values_list(*fields), key=str)

    before = rows()
    maker.rebuild()
    assert rows() == before


def test_a_time_in_the_future_is_replaced_until_a_better_one_is_told(world, maker):
    expected = GOLDEN["corrected after the first 33"]
    world.store(GOLDEN["statements"][:33])
    maker.rebuild()
    fact = PathFact.objects.get(
        public_id=world.people[expected["who"]], path_key=PATHS[expected["path"]]
    )
    assert fact.passed_at == moment(expected["passed"]) + timedelta(minutes=1)
    assert fact.corrected_steps == expected["corrected steps"]


@pytest.mark.parametrize(
    "row", GOLDEN["measures of path A"], ids=lambda row: f"{row['of']} {row['day']}"
)
def test_measures_are_those_worked_out_by_hand(read, row):
    on = day(row["day"])
    audience = read.audience(row["of"], on)
    assert sorted({read.names[person] for person in audience}) == row["people"]
    standings = queries.standings(PATHS["A"], audience)
    found = {
        "reached": coverage.reached(standings, audience, on),
        "started": coverage.started(standings, audience, on),
        "completed": coverage.completed(standings, audience, on),
        "passed": coverage.passed(standings, audience, on),
        "waived": coverage.waived(standings, audience, on),
        "in force": coverage.in_force(standings, audience, on),
    }
    if "active" in row:
        versions = [MasteryScore(day(since), scaled) for since, scaled in GOLDEN["mastery"]["A"]]
        mastery = coverage.mastery(standings, audience, versions, on)
        found["active"] = coverage.active(standings, audience, on)
        found["mastery"], found["mastery at first"] = mastery.best, mastery.at_first
        mean, count = row["mean first score"]
        assert mastery.first_score.value == pytest.approx(mean)
        assert mastery.first_score.denominator == count
    assert {name: told(one) for name, one in found.items()} == {name: row[name] for name in found}
    assert {one.on for one in found.values()} == {on}


def test_spread_as_it_was_may_fall_and_that_of_a_cohort_never_does(read):
    expected = GOLDEN["spread of path A in O1"]
    standings = queries.standings(PATHS["A"])
    as_was, cohort = expected["as it was"], expected["the people of 28 February 2026"]
    days = [day(one) for one in as_was]
    found = coverage.spread_as_was(standings, {on: read.audience("O1", on) for on in days})
    assert list(map(told, found)) == list(as_was.values())
    people = read.audience("O1", days[-1])
    found = coverage.spread_of_cohort(standings, people, days)
    assert list(map(told, found)) == list(cohort.values())


def test_time_to_complete_is_the_one_worked_out_by_hand(read):
    expected = GOLDEN["time to complete path A"]
    on = day(expected["day"])
    left = {read.people["Eva"]: date(2025, 5, 1)}
    ways = [
        Way(one.started_on, one.completed_on, left.get(person))
        for person, one in queries.standings(PATHS["A"]).items()
        if one.started_on
    ]
    days, finished = durations(ways, on)
    assert sorted(days[finished]) == expected["days"]
    assert list(days[~finished]) == expected["still on their way after"]
    median = median_time(days, finished, on)
    assert (median.value, median.denominator) == (expected["median"], expected["people"])
