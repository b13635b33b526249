"""The people pages through the browser's requests: who opens them, what they do, what they cost."""

import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse, translate_url
from django.utils import timezone

from academy.organisms.models import Membership, PeopleImport, Role, RoleGrant, Unit
from academy.organisms.services import people_import
from tests.factories.accounts import UserFactory
from tests.factories.organisms import (
    HeadcountFactory,
    MembershipFactory,
    OrganismFactory,
    PortfolioFactory,
    RoleGrantFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

HEADER = "person_number,email,first_name,last_name,unit_code\n"


@pytest.fixture
def organism():
    organism = OrganismFactory(code="MCN")
    UnitFactory(organism=organism, code="A", name_fr="Accueil", name_en="Reception")
    return organism


@pytest.fixture
def manager(organism):
    return RoleGrantFactory(organism=organism).user


def sign_in(client, user):
    """Sign in, with a proof of a moment ago for what asks for one."""
    client.force_login(user)
    session = client.session
    proof = {"method": "password", "at": time.time(), "reauthenticated": True}
    session["account_authentication_methods"] = [proof]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


@pytest.fixture
def as_manager(client, manager):
    sign_in(client, manager)
    return client


def url(name, organism, *args):
    return reverse(f"organisms:{name}", args=[organism.public_id, *args])


def csv(*rows):
    text = HEADER + "".join(f"{row}\n" for row in rows)
    return SimpleUploadedFile("liste.csv", text.encode(), content_type="text/csv")


def plan(organism, by, *rows):
    return people_import.plan_import(
        organism=organism,
        content=csv(*rows).read(),
        file_name="liste.csv",
        effective_on=timezone.localdate(),
        at=timezone.now(),
        by=by,
    )


def every_page(organism, manager):
    """Each address of the people pages: (url, method, status for who may, for administrators)."""
    unit = organism.unit_placements.first().unit
    waiting = plan(organism, manager, "1,a@b.ca,Anne,Roy,A")
    grant = RoleGrantFactory(role=Role.DESIGNER, organism=organism)
    wide = RoleGrantFactory(lead=True)
    return [
        (reverse("organisms:home"), "get", 302, 200),
        (reverse("organisms:wide_roles"), "get", 404, 200),
        (reverse("organisms:revoke_wide_role", args=[wide.pk]), "post", 404, 302),
        (url("organism", organism), "get", 200, 200),
        (url("open_unit", organism), "get", 200, 200),
        (url("unit", organism, unit.public_id), "get", 200, 200),
        (url("lists", organism), "get", 200, 200),
        (url("send_people", organism), "get", 200, 200),
        (url("send_headcounts", organism), "get", 200, 200),
        (url("list", organism, waiting.public_id), "get", 200, 200),
        (url("resume_list", organism, waiting.public_id), "post", 302, 302),
        (url("drop_list", organism, waiting.public_id), "post", 302, 302),
        (url("apply_list", organism, waiting.public_id), "post", 422, 422),
        (url("roles", organism), "get", 200, 200),
        (url("revoke_role", organism, grant.pk), "post", 302, 404),
    ]


def test_the_table_names_every_address(organism, manager):
    from academy.organisms.urls import urlpatterns

    assert len(every_page(organism, manager)) == len(urlpatterns)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_managers_and_administrators_open_the_pages(client, organism, manager, language):
    administrator = RoleGrantFactory(administrator=True).user
    pages = every_page(organism, manager)
    for user, column in ((manager, 2), (administrator, 3)):
        sign_in(client, user)
        for page in pages:
            address = translate_url(page[0], language)
            assert getattr(client, page[1])(address).status_code == page[column], page


@pytest.mark.parametrize("kind", ["learner", "designer", "other_manager", "officer", "lead"])
def test_what_one_may_not_know_answers_as_what_does_not_exist(client, organism, manager, kind):
    pages = every_page(organism, manager)
    user = {
        "learner": lambda: MembershipFactory(unit=organism.unit_placements.first().unit).user,
        "designer": lambda: RoleGrantFactory(role=Role.DESIGNER, organism=organism).user,
        "other_manager": lambda: RoleGrantFactory().user,
        "officer": lambda: (
            RoleGrantFactory(officer=True, portfolio=organism.placements.get().portfolio).user
        ),
        "lead": lambda: RoleGrantFactory(lead=True).user,
    }[kind]()
    sign_in(client, user)
    for address, method, _manager, _administrator in pages:
        if kind == "other_manager" and address == reverse("organisms:home"):
            continue
        assert getattr(client, method)(address).status_code == 404, address
    assert PeopleImport.objects.get().state == PeopleImport.State.PLANNED


def test_whoever_is_not_signed_in_signs_in_first(client, organism, manager):
    for address, method, _manager, _administrator in every_page(organism, manager):
        answer = getattr(client, method)(address)
        assert answer.status_code == 302, address
        assert reverse("account_login") in answer.url


def test_a_list_of_another_organism_is_not_found_under_ones_own(as_manager, organism):
    other = OrganismFactory()
    UnitFactory(organism=other, code="Z")
    theirs = plan(other, None, "1,a@b.ca,Anne,Roy,Z")
    assert as_manager.get(url("list", organism, theirs.public_id)).status_code == 404
    assert as_manager.post(url("apply_list", organism, theirs.public_id)).status_code == 404
    unit = other.unit_placements.first().unit
    assert as_manager.get(url("unit", organism, unit.public_id)).status_code == 404
    grant = RoleGrantFactory(organism=other, role=Role.DESIGNER)
    assert as_manager.post(url("revoke_role", organism, grant.pk)).status_code == 404


def test_a_list_is_sent_looked_at_and_applied(
    as_manager, organism, django_capture_on_commit_callbacks
):
    sent = as_manager.post(
        url("send_people", organism),
        {"file": csv("1,a@b.ca,Zoé,Côté,A"), "effective_on": timezone.localdate().isoformat()},
    )
    received = PeopleImport.objects.get()
    assert sent.url == url("list", organism, received.public_id)
    page = as_manager.get(sent.url)
    assert "Zoé Côté" in page.content.decode()
    assert not Membership.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        as_manager.post(url("apply_list", organism, received.public_id))
    assert Membership.objects.get().user.get_full_name() == "Zoé Côté"
    after = as_manager.get(sent.url).content.decode()
    assert "Zoé Côté" not in after


def test_a_list_with_problems_tells_them_and_offers_nothing_to_apply(as_manager, organism, manager):
    refused = plan(organism, manager, "1,nope,Anne,Roy,A")
    page = as_manager.get(translate_url(url("list", organism, refused.public_id), "en"))
    text = page.content.decode()
    assert "Line 2, e-mail address" in text
    assert "“nope” is not an e-mail address" in text
    assert url("apply_list", organism, refused.public_id) not in text


def test_the_brake_is_on_the_page(
    as_manager, organism, manager, django_capture_on_commit_callbacks
):
    unit = organism.unit_placements.first().unit
    MembershipFactory.create_batch(3, unit=unit)
    waiting = plan(organism, manager, "9999,a@b.ca,Anne,Roy,A")
    address = url("apply_list", organism, waiting.public_id)
    refused = as_manager.post(address, {"departures": "2"})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"departures"}
    with django_capture_on_commit_callbacks(execute=True):
        assert as_manager.post(address, {"departures": "3"}).status_code == 302
    assert Membership.objects.on(timezone.localdate()).count() == 1


