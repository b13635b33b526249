"""The people pages through the browser's requests: who opens them, what they do, what they cost."""

import re
import time
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse, translate_url
from django.utils import timezone

from academy.organisms.models import Membership, PeopleImport, Role, RoleGrant
from academy.organisms.services import people_import
from tests.factories.accounts import UnopenedUserFactory, UserFactory
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
    newcomer = MembershipFactory(user=UnopenedUserFactory(), unit=unit).user
    portfolio = organism.placements.get().portfolio
    closing = reverse("organisms:change_portfolio", args=[portfolio.public_id, "close"])
    waiting = plan(organism, manager, "1,a@b.ca,Anne,Roy,A")
    grant = RoleGrantFactory(role=Role.DESIGNER, organism=organism)
    wide = RoleGrantFactory(lead=True)
    return [
        (reverse("organisms:home"), "get", 302, 200),
        (reverse("organisms:wide_roles"), "get", 404, 200),
        (reverse("organisms:revoke_wide_role", args=[wide.pk]), "post", 404, 302),
        (reverse("organisms:tree"), "get", 404, 200),
        (reverse("organisms:open_portfolio"), "get", 404, 200),
        (reverse("organisms:open_organism"), "get", 404, 200),
        (reverse("organisms:portfolio", args=[portfolio.public_id]), "get", 404, 200),
        (closing, "get", 404, 200),
        (url("change_organism", organism, "merge"), "get", 404, 200),
        (url("change_unit", organism, unit.public_id, "split"), "get", 200, 200),
        (url("organism", organism), "get", 200, 200),
        (url("open_unit", organism), "get", 200, 200),
        (url("unit", organism, unit.public_id), "get", 200, 200),
        (url("people", organism), "get", 200, 200),
        (url("invite_everybody", organism), "get", 200, 200),
        (url("invite_person", organism, newcomer.public_id), "post", 302, 302),
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
    assert "Line 2, email address" in text
    assert "“nope” is not an email address" in text
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
    page = as_manager.get(url("roles", organism)).content.decode()
    # The line may break before the @.
    assert user.email in page.replace("<wbr>", "")
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


def test_an_administrator_finds_any_organism(client, organism):
    sign_in(client, RoleGrantFactory(administrator=True).user)
    OrganismFactory(code="ZZZ")
    found = client.get(reverse("organisms:home"), {"q": "mcn"})
    assert list(found.context["page_obj"]) == [organism]
    assert client.get(reverse("organisms:home"), {"q": "\x00%_"}).status_code == 200
    assert client.get(reverse("organisms:home"), {"page": "9999"}).status_code == 200


def test_accents_neither_hide_an_organism_nor_send_it_to_the_end(client):
    sign_in(client, RoleGrantFactory(administrator=True).user)
    names = ["Zoo public", "École du soir", "Échanges", "Agence"]
    for number, name in enumerate(names):
        OrganismFactory(code=f"O{number}", name_fr=name, name_en="")
    listed = client.get("/fr/people/").context["page_obj"]
    assert [one.name_fr for one in listed] == ["Agence", "Échanges", "École du soir", "Zoo public"]
    for typed in ("ecole", "ÉCOLE"):
        found = client.get("/fr/people/", {"q": typed}).context["page_obj"]
        assert [one.name_fr for one in found] == ["École du soir"]


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


# --- What the pages say -----------------------------------------------------------


NOT_KNOWN = '<span aria-hidden="true">–</span><span class="unseen">not known</span>'


def in_english(client, address):
    return client.get(translate_url(address, "en")).content.decode()


def test_a_headcount_that_nobody_gave_is_said_in_words(as_manager, organism):
    known = UnitFactory(organism=organism)
    HeadcountFactory(unit=known, people=1_250)
    page = in_english(as_manager, url("organism", organism))
    assert page.count(f'<td class="number">{NOT_KNOWN}</td>') == 1
    assert "1,250" in page


def test_what_a_list_does_not_know_is_said_in_words(as_manager, organism, manager):
    unit = organism.unit_placements.first().unit
    MembershipFactory(unit=unit, person_number="")
    elsewhere = MembershipFactory(unit=unit, person_number="7").user
    MembershipFactory(user=elsewhere)
    waiting = plan(organism, manager, "1,anne@b.ca,Anne,Roy,A")
    page = in_english(as_manager, url("list", organism, waiting.public_id))
    assert f'<td data-label="Number">{NOT_KNOWN}</td>' in page
    assert '<th scope="row">Anne Roy</th>' in page
    # The name of somebody who also belongs elsewhere isn't told.
    assert f"{elsewhere.first_name} " not in page
    assert f'<th scope="row">{elsewhere.email.replace("@", "<wbr>@")}</th>' in page
    assert "anne<wbr>@b.ca" in page
    file = SimpleUploadedFile("effectifs.csv", b"unit,date,people\nA,2026-01-01,1200\n")
    sent = as_manager.post(url("send_headcounts", organism), {"file": file})
    page = in_english(as_manager, sent.url)
    assert f'<td data-label="Before">{NOT_KNOWN}</td><td data-label="After">1,200</td>' in page


def test_each_cell_of_a_card_names_its_column(as_manager, organism, manager):
    MembershipFactory(unit=organism.unit_placements.first().unit)
    waiting = plan(organism, manager, "1,anne@b.ca,Anne,Roy,A")
    for name, *args in (("people",), ("lists",), ("roles",), ("list", waiting.public_id)):
        page = in_english(as_manager, url(name, organism, *args))
        table = page.partition("data-table-stack")[2].partition("</table>")[0]
        headers = re.findall(r'<th scope="col">([^<]+)</th>', table)
        first_row = table.partition("<tbody>")[2].partition("</tr>")[0]
        labels = re.findall(r'<td data-label="([^"]+)">', first_row)
        # The first column is the card's title.
        assert labels, name
        assert labels == headers[1:], name


def test_units_with_more_accounts_than_people_are_told(as_manager, organism):
    first, second = organism.unit_placements.first().unit, UnitFactory(organism=organism)
    for unit in (first, second):
        MembershipFactory.create_batch(2, unit=unit)
    HeadcountFactory(unit=first, people=1)
    HeadcountFactory(unit=second, people=2)
    address = url("organism", organism)
    page = in_english(as_manager, address)
    assert "One unit has more accounts than its headcount: Reception." in page
    MembershipFactory(unit=second)
    page = in_english(as_manager, address)
    assert "2 units have more accounts than their headcounts: " in page


def test_a_list_that_was_dropped_and_one_that_was_replaced_say_so(as_manager, organism, manager):
    replaced = plan(organism, manager, "1,anne@b.ca,Anne,Roy,A")
    dropped = plan(organism, manager, "2,luc@b.ca,Luc,Roy,A")
    as_manager.post(url("drop_list", organism, dropped.public_id))
    assert "This list was dropped" in in_english(
        as_manager, url("list", organism, dropped.public_id)
    )
    assert "A newer list replaced this one" in in_english(
        as_manager, url("list", organism, replaced.public_id)
    )


def test_lists_that_were_over_before_are_told_apart(organism, manager, as_manager):
    replaced = plan(organism, manager, "1,anne@b.ca,Anne,Roy,A")
    dropped = plan(organism, manager, "2,luc@b.ca,Luc,Roy,A")
    as_manager.post(url("drop_list", organism, dropped.public_id))
    PeopleImport.objects.update(state="cancelled")
    module = import_module("academy.organisms.migrations.0005_lists_dropped_or_replaced")
    module.tell_dropped_from_replaced(apps, None)
    for one, state in ((replaced, "replaced"), (dropped, "dropped")):
        one.refresh_from_db()
        assert one.state == state
    module.forget_the_difference(apps, None)
    assert set(PeopleImport.objects.values_list("state", flat=True)) == {"cancelled"}


def test_nobody_found_is_counted_in_no_sentence_about_one_person(as_manager, organism):
    page = as_manager.get(translate_url(url("people", organism), "en"), {"q": "zzz"})
    assert "0 people found" in page.content.decode()
