"""Writing the changes of a list in bulk: each call is one slice of one kind, in one transaction.

Called by `people_import` only, which has decided, locked and will audit.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.contrib.auth.hashers import make_password

from academy.accounts.models import User
from academy.organisms.lists.difference import Changing, Joining, Leaving, Moving
from academy.organisms.models import Membership, Organism
from academy.organisms.people_queries import accounts_of

from .placements import end_of


def write_joining(organism: Organism, joining: Sequence[Joining]) -> None:
    """Make the accounts that are missing, and give everyone a post.

    An account made here has no password: its owner sets one, or signs in through the identity
    provider, and proves the address by doing so. An account that somebody made in the meantime
    is found again by its address.
    """
    emails = [one.row.email for one in joining if one.user_id is None]
    known = accounts_of(emails)
    made = [
        User(
            email=one.row.email,
            first_name=one.row.first_name,
            last_name=one.row.last_name,
            language=one.row.language or "fr",
            password=make_password(None),
        )
        for one in joining
        if one.user_id is None and one.row.email not in known
    ]
    if made:
        User.objects.bulk_create(made, batch_size=1000, ignore_conflicts=True)
        known = accounts_of(emails)
    Membership.objects.bulk_create(
        [
            Membership(
                user_id=one.user_id if one.user_id is not None else known[one.row.email],
                unit_id=one.unit_id,
                organism=organism,
                person_number=one.row.person_number,
                starts_on=one.starts_on,
            )
            for one in joining
        ],
        batch_size=1000,
    )


def write_changing(changing: Sequence[Changing]) -> None:
    """Correct names, addresses of accounts never opened, and person numbers."""
    taken = accounts_of(one.email for one in changing if one.email is not None)
    users = User.objects.in_bulk([one.post.user_id for one in changing])
    posts = Membership.objects.in_bulk([one.post.membership_id for one in changing])
    for one in changing:
        user = users[one.post.user_id]
        if one.first_name is not None:
            user.first_name = one.first_name
        if one.last_name is not None:
            user.last_name = one.last_name
        # An address given to somebody else since stays theirs; the next list says so.
        if one.email is not None and one.email not in taken and user.last_login is None:
            user.email = one.email
        if one.person_number is not None:
            posts[one.post.membership_id].person_number = one.person_number
    User.objects.bulk_update(users.values(), ["first_name", "last_name", "email"], batch_size=500)
    Membership.objects.bulk_update(posts.values(), ["person_number"], batch_size=500)


def write_moving(organism: Organism, moving: Sequence[Moving]) -> None:
    """End posts and start the next ones; on the first day of a post, correct it."""
    posts = Membership.objects.in_bulk([one.post.membership_id for one in moving])
    ended, corrected, started = [], [], []
    for one in moving:
        post = posts[one.post.membership_id]
        if one.on <= post.starts_on:
            post.unit_id = one.unit_id
            corrected.append(post)
            continue
        started.append(
            Membership(
                user_id=post.user_id,
                unit_id=one.unit_id,
                organism=organism,
                person_number=post.person_number,
                starts_on=one.on,
                ends_on=post.ends_on,
            )
        )
        post.ends_on = one.on
        ended.append(post)
    _end(ended)
    Membership.objects.bulk_update(corrected, ["unit"], batch_size=500)
    Membership.objects.bulk_create(started, batch_size=1000)


def write_leaving(organism: Organism, leaving: Sequence[Leaving], effective_on: date) -> None:
    """End posts, planned ones too; nothing is deleted and no account is closed.

    A post ends on its own second day at the earliest: it lasts a day.
    """
    user_ids = [one.post.user_id for one in leaving]
    posts = [
        post
        for post in Membership.objects.filter(organism=organism, user_id__in=user_ids)
        if post.ends_on is None or post.ends_on > effective_on
    ]
    for post in posts:
        post.ends_on = end_of(post, effective_on)
    _end(posts)


def _end(posts: Iterable[Membership]) -> None:
    """Write the ends of posts: most end on one day, and one UPDATE a day is 20 times faster."""
    pks: dict[date | None, list[int]] = defaultdict(list)
    for post in posts:
        pks[post.ends_on].append(post.pk)
    for ends_on, ended in pks.items():
        Membership.objects.filter(pk__in=ended).update(ends_on=ends_on)
