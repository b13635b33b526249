"""A path with a structure, in the demonstration alone: whom it is asked of, and where the learner
of the demonstration accounts is in it.

The path is `first-weeks/`, in the form of the library: a course that comes first, one that is
skipped by those who master passwords, a set of which one chooses, and a deepening.
"""

from datetime import datetime, time
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from academy.accounts.models import User
from academy.organisms.models import Organism
from courses.audience import Rule
from courses.exchange.importing import import_path
from courses.models import Assignment, PublishedPath
from courses.services import assign_path

from .contents import FIRST_WEEKS, path_contents, tell_who_built
from .journeys import Walker, walk
from .plan import Plan
from .population import NEVER
from .record_loading import Recorder

FOLDER = Path(__file__).parent / "first-weeks"
# Whoever arrived at most so many days ago is asked, and has so many days from the arrival on.
ARRIVED_WITHIN, DUE_DAYS, GRACE_DAYS = 180, 60, 14
_REASON_FR = "Pour les personnes qui viennent d’arriver : le bureau, les accès, le premier piège."
_REASON_EN = "For those who have just arrived: the office, accounts, the first trap."


def write_first_weeks(
    plan: Plan, organism: Organism, learner: User, manager: User, *, at: datetime
) -> None:
    """Publish the path in the name of `organism`, ask it of those who have just arrived there, and
    let the learner open its first lesson."""
    import_path(source=FOLDER, at=at)
    launched = plan.seasons.day(max(0, plan.seasons.days - 90))
    tell_who_built(
        path_key=FIRST_WEEKS,
        builders=[organism],
        launched_at=datetime.combine(launched, time(8), ZoneInfo(plan.size.time_zone)),
    )
    assign_path(
        by=manager,
        organism=organism,
        path_key=FIRST_WEEKS,
        counted=Assignment.Counted.ARRIVAL,
        due_days=DUE_DAYS,
        grace_days=GRACE_DAYS,
        rule=Rule(arrived_within=ARRIVED_WITHIN),
        reason_fr=_REASON_FR,
        reason_en=_REASON_EN,
        at=at,
    )
    contents = path_contents(PublishedPath.objects.get(key=FIRST_WEEKS), plan.size.seed)
    walker = Walker(ability=0.8, start=plan.seasons.days - 4, passes=NEVER, ends=NEVER, lessons=0)
    rng = Random(f"{plan.size.seed}/learner/first weeks")  # noqa: S311 - no secret
    way = walk(contents.model, walker, plan.seasons, rng)
    if way is not None:
        recorder = Recorder([contents], at=at)
        recorder.add(
            user_id=learner.pk, public_id=learner.public_id, language="fr", place=0, way=way
        )
        recorder.store()
