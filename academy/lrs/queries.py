"""Reading the record store, always within what the reader may see."""

# ruff: noqa: S608 - the pieces of SQL put together here are constants.

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from .models import Statement, StatementReference
from .storage import dialect
from .xapi.parameters import Cursor, StatementQuery
from .xapi.vocabulary import VOIDED


@dataclass(frozen=True, slots=True)
class Access:
    """What a reader may see: all, or what one credential stored, or what belongs to an organism."""

    credential_id: int | None = None
    organism_id: int | None = None


ALL = Access()


@dataclass(frozen=True, slots=True)
class Found:
    """One statement as it is returned, and when it was stored."""

    payload: str
    stored: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Statements, and where the next page starts; None when this is the last."""

    payloads: list[str]
    next: Cursor | None


def known_ids(ids: Iterable[UUID]) -> set[UUID]:
    """Return those of `ids` under which a statement is stored."""
    return set(
        Statement.objects.filter(statement_id__in=list(ids)).values_list("statement_id", flat=True)
    )


def statement_by_id(statement_id: UUID, *, voided: bool, access: Access) -> Found | None:
    """Return the statement with this id if it is voided or not, as `voided` asks.

    Communication 2.1.3 and 2.1.4: a voided statement is found by voidedStatementId alone, and only
    a voided one is.
    """
    rows = Statement.objects.filter(statement_id=statement_id)
    if access.credential_id is not None:
        rows = rows.filter(credential=access.credential_id)
    if access.organism_id is not None:
        rows = rows.filter(organism=access.organism_id)
    row = rows.values_list("payload", "stored", "verb", "organism_id").first()
    if row is None:
        return None
    payload, stored, verb, organism_id = row
    if (verb != VOIDED and _is_voided(statement_id, organism_id)) is not voided:
        return None
    return Found(payload=payload, stored=stored)


def _is_voided(statement_id: UUID, organism_id: int | None) -> bool:
    voiders = StatementReference.objects.filter(target_id=statement_id, voids=True)
    owners = set(voiders.values_list("organism_id", flat=True))
    return None in owners or organism_id in owners


def voided_ids(ids: Iterable[UUID]) -> set[UUID]:
    """Return those of `ids` that name a stored statement which is voided. Data 2.3.2."""
    rows = Statement.objects.filter(statement_id__in=list(ids)).exclude(verb=VOIDED)
    owner = dict(rows.values_list("statement_id", "organism_id"))
    voiders = StatementReference.objects.filter(target_id__in=list(owner), voids=True)
    return {
        target
        for target, organism_id in voiders.values_list("target_id", "organism_id")
        if organism_id is None or organism_id == owner[target]
    }


def find(query: StatementQuery, *, access: Access) -> Page:
    """Return one page of what `query` asks for, in the order of (stored, seq).

    Keyset paging: a page continues after the last statement of the one before, so that statements
    stored meanwhile shift nothing.
    """
    sql, parameters = _page_sql(query, access)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    following = None
    if len(rows) > query.limit:
        rows = rows[: query.limit]
        following = Cursor(stored=_aware(rows[-1][0]), seq=rows[-1][1])
    return Page(payloads=[row[2] for row in rows], next=following)


def consistent_through(*, at: datetime) -> datetime:
    """Return the instant up to which every statement ever stored is visible, `at` at the latest."""
    since = dialect().storing_since()
    return at if since is None else min(at, since)


def _aware(value: datetime) -> datetime:
    """Return a datetime of a raw row; SQLite's have no zone and are in UTC."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


# Conditions with fewer entries than this are told apart; beyond it all count as common.
_PROBE = 500

# Data 2.3.2: voided, unless it voids itself. A voiding statement of an organism's client reaches
# that organism's statements alone.
_NOT_VOIDED = f"""(s.verb = '{VOIDED}' OR NOT EXISTS (
    SELECT 1 FROM lrs_statementreference r
    WHERE r.target_id = s.statement_id AND r.voids
      AND (r.organism_id IS NULL OR r.organism_id = s.organism_id)
    LIMIT 1 OFFSET 0))"""


