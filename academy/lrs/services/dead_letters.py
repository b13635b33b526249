"""Dead letters: statements that a target refused are sent again, or set aside."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from academy.accounts.services import audit
from academy.lrs import forwarding_queries
from academy.lrs.models import DeadLetter, ForwardingTarget

from .sending import Outcome, send
from .targets import open_store


@dataclass(frozen=True, slots=True)
class Retried:
    """How many dead letters were delivered and refused again; `problem` is why it ended early."""

    delivered: int
    refused: int
    problem: str = ""


def retry_dead_letters(
    *,
    letters: QuerySet[DeadLetter],
    target: ForwardingTarget,
    clock: Callable[[], datetime],
    progress: Callable[[], None] = lambda: None,
) -> Retried:
    """Send the statements of `letters` to `target` again, one by one, in the order of `seq`.

    What is refused again stays, with the new answer. It ends when the target can't take anything.
    """
    delivered = refused = 0
    with open_store(target) as store:
        for letter in letters.order_by("seq"):
            statements = forwarding_queries.outgoing([letter.seq])
            sent = send(store, statements, version=target.version, at=clock())
            own = DeadLetter.objects.filter(pk=letter.pk)
            if sent.outcome is Outcome.LATER:
                return Retried(delivered, refused, sent.answer or str(sent.status))
            if sent.outcome is Outcome.ACCEPTED:
                own.update(outcome=DeadLetter.Outcome.DELIVERED, settled_at=clock())
                delivered += 1
            else:
                own.update(status=sent.status, answer=sent.answer, refused_at=clock())
                refused += 1
            progress()
    return Retried(delivered, refused)


@transaction.atomic
def set_aside_dead_letters(
    *, letters: QuerySet[DeadLetter], target: ForwardingTarget, at: datetime
) -> int:
    """Settle `letters` without sending them; return how many. They stay readable."""
    count = letters.update(outcome=DeadLetter.Outcome.SET_ASIDE, settled_at=at)
    audit.record(
        at=at,
        actor=None,
        action="forwarding.set_aside",
        target=target.name,
        organism_code=target.organism.code if target.organism else "",
        details={"count": count},
    )
    return count
