"""Loading the demonstration: in steps, each of which is there whole or not at all.

An interrupted run goes on where it stopped, with the parameters of `truth.json`: everything is
made again from the seed, and what is stored already is left as it is.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from academy.core.errors import AcademyError, NotAllowed
from academy.lrs import projector
from academy.organisms.models import Portfolio
from barometer.releases.queries import newest
from barometer.releases.services import publish_since
from courses.models import Enrolment

from .campaign_loading import write_campaigns
from .contents import PathContents, published_contents, tell_who_built
from .plan import Plan, Size
from .practice_loading import write_practice
from .record_loading import (
    without_looking_for_cycles,
    without_waiting_for_the_disk,
    write_records,
    write_visits,
)
from .roles_loading import is_loaded, write_roles
from .seasons import two_years_before
from .tree_loading import organisms_of, users_of, write_tree
from .truth import FORMAT, truth_of

SEVERAL_WRITERS_FROM = 20_000

Progress = Callable[[str, int, int], None]
"""Told the step, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded; `was_there` when there was nothing to do."""

    was_there: bool
    size: Size | None = None
    enrolments: int = 0


def truth_path() -> Path:
    """Return where the truth about the demonstration is kept."""
    return Path(settings.VAR_DIR) / "demonstration" / "truth.json"


def load(
    *, size: Size, at: datetime, progress: Progress = lambda step, done, total: None
) -> Loaded:
    """Load the demonstration unless it is there.

    Raises NotAllowed outside of a demonstration, AcademyError when something else is missing.
    """
    if not settings.DEMONSTRATION:
        raise NotAllowed(
            _(
                "The demonstration can't be loaded here: this academy is a real one "
                "(the setting DEMONSTRATION is off)."
            )
        )
    if is_loaded():
        if newest() is None:
            # It was interrupted while they were being published.
            _publish(two_years_before(size_of_truth().until), at=at, progress=progress)
        return Loaded(was_there=True)
    if size.until > at.astimezone(ZoneInfo(size.time_zone)).date():
        raise AcademyError(
            _("The demonstration can't end after today: choose today or an earlier day.")
        )
    begun = Portfolio.objects.filter(is_simulated=True).exists()
    if begun:
        size = size_of_truth()
    contents = published_contents(size.seed)
    if not contents:
        raise AcademyError(
            _("No learning path is published yet. Load some first: manage.py load_library")
        )
    plan = Plan(size=size, paths=tuple(one.model for one in contents))
    _write_truth(plan, contents)
    with without_looking_for_cycles(), without_waiting_for_the_disk():
        return _load(plan, contents, begun=begun, at=at, progress=progress)


def _load(
    plan: Plan, contents: list[PathContents], *, begun: bool, at: datetime, progress: Progress
) -> Loaded:
    if not begun:
        progress(_("Organizations and people"), 0, 1)
        write_tree(plan, at=at)
        progress(_("Organizations and people"), 1, 1)
    organisms, users = organisms_of(plan), users_of(plan)
    _tell_builders(plan, contents)
    done = 0

    def more(people: int) -> None:
        nonlocal done
        done += people
        progress(_("What people learned"), done, len(plan.people))

    write_records(plan, contents, users, at=at, progress=more, processes=_processes(plan))
    write_visits()
    progress(_("Figures of the barometer"), 0, 1)
    projector.catch_up(at=at)
    write_practice(plan, organisms, users, at=at)
    write_campaigns(plan, organisms)
    write_roles(plan, contents, organisms, users, at=at)
    projector.catch_up(at=at)
    progress(_("Figures of the barometer"), 1, 1)
    _publish(plan.seasons.first_day, at=at, progress=progress)
    return Loaded(was_there=False, size=plan.size, enrolments=Enrolment.objects.count())


@transaction.atomic
def _publish(since: date, *, at: datetime, progress: Progress) -> None:
    """Publish every release of the demonstration, or none: the worker leaves no gap to fill."""
    publish_since(
        since=since,
        at=at,
        progress=lambda done, total: progress(_("Releases of the barometer"), done, total),
    )


def _processes(plan: Plan) -> int:
    """Return how many processes store at once: SQLite has one writer, and few people one batch."""
    if connection.vendor == "sqlite" or plan.size.learners < SEVERAL_WRITERS_FROM:
        return 1
    return min(4, os.cpu_count() or 1)


def _tell_builders(plan: Plan, contents: list[PathContents]) -> None:
    organisms = organisms_of(plan)
    for one, spread in zip(contents, plan.spreads, strict=True):
        day = plan.seasons.day(spread.launched)
        tell_who_built(
            path_key=one.model.key,
            builders=[organisms[number] for number in spread.builders],
            launched_at=datetime.combine(day, time(8), ZoneInfo(plan.size.time_zone)),
        )


def _write_truth(plan: Plan, contents: list[PathContents]) -> None:
    path = truth_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(
        truth_of(plan, [dict(one.titles) for one in contents]), ensure_ascii=False, indent=1
    )
    # Whole or not at all: an interrupted run is taken up from this file.
    draft = path.with_suffix(".part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def size_of_truth() -> Size:
    """Return the parameters of the demonstration that is loaded, or whose loading was interrupted.

    Raises AcademyError where truth.json is gone.
    """
    try:
        known: dict[str, Any] = json.loads(truth_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    if known.get("format") != FORMAT:
        raise AcademyError(
            _(
                "The database holds part of a demonstration, but the file that says which one is "
                "gone. Start again with an empty database."
            )
        )
    return Size(
        seed=known["seed"],
        until=date.fromisoformat(known["until"]),
        learners=known["learners"],
        time_zone=known["time_zone"],
        joined=known["joined"],
        participation=known["participation"],
    )