def _page_sql(query: StatementQuery, access: Access) -> tuple[str, list[Any]]:
    """Return SQL whose rows are (stored, seq, payload), one more than the page holds.

    The key with the fewest statements leads; each of its keys is read along its index only as far
    as the page needs, and the other conditions are looked up statement by statement. `OFFSET 0`
    keeps PostgreSQL from turning these look-ups into a join over all there is.
    """
    direction = "ASC" if query.ascending else "DESC"
    conditions = _rarest_first(query)
    if not conditions:
        where, parameters = _where("s", query, access, [])
        sql = (
            f"SELECT s.stored, s.seq, s.payload FROM lrs_statement s WHERE {where}"
            f" ORDER BY s.stored {direction}, s.seq {direction} LIMIT %s"
        )
        return sql, [*parameters, query.limit + 1]
    branches: list[str] = []
    parameters = []
    for key in conditions[0]:
        where, values = _where("k", query, access, conditions[1:])
        branches.append(
            "SELECT * FROM (SELECT k.stored, k.seq FROM lrs_statementkey k"
            f" JOIN lrs_statement s ON s.seq = k.seq WHERE k.key = %s AND {where}"
            f" ORDER BY k.stored {direction}, k.seq {direction} LIMIT %s) b{len(branches)}"
        )
        parameters += [key, *values, query.limit + 1]
    sql = (
        f"SELECT s.stored, s.seq, s.payload FROM ({' UNION '.join(branches)}) p"
        f" JOIN lrs_statement s ON s.seq = p.seq"
        f" ORDER BY s.stored {direction}, s.seq {direction} LIMIT %s"
    )
    return sql, [*parameters, query.limit + 1]


def _where(
    alias: str, query: StatementQuery, access: Access, others: Sequence[tuple[bytes, ...]]
) -> tuple[str, list[Any]]:
    adapt = connection.ops.adapt_datetimefield_value
    parts = [_NOT_VOIDED]
    parameters: list[Any] = []
    for column, value in (
        ("credential_id", access.credential_id),
        ("organism_id", access.organism_id),
    ):
        if value is not None:
            parts.append(f"s.{column} = %s")
            parameters.append(value)
    # Communication 2.1.3: since is exclusive, until inclusive.
    if query.since is not None:
        parts.append(f"{alias}.stored > %s")
        parameters.append(adapt(query.since))
    if query.until is not None:
        parts.append(f"{alias}.stored <= %s")
        parameters.append(adapt(query.until))
    if query.cursor is not None:
        sign = ">" if query.ascending else "<"
        parts.append(f"({alias}.stored, {alias}.seq) {sign} (%s, %s)")
        parameters += [adapt(query.cursor.stored), query.cursor.seq]
    for keys in others:
        marks = ", ".join(["%s"] * len(keys))
        parts.append(
            f"EXISTS (SELECT 1 FROM lrs_statementkey o WHERE o.key IN ({marks})"
            f" AND o.stored = {alias}.stored AND o.seq = {alias}.seq LIMIT 1 OFFSET 0)"
        )
        parameters += keys
    return " AND ".join(parts), parameters


def _rarest_first(query: StatementQuery) -> list[tuple[bytes, ...]]:
    """Return the conditions, the one that the fewest statements meet first."""
    conditions = list(query.conditions)
    if len(conditions) < 2:
        return conditions
    counts: list[int] = []
    with connection.cursor() as cursor:
        for keys in conditions:
            marks = ", ".join(["%s"] * len(keys))
            cursor.execute(
                "SELECT count(*) FROM (SELECT 1 FROM lrs_statementkey"
                f" WHERE key IN ({marks}) LIMIT {_PROBE}) c",
                keys,
            )
            counts.append(cursor.fetchone()[0])
    order = sorted(range(len(conditions)), key=lambda number: (counts[number], number))
    return [conditions[number] for number in order]
