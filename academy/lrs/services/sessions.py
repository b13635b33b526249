"""Launch sessions: opened by who launches an AU, ended by the AU, a newer launch or a sign-out.

The academy's own statements about a session (launched, waived, satisfied) are stored like all that
it says, by `record_statements` with `own_authority()`; `xapi.cmi5.context_of` gives their context.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import NotAllowed
from academy.lrs import policies
from academy.lrs.models import LaunchMode, LaunchSession, MoveOn
from academy.lrs.xapi import cmi5
from academy.lrs.xapi.agents import identity
from academy.lrs.xapi.documents import JSON, STATE, Place
from academy.lrs.xapi.times import format_timestamp
from academy.lrs.xapi.versions import FAMILY_1

from .authority import own_authority
from .documents import DocumentContent, put_document
from .record import record_statements

# How long a request may last, from its arrival to the end of its transaction.
_ONE_REQUEST = timedelta(minutes=1)
# How often a session is tried to be opened, which another launch may overtake.
_TRIES = 10
# What stands before the colon of a token, where a credential has its key.
TOKEN_KEY = "cmi5"  # noqa: S105 - the name of all tokens
# cmi5 8.2.3.2: kinds of errors of a fetch address.
USED_OR_EXPIRED, SECURITY = "1", "2"
# Sessions abandoned at once, by who does it again until none is left.
_SOME = 100


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a fetch address answers: a token, or the code and the text of an error.

    `origin` is that of the session, "" where the key is none.
    """

    token: str = ""
    code: str = ""
    text: str = ""
    origin: str = ""


def open_session(
    *,
    registration: UUID,
    actor: Mapping[str, Any],
    activity_id: str,
    publisher_id: str,
    origin: str,
    launch_mode: str,
    mastery_score: float | None,
    move_on: str,
    launch_data: Mapping[str, Any],
    at: datetime,
) -> tuple[LaunchSession, str]:
    """Open a session and return it with the key of its fetch address, which is told this once.

    `launch_data` has what LMS.LaunchData says besides contextTemplate, launchMode, masteryScore and
    moveOn, which are put in here; a contextTemplate in it is added to. The document is written, and
    an open session of the registration is abandoned, in the same transaction. Raises ValueError for
    an actor without an account, a mode or a moveOn that cmi5 doesn't have, and an `activity_id`
    that is the publisher's.
    """
    who = identity(dict(actor))
    if who is None or "account" not in actor:
        raise ValueError("cmi5 9.2: the actor of a launch has an account.")
    if launch_mode not in LaunchMode.values or move_on not in MoveOn.values:
        raise ValueError(f"cmi5 knows neither the mode {launch_mode!r} nor moveOn {move_on!r}.")
    if activity_id == publisher_id:
        raise ValueError("cmi5 8.1.5: the id of an activity is not the one of its publisher.")
    own_id, key = uuid4(), secrets.token_urlsafe(32)
    document = cmi5.launch_document(
        launch_data,
        session_id=str(own_id),
        publisher_id=publisher_id,
        launch_mode=launch_mode,
        mastery_score=mastery_score,
        move_on=move_on,
    )
    session = LaunchSession(
        public_id=own_id,
        registration=registration,
        actor=dict(actor),
        actor_identity=who,
        activity_id=activity_id,
        publisher_id=publisher_id,
        origin=origin,
        launch_mode=launch_mode,
        mastery_score=mastery_score,
        move_on=move_on,
        launch_data=document,
        fetch_digest=_digest(key),
        created_at=at,
    )
    _insert(session, at)
    return session, key


def _insert(session: LaunchSession, at: datetime) -> None:
    """Store a session in the place of the one that is open, and its document."""
    for tries_left in reversed(range(_TRIES)):
        with transaction.atomic():
            earlier = LaunchSession.objects.open().filter(registration=session.registration)
            # cmi5 9.3.6: the previous session of the registration is abandoned.
            for one in earlier:
                abandon(session=one, at=at)
            try:
                with transaction.atomic():
                    session.save(force_insert=True)
            except IntegrityError:
                # Another launch was quicker: its session is the one to abandon.
                if not tries_left:
                    raise
                continue
            _write_launch_data(session, at)
            return


def _write_launch_data(session: LaunchSession, at: datetime) -> None:
    """cmi5 10.1: the document is there before the AU is launched."""
    place = Place(
        kind=STATE.kind,
        organism_id=None,
        activity=session.activity_id,
        agent=session.actor_identity,
        registration=session.registration,
        document_id=cmi5.LAUNCH_DATA,
    )
    content = DocumentContent(data=msgspec.json.encode(session.launch_data), media_type=JSON)
    # As clients of 1.0.x do it: over the one of an earlier launch, whatever it was.
    put_document(place=place, content=content, at=at, version=FAMILY_1)


