"""Credentials by pages: who sees, gives and revokes what; the secret that is shown once."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from academy.accounts.models import AuditEntry
from academy.core.errors import NotAllowed
from academy.lrs.models import Credential
from academy.lrs.services import create_credential, limit_credential, revoke_credential
from tests.factories.accounts import PASSWORD
from tests.factories.organisms import RoleGrantFactory

from .conftest import AT, Api
from .desk import sign_in
from .samples import statement

NEW = "/en/record-store/credentials/new/"
LIST = "/en/record-store/credentials/"


@pytest.fixture
def administrator(db):
    return RoleGrantFactory(administrator=True).user


@pytest.fixture
def manager(organisms):
    return RoleGrantFactory(organism=organisms[0]).user


def made_for(organism, name="Tool", scopes=("all",)):
    return create_credential(name=name, scopes=scopes, organism=organism, at=AT)


def sent(client, **data):
    """Fill the form in as a browser does and send it."""
    mark = re.search(r'name="mark" value="([^"]+)"', client.get(NEW).content.decode())[1]
    given = {"name": "LMS", "scopes": ["statements/write"], "organism": "", "mark": mark}
    return client.post(NEW, {**given, **data}), mark


def secret_on(page):
    return re.search(r'id="credential-secret"[^>]*>([^<]+)<', page.content.decode())[1]


def test_an_administrator_creates_one_that_works(client, administrator):
    sign_in(client, administrator)
    page, _ = sent(client, scopes=["statements/write", "statements/read/mine"])
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    made = Credential.objects.get()
    assert (made.name, made.organism, made.created_by) == ("LMS", None, administrator)

    class New:
        key, secret, credential = made.key, secret_on(page), made

    assert Api(client, New).post(statement()).status_code == 200


def test_the_secret_is_shown_once_and_kept_nowhere(client, administrator):
    sign_in(client, administrator)
    page, mark = sent(client)
    secret = secret_on(page)
    made = Credential.objects.get()
    for address in (LIST, reverse("lrs:credential", args=[made.key]), NEW):
        assert secret not in client.get(address).content.decode()
    # The form sent again, by a reload: no second credential, and no secret.
    again = client.post(
        NEW, {"name": "LMS", "scopes": ["statements/write"], "organism": "", "mark": mark},
        follow=True,
    )  # fmt: skip
    assert Credential.objects.get() == made
    assert secret not in again.content.decode()
    assert "its secret was shown then" in again.content.decode()
    assert secret not in str(list(Credential.objects.values()))
    assert secret not in str(list(AuditEntry.objects.values()))
    assert all(secret not in str(one.get_decoded()) for one in Session.objects.all())


def test_two_people_with_one_mark_make_two(client, administrator, manager, organisms):
    sign_in(client, administrator)
    _, mark = sent(client)
    sign_in(client, manager)
    sent(client, mark=mark, organism=str(organisms[0].public_id))
    assert Credential.objects.count() == 2


def test_creating_asks_for_a_fresh_proof_then_shows_the_secret(client, administrator):
    sign_in(client, administrator, proved=False)
    answer, _ = sent(client)
    assert answer.status_code == 302
    assert "reauthenticate" in answer.url
    assert not Credential.objects.exists()
    page = client.post(answer.url, {"password": PASSWORD})
    assert page.status_code == 200
    assert len(secret_on(page)) >= 43
    assert Credential.objects.get().created_by == administrator


def test_revoking_asks_for_a_fresh_proof(client, administrator):
    made = made_for(None)
    sign_in(client, administrator, proved=False)
    answer = client.post(reverse("lrs:revoke_credential", args=[made.key]))
    assert "reauthenticate" in answer.url
    assert not Credential.objects.exclude(revoked_at=None).exists()


def test_creating_limiting_and_revoking_are_in_the_audit_log(client, administrator, organisms):
    sign_in(client, administrator)
    sent(client, organism=str(organisms[0].public_id), requests_per_minute="7")
    made = Credential.objects.get()
    client.post(reverse("lrs:limit_credential", args=[made.key]), {"requests_per_minute": "9"})
    client.post(reverse("lrs:revoke_credential", args=[made.key]))
    client.post(reverse("lrs:revoke_credential", args=[made.key]))
    noted = AuditEntry.objects.filter(action__startswith="credential.").order_by("pk")
    assert list(noted.values_list("action", "target", "organism_code", "actor")) == [
        (f"credential.{what}", made.key, organisms[0].code, administrator.pk)
        for what in ("create", "limit", "revoke")
    ]
    assert noted[0].details == {
        "name": "LMS",
        "scopes": ["statements/write"],
        "requests_per_minute": 7,
    }
    assert noted[1].details == {"requests_per_minute": 9}


def test_revoking_asks_first_then_shuts_the_client_out(client, administrator, make_api):
    api = make_api()
    assert api.get().status_code == 200
    sign_in(client, administrator)
    address = reverse("lrs:revoke_credential", args=[api.credential.key])
    question = client.get(address)
    assert question.status_code == 200
    assert api.get().status_code == 200
    client.post(address)
    assert api.get().status_code == 401
    # A revoked one is asked about no more, and its page offers nothing.
    assert client.get(address).status_code == 302
    page = client.get(reverse("lrs:credential", args=[api.credential.key])).content.decode()
    assert address not in page
    assert "requests_per_minute" not in page


def test_a_manager_sees_and_revokes_those_of_the_own_organism_alone(client, manager, organisms):
    own, other, general = made_for(organisms[0]), made_for(organisms[1]), made_for(None)
    sign_in(client, manager)
    assert [one.key for one in client.get(LIST).context["page_obj"]] == [own.key]
    for made, status in ((own, 200), (other, 404), (general, 404)):
        for route in ("credential", "revoke_credential"):
            address = reverse(f"lrs:{route}", args=[made.key])
            assert client.get(address).status_code == status, route
        client.post(reverse("lrs:revoke_credential", args=[made.key]))
    revoked = Credential.objects.exclude(revoked_at=None)
    assert [one.key for one in revoked] == [own.key]


def test_a_manager_gives_some_rights_in_the_own_organism_alone(client, manager, organisms):
    sign_in(client, manager)
    own = str(organisms[0].public_id)
    refused = [
        {"organism": own, "scopes": ["all"]},
        {"organism": own, "scopes": ["statements/write", "statements/read"]},
        {"organism": str(organisms[1].public_id)},
        {"organism": ""},
        {"organism": own, "scopes": []},
        {"organism": own, "mark": "nothing"},
    ]
    for data in refused:
        assert sent(client, **data)[0].status_code == 422, data
    assert not Credential.objects.exists()
    # A limit isn't asked of managers: one that is sent all the same counts for nothing.
    page, _ = sent(client, organism=own, requests_per_minute="0", scopes=["state", "profile"])
    assert page.status_code == 200
    made = Credential.objects.get()
    assert (made.organism, made.scopes) == (organisms[0], ["profile", "state"])
    assert made.requests_per_minute is None
    limit = client.post(
        reverse("lrs:limit_credential", args=[made.key]), {"requests_per_minute": "5"}
    )
    assert limit.status_code == 404


def test_a_manager_of_a_closed_organism_gives_nothing_there(client, organisms):
    closed = organisms[0]
    manager = RoleGrantFactory(organism=closed).user
    RoleGrantFactory(user=manager, organism=organisms[1])
    closed.ends_on = AT.date().replace(year=2021)
    closed.save()
    made_for(closed)
    sign_in(client, manager)
    assert sent(client, organism=str(closed.public_id))[0].status_code == 422
    assert not client.get(LIST).context["page_obj"].object_list


def test_the_services_ask_the_policy_too(manager, organisms):
    with pytest.raises(NotAllowed):
        create_credential(
            name="x", scopes=["all"], organism=organisms[0], created_by=manager, at=AT
        )
    with pytest.raises(NotAllowed):
        create_credential(name="x", scopes=["state"], created_by=manager, at=AT)
    made = made_for(organisms[1]).credential
    with pytest.raises(NotAllowed):
        revoke_credential(credential=made, by=manager, at=AT)
    with pytest.raises(NotAllowed):
        limit_credential(credential=made, requests_per_minute=1, by=manager, at=AT)


def test_the_list_is_narrowed_and_tells_who_still_stores(client, administrator, organisms):
    api = Api(client, made_for(organisms[0], "Portal"))
    api.post(statement())
    silent = made_for(organisms[1], "Silent")
    gone = made_for(None, "Gone")
    revoke_credential(credential=gone.credential, at=AT)
    sign_in(client, administrator)

    def names(**query):
        return [one.name for one in client.get(LIST, query).context["page_obj"]]

    assert names() == ["Portal", "Silent"]
    assert names(show="revoked") == ["Gone"]
    assert names(show="all") == ["Gone", "Portal", "Silent"]
    assert names(show="nothing", q="\x00sil") == ["Silent"]
    assert names(q=silent.key) == ["Silent"]
    assert names(q=organisms[0].code.lower()) == ["Portal"]
    assert names(page="9999") == ["Portal", "Silent"]
    rows = {one.name: one.last_stored_at for one in client.get(LIST).context["page_obj"]}
    assert rows["Portal"] is not None
    assert rows["Silent"] is None


def test_the_list_costs_the_same_for_many(client, administrator, django_assert_max_num_queries):
    for number in range(20):
        made_for(None, f"Tool {number}")
    sign_in(client, administrator)
    client.get(LIST)
    with django_assert_max_num_queries(12):
        assert len(client.get(LIST).context["page_obj"]) == 20


@pytest.mark.parametrize("bad", ["-1", "1000001", "many"])
def test_a_limit_is_a_number_within_reach(client, administrator, bad):
    made = made_for(None)
    sign_in(client, administrator)
    address = reverse("lrs:limit_credential", args=[made.key])
    answer = client.post(address, {"requests_per_minute": bad})
    assert answer.status_code == 422
    assert Credential.objects.get().requests_per_minute is None


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_menu_leads_there_for_those_who_may(client, administrator, manager, language):
    address = f"/{language}/record-store/credentials/"
    for user in (administrator, manager):
        sign_in(client, user)
        assert f'href="{address}"' in client.get(f"/{language}/learn/").content.decode()
        assert client.get(address).status_code == 200
