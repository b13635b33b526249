"""What a list of people is compared with; the face of the lists' screens."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Max, Min, Q

from academy.accounts.models import User

from .lists.difference import Post, State, unit_codes, units_for
from .models import Membership, Organism, PeopleImport, RoleGrant, UnitPlacement
from .queries import units_of

_BATCH = 5000


def _slices(values: Iterable[Any], size: int = _BATCH) -> Iterator[list[Any]]:
    iterator = iter(values)
    while batch := list(islice(iterator, size)):
        yield batch


def unit_ids_by_code(organism: Organism, wanted: Iterable[str], day: date) -> dict[str, int]:
    """Return the unit of `organism` on `day` that each wanted code names, in any case."""
    codes = dict(units_of(organism, day).values_list("code", "pk"))
    return units_for(set(wanted), unit_codes(codes, organism.code))


def current_posts(organism: Organism, day: date) -> list[Post]:
    """Return everyone who belongs to `organism` on `day` or will, each once; five queries."""
    going_on = Q(ends_on__isnull=True) | Q(ends_on__gt=day)
    rows = list(
        Membership.objects.filter(going_on, organism=organism)
        .order_by("user_id", "starts_on", "pk")
        .values_list(
            "user_id",
            "pk",
            "unit_id",
            "starts_on",
            "ends_on",
            "person_number",
            "user__email",
            "user__first_name",
            "user__last_name",
            "user__last_login",
        )
    )
    members = Membership.objects.filter(going_on, organism=organism).values("user_id")
    elsewhere = set(
        Membership.objects.filter(going_on, user_id__in=members)
        .exclude(organism=organism)
        .values_list("user_id", flat=True)
    )
    # Whoever holds a role beyond this organism has a name that others rely on.
    elsewhere |= set(
        RoleGrant.objects.filter(going_on, user_id__in=members)
        .exclude(organism=organism)
        .values_list("user_id", flat=True)
    )
    elsewhere |= set(
        User.objects.filter(pk__in=members, is_superuser=True).values_list("pk", flat=True)
    )
    claimed = set(
        EmailAddress.objects.filter(user_id__in=members, verified=True).values_list(
            "user_id", flat=True
        )
    )
    units: dict[int, set[int]] = defaultdict(set)
    latest_end: dict[int, date | None] = {}
    for row in rows:
        units[row[0]].add(row[2])
        latest_end[row[0]] = row[4]
    posts: dict[int, Post] = {}
    for user_id, pk, unit_id, starts_on, _end, number, email, first, last, last_login in rows:
        # The post of today comes first; a later one was planned, and counts as known.
        if user_id in posts and starts_on > day:
            continue
        posts[user_id] = Post(
            membership_id=pk,
            user_id=user_id,
            unit_id=unit_id,
            unit_ids=frozenset(units[user_id]),
            starts_on=starts_on,
            person_number=number,
            email=email,
            first_name=first,
            last_name=last,
            ends_on=latest_end[user_id],
            may_change_names=user_id not in elsewhere,
            # Who can sign in has proved the address: a list never takes it over.
            may_change_email=(
                user_id not in elsewhere and last_login is None and user_id not in claimed
            ),
        )
    return list(posts.values())


def accounts_of(emails: Iterable[str]) -> dict[str, int]:
    """Return the account of each address that is somebody's, verified second ones included."""
    found: dict[str, int] = {}
    for batch in _slices(emails):
        found.update(
            EmailAddress.objects.filter(email__in=batch, verified=True).values_list(
                "email", "user_id"
            )
        )
        found.update(User.objects.filter(email__in=batch).values_list("email", "pk"))
    return found


def last_departures(organism: Organism, user_ids: Iterable[int]) -> dict[int, date]:
    """Return the day on which each former member last left `organism`."""
    found: dict[int, date] = {}
    for batch in _slices(user_ids):
        found.update(
            Membership.objects.filter(organism=organism, user_id__in=batch)
            .values("user_id")
            .annotate(last=Max("ends_on"))
            .exclude(last=None)
            .values_list("user_id", "last")
        )
    return found


def units_since(organism: Organism) -> dict[int, date]:
    """Return the first day of each unit in `organism`."""
    return dict(
        UnitPlacement.objects.filter(organism=organism)
        .values("unit_id")
        .annotate(first=Min("starts_on"))
        .values_list("unit_id", "first")
    )


def state_of(
    organism: Organism, *, emails: Iterable[str], codes: Iterable[str], day: date
) -> State:
    """Return what a list of these addresses and unit codes is compared with on `day`."""
    posts = current_posts(organism, day)
    here = {post.email.lower() for post in posts}
    accounts = accounts_of(email for email in emails if email not in here)
    return State(
        posts=posts,
        unit_ids=unit_ids_by_code(organism, codes, day),
        unit_since=units_since(organism),
        accounts=accounts,
        left_on=last_departures(organism, set(accounts.values())),
    )


def last_effective_day(organism: Organism, kind: str) -> date | None:
    """Return the day of the last list of this kind that was applied, None before the first."""
    applied = PeopleImport.objects.filter(
        organism=organism, kind=kind, state=PeopleImport.State.APPLIED
    )
    return applied.aggregate(day=Max("effective_on"))["day"]
