"""Having several organisms approve what is published of a path, and hearing each of them."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import Revision, TaskState, Workflow, WorkflowPage, WorkflowTask

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotAllowed, NotFound
from academy.organisms.models import Organism
from academy.organisms.policies import is_administrator
from courses.models import (
    LONGEST_GROUNDS,
    BuildingPart,
    LessonPage,
    OrganismApproval,
    Part,
    PathPage,
    Voice,
    parts_in,
)
from courses.services import refresh_path, share_path

from . import building, crediting, queries
from .policies import builds, can_end, takes_part
from .quorum import Rule, Tally


def _check_leads(by: User, path: PathPage, at: datetime) -> None:
    if not builds(by, path, timezone.localdate(at)):
        raise NotFound(_("No path of yours is at this address."))


def _languages(path: PathPage) -> list[PathPage]:
    return list(PathPage.objects.filter(translation_key=path.translation_key))


@transaction.atomic
def invite(
    *, by: User, path: PathPage, organism: Organism, part: Part, at: datetime
) -> BuildingPart:
    """Invite `organism` to play a part in building `path`; inviting it again changes nothing.

    Raises NotFound where the path isn't `by`'s, AcademyError for an organism that is closed or
    builds the path already, NotAllowed where its one voice would be heard for another part of a
    rule that asks for one of each.
    """
    _check_leads(by, path, at)
    if not organism.holds_on(timezone.localdate(at)):
        raise AcademyError(_("This organization is closed. Invite the one that follows it."))
    if part == Part.AUTHOR and Part.AUTHOR.value in parts_in(path).get(organism.pk, ()):
        raise AcademyError(_("This organization writes this path already."))
    _refuse_two_parts(by, path, organism, part, at)
    invited, is_new = BuildingPart.objects.get_or_create(
        path_key=path.translation_key,
        organism=organism,
        part=part,
        defaults={"invited_at": at, "invited_by": by},
    )
    if is_new:
        for page in _languages(path):
            share_path(path=page)
        _note("building.invite", path, by, at, organism=organism, part=part.value)
    return invited


def _refuse_two_parts(
    by: User, path: PathPage, organism: Organism, part: Part, at: datetime
) -> None:
    held = parts_in(path).get(organism.pk, frozenset())
    rule = queries.approval_rule(path)
    if not held or part.value in held or rule is None or not rule.each_part:
        return
    if not is_administrator(by, timezone.localdate(at)):
        raise NotAllowed(
            _(
                "One organization of each part has to approve this path, and this one takes part "
                "already. Invite another one, or ask an administrator of the academy to invite it."
            )
        )


@transaction.atomic
def end_part(*, by: User, path: PathPage, part_id: int, at: datetime) -> None:
    """End the part of an organism in building `path`.

    Raises NotFound for a part that isn't there, NotAllowed where it would take a voice away that
    somebody else has to hear.
    """
    part = (
        BuildingPart.objects.filter(pk=part_id, path_key=path.translation_key)
        .select_related("organism")
        .first()
    )
    if part is None:
        raise NotFound(_("This organization plays this part no more."))
    is_ruled = queries.approval_rule(path) is not None
    day = timezone.localdate(at)
    if not can_end(by, part, day, leads=builds(by, path, day), is_ruled=is_ruled):
        raise NotAllowed(
            _(
                "Organizations have to approve this path, so that only the organization itself or "
                "an administrator of the academy can end its part."
            )
        )
    part.delete()
    for page in _languages(path):
        share_path(path=page)
    _note("building.end", path, by, at, organism=part.organism, part=part.part)
    building.revoke_links_of_others(by=by, path=path, at=at)


@transaction.atomic
def ask_approval(
    *, by: User, path: PathPage, rule: Rule, silence_days: int, at: datetime
) -> OrganismApproval:
    """Have what is published of `path`, in every language, approved by organisms first.

    From then on designers submit what they wrote instead of publishing it. Raises NotFound where
    the path isn't `by`'s, AcademyError for a rule that can't be reached and for a first one while
    something waits to be published at its hour, NotAllowed for one that is looser than the present
    one: an administrator decides that.
    """
    _check_leads(by, path, at)
    count = len(parts_in(path))
    if not 1 <= rule.quorum <= count:
        raise AcademyError(
            _(
                "%(count)s organizations build this path, so ask for 1 to %(count)s of them, or "
                "invite others first."
            )
            % {"count": count}
        )
    task = queries.approval_rule(path)
    if task is None:
        _refuse_what_is_scheduled(path)
        task = OrganismApproval.objects.create(
            name=_name(path),
            path_key=path.translation_key,
            quorum=rule.quorum,
            each_part=rule.each_part,
            silence_days=silence_days,
        )
        workflow = Workflow.objects.create(name=task.name)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    else:
        if rule.is_looser_than(task.rule) and not is_administrator(by, timezone.localdate(at)):
            raise NotAllowed(
                _(
                    "Organizations count on the present rule. You can make it stricter; to loosen "
                    "it, ask an administrator of the academy."
                )
            )
        task.quorum, task.each_part = rule.quorum, rule.each_part
        task.silence_days = silence_days
        task.save()
    cover_languages(path=path)
    _note("building.rule", path, by, at, quorum=rule.quorum, each_part=rule.each_part)
    return task


def _refuse_what_is_scheduled(path: PathPage) -> None:
    """Nobody is asked about what was to be published at an hour before there was a rule."""
    pages = queries.pages_of(path.translation_key)
    waits = Revision.page_revisions.filter(
        object_id__in=[str(pk) for pk in pages.values_list("pk", flat=True)],
        approved_go_live_at__isnull=False,
    ).first()
    if waits is not None:
        raise AcademyError(
            _(
                "“%(title)s” is to be published at an hour that was chosen before, which nobody "
                "would approve. Cancel that hour in the editor first."
            )
            % {"title": waits.content_object.get_admin_display_title()}
        )


@transaction.atomic
def cover_languages(*, path: PathPage) -> None:
    """Apply the rule of `path` to each of its languages; nothing where it has none."""
    task = queries.approval_rule(path)
    if task is None:
        return
    workflow = Workflow.objects.get(workflow_tasks__task=task)
    for page in _languages(path):
        WorkflowPage.objects.update_or_create(page=page, defaults={"workflow": workflow})
        share_path(path=page)


@transaction.atomic
def stop_approval(*, by: User, path: PathPage, at: datetime) -> None:
    """Let designers publish `path` by themselves again; what waits for approval is a draft again.

    Raises NotFound where the path isn't `by`'s, NotAllowed for whoever isn't an administrator.
    """
    _check_leads(by, path, at)
    if not is_administrator(by, timezone.localdate(at)):
        raise NotAllowed(
            _("Organizations count on the present rule. Only an administrator ends it.")
        )
    task = queries.approval_rule(path)
    if task is None:
        return
    for workflow in Workflow.objects.filter(workflow_tasks__task=task):
        workflow.deactivate(user=by)
    if OrganismApproval.objects.filter(pk=task.pk, active=True).exists():
        task.deactivate(user=by)
    for page in _languages(path):
        share_path(path=page)
    _note("building.rule_ends", path, by, at)


def _name(path: PathPage) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return (_("Approval by organizations: %(title)s") % {"title": path.title})[:255]


@transaction.atomic
def speak(
    *, by: User, state_id: int, organism: Organism, approves: bool, reason: str, at: datetime
) -> Tally:
    """Say for `organism` whether it approves a draft; publish the draft where enough have.

    Said again, it replaces what the organism said before, which stays written. Where enough can't
    approve any more, the draft goes back to who wrote it. Raises NotFound for what isn't the
    person's to speak about, NotAllowed for what they wrote themselves, AcademyError where it can't
    be taken, with what to do.
    """
    # Voices come one after the other: two at once can't both be the last one.
    if TaskState.objects.select_for_update().filter(pk=state_id).first() is None:
        raise NotFound(_("Nothing waits for your organization here."))
    asked = queries.approval(state_id)
    if asked is None or not takes_part(by, asked.path, timezone.localdate(at)):
        raise NotFound(_("Nothing waits for your organization here."))
    if queries.wrote(by, asked):
        raise NotAllowed(
            _("You wrote part of this, so that somebody else of your organization has to approve.")
        )
    speaks_for = asked.task.speaks_for(asked.page, by, timezone.localdate(at))
    if organism.pk not in speaks_for & asked.tally.asked:
        raise NotFound(_("Nothing waits for this organization here."))
    _refuse(by, asked, organism, approves, reason.strip())
    Voice.objects.filter(task_state=asked.state, organism=organism, replaced_at=None).update(
        replaced_at=at
    )
    Voice.objects.create(
        task_state=asked.state,
        organism=organism,
        given_by=by,
        approves=approves,
        reason=reason.strip(),
        at=at,
    )
    counted = asked.task.tally(asked.state)
    if counted.is_reached:
        refuse_unpublishable(asked)
        # Wagtail writes who approved; publishing is nobody's alone, and asks nobody's permission.
        asked.state.approve(user=by, update=False, comment=reason.strip())
        asked.state.workflow_state.update(user=None)
        _credit_reviewers(asked, at)
    elif counted.is_lost:
        asked.state.reject(user=by, comment=_reasons(asked))
    _note(
        "building.voice",
        asked.path,
        by,
        at,
        organism=organism,
        page=asked.page.pk,
        approves=approves,
        published=counted.is_reached,
    )
    return counted


def _credit_reviewers(asked: queries.Approval, at: datetime) -> None:
    page = LessonPage.objects.filter(pk=asked.page.pk).first()
    if page is None or page.live_revision_id != asked.state.revision_id:
        return
    voices = Voice.objects.filter(task_state=asked.state, replaced_at=None, approves=True)
    reviewers = [
        (one.organism, one.given_by) for one in voices.select_related("organism", "given_by")
    ]
    crediting.credit_review(page=page, reviewers=reviewers, at=at)
    refresh_path(key=asked.path.translation_key, at=at)


def _refuse(
    by: User, asked: queries.Approval, organism: Organism, approves: bool, reason: str
) -> None:
    if not asked.is_running:
        raise AcademyError(_("This is decided already: your voice would change nothing."))
    if asked.is_changed:
        raise AcademyError(
            _(
                "The draft was changed since it was submitted. Have it withdrawn and submitted "
                "again, so that everybody approves the same version."
            )
        )
    if not approves and not reason:
        raise AcademyError(_("Say why your organization dissents: it is what the authors need."))
    if len(reason) > LONGEST_GROUNDS:
        raise AcademyError(
            _("Write no more than %(count)s characters.") % {"count": LONGEST_GROUNDS}
        )
    others = Voice.objects.filter(task_state=asked.state, given_by=by, replaced_at=None)
    if others.exclude(organism=organism).exists():
        raise AcademyError(
            _("You spoke for another organization: one person has one voice on a draft.")
        )


def refuse_unpublishable(asked: queries.Approval) -> None:
    """Raise AcademyError, with all that is wrong, where the editor wouldn't publish the draft."""
    problems = asked.page.get_latest_revision_as_object().publication_problems
    if problems:
        raise AcademyError(
            _("This can’t be published yet, so that your voice wasn’t taken. %(problems)s")
            % {"problems": " ".join(problems)}
        )


def _reasons(asked: queries.Approval) -> str:
    voices = Voice.objects.filter(task_state=asked.state, replaced_at=None, approves=False)
    said = [f"{one.organism.name_fr}: {one.reason}" for one in voices.select_related("organism")]
    return "\n".join(said)


@transaction.atomic
def withdraw(*, by: User, state_id: int, at: datetime) -> None:
    """Take a draft back from approval, so that it can be edited again.

    Raises NotFound where the path isn't `by`'s, AcademyError where it is decided.
    """
    if TaskState.objects.select_for_update().filter(pk=state_id).first() is None:
        raise NotFound(_("Nothing waits for your organization here."))
    asked = queries.approval(state_id)
    if asked is None:
        raise NotFound(_("Nothing waits for your organization here."))
    _check_leads(by, asked.path, at)
    if not asked.is_running:
        raise AcademyError(_("This is decided already."))
    asked.state.workflow_state.cancel(user=by)
    _note("building.withdraw", asked.path, by, at, page=asked.page.pk)


def _note(
    action: str,
    path: PathPage,
    by: User,
    at: datetime,
    organism: Organism | None = None,
    **details: object,
) -> None:
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=str(path.translation_key),
        organism_code=organism.code if organism else "",
        details=details,
    )
