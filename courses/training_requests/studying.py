"""Grouping requests that say the same, and saying what becomes of them."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotFound
from courses.cobuilding import approving
from courses.cobuilding.policies import builds
from courses.models import (
    LONGEST_SUBJECT,
    Part,
    PathPage,
    PublishedPath,
    SubjectStep,
    TrainingSubject,
    parts_in,
)

from .policies import can_study
from .queries import group as group_of
from .queries import last_step

State = TrainingSubject.State


@transaction.atomic
def group(*, by: User, subject_id: int, with_ids: Collection[int], at: datetime) -> int:
    """Group other subjects with this one; return how many there were.

    Those that stood for others bring them along. Raises NotFound for whoever doesn't study
    requests and for a subject that isn't there.
    """
    _check_studies(by, at)
    others = set(with_ids) - {subject_id}
    # In one order everywhere: two people who group wait for each other, and never both.
    locked = {
        one.pk: one
        for one in TrainingSubject.objects.select_for_update()
        .filter(pk__in={subject_id, *others})
        .order_by("pk")
    }
    subject = locked.get(subject_id)
    if subject is None or subject.merged_into_id is not None:
        raise NotFound(_("There is no such subject."))
    merged = [pk for pk in others if pk in locked and locked[pk].merged_into_id is None]
    if not merged:
        raise AcademyError(_("Choose the requests to group with this one."))
    TrainingSubject.objects.filter(pk__in=merged).update(merged_into=subject)
    TrainingSubject.objects.filter(merged_into__in=merged).update(merged_into=subject)
    _note("requests.group", subject, by, at, subjects=len(merged))
    return len(merged)


@transaction.atomic
def ungroup(*, by: User, subject_id: int, merged_id: int, at: datetime) -> None:
    """Take a subject out of the group that it is in: it stands where it stood before.

    Raises NotFound for whoever doesn't study requests and for what isn't in that group.
    """
    _check_studies(by, at)
    subject = _locked(subject_id)
    out = TrainingSubject.objects.filter(pk=merged_id, merged_into=subject)
    if not out.update(merged_into=None):
        raise NotFound(_("There is no such subject."))
    _note("requests.ungroup", subject, by, at)


@transaction.atomic
def rename(*, by: User, subject_id: int, title: str, at: datetime) -> None:
    """Give a subject a title of its own. Raises as `group` does."""
    _check_studies(by, at)
    subject = _locked(subject_id)
    subject.title = title.strip()[:LONGEST_SUBJECT]
    subject.save(update_fields=["title"])
    _note("requests.rename", subject, by, at)


@transaction.atomic
def answer(
    *,
    by: User,
    subject_id: int,
    state: State,
    last: int | None,
    at: datetime,
    path_key: UUID | None = None,
    reason: str = "",
) -> SubjectStep:
    """Say what becomes of a subject; those who asked are told.

    `last`: the last step that `by` has read of, None where there was none. `path_key`: the path
    that is being built, one whose building `by` leads, or that is published. Raises NotFound for
    whoever doesn't study requests, AcademyError where something is missing, where nothing would
    change, or where somebody answered meanwhile: nobody takes back unread what others were told.
    """
    _check_studies(by, at)
    subject = _locked(subject_id)
    reason = reason.strip()
    if last != last_step(subject):
        raise AcademyError(
            _(
                "Somebody answered meanwhile. Read what they said; if yours is still right, send "
                "it again."
            )
        )
    if state == State.DECLINED and not reason:
        raise AcademyError(_("Say why it is declined: those who asked read it."))
    if state not in (State.BUILT, State.AVAILABLE):
        path_key = None
    elif path_key is None:
        raise AcademyError(_("Choose the learning path."))
    elif state == State.AVAILABLE:
        if not PublishedPath.objects.filter(key=path_key, is_live=True).exists():
            raise AcademyError(_("This learning path is not published yet. Choose “Being built”."))
    elif _path_led(by, path_key, at) is None:
        raise AcademyError(
            _(
                "You don’t lead the building of this path. Choose one whose building you lead, or "
                "“Available” where it is published."
            )
        )
    if (subject.state, subject.path_key, subject.reason) == (state, path_key, reason):
        raise AcademyError(_("This is what it says already."))
    subject.state, subject.path_key, subject.reason = state, path_key, reason
    subject.save(update_fields=["state", "path_key", "reason"])
    step = SubjectStep.objects.create(
        subject=subject, state=state, path_key=path_key, reason=reason, at=at, by=by
    )
    _note("requests.answer", subject, by, at, state=state.value)
    return step


@transaction.atomic
def invite_askers(
    *, by: User, subject_id: int, organism_ids: Collection[int], part: Part, at: datetime
) -> int:
    """Invite organisms that asked into the space of the path that is built; return how many.

    Raises NotFound where nothing is built or the building isn't `by`'s to lead, AcademyError for
    organisms that can't be invited.
    """
    _check_studies(by, at)
    found = group_of(subject_id)
    if found is None or found.subject.path_key is None:
        raise NotFound(_("There is no such subject."))
    path = _path_led(by, found.subject.path_key, at)
    if path is None:
        raise NotFound(_("No path of yours is at this address."))
    wanted = [one for one in found.organisms if one.pk in set(organism_ids)]
    if not wanted:
        raise AcademyError(_("Choose the organizations to invite."))
    there = parts_in(path)
    invited = 0
    for organism in wanted:
        if part.value not in there.get(organism.pk, frozenset()):
            approving.invite(by=by, path=path, organism=organism, part=part, at=at)
            invited += 1
    return invited


def _path_led(by: User, path_key: UUID, at: datetime) -> PathPage | None:
    """Return a page of the path whose building `by` leads."""
    pages = PathPage.objects.filter(translation_key=path_key).order_by("pk")
    return next((one for one in pages if builds(by, one, timezone.localdate(at))), None)


def _check_studies(by: User, at: datetime) -> None:
    if not can_study(by, timezone.localdate(at)):
        raise NotFound(_("There is no such subject."))


def _locked(subject_id: int) -> TrainingSubject:
    """Return a subject that stands for itself, locked until the transaction ends."""
    found = (
        TrainingSubject.objects.select_for_update().filter(pk=subject_id, merged_into=None).first()
    )
    if found is None:
        raise NotFound(_("There is no such subject."))
    return found


def _note(action: str, subject: TrainingSubject, by: User, at: datetime, **details: object) -> None:
    audit.record(at=at, actor=by, action=action, target=str(subject.pk), details=dict(details))
