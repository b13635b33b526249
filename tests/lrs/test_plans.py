"""Every read follows an index: no plan reads a whole table, whatever is asked."""

import json

import pytest
from django.db import connection

from academy.lrs.queries import Access, _page_sql
from academy.lrs.xapi.parameters import parse_query

from .samples import VERB, full_statement, reference, statement, voiding

AGENT = json.dumps({"mbox": "mailto:learner-7@b.example"})
RARE = json.dumps({"mbox": "mailto:rare@b.example"})
CURSOR = "2026-11-23T12:00:00Z_500"


@pytest.fixture
def filled(record, no_readers):
    """A few thousand statements, and statistics of them."""
    for _ in range(8):
        batch = []
        for number in range(400):
            one = full_statement() if number % 10 == 0 else statement()
            one["actor"] = {"mbox": f"mailto:learner-{number % 50}@b.example"}
            batch.append(one)
        record(*batch)
    targets = [statement() for _ in range(20)]
    record(*targets)
    record(*(voiding(one["id"]) for one in targets[:10]))
    record(*(reference(one["id"]) for one in targets[10:]))
    record(statement(actor=json.loads(RARE)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def plan_of(sql, parameters):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"EXPLAIN {sql}", parameters)
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
        return [row[3] for row in cursor.fetchall()]


def whole_tables(plan):
    """The steps of a plan that read a whole table or sort what an index could give in order."""
    if connection.vendor == "postgresql":
        # So few rows of references fit one page of the disk: reading it all is the shortest way.
        return [line for line in plan if "Seq Scan on lrs_statement " in f"{line} "
                or "Seq Scan on lrs_statementkey" in line]  # fmt: skip
    return [
        line
        for line in plan
        if line.startswith("SCAN") and "USING" not in line and "lrs_" in line.lower()
    ]


QUERIES = [
    {},
    {"ascending": "true"},
    {"cursor": CURSOR},
    {"since": "2026-11-23T11:00:00Z", "until": "2026-11-23T13:00:00Z"},
    {"agent": AGENT},
    {"agent": AGENT, "cursor": CURSOR},
    {"agent": AGENT, "related_agents": "true"},
    {"registration": "ec531277-b57b-4c15-8d91-d292c5b2b8f7"},
    {"verb": VERB["id"]},
    {"verb": VERB["id"], "ascending": "true", "since": "2026-11-23T11:00:00Z"},
    {"activity": "https://academie.example/activities/lesson", "related_activities": "true"},
    {"verb": VERB["id"], "agent": RARE},
    {
        "verb": VERB["id"],
        "activity": "https://academie.example/activities/lesson",
        "related_activities": "true",
        "agent": AGENT,
        "related_agents": "true",
        "cursor": CURSOR,
    },
]


@pytest.mark.parametrize("access", [Access(), Access(organism_id=1), Access(credential_id=1)])
def test_no_filter_reads_a_whole_table(filled, access):
    for asked in QUERIES:
        query = parse_query({name: [value] for name, value in {**asked, "limit": "20"}.items()})
        plan = plan_of(*_page_sql(query, access))
        assert not whole_tables(plan), "\n".join([str(asked), *plan])


def test_the_rarest_condition_leads(filled):
    query = parse_query({"verb": [VERB["id"]], "agent": [RARE]})
    sql, parameters = _page_sql(query, Access())
    assert parameters[0] == parse_query({"agent": [RARE]}).conditions[0][0]
    assert "%s" in sql
