"""What is asked of whom, and until when: read from dated rows, on any day."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from academy.accounts.models import User
from academy.organisms.models import Membership, Organism, RoleGrant, Unit, UnitPlacement
from academy.organisms.queries import people_of
from courses import asking_words
from courses.audience import Period, Person, Placement, Placements, Post, Rule, Version, begun
from courses.deadlines import Begun, Deadline, deadline
from courses.models import Assignment, Exemption, PublishedPath

MOST_FOUND = 10


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """A path asked of people of an organism, with the path's title in one language.

    `units`: the names of the units that the rule in force names, by id. `exempts`: whether somebody
    is exempted from it.
    """

    assignment: Assignment
    title: str
    url: str
    units: Mapping[int, str]
    exempts: bool

    @property
    def conditions(self) -> list[str]:
        """Who is asked, condition by condition; none where everybody or one unit is."""
        return asking_words.conditions(self.assignment.rule, self.units)

    @property
    def due(self) -> str:
        """How the due date is counted."""
        return asking_words.terms_in_words(self.assignment.terms)

    @property
    def grace(self) -> str:
        """The grace, empty without any."""
        return asking_words.grace_in_words(self.assignment.grace_days)


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that is asked of one person: by what, since when, until when."""

    assignment: Assignment
    begun: Begun
    deadline: Deadline
    units: Mapping[int, str]

    @property
    def who(self) -> str:
        """Who asks it, and as what."""
        asked = self.assignment
        unit = asked.unit.name if asked.unit else ""
        return asking_words.who_asks(asked.organism.name, unit, asked.assigned_as)

    @property
    def conditions(self) -> list[str]:
        """Why the person is among those asked; none where everybody or one unit is."""
        return asking_words.conditions(self.assignment.rule, self.units)

    @property
    def how(self) -> str:
        """How the due date was computed."""
        return asking_words.how_computed(self.deadline, self.begun)


@dataclass(frozen=True, slots=True)
class Asked:
    """All that is asked of one person of one path, the soonest due first.

    `exempted`: what the person needn't do, by organism that asks it; where nothing is asked
    beyond, `asks` is empty.
    """

    path_key: UUID
    asks: tuple[Ask, ...]
    exempted: tuple[Exemption, ...]


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


def current_assignments(organisms: Iterable[Organism], language: str) -> list[AssignmentRow]:
    """Return what is asked of these organisms now: fixed days first, the soonest due before."""
    exemptions = Exemption.objects.filter(
        organism_id=OuterRef("organism_id"), path_key=OuterRef("path_key"), lifted_at__isnull=True
    )
    rows = list(
        Assignment.objects.filter(organism__in=list(organisms), withdrawn_at__isnull=True)
        .annotate(exempts=Exists(exemptions))
        .select_related("organism", "unit")
        .order_by("due_on", "pk")
    )
    # Databases don't agree on where rows without a day stand.
    rows.sort(key=lambda row: row.due_on is None)
    paths = PublishedPath.objects.in_bulk({row.path_key for row in rows})
    units = _unit_names(rows)
    found = []
    for row in rows:
        path = paths.get(row.path_key)
        if path is not None:
            text = path.text_in(language)
            found.append(AssignmentRow(row, text["title"], text["url"], units, row.exempts))
    return found


def assignment_row(
    organisms: Iterable[Organism], assignment_id: int, language: str
) -> AssignmentRow | None:
    """Return one of the things asked of these organisms now; None where it isn't one of them."""
    rows = current_assignments(organisms, language)
    return next((row for row in rows if row.assignment.pk == assignment_id), None)


