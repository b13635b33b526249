"""Forwarding: what is stored goes to another record store too, in the order of `seq`.

A target has a durable position, which moves only after its answer. A worker that is killed in
between sends the same statements again; their ids are their own, so that nothing is there twice.
No transaction is open while the target is spoken to.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from academy.lrs import forwarding_queries
from academy.lrs.exchange.client import RecordStore
from academy.lrs.forwarding_queries import Outgoing
from academy.lrs.models import DeadLetter, ForwardingTarget, Statement

from .sending import Outcome, Sent, send, takes_data_along
from .targets import SecretUnreadable, open_store

Clock = Callable[[], datetime]

# The most statements in one POST, and the most bytes of them.
BATCH = 100
LARGEST_POST = 1024 * 1024
# How long a step goes on sending. The request that is under way then is bounded by itself.
STEP = timedelta(seconds=20)
# How long a target is left to who speaks to it: longer than any step, and a statement with much
# data.
CLAIM = timedelta(minutes=30)
# Seconds of waiting after the first failure; each further one doubles them, up to the longest.
FIRST_WAIT = 2
LONGEST_WAIT = 15 * 60
# So many failures in a row are no accident where a statement goes with its data.
PATIENCE = 5
# What Retry-After may ask for at most.
LONGEST_RETRY_AFTER = 24 * 60 * 60
# So many refusals without one acceptance are no accident: the target is paused.
MOST_REFUSED = 100


@dataclass(frozen=True, slots=True)
class Step:
    """What a step did. `more`: there may be something to send at once."""

    accepted: int = 0
    refused: int = 0
    more: bool = False


def due_targets(*, at: datetime) -> list[int]:
    """Return the targets that may be spoken to now and are behind what is stored."""
    last = Statement.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    return list(_free(at).filter(seq__lt=last).values_list("pk", flat=True))


def forward(*, target_id: int, clock: Clock) -> Step:
    """Send a target what follows its position, for a bounded time. `clock` tells the time.

    A batch that is refused is halved, down to the statements that are: each becomes a DeadLetter
    and the others go on. When the target can't take anything, it is left alone for a time that
    doubles with each failure. A target that another process speaks to is left to it.
    """
    at = clock()
    claim = at + CLAIM
    if not _free(at).filter(pk=target_id).update(claimed_until=claim):
        return Step()
    target = ForwardingTarget.objects.get(pk=target_id)
    try:
        with open_store(target) as store:
            return _Forwarder(target=target, store=store, clock=clock, end=at + STEP).run()
    except SecretUnreadable as problem:
        _postpone(target, str(problem), wait=0, at=clock())
        return Step()
    finally:
        ForwardingTarget.objects.filter(pk=target_id, claimed_until=claim).update(
            claimed_until=None
        )


def let_go_of_all() -> int:
    """Let go of the targets that a killed worker was speaking to; return how many.

    Called by a worker that starts. Were another one still at work, both would send the same
    statements, of which nothing would be there twice.
    """
    claimed = ForwardingTarget.objects.exclude(claimed_until=None)
    return claimed.update(claimed_until=None)


def _free(at: datetime) -> QuerySet[ForwardingTarget]:
    return ForwardingTarget.objects.filter(
        Q(retry_at=None) | Q(retry_at__lte=at),
        Q(claimed_until=None) | Q(claimed_until__lte=at),
        active=True,
    )


def _postpone(target: ForwardingTarget, problem: str, *, wait: float, at: datetime) -> None:
    failures = target.failures + 1
    seconds = min(FIRST_WAIT * 2 ** min(failures - 1, 20), LONGEST_WAIT)
    seconds = max(seconds, min(wait, LONGEST_RETRY_AFTER))
    ForwardingTarget.objects.filter(pk=target.pk).update(
        failures=failures, problem=problem, retry_at=at + timedelta(seconds=seconds)
    )


class _Forwarder:
    """One step: a target that is claimed, and the position as it moves."""

    def __init__(
        self, *, target: ForwardingTarget, store: RecordStore, clock: Clock, end: datetime
    ) -> None:
        self.target, self.store, self.clock, self.end = target, store, clock, end
        self.accepted = self.refused = 0
        self.refused_in_a_row = target.refused_in_a_row

    def run(self) -> Step:
        more = True
        while more and self.clock() < self.end:
            found = forwarding_queries.statements_after(
                self.target.seq, organism_id=self.target.organism_id, limit=BATCH
            )
            if not self._deliver(found.statements):
                return Step(self.accepted, self.refused)
            if self.target.seq < found.through and self.clock() < self.end:
                self._move(found.through)
            more = not found.is_all
        return Step(self.accepted, self.refused, more)

    def _deliver(self, batch: Sequence[Outgoing]) -> bool:
        """Send `batch`, as far as there is time; return False when the target is to be left."""
        parts = [*reversed(_posts(batch))]
        while parts and self.clock() < self.end:
            part = parts.pop()
            sent = send(
                self.store,
                part,
                version=self.target.version,
                at=self.clock(),
                patient=self.target.failures < PATIENCE,
            )
            if sent.outcome is Outcome.ACCEPTED:
                self.accepted += len(part)
                self.refused_in_a_row = 0
                self._move(part[-1].seq)
            elif sent.outcome is Outcome.LATER:
                _postpone(self.target, told(sent), wait=sent.wait, at=self.clock())
                return False
            elif len(part) > 1:
                middle = len(part) // 2
                parts += [part[middle:], part[:middle]]
            else:
                self._refuse(part[0], sent)
                if self.refused_in_a_row >= MOST_REFUSED:
                    self._pause(sent)
                    return False
        return True

    def _move(self, seq: int) -> None:
        """Note that everything up to `seq` is done, and that the target works."""
        self.target.seq = seq
        self.target.failures = 0
        ForwardingTarget.objects.filter(pk=self.target.pk, seq__lte=seq).update(
            seq=seq,
            moved_at=self.clock(),
            problem="",
            failures=0,
            retry_at=None,
            refused_in_a_row=self.refused_in_a_row,
        )

    def _refuse(self, statement: Outgoing, sent: Sent) -> None:
        self.refused += 1
        self.refused_in_a_row += 1
        with transaction.atomic():
            DeadLetter.objects.update_or_create(
                target=self.target,
                seq=statement.seq,
                defaults={
                    "statement_id": statement.id,
                    "status": sent.status,
                    "answer": sent.answer,
                    "refused_at": self.clock(),
                },
            )
            self._move(statement.seq)

    def _pause(self, sent: Sent) -> None:
        ForwardingTarget.objects.filter(pk=self.target.pk).update(
            active=False,
            problem=f"{self.refused_in_a_row} statements in a row were refused, so the target was"
            f" paused. The last answer: {told(sent)}",
        )


def _posts(batch: Sequence[Outgoing]) -> list[list[Outgoing]]:
    """Cut `batch` into what goes in one POST each."""
    posts: list[list[Outgoing]] = []
    size = LARGEST_POST
    for statement in batch:
        length = len(statement.payload)
        # Alone: the data that it takes along may be refused, or missing.
        alone = takes_data_along(statement)
        if alone or size + length > LARGEST_POST:
            posts.append([])
            size = 0
        posts[-1].append(statement)
        size = LARGEST_POST if alone else size + length
    return posts


def told(sent: Sent) -> str:
    """Return an answer in one line."""
    return f"{sent.status} {sent.answer}".strip() if sent.status else sent.answer
