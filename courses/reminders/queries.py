"""Whose turn it is to get the weekly mail, and what is known of them: many people at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from academy.accounts import queries as account_queries
from academy.accounts.mail_times import USUAL, is_working_day, may_leave, week_of
from academy.accounts.models import Delivery, User
from academy.accounts.services.deliveries import may_be_tried
from academy.organisms.models import Membership, Organism, Role
from courses.models import (
    Assignment,
    DigestSwitch,
    Enrolment,
    ExemptionRequest,
    NamedLook,
    PersonShown,
    PublishedPath,
)
from courses.queries import answered_between, answered_on, duties_of
from courses.validity import end_of_pass

from .rules import NEW, Answered, Known, Shown, Way

DIGEST = "courses.digest"
"""How the delivery log calls the weekly mail."""


def occasion_of(day: date) -> str:
    """Return what the log knows the mail of the week of `day` by: its Monday."""
    return week_of(day).isoformat()


def is_on_anywhere() -> bool:
    """Tell whether an organism has the weekly mail sent."""
    return DigestSwitch.objects.filter(off_at=None).exists()


def switch_of(organism: Organism) -> DigestSwitch | None:
    """Return what says that the weekly mail of `organism` is on; None where it is off."""
    return DigestSwitch.objects.filter(organism=organism, off_at=None).first()


def first_week_of(user: User, day: date) -> date | None:
    """Return the Monday from which one of the person's organisms sends the weekly mail.

    None where none of those of `day` does.
    """
    posts = Membership.objects.on(day).filter(user_id=user.pk)
    switches = DigestSwitch.objects.filter(off_at=None, organism_id__in=posts.values("organism_id"))
    return switches.aggregate(first=Min("first_week"))["first"]


def people_due(at: datetime) -> QuerySet[User]:
    """Return the people whose mail of the week may leave at `at` and hasn't, by id.

    The same rules as `mail_times.may_leave`, as the database asks them: a test holds both
    together. Nobody on a day on which nothing leaves.
    """
    moment = timezone.localtime(at)
    today = moment.date()
    if not is_working_day(today, settings.PUBLIC_HOLIDAYS):
        return User.objects.none()
    told = Delivery.objects.filter(
        user_id=OuterRef("pk"), kind=DIGEST, occasion=occasion_of(today)
    ).exclude(may_be_tried(at))
    posts = Membership.objects.on(today).filter(
        user_id=OuterRef("pk"),
        organism__digest_switch__off_at=None,
        organism__digest_switch__first_week__lte=week_of(today),
    )
    return (
        account_queries.opened(User.objects.all())
        .filter(_wants_now(moment), Exists(posts))
        .exclude(Exists(told))
        .order_by("pk")
    )


def _wants_now(moment: datetime) -> Q:
    today, hour = moment.date(), moment.hour
    own = "mail_preference__"
    begun = Q(**{f"{own}quiet_from__lte": hour})
    going_on = Q(**{f"{own}quiet_until__gt": hour})
    over_midnight = Q(**{f"{own}quiet_from__gt": F(f"{own}quiet_until")})
    quiet = (over_midnight & (begun | going_on)) | (~over_midnight & begun & going_on)
    away = Q(**{f"{own}away_from__lte": today, f"{own}away_until__gte": today})
    not_yet = Q(**{f"{own}starts_on__gt": today})
    chosen = Q(
        mail_preference__stopped_at=None,
        mail_preference__weekday__lte=today.weekday(),
        mail_preference__hour__lte=hour,
    )
    chosen &= Q(mail_preference__isnull=False) & ~quiet & ~away & ~not_yet
    usual = may_leave(moment, USUAL, settings.PUBLIC_HOLIDAYS)
    return chosen | Q(mail_preference__isnull=True) if usual else chosen


def people_of(organism: Organism, day: date) -> QuerySet[User]:
    """Return the people of `organism` on `day` to whom a mail could go, with their wish, by id."""
    posts = Membership.objects.on(day).filter(user_id=OuterRef("pk"), organism=organism)
    people = account_queries.opened(User.objects.all()).filter(Exists(posts))
    return (
        people.filter(Q(mail_preference__isnull=True) | Q(mail_preference__stopped_at=None))
        .select_related("mail_preference")
        .order_by("pk")
    )


@dataclass(frozen=True, slots=True)
class Paths:
    """The published paths, as mails name them: by key."""

    by_key: Mapping[UUID, PublishedPath]

    def text(self, key: UUID, language: str) -> dict[str, Any]:
        """Return the title and the address of a path in `language`."""
        return self.by_key[key].text_in(language)


def published() -> Paths:
    """Return the live paths; one query."""
    rows = PublishedPath.objects.filter(is_live=True).only("key", "texts", "validity")
    return Paths({row.key: row for row in rows})


def known_of(
    user_ids: Collection[int], day: date, paths: Paths, *, if_asked: Iterable[Assignment] = ()
) -> dict[int, Known]:
    """Return what is known of each person on `day`, of live paths alone.

    What counts is the newest pass: that of the last renewal, where there was one. Six queries,
    whatever the number of people. `if_asked`: see `duties_of`.
    """
    answers = answered_between(user_ids, day - NEW, day)
    shown = _shown_to(user_ids, day)
    duties = duties_of(user_ids, day, if_asked=if_asked)
    ways: dict[int, list[Way]] = defaultdict(list)
    standing = Q(certificates__withdrawn_at__isnull=True)
    rows = (
        Enrolment.objects.filter(user_id__in=user_ids)
        .annotate(renewed=Max("certificates__passed_at", filter=standing))
        .order_by("pk")
    )
    for user_id, key, seen, enrolled, completed, first_passed, renewed in rows.values_list(
        "user_id",
        "path_key",
        "last_seen_at",
        "enrolled_at",
        "completed_at",
        "passed_at",
        "renewed",
    ):
        passed = first_passed and max(first_passed, renewed or first_passed)
        path = paths.by_key.get(key)
        if path is None:
            continue
        passed_on = timezone.localdate(passed) if passed else None
        ways[user_id].append(
            Way(
                path_key=key,
                last_seen_on=timezone.localdate(seen or enrolled),
                is_completed=completed is not None,
                passed_on=passed_on,
                ends_on=end_of_pass(path.validity, passed_on) if passed_on else None,
            )
        )
    return {
        user_id: Known(
            tuple(duty for duty in duties.get(user_id, ()) if duty.path_key in paths.by_key),
            tuple(ways.get(user_id, ())),
            tuple(
                Answered(
                    one.path_key,
                    answered_on(one),
                    one.organism,
                    is_granted=one.state == ExemptionRequest.State.GRANTED,
                )
                for one in answers.get(user_id, ())
            ),
            tuple(shown.get(user_id, ())),
        )
        for user_id in user_ids
    }


def _shown_to(user_ids: Collection[int], day: date) -> dict[int, list[Shown]]:
    """Return the openings of lists that showed each person in the last days; one query."""
    found: dict[int, list[Shown]] = defaultdict(list)
    rows = PersonShown.objects.filter(
        user_id__in=user_ids,
        look__opened_at__date__gte=day - NEW,
        look__opened_at__date__lte=day,
    ).select_related("look__organism", "look__looker", "look__assignment")
    for row in rows.order_by("look__opened_at", "pk"):
        look = row.look
        found[row.user_id].append(
            Shown(
                path_key=look.assignment.path_key,
                day=timezone.localdate(look.opened_at),
                who=str(look.looker) if look.looker else "",
                role=Role(look.looked_as).label,
                organism=look.organism,
                reason=NamedLook.Reason(look.reason).label,
                words=look.words,
                assignment_id=look.assignment_id,
            )
        )
    return found


def asked_by(assignment_ids: Collection[int]) -> dict[int, Assignment]:
    """Return the assignments with who asks; one query."""
    rows = Assignment.objects.filter(pk__in=assignment_ids).select_related("organism", "unit")
    return {row.pk: row for row in rows}
