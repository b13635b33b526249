"""Of how many people a path is asked, and who is exempted from it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from academy.accounts.models import User
from academy.organisms.models import Membership, Organism, RoleGrant
from academy.organisms.queries import people_of
from courses import asking_words
from courses.audience import Period, Person, Placements, Post, Rule, Version, begun
from courses.deadlines import Begun
from courses.models import Assignment, Exemption, ExtraTime

from .asking import begun_on, placements_of

MOST_FOUND = 10


@dataclass(frozen=True, slots=True)
class Preview:
    """How many people a rule asks on a day, and how many enter and leave where it replaces one."""

    people: int
    entering: int
    leaving: int

    @property
    def in_words(self) -> tuple[str, str, str]:
        """The three numbers as they may be shown."""
        return (
            asking_words.people_in_words(self.people),
            asking_words.people_in_words(self.entering),
            asking_words.people_in_words(self.leaving),
        )


def preview(
    organism: Organism, rule: Rule, today: date, *, instead_of: Assignment | None = None
) -> Preview:
    """Return how many people of `organism` the rule asks today; nobody's name.

    `instead_of`: the assignment whose rule it would replace. Three queries at most.
    """
    if (
        rule.is_everybody
        and (instead_of is None or not instead_of.rules)
        and (instead_of is None or instead_of.unit_id is None)
    ):
        return Preview(people_of(organism, today).count(), 0, 0)
    people = _people_in(organism, rule, instead_of)
    placements: Placements = {}
    if _names_units(rule, instead_of):
        placements, _names = placements_of({organism.pk})
    versions = [Version(today, rule)]
    after = {
        user_id
        for user_id, person in people.items()
        if begun(versions, person, placements, asked_on=today, on=today)
    }
    before = after
    if instead_of is not None:
        before = {
            user_id
            for user_id, person in people.items()
            if begun_on(instead_of, person, placements, today)
        }
    return Preview(len(after), len(after - before), len(before - after))


def asked_people(assignment: Assignment, today: date) -> dict[int, tuple[Person, Begun]]:
    """Return whom an assignment asks today, by id, those who are exempted included: what the rows
    say of them, and since when they are asked. Three queries at most."""
    people = _people_in(assignment.organism, assignment.rule, assignment)
    placements: Placements = {}
    if _names_units(assignment.rule, assignment):
        placements, _names = placements_of({assignment.organism_id})
    since = {
        user_id: begun_on(assignment, person, placements, today)
        for user_id, person in people.items()
    }
    return {user_id: (people[user_id], one) for user_id, one in since.items() if one is not None}


def people_to_exempt(assignment: Assignment, today: date, *, search: str) -> list[User]:
    """Return the people of the organism whose name or address holds `search`, the first ten.

    Whoever is exempted already isn't there; nobody is without a search.
    """
    if not search:
        return []
    away = Exemption.objects.filter(
        organism_id=assignment.organism_id, path_key=assignment.path_key, lifted_at__isnull=True
    )
    return people_like(
        assignment.organism, today, search=search, without=away.values_list("user_id", flat=True)
    )


def people_like(
    organism: Organism, today: date, *, search: str, without: Collection[int] = ()
) -> list[User]:
    """Return the people of an organism whose name or address holds `search`, the first ten.

    Nobody is found without a search, nor who is among `without` (ids).
    """
    if not search:
        return []
    people = people_of(organism, today).exclude(pk__in=without)
    for word in search.split():
        people = people.filter(
            Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word)
        )
    return list(people.order_by("last_name", "first_name", "pk")[:MOST_FOUND])


def extra_times_in(organism: Organism) -> list[ExtraTime]:
    """Return the extra times that an organism gives today, by name of the person."""
    return list(
        ExtraTime.objects.filter(organism=organism, ended_at__isnull=True)
        .select_related("user", "given_by")
        .order_by("user__last_name", "user__first_name", "pk")
    )


def exemptions_of(organism: Organism, path_key: UUID) -> list[Exemption]:
    """Return the exemptions in force from a path in `organism`, the oldest first."""
    return list(
        Exemption.objects.filter(organism=organism, path_key=path_key, lifted_at__isnull=True)
        .select_related("user", "given_by")
        .order_by("given_at", "pk")
    )


def exempted_in(organism: Organism, day: date) -> dict[UUID, Counter[int]]:
    """Return, by path, how many people of each unit (by id) are exempted from it; one query."""
    found: dict[UUID, Counter[int]] = defaultdict(Counter)
    posts = Membership.objects.on(day).filter(organism=organism)
    rows = Exemption.objects.filter(
        organism=organism, lifted_at__isnull=True, user__memberships__in=posts
    ).values_list("path_key", "user__memberships__unit_id")
    for path_key, unit_id in rows.order_by():
        found[path_key][unit_id] += 1
    return dict(found)


def _people_in(organism: Organism, rule: Rule, assignment: Assignment | None) -> dict[int, Person]:
    posts: dict[int, list[Post]] = defaultdict(list)
    for user_id, unit_id, start, end in Membership.objects.filter(organism=organism).values_list(
        "user_id", "unit_id", "starts_on", "ends_on"
    ):
        posts[user_id].append(Post(unit_id, Period(start, end)))
    grants: Mapping[int, Mapping[str, list[Period]]] = {}
    roles = rule.roles | (assignment.rule.roles if assignment else frozenset())
    if roles or (assignment and any(one.rule.roles for one in assignment.versions)):
        grants = _grants_in(organism)
    return {user_id: Person(held, grants.get(user_id, {})) for user_id, held in posts.items()}


def _names_units(rule: Rule, assignment: Assignment | None) -> bool:
    return bool(rule.units or (assignment and any(one.rule.units for one in assignment.versions)))


def _grants_in(organism: Organism) -> dict[int, dict[str, list[Period]]]:
    """Return when each person held which role in an organism, by person; one query."""
    found: dict[int, dict[str, list[Period]]] = defaultdict(lambda: defaultdict(list))
    for user_id, role, start, end in RoleGrant.objects.filter(organism=organism).values_list(
        "user_id", "role", "starts_on", "ends_on"
    ):
        found[user_id][role].append(Period(start, end))
    return found