def asked_of(user: User, today: date, path_keys: Collection[UUID] | None = None) -> list[Asked]:
    """Return what is asked of somebody today, of some paths or of all; the soonest due first.

    One query, one more where something is asked, and at most three more for rules.
    """
    current = Assignment.objects.filter(
        organism__memberships__user=user, withdrawn_at__isnull=True
    ).select_related("organism", "unit")
    if path_keys is not None:
        current = current.filter(path_key__in=path_keys)
    posts: dict[int, list[Post]] = defaultdict(list)
    assignments: dict[int, Assignment] = {}
    # One row for each post of the person in the organism that asks.
    for row in current.order_by("pk").annotate(
        post_unit=F("organism__memberships__unit_id"),
        post_start=F("organism__memberships__starts_on"),
        post_end=F("organism__memberships__ends_on"),
    ):
        posts[row.pk].append(Post(row.post_unit, Period(row.post_start, row.post_end)))
        assignments[row.pk] = row
    if not assignments:
        return []
    grants = _grants(assignments.values(), user_id=user.pk)
    placements = _placements(assignments.values())
    units = _unit_names(assignments.values())
    asks: dict[UUID, list[Ask]] = defaultdict(list)
    for one in assignments.values():
        person = Person(posts[one.pk], grants.get((user.pk, one.organism_id), {}))
        since = _begun(one, person, placements, today)
        if since is not None:
            asks[one.path_key].append(Ask(one, since, deadline(one.terms, since), units))
    exemptions = _exemptions([user.pk] if asks else []).get(user.pk, {})
    return _left_of(asks, exemptions)


def asked_of_many(
    user_ids: Collection[int], today: date, *, if_asked: Iterable[Assignment] = ()
) -> dict[int, list[Asked]]:
    """Return what is asked of each of these people today, as `asked_of`; nobody without anything.

    `if_asked`: assignments that aren't saved are taken as if they were. Three queries, and at most
    three more for rules, whatever the number of people.
    """
    posts: dict[int, dict[int, list[Post]]] = defaultdict(lambda: defaultdict(list))
    rows = Membership.objects.filter(user_id__in=user_ids).order_by("pk")
    for user_id, organism_id, unit_id, start, end in rows.values_list(
        "user_id", "organism_id", "unit_id", "starts_on", "ends_on"
    ):
        posts[user_id][organism_id].append(Post(unit_id, Period(start, end)))
    places = {organism_id for own in posts.values() for organism_id in own}
    current = Assignment.objects.filter(organism_id__in=places, withdrawn_at__isnull=True)
    everything = [*current.select_related("organism", "unit").order_by("pk"), *if_asked]
    if not everything:
        return {}
    by_organism: dict[int, list[Assignment]] = defaultdict(list)
    for one in everything:
        by_organism[one.organism_id].append(one)
    wanted = {one.organism_id for one in everything if any(v.rule.roles for v in one.versions)}
    grants = _grants_in(wanted, Q(user_id__in=user_ids)) if wanted else {}
    placements = _placements(everything)
    units = _unit_names(everything)
    asks: dict[int, dict[UUID, list[Ask]]] = {}
    for user_id, own in posts.items():
        for organism_id, held in own.items():
            person = Person(held, grants.get((user_id, organism_id), {}))
            for one in by_organism.get(organism_id, ()):
                since = _begun(one, person, placements, today)
                if since is not None:
                    ask = Ask(one, since, deadline(one.terms, since), units)
                    asks.setdefault(user_id, {}).setdefault(one.path_key, []).append(ask)
    exemptions = _exemptions(asks)
    return {
        user_id: _left_of(asked, exemptions.get(user_id, {})) for user_id, asked in asks.items()
    }


def _exemptions(user_ids: Collection[int]) -> dict[int, dict[UUID, list[Exemption]]]:
    """Return the exemptions in force of these people, by person and path; one query, if any."""
    found: dict[int, dict[UUID, list[Exemption]]] = {}
    if not user_ids:
        return found
    for exemption in (
        Exemption.objects.filter(user_id__in=user_ids, lifted_at__isnull=True)
        .select_related("organism", "given_by")
        .order_by("given_at")
    ):
        own = found.setdefault(exemption.user_id, {})
        own.setdefault(exemption.path_key, []).append(exemption)
    return found


def _left_of(
    asks: Mapping[UUID, Sequence[Ask]], exemptions: Mapping[UUID, Sequence[Exemption]]
) -> list[Asked]:
    """Return what is asked of somebody, less that of which they are exempted."""
    found = []
    for key, all_asks in asks.items():
        askers = {ask.assignment.organism_id for ask in all_asks}
        exempted = [one for one in exemptions.get(key, ()) if one.organism_id in askers]
        away = {one.organism_id for one in exempted}
        left = [ask for ask in all_asks if ask.assignment.organism_id not in away]
        left.sort(key=lambda ask: (ask.deadline.due_on, ask.deadline.grace_until))
        found.append(Asked(key, tuple(left), tuple(exempted)))
    return sorted(found, key=lambda one: one.asks[0].deadline.due_on if one.asks else date.max)


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
    placements = _placements_of({organism.pk}) if _names_units(rule, instead_of) else {}
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
            if _begun(instead_of, person, placements, today)
        }
    return Preview(len(after), len(after - before), len(before - after))


