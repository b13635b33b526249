"""Who needn't follow a path that their organism asks, as managers and learners see it."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone, translation

from academy.accounts.models import AuditEntry
from academy.core.errors import AcademyError, NotFound
from courses.audience import Rule
from courses.models import Exemption
from courses.services import assign_path, exempt, lift_exemption
from tests.factories.accounts import UserFactory
from tests.factories.organisms import MembershipFactory, RoleGrantFactory

from .asking import ASKED, due_of, english, words

pytestmark = pytest.mark.django_db


def exempted(place, person, reason="Followed elsewhere.", at=ASKED):
    return exempt(
        by=place.manager,
        organism=place.organism,
        path_key=place.path.key,
        person=person,
        reason=reason,
        at=at,
    )


def test_a_manager_exempts_somebody_who_reads_why_and_by_whom(place, manager, ask):
    asked = ask(at=timezone.now())
    ask(at=timezone.now(), rule=Rule(units=frozenset({place.branch.pk})))
    one = english("courses:assignment", asked.pk)
    found = manager.get(one, {"q": place.clerk.email})
    assert f'value="{place.clerk.public_id}"' in found.content.decode()
    said = {"q": place.clerk.email, "person": str(place.clerk.public_id)}
    to = english("courses:exempt", asked.pk)
    assert manager.post(to, said).context["exemption_form"].errors.keys() == {"reason"}
    assert manager.post(to, said | {"reason": "Followed elsewhere."}).status_code == 302
    page = words(manager.get(one))
    assert str(place.clerk) in page
    assert "Followed elsewhere." in page
    learner = Client()
    learner.force_login(place.clerk)
    for address in (english("home:dashboard"), place.path.texts["en"]["url"]):
        shown = words(learner.get(address))
        assert "Shores Board has exempted you: Followed elsewhere." in shown
        assert f"Decided by {place.manager} (organization manager) on" in shown
        assert "Due on" not in shown, "whatever asks it, in this organism"
    assert due_of(place.chief, timezone.localdate())
    log = AuditEntry.objects.get(action="courses.path_exempted")
    assert log.details == {"person": str(place.clerk.public_id)}, "no reason in the log"
    exemption = Exemption.objects.get()
    lift = english("courses:lift_exemption", asked.pk, exemption.pk)
    assert manager.post(lift).status_code == 302
    assert due_of(place.clerk, timezone.localdate())
    assert AuditEntry.objects.filter(action="courses.exemption_lifted").count() == 1
    assert manager.post(lift).status_code == 302
    assert AuditEntry.objects.filter(action="courses.exemption_lifted").count() == 1


def test_an_exemption_is_of_one_organism(place, ask):
    ask()
    elsewhere = MembershipFactory(user=place.clerk)
    RoleGrantFactory(user=place.manager, organism=elsewhere.organism)
    place.manager = type(place.manager).objects.get(pk=place.manager.pk)
    assign_path(
        by=place.manager,
        organism=elsewhere.organism,
        path_key=place.path.key,
        due_on=date(2026, 12, 9),
        at=ASKED,
    )
    exempted(place, place.clerk)
    (row,) = due_of(place.clerk, date(2026, 11, 20))
    assert [one.assignment.organism for one in row.asks] == [elsewhere.organism]


def test_who_cannot_be_exempted(place, ask):
    with pytest.raises(NotFound):
        exempted(place, place.clerk)
    asked = ask()
    for person in (UserFactory(), MembershipFactory().user):
        with pytest.raises(NotFound):
            exempted(place, person)
    with translation.override("en"):
        with pytest.raises(AcademyError, match="yourself"):
            exempted(place, place.manager)
        with pytest.raises(AcademyError, match="Say why"):
            exempted(place, place.clerk, "  ")
    first = exempted(place, place.clerk)
    assert exempted(place, place.clerk) == first
    with translation.override("en"), pytest.raises(AcademyError, match="already"):
        exempted(place, place.clerk, "Another reason.")
    with pytest.raises(NotFound):
        lift_exemption(by=place.chief, exemption=first, at=ASKED)
    assert Exemption.objects.count() == 1
    assert asked.organism == first.organism


def test_a_search_finds_people_of_the_organism_alone(place, manager, ask):
    asked = ask(at=timezone.now())
    stranger = MembershipFactory(user=UserFactory(last_name="Uniquename")).user
    one = english("courses:assignment", asked.pk)
    page = manager.get(one, {"q": "Uniquename"})
    assert str(stranger.public_id) not in page.content.decode()
    assert "Nobody of the organization is found" in words(page)
    reply = manager.post(
        english("courses:exempt", asked.pk),
        {"q": "Uniquename", "person": str(stranger.public_id), "reason": "No."},
    )
    assert reply.context["exemption_form"].errors
    assert not Exemption.objects.exists()
