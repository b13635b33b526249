"""A small academy in which every address has something to answer about, for each role."""

from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from academy.accounts.models import User
from academy.organisms.models import Headcount, PeopleImport, Role
from academy.organisms.services import roles
from tests.architecture.world_of_courses import (
    make_adoptions,
    make_certificates,
    make_lessons,
    make_packages,
    make_tests,
)
from tests.architecture.world_of_figures import make_assessments, make_findings, make_records
from tests.courses.cobuilding.building import building_of
from tests.courses.surveys.answered import consultation_of
from tests.factories.accounts import UnopenedUserFactory, UserFactory
from tests.factories.organisms import MembershipFactory, OrganismFactory, UnitFactory

ROLES = ("anonymous", "learner", "designer", "manager", "officer", "lead", "administrator")
NOBODY = UUID(int=7)


class World:
    """What the addresses of the table name, and a signed-in session for each role."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.values: dict[str, Any] = {"nobody": NOBODY}
        self.cookies: dict[str, dict[str, str]] = {"anonymous": {}}
        with translation.override("fr"):
            self._make_organisms()
            self._make_people()
            self._make_lists()
            make_lessons(self)
            make_records(self)
            make_assessments(self)
            make_findings(self)
            make_certificates(self)
            make_tests(self)
            make_adoptions(self)
            make_packages(self)
            self._make_buildings()

    def _make_organisms(self) -> None:
        own, other = OrganismFactory(), OrganismFactory()
        self.own, self.other = own, other
        self.portfolio = own.placements.get().portfolio
        self.unit = UnitFactory(organism=own)
        self.other_unit = UnitFactory(organism=other)
        Headcount.objects.create(unit=self.unit, on=date(2026, 1, 1), people=40)
        self.values |= {
            # The references of entries of frameworks, as Wagtail writes them in addresses.
            "entry": "digcomp_3A4.2",
            "own": own.public_id,
            "own_code": own.code,
            "own_portfolio": self.portfolio.code,
            "own_portfolio_id": self.portfolio.public_id,
            "other": other.public_id,
            "other_code": other.code,
            "other_portfolio": other.placements.get().portfolio.code,
            "unit": self.unit.public_id,
            "other_unit": self.other_unit.public_id,
        }

    def _make_people(self) -> None:
        places: dict[str, dict[str, Any]] = {
            "designer": {"role": Role.DESIGNER, "organism": self.own},
            "manager": {"role": Role.ORGANISM_MANAGER, "organism": self.own},
            "officer": {"role": Role.PORTFOLIO_OFFICER, "portfolio": self.portfolio},
            "lead": {"role": Role.GOVERNMENT_LEAD},
            "administrator": {"role": Role.ADMINISTRATOR},
        }
        self.people: dict[str, User] = {}
        for name in ROLES[1:]:
            person = UserFactory(email=f"{name}@academie.example")
            MembershipFactory(user=person, unit=self.unit)
            if name in places:
                given = roles.grant(user=person, at=self.now, by=None, **places[name])
                self.values[f"{name}_grant"] = given.pk
            self.people[name] = User.objects.get(pk=person.pk)
            client = Client()
            client.force_login(self.people[name])
            self.cookies[name] = {key: morsel.value for key, morsel in client.cookies.items()}
        for name, unit in (("newcomer", self.unit), ("other_newcomer", self.other_unit)):
            newcomer = UnopenedUserFactory(email=f"{name}@academie.example")
            MembershipFactory(user=newcomer, unit=unit)
            self.values[name] = newcomer.public_id
        elsewhere = roles.grant(
            user=UserFactory(), at=self.now, by=None, role=Role.DESIGNER, organism=self.other
        )
        self.values["elsewhere_grant"] = elsewhere.pk

    def _make_lists(self) -> None:
        for name, organism in (("list", self.own), ("other_list", self.other)):
            self.values[name] = PeopleImport.objects.create(
                organism=organism,
                uploaded_at=self.now,
                file_name="liste.csv",
                effective_on=date(2026, 9, 1),
                state=PeopleImport.State.DROPPED,
                plan={"counts": {}, "problems": [], "notices": [], "unknown_columns": []},
            ).public_id

    def _make_buildings(self) -> None:
        self.values |= building_of(
            administrator=self.people["administrator"],
            organisms={"": self.own, "other_": self.other},
            pages={"": self.values["path_page"], "other_": self.values["other_path_page"]},
            at=self.now,
        )
        self.values |= consultation_of(self.unit, self.other_unit, at=self.now)

    def address(self, route: str, names: list[str]) -> str:
        """Return the address of a route of the table; a route may be a path in itself."""
        if route.startswith("/"):
            return route
        with translation.override("fr"):
            return reverse(route, args=[self.values.get(name, name) for name in names])

    @contextmanager
    def undone(self):
        """Undo afterwards what happens inside."""
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    def answer(self, role: str, method: str, route: str, names: list[str]) -> str:
        """Return what `role` gets: a status, or where it is sent: in, prove or go."""
        # The record store wants to know the version that its clients speak.
        headers = {"X-Experience-API-Version": "2.0.0"} if route.startswith("/xapi/") else {}
        client = Client(raise_request_exception=False, headers=headers)
        for key, value in self.cookies[role].items():
            client.cookies[key] = value
        address = self.address(route, names)
        with self.undone():
            if method == "POST":
                response = client.post(address, self.data.get(route, {}))
            else:
                response = getattr(client, method.lower())(address)
        if response.status_code not in (301, 302, 303):
            return str(response.status_code)
        target = response.headers["Location"].partition("?")[0]
        doors = {"/fr/account/login/": "in", "/fr/account/reauthenticate/": "prove"}
        return doors.get(target, "go")
