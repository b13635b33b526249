"""An organism whose people are written to."""

from copy import deepcopy
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from academy.organisms.models import Role
from barometer.findings import services
from tests.barometer.conftest import new_path
from tests.factories.accounts import UserFactory
from tests.factories.organisms import (
    MembershipFactory,
    OrganismFactory,
    RoleGrantFactory,
    UnitFactory,
)

from .campaigns import result, results_csv


def french(name, *args):
    """Return an address of the cyber loop in French."""
    with translation.override("fr"):
        return reverse(f"barometer:{name}", args=args)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture(scope="module")
def shared_place(module_database):
    with module_database():
        return _place()


@pytest.fixture
def place(shared_place, db):
    """Two units of 30 and 20 people, one of 4, and their manager.

    They are made once for the tests of a module, each of which gets rows of its own to change.
    """
    return deepcopy(shared_place)


def _place():
    organism = OrganismFactory(code="SAISONS")
    units = [
        UnitFactory(organism=organism, name_fr=name, name_en=name)
        for name in ("Printemps", "Automne", "Greffe")
    ]
    people = {
        unit.pk: [one.user for one in MembershipFactory.create_batch(count, unit=unit)]
        for unit, count in zip(units, (30, 20, 4), strict=True)
    }
    manager = RoleGrantFactory(
        user=UserFactory(), role=Role.ORGANISM_MANAGER, organism=organism
    ).user
    return SimpleNamespace(organism=organism, units=units, people=people, manager=manager)


@pytest.fixture
def campaign(place, now):
    """Return a maker of exports: how many of each unit clicked, so many days ago."""

    def make(*clicked, days, what="clicked", reported=False, positions=()):
        rows = []
        at = now - timedelta(days=days)
        for unit, count in zip(place.units, clicked, strict=False):
            for number, user in enumerate(place.people[unit.pk]):
                fell = number < count
                rows.append(
                    result(
                        user.email,
                        what if fell else "sent",
                        reported=reported and fell,
                        position=positions[number % len(positions)] if positions else "",
                        at=at,
                    )
                )
        return results_csv(rows)

    return make


@pytest.fixture
def keep(place, now):
    """Return what imports an export and stores it."""

    def store(content, name="Campagne"):
        evidence = services.receive_campaign(
            organism=place.organism, content=content, name=name, at=now, by=place.manager
        )
        services.keep_evidence(evidence=evidence, at=now, by=place.manager)
        evidence.refresh_from_db()
        return evidence

    return store


@pytest.fixture
def path(db):
    return new_path()
