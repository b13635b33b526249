"""What people are asked to follow, many people at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from academy.organisms.models import Membership
from courses.duties import Duty
from courses.models import Assignment, Enrolment


def duties_of(
    user_ids: Collection[int], day: date, *, if_asked: Iterable[Assignment] = ()
) -> dict[int, list[Duty]]:
    """Return what each person is asked to complete on `day` and has not, the soonest due first.

    A path that two places ask for is due when the sooner one asks for it. Nobody without a duty is
    in the answer. `if_asked`: assignments that aren't saved are taken as if they were. Three
    queries, whatever the number of people.
    """
    places: dict[int, set[tuple[int, int]]] = defaultdict(set)
    posts = Membership.objects.on(day).filter(user_id__in=user_ids)
    for user_id, organism_id, unit_id in posts.values_list("user_id", "organism_id", "unit_id"):
        places[user_id].add((organism_id, unit_id))
    organism_ids = {organism_id for own in places.values() for organism_id, _unit_id in own}
    asked: dict[int, list[Assignment]] = defaultdict(list)
    current = Assignment.objects.filter(
        Q(organism_id__in=organism_ids), withdrawn_at__isnull=True
    ).order_by("due_on", "pk")
    for assignment in sorted([*current, *if_asked], key=lambda one: one.due_on):
        asked[assignment.organism_id].append(assignment)
    done = _completed(user_ids, {one.path_key for rows in asked.values() for one in rows})
    found: dict[int, list[Duty]] = {}
    for user_id, own in places.items():
        sooner: dict[UUID, Duty] = {}
        for organism_id, unit_id in own:
            for one in asked.get(organism_id, ()):
                if one.unit_id not in (None, unit_id) or (user_id, one.path_key) in done:
                    continue
                known = sooner.get(one.path_key)
                if known is None or one.due_on < known.due_on:
                    sooner[one.path_key] = _duty(one)
        if sooner:
            found[user_id] = sorted(sooner.values(), key=lambda duty: duty.due_on)
    return found


def _duty(assignment: Assignment) -> Duty:
    return Duty(
        path_key=assignment.path_key,
        assignment_id=assignment.pk or 0,
        asked_on=timezone.localdate(assignment.assigned_at),
        due_on=assignment.due_on,
    )


def _completed(user_ids: Collection[int], path_keys: Collection[UUID]) -> set[tuple[int, UUID]]:
    rows = Enrolment.objects.filter(
        user_id__in=user_ids, path_key__in=path_keys, completed_at__isnull=False
    )
    return set(rows.values_list("user_id", "path_key"))
