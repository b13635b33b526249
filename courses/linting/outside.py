"""Addresses elsewhere are asked by the worker at night, and what they answer is kept for the check.

No page waits for them, and nobody's click sends the academy anywhere.
"""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from academy.core import recurring
from courses.adoption.trees import draft_tree
from courses.models import OutsideAddress, PathPage

from . import asking
from .contents import host_of
from .drafts import addresses_in, key_of, path_in
from .replies import Reply, State

logger = logging.getLogger(__name__)

# So many are asked at once, each of another host, and so many times before others have their turn.
_AT_ONCE = 8
_ROUNDS = 5
# A little less than whole days: the nights of the worker don't begin at the same second.
_AGAIN_WHERE_SOUND = timedelta(days=13, hours=20)
_AGAIN_WHERE_NOT = timedelta(hours=20)
_MOST_COUNTED = 1_000
_LATELY = timedelta(minutes=30)


def ask_outside(*, at: datetime) -> object:
    """Read which addresses the paths lead to, once a day, then ask those that are due;
    `recurring.AGAIN` where some of them wait.

    Where not one answers, the academy itself may have no way out: nothing is kept then, and they
    are asked another night.
    """
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    if not OutsideAddress.objects.filter(named_at__gte=midnight).exists():
        gather(at=at)
    if not _due(at).exists():
        return None
    if not _has_way_out(at):
        logger.warning("No address elsewhere answers: links out of the academy were not checked.")
        return None
    for _round in range(_ROUNDS):
        rows = _of_several_hosts(_due(at))
        for row, reply in zip(rows, _replies(rows), strict=True):
            _keep(row, reply, at)
    return recurring.AGAIN if _due(at).exists() else None


def _due(at: datetime) -> QuerySet[OutsideAddress]:
    return OutsideAddress.objects.filter(due_at__lte=at).order_by("due_at", "pk")


def _has_way_out(at: datetime) -> bool:
    """Tell whether anything elsewhere answers, a moment ago or now; what answers is kept, so that
    nobody is asked it again as long as only others fail."""
    if OutsideAddress.objects.filter(status__isnull=False, asked_at__gt=at - _LATELY).exists():
        return True
    sample = _sample()
    found = [pair for pair in zip(sample, _replies(sample), strict=True) if pair[1].status]
    for row, reply in found:
        _keep(row, reply, at)
    return bool(found)


def _sample() -> list[OutsideAddress]:
    """Return what answered last, and where nothing ever did, some of all."""
    known = OutsideAddress.objects.filter(state=State.FOUND).order_by("-asked_at")
    return _of_several_hosts(known) or _of_several_hosts(OutsideAddress.objects.order_by("?"))


def _of_several_hosts(rows: QuerySet[OutsideAddress]) -> list[OutsideAddress]:
    """Return the first of `rows`, no host twice: nobody is asked much at once."""
    by_host: dict[str, OutsideAddress] = {}
    for row in rows[: _AT_ONCE * 10]:
        by_host.setdefault(host_of(row.address), row)
    return list(by_host.values())[:_AT_ONCE]


def _replies(rows: Sequence[OutsideAddress]) -> list[Reply]:
    agent = f"Academie-link-check (+{settings.PUBLIC_ADDRESS})"
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as several:
        return list(several.map(lambda row: asking.ask(row.address, agent), rows))


def _keep(row: OutsideAddress, reply: Reply, at: datetime) -> None:
    fails = reply.state in (State.GONE, State.UNREACHABLE)
    row.state = reply.state.value
    row.status = reply.status
    row.failures = min(row.failures + 1, _MOST_COUNTED) if fails else 0
    row.failing_since = (row.failing_since or at) if fails else None
    row.asked_at = at
    is_settled = reply.state in (State.FOUND, State.NOT_ASKED)
    row.due_at = at + (_AGAIN_WHERE_SOUND if is_settled else _AGAIN_WHERE_NOT)
    row.save()


def gather(*, at: datetime) -> int:
    """Keep which addresses the paths lead to, as they were last saved, and forget the others;
    return how many there are."""
    named: dict[str, str] = {}
    for key in set(PathPage.objects.values_list("translation_key", flat=True)):
        tree = draft_tree(key)
        paths = [path_in(tree, one) for one in tree.values() if one.kind == "path"]
        named |= {key_of(address): address for address in addresses_in(paths)}
    with transaction.atomic():
        OutsideAddress.objects.bulk_create(
            [
                OutsideAddress(key=key, address=address, due_at=at, named_at=at)
                for key, address in named.items()
            ],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["named_at"],
        )
        OutsideAddress.objects.filter(named_at__lt=at).delete()
    return len(named)
