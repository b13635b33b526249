"""What an AU stores in its launch session: valid by xAPI first, then by cmi5, one after the other.

The session's row is locked from the look at what was said before to the change, so that of two
tabs which complete the same AU at once, one is refused.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from academy.lrs.models import LaunchSession, Statement
from academy.lrs.xapi import json_text
from academy.lrs.xapi.attachments import Data
from academy.lrs.xapi.cmi5_rules import Launch, NotConforming, Standing, judge
from academy.lrs.xapi.prepare import Prepared, prepare_all
from academy.lrs.xapi.statements import rules_for
from academy.lrs.xapi.vocabulary import Verb

from .authority import SESSIONS, session_authority
from .record import Recorded, record_statements

# How often at the most it is noted that an AU is there, and that it was refused something.
_NOTED_AFTER = timedelta(seconds=30)
_LONGEST_REFUSAL = 1_000


def require_session(session: LaunchSession) -> None:
    """Refuse whatever is asked in a session that is over. Raises NotConforming."""
    if session.terminated_at is not None:
        reason = "The session was terminated: nothing more is stored or read in it"
        raise NotConforming(reason, "8.2.1, 9.3.8")
    if session.closed_at is not None:
        raise NotConforming("The session is over, since the learner signed out", "8.2.1")
    if session.abandoned_at is not None:
        reason = "The session was abandoned: nothing more is stored or read in it"
        raise NotConforming(reason, "8.2.1, 9.3.6")


@transaction.atomic
def record_for_session(
    *,
    session: LaunchSession,
    statements: Sequence[bytes | msgspec.Raw],
    at: Callable[[], datetime],
    version: str,
    statement_id: str | None = None,
    attachments: Mapping[str, Data] | None = None,
) -> Recorded:
    """Store a batch of statements that an AU sends: all of them, or none.

    Raises what `record_statements` does for what isn't valid, and NotConforming for what cmi5
    doesn't allow. A statement that the session stored before, sent again, changes nothing.
    """
    authority = session_authority(session)
    # A body that isn't valid is refused as such, whatever cmi5 says of it.
    prepared = prepare_all(
        statements,
        rules=rules_for(version),
        authority=dict(authority.agent),
        statement_id=statement_id,
        data=attachments or {},
    )
    row = LaunchSession.objects.select_for_update().filter(pk=session.pk).first()
    if row is None:
        raise NotConforming("The session is no more", "8.2.1")
    require_session(row)
    if row.preferences_read_at is None:
        raise NotConforming(
            "Statements are stored once the AU has asked for the learner's preferences: the agent"
            " profile cmi5LearnerPreferences",
            "11",
        )
    before = _standing(row)
    after, news = _judged(prepared, statements, before, row, named=statement_id is not None)
    # Kept before the statements are, whose readers find the session as it then is.
    _keep(row, before, after, at(), news=news)
    return record_statements(
        statements=statements,
        authority=authority,
        at=at,
        version=version,
        statement_id=statement_id,
        attachments=attachments,
    )


def unsay(*, session: UUID, verb: str, activity_id: str, stored: datetime) -> None:
    """Let an AU say again what it said of itself in `session` by a statement, stored at `stored`,
    that was voided: in cmi5 9.3, what is said once is what stands. What was said since stands."""
    names = {Verb.COMPLETED: "completed_at", Verb.PASSED: "passed_at", Verb.FAILED: "failed_at"}
    name = names[Verb(verb)]
    rows = LaunchSession.objects.filter(
        public_id=session, activity_id=activity_id, **{f"{name}__lte": stored}
    )
    rows.update(**{name: None})


def note_presence(*, session: LaunchSession, at: datetime) -> None:
    """Note that an AU was heard of, unless it just was."""
    if session.last_seen_at is None or at - session.last_seen_at > _NOTED_AFTER:
        LaunchSession.objects.filter(pk=session.pk).update(last_seen_at=at)


def note_preferences_read(*, session: LaunchSession, at: datetime) -> None:
    """Note that the AU asked for the learner's preferences, which it does on startup. cmi5 11."""
    if session.preferences_read_at is None:
        LaunchSession.objects.filter(pk=session.pk).update(preferences_read_at=at)


def note_refusal(*, session: LaunchSession, why: str, at: datetime) -> None:
    """Keep, for who looks for it, why an AU was refused something; not once it was over."""
    if session.is_open:
        LaunchSession.objects.filter(pk=session.pk).update(
            last_refusal=why[:_LONGEST_REFUSAL].replace("\0", "\ufffd"), refused_at=at
        )


def launch_of(session: LaunchSession) -> Launch:
    """Return what the rules of cmi5 need to know of a session's launch."""
    return Launch(
        session_id=str(session.public_id),
        registration=str(session.registration),
        actor=session.actor,
        activity_id=session.activity_id,
        launch_mode=session.launch_mode,
        mastery_score=session.mastery_score,
        template=session.launch_data["contextTemplate"],
        reserved=f"{settings.ACADEMY_IRI_BASE}/xapi/activities/",
    )


def _standing(row: LaunchSession) -> Standing:
    # cmi5 9.3: what is said once, is said once per registration and AU, in whichever session.
    others = LaunchSession.objects.filter(
        Q(completed_at__isnull=False) | Q(passed_at__isnull=False),
        registration=row.registration,
        activity_id=row.activity_id,
    ).exclude(pk=row.pk)
    said = list(others.values_list("completed_at", "passed_at"))
    return Standing(
        initialized=row.initialized_at is not None,
        terminated=row.terminated_at is not None,
        completed=row.completed_at is not None,
        passed=row.passed_at is not None,
        failed=row.failed_at is not None,
        completed_before=any(completed is not None for completed, _ in said),
        passed_before=any(passed is not None for _, passed in said),
        first=row.first_timestamp,
        last=row.last_timestamp,
    )


def _judged(
    prepared: Sequence[Prepared],
    statements: Sequence[bytes | msgspec.Raw],
    standing: Standing,
    row: LaunchSession,
    *,
    named: bool,
) -> tuple[Standing, bool]:
    """Return what the session comes to with a batch, statement after statement, and whether any of
    it is new."""
    launch = launch_of(row)
    # Sent again because no answer came: what they say stands already. Another content under one of
    # their ids is a conflict, which the store tells.
    told = set(
        Statement.objects.filter(
            statement_id__in=[one.statement_id for one in prepared],
            credential_id=SESSIONS,
            registration=row.registration,
            actor=row.actor_identity,
        ).values_list("statement_id", flat=True)
    )
    news = False
    for number, (one, text) in enumerate(zip(prepared, statements, strict=True)):
        if one.statement_id in told:
            continue
        news = True
        value: Any = json_text.parse(bytes(text))
        try:
            standing = judge(value, launch, standing, named=named)
        except NotConforming as fault:
            raise (fault if len(prepared) == 1 else fault.of_batch(number)) from None
    return standing, news


def _keep(
    row: LaunchSession, before: Standing, after: Standing, at: datetime, *, news: bool
) -> None:
    row.last_seen_at = at
    changed = ["last_seen_at"]
    if news:
        row.last_statement_at = at
        row.first_timestamp, row.last_timestamp = after.first, after.last
        changed += ["last_statement_at", "first_timestamp", "last_timestamp"]
    for name in ("initialized", "completed", "passed", "failed", "terminated"):
        if getattr(after, name) and not getattr(before, name):
            setattr(row, f"{name}_at", at)
            changed.append(f"{name}_at")
    row.save(update_fields=changed)
