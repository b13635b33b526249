"""How far the people of an organism have come with their accounts, as its page tells it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Subquery
from django.db.models.expressions import OuterRef

from academy.accounts.models import Invitation, User
from academy.accounts.queries import not_invited, unopened, with_last_invitation

from .models import Membership, Organism
from .queries import people_of

# What the page may be narrowed to.
KINDS = ("all", "opened", "invited", "not-invited")


@dataclass(frozen=True, slots=True)
class AccountFigures:
    """How many people of an organism are how far; `invited` have not signed in yet."""

    people: int
    opened: int
    not_invited: int

    @property
    def invited(self) -> int:
        """How many were invited, or are about to be, and have not signed in yet."""
        return self.people - self.opened - self.not_invited


def account_figures(organism: Organism, day: date) -> AccountFigures:
    """Return the figures of `organism` on `day`; three queries."""
    people = people_of(organism, day)
    total = people.count()
    return AccountFigures(
        people=total,
        opened=total - unopened(people).count(),
        not_invited=not_invited(people).count(),
    )


def accounts_of_organism(
    organism: Organism, day: date, *, kind: str = "all", search: str = ""
) -> QuerySet[User]:
    """Return the people of `organism` on `day`, by name, narrowed to one of KINDS.

    Each has `unit_name_fr`, `unit_name_en`, `person_number`, `invitation_state`, `invited_at` and
    `can_be_invited`.
    """
    people = people_of(organism, day)
    if kind == "not-invited":
        people = not_invited(people)
    elif kind == "invited":
        waiting = unopened(people)
        people = waiting.exclude(pk__in=not_invited(people).values("pk"))
    elif kind == "opened":
        people = people.exclude(pk__in=unopened(people).values("pk"))
    if search:
        people = people.filter(
            Q(first_name__icontains=search)
            | Q(last_name__icontains=search)
            | Q(email__icontains=search)
        )
    post = Membership.objects.on(day).filter(organism=organism, user_id=OuterRef("pk"))
    first = post.order_by("starts_on", "pk")
    return (
        with_last_invitation(people)
        .annotate(
            unit_name_fr=Subquery(first.values("unit__name_fr")[:1]),
            unit_name_en=Subquery(first.values("unit__name_en")[:1]),
            person_number=Subquery(first.values("person_number")[:1]),
        )
        .order_by("last_name", "first_name", "pk")
    )


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A person on the page; `state` is opened, waiting, invited, unsure, failed or none."""

    person: User
    unit: str
    number: str
    state: str
    on: Any
    can_be_invited: bool


def account_lines(people: list[Any], *, language: str) -> list[AccountLine]:
    """Return the lines of one page of people; one query."""
    shut = set(
        unopened(User.objects.filter(pk__in=[one.pk for one in people])).values_list(
            "pk", flat=True
        )
    )
    return [_line(one, one.pk not in shut, language) for one in people]


def _line(person: Any, opened: bool, language: str) -> AccountLine:
    names = [person.unit_name_fr, person.unit_name_en]
    if language == "en":
        names.reverse()
    state = {
        Invitation.State.WAITING: "waiting",
        Invitation.State.SENDING: "unsure",
        Invitation.State.SENT: "invited",
        Invitation.State.FAILED: "failed",
    }.get(person.invitation_state, "none")
    if opened:
        state = "opened"
    return AccountLine(
        person=person,
        unit=next(filter(None, names), ""),
        number=person.person_number or "",
        state=state,
        on=person.first_signed_in_at if opened else person.invited_at,
        can_be_invited=not opened and state != "waiting" and person.is_active,
    )
