"""Writing the tree and the people of a plan: rows in bulk, then changes through the services."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from math import ceil

import numpy as np
from django.db import transaction

from academy.accounts.models import User
from academy.organisms.models import (
    Headcount,
    Membership,
    Organism,
    OrganismPlacement,
    Portfolio,
    Unit,
    UnitPlacement,
)
from academy.organisms.services import organisms as organism_services
from academy.organisms.services import units as unit_services

from .plan import Plan
from .population import NEVER
from .seasons import quarter_days

# What stands where a password's hash would: nobody signs in with it (as Django's own mark does).
UNUSABLE_PASSWORD = "!simulated"  # noqa: S105 - the contrary of a secret
MAIL_DOMAIN = "simulation.example"
_BATCH = 2_000
_YEARS_BEFORE = 16
# Share of the people of an organism who have an account; the headcount has everyone.
_COVERAGE = (0.86, 0.97)


@transaction.atomic
def write_tree(plan: Plan, *, at: datetime) -> None:
    """Write the whole tree, its people and their posts, then what changed over two years."""
    opened = date(plan.seasons.first_day.year - _YEARS_BEFORE, 1, 1)
    organisms = _write_organisms(plan, opened)
    units = _write_units(plan, organisms, opened)
    users = _write_people(plan)
    _write_posts(plan, organisms, units, users)
    _apply_changes(plan, organisms, units, at=at)
    _write_headcounts(plan, units)


def organisms_of(plan: Plan) -> list[Organism]:
    """Return the organisms as they were written, in the plan's order."""
    codes = [organism.code for organism in plan.government.organisms]
    found = {row.code: row for row in Organism.objects.filter(code__in=codes)}
    return [found[code] for code in codes]


def users_of(plan: Plan) -> list[int]:
    """Return the ids of the people as they were written, in the plan's order."""
    found = dict(
        User.objects.filter(email__endswith=f"@{MAIL_DOMAIN}").values_list("public_id", "pk")
    )
    return [found[plan.public_id(person)] for person in range(len(plan.people))]


def _write_organisms(plan: Plan, opened: date) -> list[Organism]:
    government = plan.government
    portfolios = Portfolio.objects.bulk_create(
        Portfolio(
            code=one.code,
            name_fr=one.name_fr,
            name_en=one.name_en,
            starts_on=opened,
            is_simulated=True,
        )
        for one in government.portfolios
    )
    organisms = Organism.objects.bulk_create(
        Organism(
            code=one.code,
            name_fr=one.name_fr,
            name_en=one.name_en,
            starts_on=opened,
            is_simulated=True,
        )
        for one in government.organisms
    )
    OrganismPlacement.objects.bulk_create(
        OrganismPlacement(organism=row, portfolio=portfolios[one.portfolio], starts_on=opened)
        for row, one in zip(organisms, government.organisms, strict=True)
    )
    renamed = organisms[government.changes.renamed]
    renamed.name_fr, renamed.name_en = (
        government.changes.former_fr,
        government.changes.former_en,
    )
    renamed.save(update_fields=["name_fr", "name_en"])
    return organisms


def _write_units(plan: Plan, organisms: Sequence[Organism], opened: date) -> list[Unit]:
    planned = plan.government.units
    units = Unit.objects.bulk_create(
        Unit(
            code=one.code,
            name_fr=one.name_fr,
            name_en=one.name_en,
            starts_on=opened,
            is_simulated=True,
        )
        for one in planned
    )
    UnitPlacement.objects.bulk_create(
        UnitPlacement(
            unit=unit,
            organism=organisms[one.organism],
            parent=None if one.parent is None else units[one.parent],
            starts_on=opened,
        )
        for unit, one in zip(units, planned, strict=True)
    )
    return units


def mail_address(first_name: str, last_name: str, number: int) -> str:
    """Return an address of a domain that nobody can own."""
    plain = unicodedata.normalize("NFKD", f"{first_name}.{last_name}")
    letters = plain.encode("ascii", "ignore").decode().lower()
    return f"{letters}.{number}@{MAIL_DOMAIN}"


def _write_people(plan: Plan) -> list[User]:
    def user(person: int) -> User:
        first_name, last_name = plan.name(person)
        since = plan.seasons.day(max(0, int(plan.people.starts[person])))
        return User(
            email=mail_address(first_name, last_name, person),
            password=UNUSABLE_PASSWORD,
            public_id=plan.public_id(person),
            first_name=first_name,
            last_name=last_name,
            language=plan.language(person),
            date_joined=datetime.combine(since, time(12), UTC),
        )

    return User.objects.bulk_create(
        (user(person) for person in range(len(plan.people))), batch_size=_BATCH
    )


