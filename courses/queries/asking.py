"""What is asked of whom, and until when: read from dated rows, on any day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from academy.accounts.models import User
from academy.organisms.models import Membership, Organism, RoleGrant, Unit, UnitPlacement
from academy.organisms.policies import grants_in_any_time
from courses import asking_words
from courses.audience import Period, Person, Placement, Placements, Post, begun
from courses.deadlines import Begun, Deadline, deadline
from courses.models import Assignment, Exemption, ExemptionRequest, PublishedPath


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """A path asked of people of an organism, with the path's title in one language.

    `units`: the names of the units that the rule in force names, by id. `exempts`: whether somebody
    is exempted from it. `waiting`: how many people ask to be, and have no answer yet.
    """

    assignment: Assignment
    title: str
    url: str
    units: Mapping[int, str]
    exempts: bool
    waiting: int = 0

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
    beyond, `asks` is empty. `is_requested`: the person has asked to be exempted, and wasn't; only
    where one person is asked about.
    """

    path_key: UUID
    asks: tuple[Ask, ...]
    exempted: tuple[Exemption, ...]
    is_requested: bool = False


def current_assignments(organisms: Iterable[Organism], language: str) -> list[AssignmentRow]:
    """Return what is asked of these organisms now: fixed days first, the soonest due before."""
    exemptions = Exemption.objects.filter(
        organism_id=OuterRef("organism_id"), path_key=OuterRef("path_key"), lifted_at__isnull=True
    )
    rows = list(
        Assignment.objects.filter(organism__in=list(organisms), withdrawn_at__isnull=True)
        .annotate(exempts=Exists(exemptions), waiting=Coalesce(Subquery(_waiting()), 0))
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
            found.append(
                AssignmentRow(row, text["title"], text["url"], units, row.exempts, row.waiting)
            )
    return found


def _waiting() -> QuerySet[ExemptionRequest, Any]:
    """Return, for a query of assignments, how many requests to be exempted wait for an answer."""
    rows = ExemptionRequest.objects.filter(
        organism_id=OuterRef("organism_id"),
        path_key=OuterRef("path_key"),
        state=ExemptionRequest.State.WAITING,
        user__memberships__organism_id=OuterRef("organism_id"),
        user__memberships__in=Membership.objects.on(timezone.localdate()),
    )
    counted = rows.order_by().values("path_key").annotate(count=Count("pk", distinct=True))
    return counted.values("count")


def assignment_row(
    organisms: Iterable[Organism], assignment_id: int, language: str
) -> AssignmentRow | None:
    """Return one of the things asked of these organisms now; None where it isn't one of them."""
    rows = current_assignments(organisms, language)
    return next((row for row in rows if row.assignment.pk == assignment_id), None)


def asked_of(user: User, today: date, path_keys: Collection[UUID] | None = None) -> list[Asked]:
    """Return what is asked of somebody today, of some paths or of all; the soonest due first.

    One query, one more for rules that name units, one for exemptions, and one for rules that name
    roles unless those of `user` were read already.
    """
    current = Assignment.objects.filter(
        organism__memberships__user=user, withdrawn_at__isnull=True
    ).select_related("organism", "unit")
    if path_keys is not None:
        current = current.filter(path_key__in=path_keys)
    posts: dict[int, list[Post]] = defaultdict(list)
    assignments: dict[int, Assignment] = {}
    away: set[UUID] = set()
    requested: set[UUID] = set()
    requests = ExemptionRequest.objects.filter(
        organism_id=OuterRef("organism_id"), path_key=OuterRef("path_key"), user=user
    )
    exemptions = Exemption.objects.filter(
        organism_id=OuterRef("organism_id"),
        path_key=OuterRef("path_key"),
        user=user,
        lifted_at__isnull=True,
    )
    # One row for each post of the person in the organism that asks.
    for row in current.order_by("pk").annotate(
        exempts=Exists(exemptions),
        requests=Exists(requests),
        post_unit=F("organism__memberships__unit_id"),
        post_start=F("organism__memberships__starts_on"),
        post_end=F("organism__memberships__ends_on"),
    ):
        posts[row.pk].append(Post(row.post_unit, Period(row.post_start, row.post_end)))
        assignments[row.pk] = row
        if row.exempts:
            away.add(row.path_key)
        if row.requests:
            requested.add(row.path_key)
    if not assignments:
        return []
    roles = _roles_of(user, assignments.values())
    placements, units = _tree_of(assignments.values())
    people = {
        one.organism_id: Person(posts[one.pk], roles.get(one.organism_id, {}))
        for one in assignments.values()
    }
    asks = _asks(assignments.values(), people, placements, units, today)
    left = _left_of(asks, _exemptions([user.pk] if away else []).get(user.pk, {}))
    return [replace(one, is_requested=one.path_key in requested) for one in left]


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
    roles = _roles_of_many(user_ids, everything)
    placements, units = _tree_of(everything)
    asks: dict[int, dict[UUID, list[Ask]]] = {}
    for user_id, own in posts.items():
        people = {
            organism_id: Person(held, roles.get((user_id, organism_id), {}))
            for organism_id, held in own.items()
        }
        near = [one for organism_id in own for one in by_organism.get(organism_id, ())]
        if found := _asks(near, people, placements, units, today):
            asks[user_id] = found
    exemptions = _exemptions(asks)
    return {
        user_id: _left_of(asked, exemptions.get(user_id, {})) for user_id, asked in asks.items()
    }


def _asks(
    assignments: Iterable[Assignment],
    people: Mapping[int, Person],
    placements: Placements,
    units: Mapping[int, str],
    today: date,
) -> dict[UUID, list[Ask]]:
    """Return what is asked of one person, by path; `people`: what the rows say of them, by
    organism."""
    asks: dict[UUID, list[Ask]] = defaultdict(list)
    for one in assignments:
        since = begun_on(one, people[one.organism_id], placements, today)
        if since is not None:
            asks[one.path_key].append(Ask(one, since, deadline(one.terms, since), units))
    return asks


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


def begun_on(
    assignment: Assignment, person: Person, placements: Placements, today: date
) -> Begun | None:
    """Return since when an assignment asks somebody, None where it doesn't on the day `today`."""
    return begun(
        assignment.versions,
        person,
        placements,
        asked_on=assignment.asked_on,
        on=today,
        exact_unit=assignment.unit_id,
    )


def _naming_roles(assignments: Iterable[Assignment]) -> set[int]:
    """Return the organisms in which a rule, today's or a former one, names roles."""
    return {one.organism_id for one in assignments if any(each.rule.roles for each in one.versions)}


def _roles_of(user: User, assignments: Iterable[Assignment]) -> dict[int, dict[str, list[Period]]]:
    """Return when somebody held which role, by organism; nothing where no rule names one."""
    wanted = _naming_roles(assignments)
    found: dict[int, dict[str, list[Period]]] = defaultdict(lambda: defaultdict(list))
    for grant in grants_in_any_time(user, wanted) if wanted else []:
        if grant.organism_id is not None:
            found[grant.organism_id][grant.role].append(Period(grant.starts_on, grant.ends_on))
    return found


def _roles_of_many(
    user_ids: Collection[int], assignments: Iterable[Assignment]
) -> dict[tuple[int, int], dict[str, list[Period]]]:
    """Return when people held which role, by person and organism; a query, if a rule names any."""
    wanted = _naming_roles(assignments)
    found: dict[tuple[int, int], dict[str, list[Period]]] = defaultdict(lambda: defaultdict(list))
    if wanted:
        rows = RoleGrant.objects.filter(user_id__in=user_ids, organism_id__in=wanted)
        for user_id, organism_id, role, start, end in rows.values_list(
            "user_id", "organism_id", "role", "starts_on", "ends_on"
        ):
            found[user_id, organism_id][role].append(Period(start, end))
    return found


def _tree_of(assignments: Iterable[Assignment]) -> tuple[Placements, dict[int, str]]:
    """Return where the units of the organisms whose rules name some hung, and their names."""
    wanted = {
        one.organism_id for one in assignments if any(each.rule.units for each in one.versions)
    }
    return placements_of(wanted) if wanted else ({}, {})


def placements_of(organism_ids: Collection[int]) -> tuple[Placements, dict[int, str]]:
    """Return where the units of these organisms hung, and when, and their names; one query."""
    found: dict[int, list[Placement]] = defaultdict(list)
    names: dict[int, str] = {}
    rows = UnitPlacement.objects.filter(organism_id__in=organism_ids)
    for unit_id, parent_id, start, end, french, english in rows.values_list(
        "unit_id", "parent_id", "starts_on", "ends_on", "unit__name_fr", "unit__name_en"
    ):
        found[unit_id].append(Placement(unit_id, parent_id, Period(start, end)))
        names[unit_id] = Unit(name_fr=french, name_en=english).name
    return found, names


def _unit_names(assignments: Iterable[Assignment]) -> dict[int, str]:
    """Return the names of the units that the rules in force name, by id; one query, if any."""
    ids = {unit for one in assignments for unit in one.rule.units}
    return {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=ids)} if ids else {}
