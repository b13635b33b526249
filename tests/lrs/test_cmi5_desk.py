"""Launch sessions on the record store's desk: why a content was refused, and ending one by hand."""

import pytest
from django.urls import reverse

from academy.accounts.models import AuditEntry
from academy.lrs.models import LaunchSession
from academy.lrs.xapi.vocabulary import Verb
from tests.factories.accounts import UserFactory
from tests.factories.organisms import RoleGrantFactory

from .au import PUBLISHER, REGISTRATION, Au
from .desk import sign_in

PAGE = reverse("lrs:registration", args=[REGISTRATION])


@pytest.fixture
def desk(client, db):
    """An administrator who gave a reason."""
    sign_in(client, RoleGrantFactory(administrator=True).user)
    client.post(reverse("lrs:give_reason"), {"reason": "A content doesn't get on."})
    return client


def test_the_page_of_a_registration_says_why_a_content_was_refused(desk, au):
    content = Au(type(desk)(), au.session, au.key)
    content.headers = au.headers
    assert content.say(Verb.COMPLETED).status_code == 403
    page = desk.get(PAGE).content.decode()
    assert PUBLISHER in page
    assert "must be the cmi5 defined &quot;initialized&quot; (cmi5 9.3)." in page


def test_a_session_is_ended_by_hand_once(desk, au):
    end = reverse("lrs:abandon_session", args=[au.session.public_id])
    assert end in desk.get(PAGE).content.decode()
    for _ in range(2):
        assert desk.post(end).url == PAGE
    assert not LaunchSession.objects.get().is_open
    assert AuditEntry.objects.filter(action="session.abandon").count() == 1
    assert end not in desk.get(PAGE).content.decode()


def test_a_statement_of_a_session_is_read_like_any_other(desk, au):
    said = au.said(Verb.INITIALIZED)
    assert au.post(said).status_code == 200
    page = desk.get(reverse("lrs:statement", args=[said["id"]]))
    assert page.status_code == 200
    assert page.context["reading"].credential is None


def test_for_others_there_is_no_such_page(client, au):
    sign_in(client, UserFactory())
    end = reverse("lrs:abandon_session", args=[au.session.public_id])
    assert client.post(end).status_code == 404
    assert LaunchSession.objects.get().is_open
