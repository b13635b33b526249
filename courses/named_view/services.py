"""Opening a named list, and keeping whom it showed, for the log and for those people."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotFound
from academy.organisms.models import Role
from courses.models import LONGEST_WORDS, Assignment, NamedLook, PersonShown
from courses.policies import can_look_by_name

from .roll import Line

LASTS = timedelta(minutes=15)
"""How long a reason holds, in the session in which it was given."""
# Rows written at once.
_BATCH = 1_000


@transaction.atomic
def open_look(
    *, by: User, assignment: Assignment, reason: str, words: str = "", at: datetime
) -> NamedLook:
    """Open the named list of something that is asked, for a reason that holds for `LASTS`.

    Raises NotFound for what isn't asked any more, or not by an organism whose training officer `by`
    is; AcademyError without a reason.
    """
    _check(by, assignment, at)
    words = words.strip()[:LONGEST_WORDS]
    if reason not in NamedLook.Reason.values:
        raise AcademyError(_("Choose why you open this list."))
    if reason == NamedLook.Reason.OTHER and not words:
        raise AcademyError(_("Say in your own words which reason it is."))
    look = NamedLook.objects.create(
        organism=assignment.organism,
        assignment=assignment,
        looker=by,
        looked_as=Role.TRAINING_OFFICER,
        reason=reason,
        words=words,
        opened_at=at,
        until=at + LASTS,
    )
    # Without the words, which may name somebody: the row of the opening has them.
    _note("courses.named_list_opened", look, by, at, {"reason": reason})
    return look


def look_going_on(
    *, by: User, assignment: Assignment, look_id: int | None, at: datetime
) -> NamedLook | None:
    """Return the opening that this session has of a list; None where none holds any more.

    `look_id`: what the session says; it opens nothing but its own list, to its own person.
    """
    if look_id is None:
        return None
    return NamedLook.objects.filter(
        pk=look_id, looker=by, assignment=assignment, until__gt=at
    ).first()


@transaction.atomic
def show_people(
    *,
    by: User,
    look: NamedLook,
    lines: Sequence[Line],
    way: str,
    asked: dict[str, str],
    at: datetime,
) -> None:
    """Keep that an opening shows some people: a line in the log, and a row for each of them.

    To be called before anything is shown. `way`: a page or a file; `asked`: by which filters, as
    the log may have them: no name that was searched.
    Raises NotFound once the reason holds no more, or `by` may not look any more.
    """  # fmt: skip
    _check(by, look.assignment, at)
    if look.looker_id != by.pk or at >= look.until:
        raise NotFound(_("There is no such list."))
    PersonShown.objects.bulk_create(
        [
            PersonShown(
                look=look,
                user_id=line.user_id,
                way=way,
                shown_at=at,
                state=line.standing.state.value,
                day=line.standing.day,
                valid_until=line.standing.valid_until,
            )
            for line in lines
        ],
        batch_size=_BATCH,
        ignore_conflicts=True,
    )
    is_page = way == PersonShown.Way.PAGE
    action = "courses.named_list_shown" if is_page else "courses.named_list_exported"
    people = sorted(line.public_id for line in lines)
    _note(action, look, by, at, {"way": way, "asked": asked, "people": people})


@transaction.atomic
def close_look(*, look: NamedLook, at: datetime) -> None:
    """End an opening before its time: the next one asks for a reason."""
    NamedLook.objects.filter(pk=look.pk, until__gt=at).update(until=at)


def _check(by: User, assignment: Assignment, at: datetime) -> None:
    today = timezone.localdate(at)
    is_asked = assignment.withdrawn_at is None
    if not is_asked or not can_look_by_name(by, assignment.organism, today):
        raise NotFound(_("There is no such list."))


def _note(action: str, look: NamedLook, by: User, at: datetime, details: dict[str, object]) -> None:
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=str(look.assignment.path_key),
        organism_code=look.organism.code,
        details={"assignment": look.assignment_id, "look": look.pk} | details,
    )
