"""What a learner's dashboard shows, and what organisms ask of their people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, Q

from academy.accounts.models import User
from academy.organisms.models import Membership, Organism, Unit
from courses.models import Assignment, BlockReport, Enrolment, PublishedPath
from courses.path_view import PathView

from .feedback import unread_answers
from .paths import live_paths, path_view, progress_in

# How many answers to reports a dashboard shows at once.
MOST_ANSWERS = 5


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """A path asked of an organism, with the path's title in one language."""

    assignment: Assignment
    title: str
    url: str


def current_assignments(organisms: Iterable[Organism], language: str) -> list[AssignmentRow]:
    """Return what is asked of these organisms now, the soonest due first."""
    rows = list(
        Assignment.objects.filter(organism__in=list(organisms), withdrawn_at__isnull=True)
        .select_related("organism", "unit")
        .order_by("due_on")
    )
    paths = PublishedPath.objects.in_bulk({row.path_key for row in rows})
    found = []
    for row in rows:
        path = paths.get(row.path_key)
        if path is not None:
            text = path.text_in(language)
            found.append(AssignmentRow(row, text["title"], text["url"]))
    return found


def assignment_row(
    organisms: Iterable[Organism], assignment_id: int, language: str
) -> AssignmentRow | None:
    """Return one of the things asked of these organisms now; None where it isn't one of them."""
    rows = current_assignments(organisms, language)
    return next((row for row in rows if row.assignment.pk == assignment_id), None)


@dataclass(frozen=True, slots=True)
class DueRow:
    """A path that somebody is asked to follow: who asks, of whom, why, and until when."""

    path: PathView
    due_on: date
    is_late: bool
    reason: str
    organism: Organism
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class LearnerHome:
    """What a learner's dashboard shows: what is due, what is in progress, what else there is.

    `passed`: the live paths that were passed, with the enrolments. `answers`: what became of
    passages that the person reported, until it is put away.
    """

    due: tuple[DueRow, ...]
    in_progress: tuple[PathView, ...]
    suggested: tuple[PathView, ...]
    done: tuple[PathView, ...]
    passed: tuple[tuple[PublishedPath, Enrolment], ...]
    answers: tuple[BlockReport, ...]


def learner_home(user: User, today: date, language: str, *, suggestions: int = 3) -> LearnerHome:
    """Return what the dashboard of `user` shows, in a constant number of queries.

    Due: asked of an organism or a unit that the person belongs to today, not completed; the
    soonest first.
    In progress: begun and not asked; the last visited first. Suggested: paths not yet begun that
    most people of the person's organisms have joined.
    """
    places = Membership.objects.on(today).filter(user=user).values_list("organism_id", "unit_id")
    organism_ids = {organism_id for organism_id, _unit_id in places}
    paths = live_paths()
    unread = unread_answers(user)
    # Only who follows a path reports, and few have an answer to read: it is asked along the way.
    enrolments = list(Enrolment.objects.filter(user=user).annotate(unread=Exists(unread)))
    answers = unread[:MOST_ANSWERS] if any(one.unread for one in enrolments) else ()
    progress = progress_in(paths, enrolments)
    views = {path.key: path_view(path, progress[path.key], language) for path in paths}
    asked: dict[UUID, Assignment] = {}
    for assignment in (
        Assignment.objects.filter(
            Q(unit__isnull=True) | Q(unit_id__in={unit_id for _organism_id, unit_id in places}),
            organism_id__in=organism_ids,
            withdrawn_at__isnull=True,
        )
        .select_related("organism", "unit")
        .order_by("due_on")
    ):
        asked.setdefault(assignment.path_key, assignment)
    due = tuple(
        DueRow(views[key], one.due_on, one.due_on < today, one.reason, one.organism, one.unit)
        for key, one in asked.items()
        if key in views and not _is_completed(views[key])
    )
    begun = [
        views[enrolment.path_key]
        for enrolment in sorted(
            enrolments, key=lambda one: one.last_seen_at or one.enrolled_at, reverse=True
        )
        if enrolment.path_key in views
    ]
    asked_keys = {row.path.key for row in due}
    popular = dict(
        Enrolment.objects.filter(
            user__memberships__in=Membership.objects.on(today).filter(organism_id__in=organism_ids),
        )
        .values_list("path_key")
        .annotate(people=Count("user_id", distinct=True))
    )
    fresh = [view for view in views.values() if view.progress.enrolment is None]
    fresh = [view for view in fresh if view.key not in asked_keys]
    fresh.sort(key=lambda view: -popular.get(view.key, 0))
    return LearnerHome(
        due=due,
        in_progress=tuple(
            view for view in begun if not _is_completed(view) and view.key not in asked_keys
        ),
        suggested=tuple(fresh[:suggestions]),
        done=tuple(view for view in begun if _is_completed(view)),
        passed=tuple(
            (path, enrolment)
            for path in paths
            if (enrolment := progress[path.key].enrolment) and enrolment.passed_at
        ),
        answers=tuple(answers),
    )


def _is_completed(view: PathView) -> bool:
    enrolment = view.progress.enrolment
    return enrolment is not None and enrolment.completed_at is not None
