"""Launch sessions: opened by who launches an AU, ended by the AU, a newer launch or a sign-out.

The academy's own statements about a session (launched, waived, satisfied) are stored like all that
it says, by `record_statements` with `own_authority()`; `xapi.cmi5.context_of` gives their context.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from academy.accounts.models import User
from academy.lrs.models import LaunchSession


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
    an open session of the registration is abandoned, in the same transaction.
    """
    raise NotImplementedError


def fetch_token(*, key: str, at: datetime) -> str:
    """Return the token of the session whose fetch key this is, once."""
    raise NotImplementedError


def abandon(*, session: LaunchSession, at: datetime, by: User | None = None) -> bool:
    """End a session that the AU doesn't end, and tell so; return False where it had ended."""
    raise NotImplementedError


def abandon_idle(*, before: datetime, at: datetime) -> int:
    """Abandon the sessions that weren't heard of since `before`; return how many."""
    raise NotImplementedError


def close_sessions_of(*, actor: Mapping[str, Any], at: datetime) -> int:
    """End every open session of a learner who signs out; return how many."""
    raise NotImplementedError


def forget_sessions(*, registration: UUID) -> int:
    """Delete the sessions of a registration that is no more; return how many. Statements stay."""
    raise NotImplementedError
