"""Launch sessions and the rest of the academy: sign-out, the worker, a person's record, budgets."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from academy.accounts.record.parts import every_part
from academy.core import recurring
from academy.core.iri import account_home_page
from academy.lrs import recurring_work
from academy.lrs.models import LaunchSession, Statement
from academy.lrs.people_queries import identities_of
from academy.lrs.services import unname_person
from academy.lrs.xapi.vocabulary import Verb
from tests.factories.accounts import UserFactory

from .au import ACTIVITY, REGISTRATION, launch

pytestmark = pytest.mark.django_db
IRI_BASE = "https://academie.example"


def account(user):
    home_page = account_home_page(IRI_BASE)
    return {"objectType": "Agent", "account": {"homePage": home_page, "name": str(user.public_id)}}


def test_whoever_signs_out_ends_their_launches(client, settings):
    settings.ACADEMY_IRI_BASE = IRI_BASE
    learner, other = UserFactory(), UserFactory()
    own, _key = launch(actor=account(learner), at=timezone.now())
    launch(actor=account(other), registration=other.public_id, at=timezone.now())
    client.force_login(learner)
    client.post(reverse("account_logout"))
    own.refresh_from_db()
    assert own.closed_at is not None
    assert own.abandoned_at is not None
    assert LaunchSession.objects.open().count() == 1


def test_the_worker_abandons_what_nobody_hears_of(settings):
    settings.CMI5_IDLE_MINUTES = 30
    now = timezone.now()
    launch(at=now - timedelta(minutes=29))
    quiet, _key = launch(registration=REGISTRATION.__class__(int=7), at=now - timedelta(minutes=31))
    work = recurring.work("lrs.idle_sessions")
    assert work.wanted()
    assert work.run(now) is recurring.AGAIN
    assert work.run(now) is not recurring.AGAIN
    quiet.refresh_from_db()
    assert quiet.abandoned_at == now
    assert LaunchSession.objects.open().count() == 1
    assert not recurring_work.any_idle_session()


def test_a_person_finds_their_launches_in_their_record():
    learner = UserFactory()
    session, _key = launch(actor=account(learner))
    [part] = [one for one in every_part() if one.name == "lrs.sessions"]
    [row] = part.rows(learner, "en")
    assert len(row) == len(part.columns)
    assert str(session.public_id) in row


def test_no_launch_leads_to_somebody_who_left():
    learner = UserFactory()
    launch(actor=account(learner))
    sought = identities_of(learner)
    unname_person(
        public_id=learner.public_id,
        identities=sought.identities,
        addresses=[],
        name=UserFactory().public_id,
    )
    assert not LaunchSession.objects.exists()


def test_two_slashes_lead_to_the_same_place(au):
    """Some contents put one after an endpoint that ends with one."""
    au.mount = "/xapi/"
    assert au.say(Verb.INITIALIZED).status_code == 200
    assert au.get("/activities/state", activityId=ACTIVITY, agent=au.actor).status_code == 200
    assert au.get("/nothing").status_code == 404


# --- Budgets -------------------------------------------------------------------------------------
def test_a_credential_costs_no_query_more(api, django_assert_num_queries):
    """It is looked up once in a while; a session has a way of its own."""
    api.get("/agents", agent={"mbox": "mailto:a@b.example"})
    with django_assert_num_queries(1):
        api.get("/agents/profile", agent={"mbox": "mailto:a@b.example"}, profileId="x")


def test_what_a_request_of_an_au_costs(au, django_assert_max_num_queries):
    au.say(Verb.INITIALIZED)
    with django_assert_max_num_queries(2):
        assert au.ask_preferences().status_code == 404
    with django_assert_max_num_queries(20):
        assert au.say(Verb.COMPLETED).status_code == 200
    count = Statement.objects.count()
    with django_assert_max_num_queries(20):
        batch = [au.said(Verb.EXPERIENCED, defined=False) for _ in range(100)]
        assert au.post(batch).status_code == 200
    assert Statement.objects.count() == count + 100
