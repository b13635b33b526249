"""An organism that asks a path, its training officer, and what they open."""

import time
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from academy.accounts.models import User
from courses.models import Enrolment, LessonProgress
from courses.services import assign_path, exempt
from tests.courses.asking import Place, english
from tests.factories.accounts import UserFactory
from tests.factories.organisms import MembershipFactory, RoleGrantFactory

NOW = timezone.make_aware(datetime(2026, 11, 20, 10))
TODAY = NOW.date()
DAY = timedelta(days=1)
REASON = {"reason": "help", "words": "I will call those who are stuck."}


def person(unit, first, last):
    """Somebody of a unit, with a name."""
    user = UserFactory(first_name=first, last_name=last, language="en")
    MembershipFactory(user=user, unit=unit)
    return user


def follows(user, path, *, started=None, completed=None, passed=None):
    """Have somebody follow a path, without statements."""
    way = Enrolment.objects.create(
        user=user, path_key=path.key, enrolled_at=NOW, completed_at=completed, passed_at=passed
    )
    if started:
        LessonProgress.objects.create(enrolment=way, lesson_key=path.key, started_at=started)
    return way


def signed_in(user, *, proved=True):
    """A browser in which somebody signed in, a moment ago where `proved`."""
    client = Client()
    client.force_login(user)
    if proved:
        prove(client, user)
    return client


def prove(client, user, *, at=None):
    """Have the session remember that its person proved who they are."""
    session = client.session
    moment = time.time() if at is None else at.timestamp()
    session["account_authentication_methods"] = [
        {"method": "password", "at": moment, "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


@pytest.fixture(scope="module")
def made(module_database):
    with module_database():
        place = Place()
        place.path.validity = [{"since": "0001-01-01", "months": 12}]
        place.path.save()
        people = SimpleNamespace(
            not_begun=person(place.service, "Ada", "Élie"),
            joined=person(place.service, "Bea", "Ferron"),
            begun=person(place.other, "Cleo", "Gagnon"),
            done=person(place.branch, "Dan", "Houle"),
            exempted=person(place.other, "Eve", "Imbeault"),
            formula=person(place.branch, "=cmd()", "Jobin"),
        )
        asked = assign_path(
            by=place.manager,
            organism=place.organism,
            path_key=place.path.key,
            counted="asking",
            due_days=30,
            grace_days=5,
            at=NOW - 10 * DAY,
        )
        follows(people.joined, place.path)
        follows(people.begun, place.path, started=NOW - 3 * DAY)
        follows(
            people.done,
            place.path,
            started=NOW - 9 * DAY,
            completed=NOW - 5 * DAY,
            passed=NOW - 5 * DAY,
        )
        follows(people.exempted, place.path, completed=NOW - DAY, passed=NOW - DAY)
        exempt(
            by=place.manager,
            organism=place.organism,
            path_key=place.path.key,
            person=people.exempted,
            reason="Secret health.",
            at=NOW,
        )
        stranger = MembershipFactory(user=UserFactory(last_name="Nowhere")).user
        officer = RoleGrantFactory(trainer=True, organism=place.organism).user
        officer.first_name, officer.last_name = "Tara", "Officer"
        officer.save()
        return SimpleNamespace(
            place=place, people=people, asked=asked, officer=officer, stranger=stranger
        )


@pytest.fixture
def world(made, with_second_factor):
    """The organism, at one moment."""
    with time_machine.travel(NOW, tick=False):
        made.officer = User.objects.get(pk=made.officer.pk)
        with_second_factor(made.officer)
        yield made


@pytest.fixture
def officer(world):
    return signed_in(world.officer)


@pytest.fixture
def address(world):
    """Addresses of the list."""
    return SimpleNamespace(
        **{
            name: english(f"courses:{route}", world.asked.pk)
            for name, route in (
                ("people", "named_list"),
                ("reason", "open_named_list"),
                ("file", "export_named_list"),
                ("close", "close_named_list"),
            )
        }
    )


@pytest.fixture
def opened(officer, address):
    """The officer's browser, with the list open."""
    assert officer.post(address.reason, REASON).status_code == 302
    return officer
