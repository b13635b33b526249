"""Who builds which path, and what waits for whom."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from wagtail.models import Page, Revision, TaskState, WorkflowState

from academy.accounts.models import User
from academy.organisms.models import Organism, Role
from academy.organisms.policies import Viewer, designer_organism_ids, is_administrator
from academy.organisms.queries import people_in_charge, people_in_role
from courses.models import (
    BuildingPart,
    OrganismApproval,
    Part,
    PathPage,
    Voice,
    builders_of,
    parts_in,
    parts_until,
    path_of,
    writers_of,
    writers_of_each,
)

from .quorum import Tally, tally


@dataclass(frozen=True, slots=True)
class Taking:
    """An organism that takes part: in words which parts, and its invitations."""

    organism: Organism
    parts: tuple[str, ...]
    invitations: tuple[BuildingPart, ...]
    is_builder: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """What an organism says of a draft: `voice` None as long as it says nothing."""

    organism: Organism
    parts: tuple[str, ...]
    voice: Voice | None


@dataclass(frozen=True, slots=True)
class Approval:
    """A draft that several organisms are asked to approve, with what each says."""

    state: TaskState
    task: OrganismApproval
    page: Page
    path: PathPage
    tally: Tally
    spoken: tuple[Spoken, ...]
    parts_missing: tuple[str, ...]
    is_running: bool
    is_changed: bool


def paths_of(user: Viewer, day: date) -> QuerySet[PathPage]:
    """Return the paths in whose building the person takes part, of all languages, by title."""
    paths = PathPage.objects.order_by("title").select_related("locale")
    if is_administrator(user, day):
        return paths
    own = designer_organism_ids(user, day)
    invited = BuildingPart.objects.filter(organism__in=own).values("path_key")
    return paths.filter(Q(built_by__in=own) | Q(translation_key__in=invited)).distinct()


def spaces_of(user: Viewer, day: date, language: str) -> QuerySet[PathPage]:
    """Return the paths in whose building the person takes part, once each, by title: in `language`
    where the path has it."""
    there = PathPage.objects.filter(
        translation_key=OuterRef("translation_key"), locale__language_code=language
    )
    return PathPage.objects.filter(
        Q(locale__language_code=language) | ~Exists(there),
        translation_key__in=paths_of(user, day).order_by().values("translation_key"),
    ).order_by("title", "pk")


def waiting_drafts(keys: Iterable[UUID]) -> dict[UUID, int]:
    """Return how many drafts wait for approval, by path."""
    rows = OrganismApproval.objects.filter(
        path_key__in=list(keys), task_states__status=TaskState.STATUS_IN_PROGRESS
    )
    return dict(rows.order_by().values_list("path_key").annotate(Count("task_states")))


def pages_of(path_key: UUID) -> QuerySet[Page]:
    """Return the pages of a path in every language: its own, its courses and its lessons."""
    inside = Q(pk=None)
    for place in PathPage.objects.filter(translation_key=path_key).values_list("path", flat=True):
        inside |= Q(path__startswith=place)
    return Page.objects.filter(inside).order_by("path")


def approval_rule(path: PathPage) -> OrganismApproval | None:
    """Return by whom what is published of `path` has to be approved; None where nobody has to."""
    return OrganismApproval.objects.filter(path_key=path.translation_key, active=True).first()


def taking_part(path: PathPage) -> list[Taking]:
    """Return the organisms that build `path`, those that it is built by first, then by name."""
    parts = parts_in(path)
    invitations = list(
        BuildingPart.objects.filter(path_key=path.translation_key).select_related("organism")
    )
    builders = builders_of(path)
    rows = [
        Taking(
            organism,
            _in_words(parts[organism.pk]),
            tuple(one for one in invitations if one.organism_id == organism.pk),
            organism.pk in builders,
        )
        for organism in Organism.objects.filter(pk__in=parts)
    ]
    return sorted(rows, key=lambda row: (not row.is_builder, row.organism.name))


def _in_words(parts: frozenset[str]) -> tuple[str, ...]:
    return tuple(str(Part(one).label) for one in Part.values if one in parts)


def approvals_of(path: PathPage) -> list[Approval]:
    """Return what waits for approval of `path`, in every language, the oldest first. As many
    queries, however many drafts there are."""
    found = _running_in(path).select_related("current_task_state__workflow_state")
    return _approvals(path, [one.current_task_state for one in found.order_by("created_at")])


def _running_in(path: PathPage) -> QuerySet[WorkflowState]:
    pages = pages_of(path.translation_key).values_list("pk", flat=True)
    return WorkflowState.objects.filter(
        object_id__in=[str(pk) for pk in pages],
        status=WorkflowState.STATUS_IN_PROGRESS,
        current_task_state__task__in=OrganismApproval.objects.values("task_ptr"),
        base_content_type__app_label="wagtailcore",
        base_content_type__model="page",
    )


def approval(state_id: int) -> Approval | None:
    """Return what organisms say of a draft; None where no such thing was ever asked of them."""
    state = TaskState.objects.filter(pk=state_id).select_related("workflow_state", "task").first()
    if state is None or not isinstance(state.task.specific, OrganismApproval):
        return None
    return _approval(state)


def _approval(state: TaskState) -> Approval | None:
    path = path_of(state.workflow_state.content_object)
    return _approvals(path, [state])[0] if path is not None else None


def _approvals(path: PathPage, states: Sequence[TaskState]) -> list[Approval]:
    """Return what organisms say of drafts of `path`, in the same order. Eight queries at most."""
    if not states:
        return []
    tasks = OrganismApproval.objects.in_bulk({state.task_id for state in states})
    wanted = Page.objects.filter(pk__in=[state.workflow_state.object_id for state in states])
    pages = {str(page.pk): page for page in wanted.specific()}
    parts_at = parts_until(path)
    parts = {state.pk: parts_at(state.started_at) for state in states}
    voices: dict[int, dict[int, Voice]] = {state.pk: {} for state in states}
    for one in Voice.objects.filter(task_state__in=states, replaced_at=None):
        voices[one.task_state_id][one.organism_id] = one
    named = set[int]().union(*parts.values(), *voices.values())
    organisms = sorted(Organism.objects.filter(pk__in=named), key=lambda one: one.name)
    found = []
    for state in states:
        task, page = tasks[state.task_id], pages[state.workflow_state.object_id]
        asked, said = parts[state.pk], voices[state.pk]
        counted = tally(task.rule, asked, {pk: voice.approves for pk, voice in said.items()})
        found.append(
            Approval(
                state=state,
                task=task,
                page=page,
                path=path,
                tally=counted,
                spoken=tuple(
                    Spoken(one, _in_words(asked.get(one.pk, frozenset())), said.get(one.pk))
                    for one in organisms
                    if one.pk in asked or one.pk in said
                ),
                parts_missing=_in_words(counted.parts_missing),
                is_running=state.status == TaskState.STATUS_IN_PROGRESS,
                is_changed=page.latest_revision_id != state.revision_id,
            )
        )
    return found


def organisms_to_speak_for(user: Viewer, asked: Approval, day: date) -> list[Organism]:
    """Return the organisms, by name, for which the person may speak about a draft."""
    return [] if wrote(user, asked) else _own_organisms(user, asked, day)


def _own_organisms(user: Viewer, asked: Approval, day: date) -> list[Organism]:
    own = designer_organism_ids(user, day) & asked.tally.asked
    return [one.organism for one in asked.spoken if one.organism.pk in own]


def to_submit(user: Viewer, path: PathPage) -> list[Page]:
    """Return the pages of `path`, in every language, with a draft that the person may submit."""
    submitted = {int(pk) for pk in _running_in(path).values_list("object_id", flat=True)}
    waiting: Any = pages_of(path.translation_key).filter(has_unpublished_changes=True)
    waiting = waiting.exclude(pk__in=submitted)
    return [page for page in waiting.specific() if _may_submit(user, page)]


def _may_submit(user: Viewer, page: Page) -> bool:
    permissions = page.permissions_for_user(user)
    return bool(permissions.can_edit() and permissions.can_submit_for_moderation())


def to_approve(user: Viewer, asked: Collection[Approval], day: date) -> dict[int, list[Organism]]:
    """Return for which organisms that don't approve yet the person may, by the id of each passage
    through approval, those left out for which nobody may. As many queries whatever their number."""
    waiting = [one for one in asked if one.is_running and not one.is_changed]
    writers = writers_of_each([one.page for one in waiting])
    found = {
        one.state.pk: [
            organism
            for organism in _own_organisms(user, one, day)
            if organism.pk not in one.tally.approving
        ]
        for one in waiting
        if user.pk not in writers[one.page.pk]
    }
    return {pk: organisms for pk, organisms in found.items() if organisms}


def wrote(user: Viewer, asked: Approval) -> bool:
    """Tell whether the person wrote part of a draft, and so can't approve it."""
    return user.pk in writers_of(asked.page)


