"""Writing what people did: enrolments and statements, through the one door of the record store.

Statements go in batches of whole ways, and their readers derive progress and facts as they do
from a single click: the rows are those that the services leave one click at a time
(tests/home/demonstration/test_equality.py holds this table by table).
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction

from academy.lrs.services import own_authority, record_statements
from courses.models import Enrolment
from courses.statements import Learner, Wording

from .contents import PathContents
from .journeys import Way
from .plan import Plan
from .telling import Teller, moment

# Statements stored at once, about: large enough for speed, small enough for SQLite's bounds.
BATCH = 4_000

Progress = Callable[[int], None]
"""Told how many people more are done."""


def registration_of(public_id: UUID, path_key: UUID) -> UUID:
    """Return the registration of a simulated enrolment: always the same."""
    return uuid5(public_id, str(path_key))


class Recorder:
    """Stores ways, with the enrolments that they need."""

    def __init__(self, contents: Sequence[PathContents], *, at: datetime) -> None:
        wording = Wording(settings.ACADEMY_IRI_BASE)
        self._contents = contents
        self._tellers = [Teller(wording, one) for one in contents]
        self._at = at
        self._enrolments: list[Enrolment] = []
        self._statements: list[dict[str, Any]] = []

    def add(self, *, user_id: int, public_id: UUID, language: str, place: int, way: Way) -> None:
        """Take in the way of a person through the path number `place`."""
        path = self._contents[place].model
        registration = registration_of(public_id, path.key)
        last = way.acts[-1] if way.acts else None
        block = (
            path.lessons[last.lesson].items[last.item].block_id
            if last and last.kind == "answered"
            else None
        )
        self._enrolments.append(
            Enrolment(
                user_id=user_id,
                path_key=path.key,
                registration=registration,
                enrolled_at=moment(way.joined_at),
                last_lesson_key=path.lessons[last.lesson].key if last else None,
                last_block_id=UUID(block) if block else None,
                last_seen_at=moment(last.at) if last else None,
            )
        )
        self._statements += self._tellers[place].tell(
            Learner(public_id, registration), language, way
        )

    @property
    def is_full(self) -> bool:
        """Whether it is time to store."""
        return len(self._statements) >= BATCH

    def store(self) -> int:
        """Store what was taken in, in the transaction that is open; return how many statements."""
        if not self._enrolments:
            return 0
        Enrolment.objects.bulk_create(self._enrolments)
        recorded = record_statements(
            statements=self._statements, authority=own_authority(), at=self._at
        )
        self._enrolments, self._statements = [], []
        return len(recorded.stored)


def write_records(
    plan: Plan,
    contents: Sequence[PathContents],
    users: Sequence[int],
    *,
    at: datetime,
    progress: Progress,
) -> int:
    """Store all that people did, some hundred people in each transaction; return how many
    statements were stored.

    Who was stored before (in an interrupted run) is left out: a transaction holds people whole.
    """
    known = set(Enrolment.objects.values_list("user_id", flat=True))
    stored = 0
    person, count = 0, len(plan.people)
    while person < count:
        recorder = Recorder(contents, at=at)
        first = person
        while person < count and not recorder.is_full:
            if users[person] not in known:
                for place, way in plan.ways(person):
                    recorder.add(
                        user_id=users[person],
                        public_id=plan.public_id(person),
                        language=plan.language(person),
                        place=place,
                        way=way,
                    )
            person += 1
        with transaction.atomic():
            stored += recorder.store()
        progress(person - first)
    return stored
