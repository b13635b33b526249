"""A path of the organism of the demonstration accounts that another one adopted, adapted and
published, and whose people have followed it: so that there is something to say of what is reused.
"""

from collections.abc import Sequence
from datetime import datetime, time
from random import Random
from zoneinfo import ZoneInfo

from academy.accounts.models import User
from academy.organisms.models import Organism, Role
from academy.organisms.services import roles
from courses.adoption.adopting import adopt_path
from courses.models import Adoption, PathPage, PublishedPath
from courses.models.publication import structure_checked_apart, with_translations
from courses.services.publish import refreshed_once

from .contents import date_launch, path_contents
from .journeys import Walker, walk
from .lessons import add_words
from .plan import Plan
from .population import NEVER
from .record_loading import Recorder, write_visits

# The place of the path, of which the organism of the accounts is always among the builders.
_PLACE = 0
# How many days before the end it was adopted, published, begun by the last person, and passed: a
# release is of the first of a month, and the newest is to know of everybody who passed.
_ADOPTED, _PUBLISHED, _LAST_BEGUN, _PASSED = 160, 140, 60, 33
_LONGEST_WAY = 25
# At most so many people follow it, those of the largest units first; fewer than the least, and
# there is nobody to do it.
FOLLOWING, _LEAST, _GIVING_UP = 60, 15, 0.1
_TITLES = {"fr": "Premiers réflexes en cybersécurité", "en": "First reflexes in cybersecurity"}
# What the organism says in the first text of its lessons, by their place.
_WORDS = (
    (
        0,
        {
            "fr": "<p>Chez nous, un message douteux se montre d’abord à la personne d’à côté.</p>",
            "en": "<p>Here, a doubtful message is first shown to whoever sits beside us.</p>",
        },
    ),
    (
        2,
        {
            "fr": "<p>Nos fournisseurs n’annoncent jamais un nouveau compte par courriel.</p>",
            "en": "<p>Our suppliers never announce a new account by email.</p>",
        },
    ),
    (
        4,
        {
            "fr": "<p>Notre équipe de sécurité répond dans l’heure, le soir aussi.</p>",
            "en": "<p>Our security team answers within the hour, in the evening too.</p>",
        },
    ),
)


def write_reuse(
    plan: Plan, organisms: Sequence[Organism], users: Sequence[int], *, at: datetime
) -> Adoption | None:
    """Have an organism adopt the first path, which its people haven't begun, and some of them
    follow it; None where no organism has enough of them.

    `organisms`, `users`: by number, and by person of the plan.
    """
    found = adopter_of(plan)
    if found is None:
        return None
    number, there = found
    organism, people = organisms[number], there[:FOLLOWING]
    designer = _designer(plan, organism, users[there[-1]], at)
    adoption = _adopt(plan, organism, designer)
    for place, words in _WORDS:
        add_words(adoption.own_key, place, words, designer, publish=False)
    _publish(adoption, designer, at)
    date_launch(path_key=adoption.own_key, launched_at=_moment(plan, _PUBLISHED))
    _follow(plan, adoption, people, users, at)
    write_visits([users[person] for person in people])
    return adoption


def adopter_of(plan: Plan) -> tuple[int, list[int]] | None:
    """Return the number of the organism with most people who were there all the time and haven't
    begun the path, and those people, the largest units first."""
    people, days = plan.people, plan.seasons.days
    builders, started = plan.spreads[_PLACE].builders, plan.outcomes[_PLACE].start
    units: dict[int, dict[int, list[int]]] = {}
    for person in range(len(people)):
        number = int(people.organism[person])
        if (
            number not in (*builders, plan.government.changes.merged)
            and started[person] >= days
            and people.starts[person] <= 0
            and people.ends[person] == NEVER
            and people.second_unit[person] < 0
        ):
            units.setdefault(number, {}).setdefault(int(people.unit[person]), []).append(person)
    most = max(units, key=lambda one: (sum(map(len, units[one].values())), -one), default=None)
    if most is None:
        return None
    largest_first = sorted(units[most].values(), key=len, reverse=True)
    found = [person for unit in largest_first for person in unit]
    return (most, found) if len(found) >= _LEAST else None


def _designer(plan: Plan, organism: Organism, user_id: int, at: datetime) -> User:
    """Have somebody design for the organism, from the first day on; return who does."""
    roles.grant(
        user=User.objects.get(pk=user_id),
        role=Role.DESIGNER,
        at=at,
        by=None,
        on=plan.seasons.first_day,
        organism=organism,
    )
    return User.objects.get(pk=user_id)


def _adopt(plan: Plan, organism: Organism, designer: User) -> Adoption:
    source = PathPage.objects.get(
        translation_key=plan.paths[_PLACE].key, live=True, locale__language_code="fr"
    )
    return adopt_path(
        by=designer,
        page_id=source.pk,
        organism=organism,
        state=Adoption.State.FROZEN,
        at=_moment(plan, _ADOPTED),
    )


def _publish(adoption: Adoption, designer: User, at: datetime) -> None:
    """Give the copy a title of its own, and publish it in each language."""
    with refreshed_once(at=at), with_translations(), structure_checked_apart():
        for path in PathPage.objects.filter(translation_key=adoption.own_key):
            draft = path.get_latest_revision_as_object()
            draft.title = _TITLES[path.locale.language_code]
            draft.save_revision(user=designer).publish(user=designer)
            for page in path.get_descendants().specific():
                page.get_latest_revision().publish(user=designer)


def _follow(
    plan: Plan, adoption: Adoption, people: Sequence[int], users: Sequence[int], at: datetime
) -> None:
    seed, days = plan.size.seed, plan.seasons.days
    contents = path_contents(PublishedPath.objects.get(key=adoption.own_key), seed)
    recorder = Recorder([contents], at=at)
    for person in people:
        rng = Random(f"{seed}/{plan.public_id(person)}/reuse")  # noqa: S311 - no secret
        start = rng.randrange(days - _PUBLISHED + 1, days - _LAST_BEGUN)
        passes = min(days - _PASSED, start + rng.randrange(1, _LONGEST_WAY))
        if rng.random() < _GIVING_UP:
            passes = NEVER
        walker = Walker(float(plan.people.ability[person]), start, passes, NEVER)
        way = walk(contents.model, walker, plan.seasons, rng)
        if way is not None:
            recorder.add_of(plan, person, users, way)
    recorder.store()


def _moment(plan: Plan, days_before: int) -> datetime:
    day = plan.seasons.day(plan.seasons.days - days_before)
    return datetime.combine(day, time(10), ZoneInfo(plan.size.time_zone))
