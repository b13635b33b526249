"""Made-up records: statements in memory that answer as the record store does."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from academy.core.iri import ActivityRef, account_home_page, activity_iri, recheck_iri
from academy.lrs.queries import Slice
from academy.lrs.subscribers import StoredStatement
from barometer.events import VOIDED_VERB, WAIVED_VERB, EventReader

BASE = "https://academie.example"
REGISTERED = "http://adlnet.gov/expapi/verbs/registered"
INITIALIZED = "http://adlnet.gov/expapi/verbs/initialized"
COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
PASSED = "http://adlnet.gov/expapi/verbs/passed"
ANSWERED = "http://adlnet.gov/expapi/verbs/answered"
FAILED = "http://adlnet.gov/expapi/verbs/failed"
LAUNCHED = "http://adlnet.gov/expapi/verbs/launched"
WAIVED = WAIVED_VERB


def stored_statement(data: dict, *, id: UUID, at: datetime, stored: datetime) -> StoredStatement:
    """What a reader would get of the statement `data`."""
    account, target = data["actor"].get("account"), data["object"]
    return StoredStatement(
        seq=0,
        id=id,
        stored=stored,
        timestamp=at,
        verb=data["verb"]["id"],
        object_id=target["id"],
        object_type=target["objectType"],
        registration=None,
        actor_account=(account["homePage"], account["name"]) if account else None,
        payload=json.dumps(data),
    )


def act(
    verb: str,
    *,
    person: UUID,
    path: UUID,
    at: datetime,
    lesson: UUID | None = None,
    stored: datetime | None = None,
    score: dict | None = None,
    recheck: bool = False,
    **changes: dict,
) -> StoredStatement:
    path_iri = activity_iri(BASE, ActivityRef("path", path))
    data = {
        "actor": {"account": {"homePage": account_home_page(BASE), "name": str(person)}},
        "verb": {"id": verb},
        "object": {"objectType": "Activity", "id": path_iri},
    }
    if lesson:
        data["object"]["id"] = activity_iri(BASE, ActivityRef("lesson", lesson))
        data["context"] = {"contextActivities": {"grouping": [{"id": path_iri}]}}
    if score:
        data["result"] = {"score": score}
    if recheck:
        data["context"] = {"contextActivities": {"category": [{"id": recheck_iri(BASE)}]}}
    return stored_statement(
        data | changes, id=uuid4(), at=at, stored=stored or at + timedelta(seconds=1)
    )


def void(target: UUID, *, at: datetime) -> StoredStatement:
    data = {
        "actor": {"mbox": "mailto:records@academie.example"},
        "verb": {"id": VOIDED_VERB},
        "object": {"objectType": "StatementRef", "id": str(target)},
    }
    return stored_statement(data, id=uuid4(), at=at, stored=at)


@dataclass
class MemoryRecords:
    """Statements in the order in which they were stored."""

    statements: list[StoredStatement] = field(default_factory=list)

    def _voided(self) -> set[UUID]:
        voiding = {s.id for s in self.statements if s.verb == VOIDED_VERB}
        return {
            UUID(s.data["object"]["id"]) for s in self.statements if s.verb == VOIDED_VERB
        } - voiding

    def voided_among(self, ids):
        return self._voided() & set(ids)

    def by_id(self, ids):
        return [s for s in self.statements if s.id in set(ids)]

    def of_people(self, public_ids):
        people, voided, reader = set(public_ids), self._voided(), EventReader(BASE, localdate)
        for s in self.statements:
            event = reader.read(s)
            if event and event.about.person in people and s.id not in voided:
                yield s

    def batches_after(self, seq):
        for start in range(seq, len(self.statements), 7):
            batch = self.statements[start : start + 7]
            yield start + len(batch), batch

    def settled(self):
        return len(self.statements)

    def voided(self):
        return self._voided()

    def slices(self, *, through):
        for start in range(0, through, 7):
            rows = [
                (
                    seq,
                    told.id.hex,
                    _microseconds(told.stored),
                    _microseconds(told.timestamp),
                    told.verb,
                    told.object_id,
                    "account {} {}".format(*told.actor_account) if told.actor_account else "mbox",
                    told.payload,
                )
                for seq, told in enumerate(self.statements[start : start + 7], start + 1)
            ]
            yield Slice.of(rows)


def _microseconds(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def moment(day: int, hour: int = 12) -> datetime:
    """Noon, in UTC, of the given day after 1 January 2025."""
    return datetime(2025, 1, 1, hour, tzinfo=UTC) + timedelta(days=day)