def _posts(plan: Plan, person: int) -> Iterator[tuple[int, int, int, int]]:
    """Return the posts of a person: (unit, organism, first day, day after the last)."""
    people, government, day = plan.people, plan.government, plan.seasons.day
    start, end = int(people.starts[person]), int(people.ends[person])
    second, from_day = int(people.second_unit[person]), int(people.second_day[person])
    unit = int(people.unit[person])
    yield unit, government.organism_of(unit, day(start)), start, min(end, from_day)
    if second >= 0:
        yield second, government.organism_of(second, day(from_day)), from_day, end


def _write_posts(
    plan: Plan, organisms: Sequence[Organism], units: Sequence[Unit], users: Sequence[User]
) -> None:
    day = plan.seasons.day
    Membership.objects.bulk_create(
        (
            Membership(
                user=users[person],
                unit=units[unit],
                organism=organisms[organism],
                person_number=f"{person:06d}",
                starts_on=day(start),
                ends_on=None if end == NEVER else day(end),
            )
            for person in range(len(plan.people))
            for unit, organism, start, end in _posts(plan, person)
        ),
        batch_size=_BATCH,
    )


def _apply_changes(
    plan: Plan, organisms: Sequence[Organism], units: Sequence[Unit], *, at: datetime
) -> None:
    """Make the dated changes in the order in which they happened."""
    changes, planned = plan.government.changes, plan.government
    portfolio = Portfolio.objects.get(code=planned.portfolios[changes.rehoused_to].code)
    renamed = planned.organisms[changes.renamed]
    steps = [
        (
            changes.rehoused_on,
            lambda on: organism_services.move_organism(
                organism=organisms[changes.rehoused], portfolio=portfolio, on=on, at=at, by=None
            ),
        ),
        (
            changes.closed_on,
            lambda on: unit_services.merge_units(
                sources=[units[changes.closed_unit]],
                into=units[changes.closed_into],
                on=on,
                at=at,
                by=None,
            ),
        ),
        (
            changes.merged_on,
            lambda on: organism_services.merge_organisms(
                sources=[organisms[changes.merged]],
                into=organisms[changes.merged_into],
                on=on,
                at=at,
                by=None,
            ),
        ),
        (
            changes.renamed_on,
            lambda on: organism_services.rename(
                node=organisms[changes.renamed],
                name_fr=renamed.name_fr,
                name_en=renamed.name_en,
                on=on,
                at=at,
                by=None,
            ),
        ),
        (
            changes.moved_on,
            lambda on: unit_services.move_unit(
                unit=units[changes.moved_unit],
                organism=organisms[changes.moved_to],
                on=on,
                at=at,
                by=None,
            ),
        ),
    ]
    for on, step in sorted(steps, key=lambda step: step[0]):
        step(on)


def _write_headcounts(plan: Plan, units: Sequence[Unit]) -> None:
    """Write how many people each unit has, quarter after quarter, those without account too."""
    seasons, planned = plan.seasons, plan.government.units
    coverage = np.random.default_rng([plan.size.seed, 7]).uniform(
        *_COVERAGE, len(plan.government.organisms)
    )
    days = quarter_days(seasons.first_day, seasons.until)
    ends = [*days[1:], seasons.until + timedelta(days=1)]
    present: Counter[tuple[int, int]] = Counter()
    posts = Membership.objects.filter(unit__in=units).values_list("unit_id", "starts_on", "ends_on")
    for unit_id, starts_on, ends_on in posts.iterator():
        for quarter, (first, after) in enumerate(zip(days, ends, strict=True)):
            if starts_on < after and (ends_on is None or ends_on > first):
                present[unit_id, quarter] += 1
    closed = {
        unit.pk: unit.ends_on
        for unit in Unit.objects.filter(is_simulated=True, ends_on__isnull=False)
    }
    Headcount.objects.bulk_create(
        (
            Headcount(
                unit=unit,
                on=day,
                people=ceil(present[unit.pk, quarter] / coverage[one.organism]),
            )
            for unit, one in zip(units, planned, strict=True)
            for quarter, day in enumerate(days)
            if (end := closed.get(unit.pk)) is None or day < end
        ),
        batch_size=_BATCH,
    )
