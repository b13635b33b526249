"""Noting what becomes of mails, so that each leaves once.

Whoever sends takes mails first (`claim`), hands them to the server, then says what became of them
(`settle`). A process that is killed in between leaves them as `sending`: whether they left isn't
known, so they are never sent again. Each attempt sends at most once, and it is better that a mail
is missing than that it comes twice.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Q, QuerySet

from academy.accounts.models import Delivery, User

State, Reason = Delivery.State, Delivery.Reason
# A mail that the server didn't take is tried so many times, that far apart.
MOST_ATTEMPTS = 3
TRY_AGAIN_AFTER = timedelta(minutes=50)
# How long the log is kept; of mails that had nothing to say, which are most, not as long.
KEPT = timedelta(days=400)
NOTHING_KEPT = timedelta(days=21)


def may_be_tried(at: datetime | None) -> Q:
    """Return which deliveries failed and may be tried again at `at`; None: at some time."""
    failed = Q(state=State.FAILED, attempts__lt=MOST_ATTEMPTS)
    return failed if at is None else failed & Q(at__lte=at - TRY_AGAIN_AFTER)


def claim(
    *, kind: str, occasion: str, told: Mapping[int, list[dict[str, Any]]], at: datetime
) -> list[Delivery]:
    """Make the mails of these people this process's to send; return those that are its.

    `told`: by the id of the person, the rules of the lines. Three queries, whatever the number.
    """
    mine = uuid4()
    # In one order everywhere: two processes wait for each other, and never both.
    people = sorted(told)
    with transaction.atomic():
        Delivery.objects.bulk_create(
            [
                Delivery(
                    user_id=user_id,
                    kind=kind,
                    occasion=occasion,
                    state=State.SENDING,
                    attempts=1,
                    at=at,
                    claim=mine,
                    told=told[user_id],
                )
                for user_id in people
            ],
            ignore_conflicts=True,
        )
        failed = _rows(kind, occasion, people).filter(may_be_tried(at))
        failed.update(state=State.SENDING, attempts=F("attempts") + 1, at=at, claim=mine)
    return list(Delivery.objects.filter(claim=mine).order_by("user_id"))


def send_each(
    *,
    kind: str,
    occasion: str,
    people: Collection[User],
    send: Callable[[User], bool],
    at: datetime,
) -> int:
    """Mail these people once of an occasion, by `send`, which says whether the server took it;
    return how many mails left."""
    users = {one.pk: one for one in people}
    mine = claim(kind=kind, occasion=occasion, told={pk: [] for pk in users}, at=at)
    taken = [one for one in mine if send(users[one.user_id])]
    settle(sent=taken, failed=[one for one in mine if one not in taken])
    return len(taken)


def settle(*, sent: Collection[Delivery], failed: Collection[Delivery]) -> None:
    """Note which of the claimed mails the server took, and which it didn't. Two queries at most."""
    for rows, state, reason in (
        (sent, State.SENT, Reason.NONE),
        (failed, State.FAILED, Reason.MAIL_SERVER),
    ):
        if rows:
            mine = Delivery.objects.filter(pk__in=[row.pk for row in rows], state=State.SENDING)
            mine.update(state=state, reason=reason, claim=None)


def give_up(*, delivery: Delivery, reason: str) -> None:
    """Note that a claimed mail isn't sent after all, and why."""
    mine = Delivery.objects.filter(pk=delivery.pk, state=State.SENDING)
    mine.update(state=State.SKIPPED, reason=reason, claim=None)


@transaction.atomic
def skip(*, kind: str, occasion: str, user_ids: Collection[int], reason: str, at: datetime) -> None:
    """Note that these people get no mail this time, and why. Two queries."""
    people = sorted(user_ids)
    Delivery.objects.bulk_create(
        [
            Delivery(
                user_id=user_id,
                kind=kind,
                occasion=occasion,
                state=State.SKIPPED,
                reason=reason,
                at=at,
            )
            for user_id in people
        ],
        ignore_conflicts=True,
    )
    # What had failed isn't wanted any more.
    failed = _rows(kind, occasion, people).filter(state=State.FAILED)
    failed.update(state=State.SKIPPED, reason=reason, at=at)


def forget_old(at: datetime) -> int:
    """Remove the old lines of the log; return how many."""
    nothing = Q(state=State.SKIPPED, reason=Reason.NOTHING, at__lt=at - NOTHING_KEPT)
    return Delivery.objects.filter(nothing | Q(at__lt=at - KEPT)).delete()[0]


def _rows(kind: str, occasion: str, user_ids: Collection[int]) -> QuerySet[Delivery]:
    return Delivery.objects.filter(kind=kind, occasion=occasion, user_id__in=user_ids)
