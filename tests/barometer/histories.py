"""Made-up records: statements in memory that answer as the record store does."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from academy.core.iri import ActivityRef, account_home_page, activity_iri
from barometer.events import VERBS, VOIDED_VERB, EventReader

BASE = "https://academie.example"
REGISTERED, INITIALIZED, COMPLETED, PASSED = VERBS
ANSWERED = "http://adlnet.gov/expapi/verbs/answered"


@dataclass(frozen=True)
class Statement:
    id: UUID
    stored: datetime
    timestamp: datetime
    verb: str
    data: dict
    seq: int = 0


def act(
    verb: str,
    *,
    person: UUID,
    path: UUID,
    at: datetime,
    lesson: UUID | None = None,
    stored: datetime | None = None,
) -> Statement:
    path_iri = activity_iri(BASE, ActivityRef("path", path))
    data = {
        "actor": {"account": {"homePage": account_home_page(BASE), "name": str(person)}},
        "verb": {"id": verb},
        "object": {"objectType": "Activity", "id": path_iri},
    }
    if lesson:
        data["object"]["id"] = activity_iri(BASE, ActivityRef("lesson", lesson))
        data["context"] = {"contextActivities": {"grouping": [{"id": path_iri}]}}
    return Statement(
        id=uuid4(),
        stored=stored or at + timedelta(seconds=1),
        timestamp=at,
        verb=verb,
        data=data,
    )


def void(target: UUID, *, at: datetime) -> Statement:
    data = {
        "actor": {"mbox": "mailto:records@academie.example"},
        "verb": {"id": VOIDED_VERB},
        "object": {"objectType": "StatementRef", "id": str(target)},
    }
    return Statement(id=uuid4(), stored=at, timestamp=at, verb=VOIDED_VERB, data=data)


@dataclass
class MemoryRecords:
    """Statements in the order in which they were stored."""

    statements: list[Statement] = field(default_factory=list)

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
        people, voided, reader = set(public_ids), self._voided(), EventReader(BASE)
        for s in self.statements:
            event = reader.read(s)
            if event and event.about.person in people and s.id not in voided:
                yield s

    def batches_after(self, seq):
        for start in range(seq, len(self.statements), 7):
            batch = self.statements[start : start + 7]
            yield start + len(batch), batch

    def count(self):
        return len(self.statements)


def moment(day: int, hour: int = 12) -> datetime:
    """Noon, in UTC, of the given day after 1 January 2025."""
    return datetime(2025, 1, 1, hour, tzinfo=UTC) + timedelta(days=day)
