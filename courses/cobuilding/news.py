"""Telling designers what waits for them in the building of a path: each thing once, by mail."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone, translation

from academy.accounts import mail
from academy.accounts.models import User
from academy.accounts.services import deliveries
from academy.organisms.models import Organism
from courses.models import BuildingPart, Duty, Part, PathPage, writers_of

from . import queries
from .checkpoints import checkpoint_on

# The kind of these mails in the delivery log.
NEWS = "courses.building"
# What is older was to be seen in the space: nobody is mailed about it after an interruption.
NEW_FOR = timedelta(days=7)
# How long before its day, and how long after it, somebody is reminded of a task.
REMIND_BEFORE, LATE_FOR = timedelta(days=3), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class _Thing:
    """Something that an organism is asked: `occasion` tells it from others, `what` chooses the
    words. `written_by`: who needn't be told."""

    what: str
    occasion: str
    organism: Organism
    path: PathPage
    url: str
    title: Any = ""
    due_on: date | None = None
    written_by: Collection[int | None] = field(default_factory=tuple)


def any_to_tell() -> bool:
    """Tell whether there may be something to tell somebody."""
    return (
        queries.any_running()
        or BuildingPart.objects.exists()
        or Duty.objects.filter(done_at=None).exists()
    )


def tell_designers(*, at: datetime) -> int:
    """Mail the designers of organisms what they are asked; return how many mails left.

    A draft to approve, an invitation to build a path, a task: once each, and a task again before
    its day and once it is late. Who wrote it isn't told. Where nobody designs for an organization,
    its managers are told to name a designer, or the administrators of the academy. What the server
    didn't take is tried again.
    """
    today = timezone.localdate(at)
    # Each of these mails says where the ledger of credits ends: it can't be called back.
    checkpoint = checkpoint_on(today)
    sent = 0
    for thing in _things(at):
        if thing.organism.is_simulated:
            # The people of the demonstration get no mail.
            continue
        designers = queries.designers_of(thing.organism, today)
        people = designers or queries.managers_of(thing.organism, today)
        sent += deliveries.send_each(
            kind=NEWS,
            occasion=thing.occasion,
            people=[one for one in people if one.pk not in thing.written_by],
            send=partial(_send, thing, checkpoint, has_designer=bool(designers)),
            at=at,
        )
    return sent


def _things(at: datetime) -> Iterator[_Thing]:
    yield from _approvals()
    yield from _invitations(at)
    yield from _duties(at)


def _approvals() -> Iterator[_Thing]:
    for asked in queries.running():
        url = reverse("courses_building:approval", args=[asked.state.pk])
        title = asked.page.get_admin_display_title()
        writers = writers_of(asked.page)
        for one in asked.spoken:
            if one.organism.pk in asked.tally.silent:
                # One mail for each person, whatever the number of their organizations.
                occasion = f"approval-{asked.state.pk}"
                yield _Thing(
                    "approval", occasion, one.organism, asked.path, url, title, written_by=writers
                )


def _invitations(at: datetime) -> Iterator[_Thing]:
    rows = BuildingPart.objects.filter(invited_at__gt=at - NEW_FOR).select_related("organism")
    paths = _paths(one.path_key for one in rows)
    for part in rows:
        path = paths.get(part.path_key)
        if path is not None:
            yield _Thing(
                "part",
                f"part-{part.pk}",
                part.organism,
                path,
                _space(path),
                # In words once it is known in which language.
                Part(part.part).label,
                written_by=(part.invited_by_id,),
            )


def _duties(at: datetime) -> Iterator[_Thing]:
    today = timezone.localdate(at)
    duties = Duty.objects.filter(done_at=None).select_related("organism")
    paths = _paths(one.path_key for one in duties)
    for duty in duties:
        path = paths.get(duty.path_key)
        if path is None:
            continue
        about: dict[str, Any] = {
            "organism": duty.organism,
            "path": path,
            "url": _space(path),
            "title": duty.title,
            "due_on": duty.due_on,
        }
        days = (duty.due_on - today) if duty.due_on is not None else None
        if days is not None and -LATE_FOR <= days < timedelta(0):
            yield _Thing("late", f"late-{duty.pk}", **about)
        elif days is not None and timedelta(0) <= days <= REMIND_BEFORE:
            yield _Thing("due", f"due-{duty.pk}-{duty.due_on}", **about)
        elif duty.made_at > at - NEW_FOR:
            yield _Thing("task", f"task-{duty.pk}", **about, written_by=(duty.made_by_id,))


def _paths(keys: Iterable[UUID]) -> dict[UUID, PathPage]:
    """Return the page that speaks for each path, a published one where there is one. One query."""
    rows = PathPage.objects.filter(translation_key__in=set(keys)).order_by("-live", "pk")
    found: dict[UUID, PathPage] = {}
    for page in rows:
        found.setdefault(page.translation_key, page)
    return found


def _space(path: PathPage) -> str:
    return reverse("courses_building:space", args=[path.pk])


def _send(thing: _Thing, checkpoint: str, user: User, *, has_designer: bool) -> bool:
    # The space is for designers: who has none is led to where one is named.
    roles = reverse("organisms:roles", args=[thing.organism.public_id])
    with translation.override(user.language):
        context = {
            "user": user,
            "what": thing.what,
            "organism": thing.organism.name,
            "path": thing.path.title,
            "title": thing.title,
            "due_on": thing.due_on,
            "roles_url": "" if has_designer else roles,
            "thing_url": thing.url,
            "checkpoint": checkpoint,
        }
    message = mail.compose(
        "courses/cobuilding/news", to=user.email, language=user.language, context=context
    )
    return mail.is_taken(message, about="the building of a path")
