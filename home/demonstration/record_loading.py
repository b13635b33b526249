"""Writing what people did: enrolments and statements, through the one door of the record store.

Statements go in batches of whole ways, and their readers derive progress and facts as they do
from a single click: the rows are those that the services leave one click at a time
(tests/home/demonstration/test_equality.py holds this table by table).
"""

import contextlib
import gc
import itertools
import multiprocessing
import os
import queue
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import connection, connections, transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.core.errors import AcademyError
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
        # Finishing a lesson doesn't move the place where one goes on.
        last = next((act for act in reversed(way.acts) if act.kind != "completed"), None)
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

    def add_of(
        self, plan: Plan, person: int, users: Sequence[int], way: Way, *, place: int = 0
    ) -> None:
        """Take in the way of a person of the plan. `users`: by person."""
        self.add(
            user_id=users[person],
            public_id=plan.public_id(person),
            language=plan.language(person),
            place=place,
            way=way,
        )

    @property
    def is_full(self) -> bool:
        """Whether it is time to store."""
        return len(self._statements) >= BATCH

    @transaction.atomic
    def store(self) -> None:
        """Store what was taken in: all of it, or none."""
        if not self._enrolments:
            return
        Enrolment.objects.bulk_create(self._enrolments)
        record_statements(statements=self._statements, authority=own_authority(), at=self._at)
        self._enrolments, self._statements = [], []


def write_records(
    plan: Plan,
    contents: Sequence[PathContents],
    users: Sequence[int],
    *,
    at: datetime,
    progress: Progress,
    processes: int = 1,
) -> None:
    """Store all that people did, some hundred people in each transaction.

    Who was stored before (in an interrupted run) is left out: a transaction holds people whole.
    With several `processes` each takes a part of the people, on a database where several may
    write at once. Raises AcademyError when one of them stops short.
    """
    count = len(plan.people)
    if processes == 1:
        for done in _write_part(plan, contents, users, range(count), at):
            progress(done)
        return
    # Made before the processes part, which then share it.
    plan.outcomes  # noqa: B018
    connections.close_all()
    context = multiprocessing.get_context("fork")
    reports: multiprocessing.Queue[int] = context.Queue()

    parent = os.getpid()

    def work(part: range) -> None:
        with without_waiting_for_the_disk():
            for done in _write_part(plan, contents, users, part, at):
                reports.put(done)
                if os.getppid() != parent:
                    # Whoever started this was killed: the next run does the rest.
                    return

    cuts = [count * number // processes for number in range(processes + 1)]
    workers = [
        context.Process(target=work, args=(range(first, after),), daemon=True)
        for first, after in itertools.pairwise(cuts)
    ]
    for worker in workers:
        worker.start()
    while any(worker.is_alive() for worker in workers) or not reports.empty():
        with contextlib.suppress(queue.Empty):
            progress(reports.get(timeout=0.5))
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise AcademyError(
            _("A part of the demonstration could not be loaded. Run the command again: it goes on.")
        )


def _write_part(
    plan: Plan,
    contents: Sequence[PathContents],
    users: Sequence[int],
    part: range,
    at: datetime,
) -> Iterator[int]:
    """Store what the people of `part` did; give, after each transaction, how many are done."""
    known = set(Enrolment.objects.values_list("user_id", flat=True))
    recorder, done = Recorder(contents, at=at), 0
    for person in part:
        if users[person] not in known:
            for place, way in plan.ways(person):
                recorder.add_of(plan, person, users, way, place=place)
        done += 1
        if recorder.is_full:
            recorder.store()
            gc.collect(0)
            yield done
            done = 0
    recorder.store()
    yield done


@contextlib.contextmanager
def without_waiting_for_the_disk() -> Iterator[None]:
    """Commit without waiting for the disk each time.

    A power cut may cost the last seconds, which the next run makes again; it never leaves a
    broken database (SQLite: synchronous, "NORMAL" in WAL mode; PostgreSQL: asynchronous commit).
    Inside a transaction there is nothing to change: it ends once.
    """
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "sqlite":
        relaxed, usual = "PRAGMA synchronous=NORMAL", "PRAGMA synchronous=FULL"
    else:
        relaxed, usual = "SET synchronous_commit = off", "RESET synchronous_commit"
    with connection.cursor() as cursor:
        cursor.execute(relaxed)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(usual)


@contextlib.contextmanager
def without_looking_for_cycles() -> Iterator[None]:
    """Keep Python from looking for reference cycles, a third of the time that loading takes.

    Rows by the hundred thousand are made and dropped without any; the few cycles of a batch are
    collected when it is stored.
    """
    was_on = gc.isenabled()
    # What somebody else froze stays frozen: nothing tells it from what would be frozen here.
    is_frozen = gc.get_freeze_count() > 0
    if not is_frozen:
        gc.collect()
        gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        if not is_frozen:
            gc.unfreeze()
        if was_on:
            gc.enable()


def write_visits(users: Collection[int] | None = None) -> None:
    """Say of who has learned something that they signed in, the first time when they enrolled; of
    these `users` alone, unless it is None."""
    own = Enrolment.objects.filter(user_id=OuterRef("pk")).order_by("enrolled_at")
    learners = User.objects.filter(
        pk__in=Enrolment.objects.values("user_id"), first_signed_in_at__isnull=True
    )
    if users is not None:
        learners = learners.filter(pk__in=users)
    learners.update(
        first_signed_in_at=Subquery(own.values("enrolled_at")[:1]),
        last_login=Subquery(own.reverse().values("enrolled_at")[:1]),
    )
