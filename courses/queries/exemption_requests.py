"""Who asks to be exempted from what, and what became of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.utils import timezone

from academy.accounts.models import User
from academy.organisms.models import Organism
from academy.organisms.queries import people_of
from courses.models import ExemptionRequest

State = ExemptionRequest.State


def requests_to_answer(organism: Organism, path_key: UUID, today: date) -> list[ExemptionRequest]:
    """Return the requests of the people of `organism` that wait, the oldest first. One query."""
    rows = ExemptionRequest.objects.filter(
        organism=organism,
        path_key=path_key,
        state=State.WAITING,
        user_id__in=people_of(organism, today).values("pk"),
    )
    return list(rows.select_related("user", "organism").order_by("asked_at", "pk"))


def requests_of(user: User, path_keys: Collection[UUID]) -> dict[UUID, list[ExemptionRequest]]:
    """Return the newest request of somebody to each organism, by path; one query, if any.

    Those that were taken back are none, nor are those that were granted: an exemption says it.
    """
    found: dict[UUID, list[ExemptionRequest]] = defaultdict(list)
    if not path_keys:
        return found
    rows = ExemptionRequest.objects.filter(user=user, path_key__in=path_keys)
    newest: dict[tuple[UUID, int], ExemptionRequest] = {}
    rows = rows.exclude(state=State.TAKEN_BACK).select_related("organism", "answered_by")
    for one in rows.order_by("asked_at", "pk"):
        newest[one.path_key, one.organism_id] = one
    for (key, _organism), one in newest.items():
        if one.state != State.GRANTED:
            found[key].append(one)
    return found


def answered_between(
    user_ids: Iterable[int], first: date, last: date
) -> dict[int, list[ExemptionRequest]]:
    """Return what was granted or refused to people from the day `first` on to `last`, by person,
    the oldest first. One query."""
    found: dict[int, list[ExemptionRequest]] = defaultdict(list)
    rows = ExemptionRequest.objects.filter(
        user_id__in=user_ids,
        state__in=(State.GRANTED, State.REFUSED),
        answered_at__date__gte=first,
        answered_at__date__lte=last,
    )
    for one in rows.select_related("organism").order_by("answered_at", "pk"):
        found[one.user_id].append(one)
    return found


def answered_on(request: ExemptionRequest) -> date:
    """Return the day of the answer to a request that has one."""
    return timezone.localdate(request.answered_at)