def fetch_token(*, key: str, at: datetime, origin: str = "") -> Fetched:
    """Hand out the token of the session whose fetch key this is: once, and not after its end.

    cmi5 8.2. Of two who ask at once, one gets it. `origin` is that of the page that asks, where its
    browser tells; pages of another one than the session's get nothing, and use nothing up.
    """
    rows = LaunchSession.objects.filter(fetch_digest=_digest(key))
    own = rows.values_list("origin", flat=True).first()
    if own is None:
        return Fetched(code=SECURITY, text="There is no launch with this key: launch again.")
    if origin and own and origin != own:
        text = "This launch belongs to the pages of another origin."
        return Fetched(code=SECURITY, text=text, origin=own)
    token = secrets.token_urlsafe(32)
    fresh = LaunchSession.objects.open().filter(fetch_digest=_digest(key), fetched_at=None)
    if not fresh.update(token_digest=_digest(token), fetched_at=at, last_seen_at=at):
        text = "The authorization token was returned already, or the session is over: launch again."
        return Fetched(code=USED_OR_EXPIRED, text=text, origin=own)
    pair = base64.b64encode(f"{TOKEN_KEY}:{token}".encode()).decode()
    return Fetched(token=pair, origin=own)


def session_of_token(secret: str) -> LaunchSession | None:
    """Return the session, ended or not, that a token was handed out for."""
    return LaunchSession.objects.filter(token_digest=_digest(secret)).first()


def abandon(*, session: LaunchSession, at: datetime, by: User | None = None) -> bool:
    """End a session that its AU doesn't end, and tell so; return False where it had ended.

    cmi5 9.3.6: nothing of it is stored after that. Raises NotAllowed when `by`, who does it by
    hand, may not.
    """
    if by is not None and not policies.can_end_sessions(by, localdate(at)):
        raise NotAllowed(_("Only an administrator ends a session by hand."))
    return _end(session, at=at, by=by)


def abandon_idle(*, before: datetime, at: datetime) -> int:
    """Abandon sessions that weren't heard of since `before`, so many at once; return how many."""
    idle = idle_sessions(before=before).order_by("pk")[:_SOME]

    def is_idle(row: LaunchSession) -> bool:
        return (row.last_seen_at or row.created_at) < before

    return sum(_end(session, at=at, still=is_idle) for session in idle)


def idle_sessions(*, before: datetime) -> Any:
    """Return the open sessions that weren't heard of since `before`."""
    heard = Coalesce(F("last_seen_at"), F("created_at"))
    return LaunchSession.objects.open().alias(heard=heard).filter(heard__lt=before)


def close_sessions_of(*, actor: Mapping[str, Any], at: datetime) -> int:
    """End every open session of a learner who signs out; return how many.

    They are abandoned: the learner ended them, and their AUs can't say so any more.
    """
    own = LaunchSession.objects.open().filter(actor_identity=identity(dict(actor)))
    return sum(_end(session, at=at, closes=True) for session in own)


def forget_sessions(*, registration: UUID) -> int:
    """Delete the sessions of a registration that is no more; return how many. Statements stay."""
    return LaunchSession.objects.filter(registration=registration).delete()[0]


@transaction.atomic
def _end(
    session: LaunchSession,
    *,
    at: datetime,
    by: User | None = None,
    closes: bool = False,
    still: Callable[[LaunchSession], bool] | None = None,
) -> bool:
    """Abandon a session unless it has ended, or isn't `still` what it was taken for."""
    row = LaunchSession.objects.select_for_update().filter(pk=session.pk).first()
    if row is None or not row.is_open or (still is not None and not still(row)):
        return False
    row.abandoned_at = at
    row.closed_at = at if closes else None
    row.save(update_fields=["abandoned_at", "closed_at"])
    statement = cmi5.abandoned(
        statement_id=str(uuid4()),
        actor=row.actor,
        activity_id=row.activity_id,
        context=cmi5.context_of(
            session_id=str(row.public_id),
            publisher_id=row.publisher_id,
            registration=str(row.registration),
            template=row.launch_data["contextTemplate"],
        ),
        # cmi5 9.5.4.2: from the launch to the last statement of the AU.
        duration=(row.last_statement_at or row.created_at) - row.created_at,
        timestamp=format_timestamp(at),
    )
    record_statements(statements=[statement], authority=own_authority(), at=_clock(at))
    if by is not None:
        audit.record(
            at=at,
            actor=by,
            action="session.abandon",
            target=str(row.public_id),
            details={"registration": str(row.registration), "activity": row.activity_id},
        )
    return True


def _digest(secret: str) -> str:
    """Return the keyed hash of a key or a token, which have 256 random bits."""
    keyed = f"academy.lrs.sessions\0{settings.SECRET_KEY}".encode()
    return hmac.new(keyed, secret.encode(), hashlib.sha256).hexdigest()


def _clock(at: datetime) -> Callable[[], datetime]:
    """Return the clock for what happens now, at `at`: the store's, whose turn comes later; what is
    told of another day is dated that day."""

    def read() -> datetime:
        now = timezone.now()
        return now if timedelta() <= now - at < _ONE_REQUEST else at

    return read
