"""A path with a structure, in the demonstration alone: whom it is asked of, who has followed it,
and where the learner of the demonstration accounts is in it.

The path is `first-weeks/`, in the form of the library: a course that comes first, one that is
skipped by those who master passwords, a set of which one chooses, and a deepening. One of its
questions has a “not” that people overlook, those who know more before the others: its answers make
it doubtful.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
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

from .answers import Item
from .contents import FIRST_WEEKS, PathContents, path_contents, tell_who_built
from .journeys import Walker, walk
from .plan import Plan
from .population import NEVER
from .record_loading import Recorder

FOLDER = Path(__file__).parent / "first-weeks"
# Whoever arrived at most so many days ago is asked, and has so many days from the arrival on.
ARRIVED_WITHIN, DUE_DAYS, GRACE_DAYS = 180, 60, 14
# How many days ago it was published.
_LAUNCHED = 90
# Questions are judged from a hundred answers on: at most so many people have followed the path, and
# a part of them hasn't reached its end.
_FOLLOWING, _GIVING_UP = 150, 0.12
# Who knows more reads faster.
OVERLOOKED = "221af862-2826-5541-8836-ef11ad2b0441"
_DISCRIMINATION, _DIFFICULTY, _GUESS = -1.2, -1.8, 0.02
_REASON_FR = "Pour les personnes qui viennent d’arriver : le bureau, les accès, le premier piège."
_REASON_EN = "For those who have just arrived: the office, accounts, the first trap."


def write_first_weeks(
    plan: Plan,
    organism: Organism,
    learner: User,
    manager: User,
    users: Sequence[int],
    *,
    at: datetime,
) -> None:
    """Publish the path in the name of `organism`, ask it of those who have just arrived there, let
    others follow it, and the learner open its first lesson. `users`: by person of the plan."""
    import_path(source=FOLDER, at=at)
    launched = plan.seasons.day(max(0, plan.seasons.days - _LAUNCHED))
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
    contents = _contents(plan)
    recorder = Recorder([contents], at=at)
    for person, walker in _followers(plan):
        rng = Random(f"{plan.size.seed}/{plan.public_id(person)}/first weeks")  # noqa: S311 - no secret
        way = walk(contents.model, walker, plan.seasons, rng)
        if way is not None:
            recorder.add_of(plan, person, users, way)
    walker = Walker(ability=0.8, start=plan.seasons.days - 4, passes=NEVER, ends=NEVER, lessons=0)
    rng = Random(f"{plan.size.seed}/learner/first weeks")  # noqa: S311 - no secret
    way = walk(contents.model, walker, plan.seasons, rng)
    if way is not None:
        recorder.add(
            user_id=learner.pk, public_id=learner.public_id, language="fr", place=0, way=way
        )
    recorder.store()


def _contents(plan: Plan) -> PathContents:
    """Return the path, with the question that is overlooked."""
    contents = path_contents(PublishedPath.objects.get(key=FIRST_WEEKS), plan.size.seed)

    def answered(item: Item) -> Item:
        if item.block_id != OVERLOOKED:
            return item
        return replace(item, discrimination=_DISCRIMINATION, difficulty=_DIFFICULTY, guess=_GUESS)

    lessons = tuple(
        replace(one, items=tuple(map(answered, one.items))) for one in contents.model.lessons
    )
    return replace(contents, model=replace(contents.model, lessons=lessons))


def _followers(plan: Plan) -> Iterator[tuple[int, Walker]]:
    """Yield who has followed the path, each with how: people who were there all the time and had
    begun the first path before, those of the organism and of those that it builds with first."""
    people, days = plan.people, plan.seasons.days
    showcase, builders = plan.government.showcase, plan.spreads[0].builders
    started = plan.outcomes[0].start
    found = [
        person
        for person in range(len(people))
        if started[person] < days - _LAUNCHED
        and people.starts[person] <= 0
        and people.ends[person] == NEVER
        and people.second_unit[person] < 0
    ]
    organisms = people.organism
    found.sort(key=lambda one: (organisms[one] != showcase, organisms[one] not in builders))
    for person in found[:_FOLLOWING]:
        rng = Random(f"{plan.size.seed}/first weeks/{person}")  # noqa: S311 - no secret
        start = rng.randrange(days - _LAUNCHED + 1, days - 20)
        passes = NEVER if rng.random() < _GIVING_UP else min(days - 2, start + rng.randrange(1, 30))
        yield person, Walker(float(people.ability[person]), start, passes, NEVER)