def test_a_file_that_is_missing_or_too_large_is_told(as_manager, organism, monkeypatch):
    monkeypatch.setattr("academy.organisms.forms.MAX_BYTES", 10)
    today = timezone.localdate().isoformat()
    address = url("send_people", organism)
    missing = as_manager.post(address, {"effective_on": today})
    large = as_manager.post(address, {"effective_on": today, "file": csv("1,a@b.ca,A,R,A")})
    assert set(missing.context["form"].errors) == set(large.context["form"].errors) == {"file"}


def test_work_under_way_shows_how_far_it_is_and_can_be_taken_up(as_manager, organism, manager):
    waiting = plan(organism, manager, "1,a@b.ca,Anne,Roy,A")
    waiting.state = PeopleImport.State.APPLYING
    waiting.changes_total, waiting.changes_done = 10, 4
    waiting.progressed_at = timezone.now()
    waiting.save()
    address = url("list", organism, waiting.public_id)
    page = as_manager.get(address).content.decode()
    assert 'value="40"' in page
    assert "hx-trigger" in page
    waiting.progressed_at = timezone.now() - timedelta(minutes=5)
    waiting.save()
    page = as_manager.get(address).content.decode()
    assert url("resume_list", organism, waiting.public_id) in page


def test_headcounts_are_sent_and_applied(as_manager, organism):
    file = SimpleUploadedFile("effectifs.csv", b"unit,date,people\nA,2026-01-01,12\n")
    sent = as_manager.post(url("send_headcounts", organism), {"file": file})
    received = PeopleImport.objects.get()
    assert sent.url == url("list", organism, received.public_id)
    as_manager.post(url("apply_list", organism, received.public_id))
    received.refresh_from_db()
    assert received.state == PeopleImport.State.APPLIED


def test_a_manager_gives_and_takes_back_the_role_of_designer(as_manager, organism):
    user = MembershipFactory(unit=organism.unit_placements.first().unit).user
    data = {"email": user.email.upper(), "role": "designer"}
    assert as_manager.post(url("roles", organism), data).status_code == 302
    grant = RoleGrant.objects.get(user=user)
    assert user.email in as_manager.get(url("roles", organism)).content.decode()
    as_manager.post(url("revoke_role", organism, grant.pk))
    assert not RoleGrant.objects.filter(user=user).exists()