def people_to_exempt(assignment: Assignment, today: date, *, search: str) -> list[User]:
    """Return the people of the organism whose name or address holds `search`, the first ten.

    Whoever is exempted already isn't there; nobody is without a search.
    """
    if not search:
        return []
    away = Exemption.objects.filter(
        organism_id=assignment.organism_id, path_key=assignment.path_key, lifted_at__isnull=True
    )
    people = people_of(assignment.organism, today).exclude(pk__in=away.values("user_id"))
    for word in search.split():
        people = people.filter(
            Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word)
        )
    return list(people.order_by("last_name", "first_name", "pk")[:MOST_FOUND])


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


def _begun(
    assignment: Assignment, person: Person, placements: Placements, today: date
) -> Begun | None:
    return begun(
        assignment.versions,
        person,
        placements,
        asked_on=assignment.asked_on,
        on=today,
        exact_unit=assignment.unit_id,
    )


def _people_in(organism: Organism, rule: Rule, assignment: Assignment | None) -> dict[int, Person]:
    posts: dict[int, list[Post]] = defaultdict(list)
    for user_id, unit_id, start, end in Membership.objects.filter(organism=organism).values_list(
        "user_id", "unit_id", "starts_on", "ends_on"
    ):
        posts[user_id].append(Post(unit_id, Period(start, end)))
    grants: Mapping[tuple[int, int], Mapping[str, list[Period]]] = {}
    roles = rule.roles | (assignment.rule.roles if assignment else frozenset())
    if roles or (assignment and any(one.rule.roles for one in assignment.versions)):
        grants = _grants_in({organism.pk})
    return {
        user_id: Person(held, grants.get((user_id, organism.pk), {}))
        for user_id, held in posts.items()
    }


def _names_units(rule: Rule, assignment: Assignment | None) -> bool:
    return bool(rule.units or (assignment and any(one.rule.units for one in assignment.versions)))


def _grants(
    assignments: Iterable[Assignment], *, user_id: int
) -> dict[tuple[int, int], dict[str, list[Period]]]:
    wanted = {
        one.organism_id for one in assignments if any(each.rule.roles for each in one.versions)
    }
    return _grants_in(wanted, Q(user_id=user_id)) if wanted else {}


def _grants_in(
    organism_ids: Collection[int], whose: Q | None = None
) -> dict[tuple[int, int], dict[str, list[Period]]]:
    """Return when each person held which role, by person and organism; one query."""
    found: dict[tuple[int, int], dict[str, list[Period]]] = defaultdict(lambda: defaultdict(list))
    rows = RoleGrant.objects.filter(whose or Q(), organism_id__in=organism_ids)
    for user_id, organism_id, role, start, end in rows.values_list(
        "user_id", "organism_id", "role", "starts_on", "ends_on"
    ):
        found[user_id, organism_id][role].append(Period(start, end))
    return found


def _placements(assignments: Iterable[Assignment]) -> Placements:
    wanted = {
        one.organism_id for one in assignments if any(each.rule.units for each in one.versions)
    }
    return _placements_of(wanted) if wanted else {}


def _placements_of(organism_ids: Collection[int]) -> Placements:
    """Return where the units of these organisms hung, and when; one query."""
    found: dict[int, list[Placement]] = defaultdict(list)
    rows = UnitPlacement.objects.filter(organism_id__in=organism_ids)
    for unit_id, parent_id, start, end in rows.values_list(
        "unit_id", "parent_id", "starts_on", "ends_on"
    ):
        found[unit_id].append(Placement(unit_id, parent_id, Period(start, end)))
    return found


def _unit_names(assignments: Iterable[Assignment]) -> dict[int, str]:
    """Return the names of the units that the rules in force name, by id; one query, if any."""
    ids = {unit for one in assignments for unit in one.rule.units}
    return {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=ids)} if ids else {}
