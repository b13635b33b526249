"""What a learner's dashboard shows."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, Q
from django.utils import timezone

from academy.accounts.models import User
from academy.organisms.models import Membership, Organism, Unit
from courses.deadlines import Standing
from courses.models import BlockReport, Enrolment, ExemptionRequest, PublishedPath
from courses.path_view import PathProgress, PathView
from courses.validity import ENDED, ENDS_SOON, end_of_pass

from .asking import Ask, Asked, asked_of
from .exemption_requests import requests_of
from .families import first_of_family
from .feedback import unread_answers
from .path_shown import path_view
from .paths import live_paths, progress_in
from .positioning import has_sat

# How many answers to reports a dashboard shows at once.
MOST_ANSWERS = 5


@dataclass(frozen=True, slots=True)
class DueRow:
    """A path that somebody is asked to follow: who asks, of whom, why, and until when.

    The due date that counts is the earliest; `asks` are all of them, the soonest due first.
    `requests`: to be exempted, those that wait and those that were refused.
    """

    path: PathView
    asks: tuple[Ask, ...]
    standing: Standing
    requests: tuple[ExemptionRequest, ...] = ()

    @property
    def due_on(self) -> date:
        """The earliest due date."""
        return self.asks[0].deadline.due_on

    @property
    def grace_until(self) -> date:
        """The last day of grace after the earliest due date; that date where there is none."""
        return self.asks[0].deadline.grace_until

    @property
    def is_late(self) -> bool:
        """Whether the due date and its grace are past."""
        return self.standing == "late"

    @property
    def reason(self) -> str:
        """Why it is asked by the earliest due date."""
        return self.asks[0].assignment.reason

    @property
    def organism(self) -> Organism:
        """Who asks it by the earliest due date."""
        return self.asks[0].assignment.organism

    @property
    def unit(self) -> Unit | None:
        """The one unit that is asked, where it is."""
        return self.asks[0].assignment.unit


@dataclass(frozen=True, slots=True)
class ExemptedRow:
    """A path that is asked of others, from which somebody is exempted."""

    path: PathView
    asked: Asked


@dataclass(frozen=True, slots=True)
class EndingRow:
    """A path whose pass ends soon, or ended not long ago. `ends_on`: the first day without it."""

    path: PathView
    ends_on: date
    has_ended: bool

    @property
    def last_day(self) -> date:
        """The last day on which the pass holds."""
        return self.ends_on - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LearnerHome:
    """What a learner's dashboard shows: what is due, what is in progress, what else there is.

    `passed`: the live paths that were passed, with the enrolments. `answers`: what became of
    passages that the person reported, until it is put away. `ending`: passes that end in 60 days at
    most, or ended less than 28 days ago, of paths that nobody asks again; the soonest first.
    """

    due: tuple[DueRow, ...]
    in_progress: tuple[PathView, ...]
    suggested: tuple[PathView, ...]
    done: tuple[PathView, ...]
    passed: tuple[tuple[PublishedPath, Enrolment], ...]
    exempted: tuple[ExemptedRow, ...] = ()
    answers: tuple[BlockReport, ...] = ()
    ending: tuple[EndingRow, ...] = ()


def learner_home(user: User, today: date, language: str, *, suggestions: int = 3) -> LearnerHome:
    """Return what the dashboard of `user` shows, in a constant number of queries.

    Due: asked of the person today and not completed; the soonest first.
    In progress: begun and not asked; the last visited first. Suggested: paths not yet begun that
    most people of the person's organisms have joined; of those that were adopted from one another
    one at most, and none where another is begun or asked.
    """
    paths = live_paths()
    unread = unread_answers(user)
    # Only who follows a path reports, and few have an answer to read: it is asked along the way.
    mine = Enrolment.objects.filter(user=user)
    standing = Q(certificates__withdrawn_at__isnull=True)
    enrolments = list(
        mine.annotate(
            unread=Exists(unread),
            has_sat=has_sat(),
            renewed=Max("certificates__passed_at", filter=standing),
            withdrawn=Max("certificates__withdrawn_at"),
        )
    )
    answers = unread[:MOST_ANSWERS] if any(one.unread for one in enrolments) else ()
    progress = progress_in(paths, enrolments, user)
    views = {path.key: path_view(path, progress[path.key], language) for path in paths}
    asked = [
        one
        for one in asked_of(user, today)
        if one.path_key in views and not _is_completed(views[one.path_key])
    ]
    requests = requests_of(user, [one.path_key for one in asked if one.asks and one.is_requested])
    due = tuple(
        DueRow(
            views[one.path_key],
            one.asks,
            one.asks[0].deadline.standing(today),
            tuple(requests[one.path_key]),
        )
        for one in asked
        if one.asks
    )
    organism_ids = Membership.objects.on(today).filter(user=user).values("organism_id")
    begun = [
        views[enrolment.path_key]
        for enrolment in sorted(
            enrolments, key=lambda one: one.last_seen_at or one.enrolled_at, reverse=True
        )
        if enrolment.path_key in views
    ]
    # What one is exempted from isn't suggested; whoever follows it all the same goes on with it.
    asked_keys = {row.path.key for row in due}
    exempted = [one for one in asked if not one.asks]
    popular = dict(
        Enrolment.objects.filter(
            user__memberships__in=Membership.objects.on(today).filter(organism_id__in=organism_ids),
        )
        .values_list("path_key")
        .annotate(people=Count("user_id", distinct=True))
    )
    fresh = [view for view in views.values() if view.progress.enrolment is None]
    asked_at_all = {one.path_key for one in asked}
    known = {first_of_family(key) for key in (*asked_at_all, *(view.key for view in begun))}
    fresh = [view for view in fresh if first_of_family(view.key) not in known]
    fresh.sort(key=lambda view: -popular.get(view.key, 0))
    families = {first_of_family(view.key): view for view in reversed(fresh)}
    fresh = [view for view in fresh if families[first_of_family(view.key)] is view]
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
        exempted=tuple(ExemptedRow(views[one.path_key], one) for one in exempted),
        answers=tuple(answers),
        ending=_ending(paths, progress, views, asked_keys, today),
    )


def _ending(
    paths: Iterable[PublishedPath],
    progress: Mapping[UUID, PathProgress],
    views: Mapping[UUID, PathView],
    asked_keys: Collection[UUID],
    today: date,
) -> tuple[EndingRow, ...]:
    """Return the passes that end soon or ended not long ago, by the newest pass of each path: the
    same days as in the weekly mail."""
    found = []
    for path in paths:
        enrolment: Any = progress[path.key].enrolment
        if enrolment is None or enrolment.passed_at is None or path.key in asked_keys:
            continue
        # Its only certificate was withdrawn: nothing ends any more.
        if enrolment.withdrawn and not enrolment.renewed:
            continue
        passed = max(enrolment.passed_at, enrolment.renewed or enrolment.passed_at)
        ends_on = end_of_pass(path.validity, timezone.localdate(passed))
        if ends_on is not None and ends_on - ENDS_SOON <= today < ends_on + ENDED:
            found.append(EndingRow(views[path.key], ends_on, has_ended=ends_on <= today))
    return tuple(sorted(found, key=lambda row: row.ends_on))


def _is_completed(view: PathView) -> bool:
    enrolment = view.progress.enrolment
    return enrolment is not None and enrolment.completed_at is not None
