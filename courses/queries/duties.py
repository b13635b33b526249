"""What people are asked to follow, many people at once."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from courses.duties import Duty
from courses.models import Assignment, Enrolment

from .asking import Asked, asked_of_many


def duties_of(
    user_ids: Collection[int], day: date, *, if_asked: Iterable[Assignment] = ()
) -> dict[int, list[Duty]]:
    """Return what each person is asked to complete on `day` and has not, the soonest due first.

    A path that two places ask for is due when the sooner one asks for it. Nobody without a duty is
    in the answer. `if_asked`: assignments that aren't saved are taken as if they were. A constant
    number of queries, whatever the number of people.
    """
    asked = asked_of_many(user_ids, day, if_asked=if_asked)
    done = _completed(asked, {one.path_key for rows in asked.values() for one in rows})
    found: dict[int, list[Duty]] = {}
    for user_id, rows in asked.items():
        duties = [_duty(one) for one in rows if one.asks and (user_id, one.path_key) not in done]
        if duties:
            found[user_id] = duties
    return found


def _duty(asked: Asked) -> Duty:
    first = asked.asks[0]
    return Duty(
        path_key=asked.path_key,
        assignment_id=first.assignment.pk or 0,
        asked_on=first.begun.since,
        due_on=first.deadline.due_on,
    )


def _completed(user_ids: Collection[int], path_keys: Collection[UUID]) -> set[tuple[int, UUID]]:
    rows = Enrolment.objects.filter(
        user_id__in=user_ids, path_key__in=path_keys, completed_at__isnull=False
    )
    return set(rows.values_list("user_id", "path_key"))
