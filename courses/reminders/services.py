"""Sending the weekly mail to whom it is time, and having an organism send it or not."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.mail_times import week_of
from academy.accounts.models import Delivery, MailPreference, User
from academy.accounts.services import audit, deliveries
from academy.core import recurring
from academy.core.errors import NotFound
from academy.organisms.models import Organism
from courses.models import Assignment, DigestSwitch
from courses.policies import can_assign

from . import mail, queries
from .rules import Line, lines_on

logger = logging.getLogger("academy.reminders")

# People looked at together: a constant number of queries.
BATCH = 500
# Mails taken together: a process that is killed leaves so many in doubt, at most.
TAKEN = 25


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a batch, in numbers of people. `looked_at` 0: it is nobody's turn.

    `is_away`: the mail server took nothing more, and the others wait.
    """

    looked_at: int = 0
    sent: int = 0
    failed: int = 0
    nothing: int = 0
    is_away: bool = False


@transaction.atomic
def switch_on(*, by: User, organism: Organism, at: datetime) -> DigestSwitch:
    """Send the weekly mail to the people of `organism` from the next week on.

    So nobody gets one on the day of the switch, and it can be taken back until then. Where it is
    on, nothing changes. Raises NotFound for an organism that isn't `by`'s.
    """
    _check(by, organism, at)
    current = queries.switch_of(organism)
    if current is not None:
        return current
    first_week = week_of(timezone.localdate(at)) + timedelta(weeks=1)
    switch, _new = DigestSwitch.objects.update_or_create(
        organism=organism,
        defaults={"first_week": first_week, "on_at": at, "on_by": by, "off_at": None},
    )
    _note("digest.on", organism, by, at)
    return switch


@transaction.atomic
def switch_off(*, by: User, organism: Organism, at: datetime) -> None:
    """Send the weekly mail to the people of `organism` no more, from now on.

    Raises NotFound for an organism that isn't `by`'s.
    """
    _check(by, organism, at)
    if DigestSwitch.objects.filter(organism=organism, off_at=None).update(off_at=at):
        _note("digest.off", organism, by, at)


def send_due(*, at: datetime) -> object:
    """Send the mails of a batch, for the worker: it comes back at once while there are others."""
    batch = send_batch(at=at)
    return recurring.AGAIN if batch.looked_at and not batch.is_away else None


def send_batch(*, at: datetime) -> Sent:
    """Send the mails of up to `BATCH` people to whom it is time at `at`.

    Each leaves once in a week at most: it is taken before it is handed to the server, and what the
    server didn't take is tried again an hour later (`accounts.services.deliveries`). Who has
    nothing to be told gets nothing, and isn't looked at again in the week.
    """
    people = list(queries.people_due(at)[:BATCH])
    if not people:
        return Sent()
    today = timezone.localdate(at)
    occasion = queries.occasion_of(today)
    paths = queries.published()
    known = queries.known_of([user.pk for user in people], today, paths)
    lines = {user.pk: lines_on(known[user.pk], today) for user in people}
    nothing = [user.pk for user in people if not lines[user.pk]]
    if nothing:
        deliveries.skip(
            kind=queries.DIGEST,
            occasion=occasion,
            user_ids=nothing,
            reason=Delivery.Reason.NOTHING,
            at=at,
        )
    to_tell = [user for user in people if lines[user.pk]]
    if not to_tell:
        return Sent(looked_at=len(people), nothing=len(nothing))
    asked = queries.asked_by({one.assignment_id or 0 for own in lines.values() for one in own})
    preferences = _preferences_of(to_tell)
    post = _Post(occasion, paths, asked, lines, preferences, at)
    sent = failed = 0
    connection = get_connection()
    try:
        connection.open()
    except OSError:
        logger.warning("The mail server is away: the weekly mails wait.", exc_info=True)
        return Sent(looked_at=len(people), nothing=len(nothing), is_away=True)
    is_away = False
    try:
        for start in range(0, len(to_tell), TAKEN):
            taken, refused = post.send(to_tell[start : start + TAKEN], connection)
            sent += taken
            failed += refused
            is_away = bool(refused) and not taken
            if is_away:
                break
    finally:
        connection.close()
    return Sent(len(people), sent, failed, len(nothing), is_away)


@dataclass(frozen=True, slots=True)
class _Post:
    """What the mails of a batch are made of."""

    occasion: str
    paths: queries.Paths
    asked: Mapping[int, Assignment]
    lines: Mapping[int, Sequence[Line]]
    preferences: Mapping[int, MailPreference]
    at: datetime

    def send(self, people: Sequence[User], connection: BaseEmailBackend) -> tuple[int, int]:
        """Take the mails of some people, send them; return how many left and how many failed."""
        users = {user.pk: user for user in people}
        mine = deliveries.claim(
            kind=queries.DIGEST,
            occasion=self.occasion,
            told={pk: [_told(line) for line in self.lines[pk]] for pk in users},
            at=self.at,
        )
        sent: list[Delivery] = []
        failed: list[Delivery] = []
        for delivery in mine:
            (sent if self._hand_over(users, delivery, connection) else failed).append(delivery)
        deliveries.settle(sent=sent, failed=failed)
        return len(sent), len(failed)

    def _hand_over(
        self, users: Mapping[int, User], delivery: Delivery, connection: BaseEmailBackend
    ) -> bool:
        user = users[delivery.user_id]
        try:
            message = mail.compose(
                user,
                self.lines[user.pk],
                self.paths,
                self.asked,
                delivery=delivery,
                preference=self.preferences[user.pk],
            )
            message.connection = connection
            return bool(message.send())
        except Exception:
            # Whatever one mail stumbles over, the others leave. The next one opens a connection
            # of its own: this one may be broken.
            logger.exception("A weekly mail could not be sent.")
            connection.close()
            return False


def _told(line: Line) -> dict[str, Any]:
    return {
        "rule": line.rule.value,
        "path": str(line.path_key),
        "day": line.day.isoformat(),
        "assignment": line.assignment_id,
    }


def _preferences_of(people: Sequence[User]) -> dict[int, MailPreference]:
    """Return the preference of each, made where there is none: the link that stops names it."""
    ids = [user.pk for user in people]
    MailPreference.objects.bulk_create(
        [MailPreference(user_id=pk) for pk in ids], ignore_conflicts=True
    )
    return {row.user_id: row for row in MailPreference.objects.filter(user_id__in=ids)}


def _check(by: User, organism: Organism, at: datetime) -> None:
    if not can_assign(by, organism, timezone.localdate(at)):
        raise NotFound(_("There is no such organization."))


def _note(action: str, organism: Organism, by: User, at: datetime) -> None:
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=str(organism.public_id),
        organism_code=organism.code,
    )