def silent_since(at: datetime) -> Iterator[tuple[Approval, Organism]]:
    """Give the organisms that have said nothing of a draft for as long as its rule allows."""
    for task in OrganismApproval.objects.filter(active=True):
        states = task.task_states.filter(
            status=TaskState.STATUS_IN_PROGRESS,
            started_at__lte=at - timedelta(days=task.silence_days),
        )
        for state in states.select_related("workflow_state", "task"):
            asked = _approval(state)
            if asked is None:
                continue
            for one in asked.spoken:
                if one.organism.pk in asked.tally.silent:
                    yield asked, one.organism


def running() -> Iterator[Approval]:
    """Give every draft that organisms are asked to approve, the oldest first."""
    states = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, task__in=OrganismApproval.objects.values("task_ptr")
    )
    for state in states.select_related("workflow_state", "task").order_by("started_at", "pk"):
        asked = _approval(state)
        if asked is not None:
            yield asked


def any_running() -> bool:
    """Tell whether some draft waits for organisms."""
    return TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, task__in=OrganismApproval.objects.values("task_ptr")
    ).exists()


def designers_of(organism: Organism, day: date) -> list[User]:
    """Return who designs for `organism` on `day`."""
    return list(people_in_role(Role.DESIGNER, day, [organism]))


def managers_of(organism: Organism, day: date) -> list[User]:
    """Return who manages `organism` on `day`; the academy's administrators where nobody does."""
    return people_in_charge(Role.ORGANISM_MANAGER, day, [organism])


def writers_in_words(asked: Approval) -> list[str]:
    """Return the names of who wrote the draft, for those who are asked."""
    people = User.objects.filter(pk__in=writers_of(asked.page))
    return sorted(one.get_full_name() or one.email for one in people)


def revision_before(asked: Approval) -> Revision | None:
    """Return the version that is published now; None where none is."""
    return asked.page.live_revision if asked.page.live else None
