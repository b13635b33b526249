"""What is to be forwarded, and how forwarding stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from .models import DeadLetter, ForwardingTarget, Statement
from .storage import dialect

# How many numbers one look for what follows a position passes.
_WINDOW = 20_000


@dataclass(frozen=True, slots=True)
class TargetState:
    """How a target stands. `behind`: statements it hasn't got yet; `retry_at`: it is left alone
    until then."""

    name: str
    endpoint: str
    active: bool
    behind: int
    dead_letters: int
    problem: str
    retry_at: datetime | None
    moved_at: datetime | None


def target_states() -> list[TargetState]:
    """Return how each target stands, by name."""
    is_waiting = Q(dead_letters__outcome=DeadLetter.Outcome.WAITING)
    targets = ForwardingTarget.objects.annotate(waiting=Count("dead_letters", filter=is_waiting))
    return [
        TargetState(
            name=target.name,
            endpoint=target.endpoint,
            active=target.active,
            behind=_behind(target),
            dead_letters=target.waiting,
            problem=target.problem,
            retry_at=target.retry_at,
            moved_at=target.moved_at,
        )
        for target in targets.order_by("name")
    ]


def _behind(target: ForwardingTarget) -> int:
    rows = Statement.objects.filter(seq__gt=target.seq)
    if target.organism_id is not None:
        rows = rows.filter(organism=target.organism_id)
    return rows.count()


def waiting_letters(target: ForwardingTarget) -> QuerySet[DeadLetter]:
    """Return the dead letters of a target that nobody has settled, oldest first."""
    rows = DeadLetter.objects.filter(target=target, outcome=DeadLetter.Outcome.WAITING)
    return rows.order_by("seq")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A statement on its way to another record store."""

    seq: int
    id: UUID
    version: str
    payload: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Following:
    """Statements after a position; up to `through` there are no others. `is_all`: nothing more is
    stored yet."""

    statements: list[Outgoing]
    through: int
    is_all: bool


def statements_after(seq: int, *, organism_id: int | None, limit: int) -> Following:
    """Return what follows `seq` in the order of `seq` (of an organism, or all), voided ones too.

    One look passes at most _WINDOW numbers, so that an organism with few statements doesn't have
    all the others' read at once.
    """
    settled = dialect().settled_seq()
    end = min(settled, seq + _WINDOW)
    rows = Statement.objects.filter(seq__gt=seq, seq__lte=end)
    if organism_id is not None:
        rows = rows.filter(organism=organism_id)
    columns = ("seq", "statement_id", "version", "payload")
    found = [Outgoing(*row) for row in rows.order_by("seq").values_list(*columns)[:limit]]
    through = found[-1].seq if len(found) == limit else max(seq, end)
    return Following(statements=found, through=through, is_all=through >= settled)


def outgoing(seqs: Iterable[int]) -> list[Outgoing]:
    """Return the statements with these numbers, to be sent."""
    rows = Statement.objects.filter(seq__in=list(seqs)).order_by("seq")
    return [Outgoing(*row) for row in rows.values_list("seq", "statement_id", "version", "payload")]