def test_a_manager_gives_nothing_more_and_to_nobody_else(as_manager, organism, manager):
    here = MembershipFactory(unit=organism.unit_placements.first().unit).user
    elsewhere = UserFactory()
    address = url("roles", organism)
    for data in (
        {"email": here.email, "role": "organism_manager"},
        {"email": here.email, "role": "administrator"},
        {"email": elsewhere.email, "role": "designer"},
        {"email": "nobody@b.ca", "role": "designer"},
    ):
        assert as_manager.post(address, data).status_code == 422, data
    # Who has an account elsewhere and who has none get the same sentence.
    answers = [
        as_manager.post(address, {"email": email, "role": "designer"}).context["form"].errors
        for email in (elsewhere.email, "nobody@b.ca")
    ]
    assert answers[0] == answers[1]
    assert RoleGrant.objects.count() == 1
    own = RoleGrant.objects.get(user=manager)
    as_manager.post(url("revoke_role", organism, own.pk))
    assert RoleGrant.objects.filter(pk=own.pk, ends_on=None).exists()


def test_a_change_of_roles_asks_for_a_fresh_proof(client, organism, manager):
    client.force_login(manager)
    answer = client.post(url("roles", organism), {"email": "a@b.ca", "role": "designer"})
    assert answer.status_code == 302
    assert "reauthenticate" in answer.url


def test_an_administrator_gives_roles_beyond_organisms(client):
    sign_in(client, RoleGrantFactory(administrator=True).user)
    user, portfolio = UserFactory(), PortfolioFactory()
    address = reverse("organisms:wide_roles")
    without = client.post(address, {"email": user.email, "role": "portfolio_officer"})
    assert set(without.context["form"].errors) == {"portfolio"}
    data = {"email": user.email, "role": "portfolio_officer", "portfolio": portfolio.pk}
    assert client.post(address, data).status_code == 302
    assert RoleGrant.objects.get(user=user).portfolio == portfolio


def test_a_unit_is_opened_moved_renamed_and_closed(as_manager, organism):
    today = timezone.localdate()
    top = organism.unit_placements.first().unit
    data = {"code": "N", "name_fr": "Numérique", "parent": top.pk, "on": "2026-01-01"}
    assert as_manager.post(url("open_unit", organism), data).status_code == 302
    unit = Unit.objects.get(code="N")
    assert unit.placements.get().parent == top

    address = url("unit", organism, unit.public_id)
    data = {"name_fr": "Numérique et IA", "name_en": "Digital", "parent": "", "on": today}
    assert as_manager.post(address, data).status_code == 302
    unit.refresh_from_db()
    assert (unit.name_en, unit.placements.order_by("-starts_on").first().parent) == (
        "Digital",
        None,
    )
    assert unit.former_names.count() == 1

    tomorrow = today + timedelta(days=1)
    assert as_manager.post(address, {"close": "1", "close-on": today}).status_code == 422
    assert as_manager.post(address, {"close": "1", "close-on": tomorrow}).status_code == 302
    elsewhere = {"name_fr": "X", "parent": UnitFactory().pk, "on": today}
    assert as_manager.post(url("unit", organism, top.public_id), elsewhere).status_code == 422


def test_an_administrator_finds_any_organism(client, organism):
    sign_in(client, RoleGrantFactory(administrator=True).user)
    OrganismFactory(code="ZZZ")
    found = client.get(reverse("organisms:home"), {"q": "mcn"})
    assert list(found.context["page_obj"]) == [organism]
    assert client.get(reverse("organisms:home"), {"q": "\x00%_"}).status_code == 200
    assert client.get(reverse("organisms:home"), {"page": "9999"}).status_code == 200


def test_someone_who_manages_two_organisms_chooses(client, manager, organism):
    other = RoleGrantFactory(user=manager).organism
    sign_in(client, manager)
    page = client.get(reverse("organisms:home"))
    assert set(page.context["page_obj"]) == {organism, other}


def queries_of(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_pages_cost_the_same_whatever_the_number_of_units(as_manager, organism, manager):
    plan(organism, manager, "1,a@b.ca,Anne,Roy,A")
    waiting = PeopleImport.objects.get()
    addresses = [
        url("organism", organism),
        url("lists", organism),
        url("list", organism, waiting.public_id),
        url("roles", organism),
        url("open_unit", organism),
    ]
    for address in addresses:
        as_manager.get(address)
    before = [queries_of(as_manager, address) for address in addresses]
    for _ in range(15):
        unit = UnitFactory(organism=organism)
        MembershipFactory(unit=unit)
        HeadcountFactory(unit=unit)
        RoleGrantFactory(organism=organism, role=Role.DESIGNER)
    assert [queries_of(as_manager, address) for address in addresses] == before
    assert max(before) <= 16
