"""What is to be done for a path, and the threads of its space."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment

from academy.core.errors import AcademyError, NotFound
from courses.cobuilding import approving, building
from courses.cobuilding.space_queries import duties_of
from courses.models import BuildingPart, Duty, Part, Remark, ReviewLink
from tests.factories.organisms import OrganismFactory

from .building import make_built, person_of

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"courses_building:{name}", args=args)


@pytest.fixture
def built():
    return make_built()


@pytest.fixture
def guest(built):
    organism = OrganismFactory()
    approving.invite(
        by=built.designers[0],
        path=built.page,
        organism=organism,
        part=Part.LEGAL,
        at=timezone.now(),
    )
    return person_of(organism)


def organism_of(user):
    return user.role_grants.get().organism


def test_a_task_is_written_down_for_an_organism_that_does_it(sign_in, built, guest):
    desk = sign_in(built.designers[0])
    said = {
        "title": "Vérifier la loi",
        "organism": organism_of(guest).pk,
        "due_on": (timezone.localdate() - timedelta(days=2)).isoformat(),
    }
    assert desk.post(at("add-duty", built.page.pk), said).status_code == 302
    duty = Duty.objects.get()
    shown = desk.get(at("space", built.page.pk)).content.decode()
    assert "Vérifier la loi" in shown
    assert "<strong>late</strong>" in shown
    assert "<td>1</td>" in desk.get(at("spaces")).content.decode()
    desk = sign_in(guest)
    assert desk.post(at("add-duty", built.page.pk), said).status_code == 404
    desk.post(at("settle-duty", built.page.pk, duty.pk), {"done": "1"})
    duty.refresh_from_db()
    assert (duty.done_by, duty.is_late(timezone.localdate())) == (guest, False)
    desk.post(at("settle-duty", built.page.pk, duty.pk), {"done": "0"})
    duty.refresh_from_db()
    assert duty.done_at is None


def test_a_task_of_another_organism_is_not_ones_own(built, guest):
    duty = building.add_duty(
        by=built.designers[0],
        path=built.page,
        organism=built.organisms[1],
        title="Relire",
        due_on=None,
        at=timezone.now(),
    )
    with pytest.raises(NotFound):
        building.settle_duty(
            by=guest, path=built.page, duty_id=duty.pk, is_done=True, at=timezone.now()
        )
    with pytest.raises(AcademyError, match="Invite it first"):
        building.add_duty(
            by=built.designers[0],
            path=built.page,
            organism=OrganismFactory(),
            title="Relire",
            due_on=None,
            at=timezone.now(),
        )


@pytest.mark.parametrize("said", [{"title": ""}, {"title": "A" * 201}, {"due_on": "bientôt"}])
def test_a_task_that_cannot_be_says_why(sign_in, built, said):
    values = {"title": "Relire", "organism": built.organisms[0].pk} | said
    answer = sign_in(built.designers[0]).post(at("add-duty", built.page.pk), values)
    assert answer.status_code == 422
    assert not Duty.objects.exists()


def test_a_task_is_changed_and_taken_away_by_those_who_lead(sign_in, built, guest):
    """A task that was mistyped, or that has another day now, stayed for ever."""
    day = timezone.localdate() + timedelta(days=9)
    duty = building.add_duty(
        by=built.designers[0],
        path=built.page,
        organism=organism_of(guest),
        title="Vérfier",
        due_on=None,
        at=timezone.now(),
    )
    change, remove = (at(name, built.page.pk, duty.pk) for name in ("change-duty", "remove-duty"))
    desk = sign_in(guest)
    assert [desk.get(change).status_code, desk.post(remove).status_code] == [404, 404]
    desk = sign_in(built.designers[1])
    assert change in desk.get(at("space", built.page.pk)).content.decode()
    assert "Vérfier" in desk.get(change).content.decode()
    refused = desk.post(change, {"title": "Vérifier", "due_on": "jamais"})
    assert (refused.status_code, "Vérifier" in refused.content.decode()) == (422, True)
    assert desk.post(change, {"title": "Vérifier", "due_on": day.isoformat()}).status_code == 302
    duty.refresh_from_db()
    assert (duty.title, duty.due_on) == ("Vérifier", day)
    assert desk.post(remove).status_code == 302
    assert not Duty.objects.exists()
    assert desk.get(change).status_code == 404


def test_what_is_to_be_done_comes_before_what_is_done(built):
    """Databases put what has no moment at different ends."""
    now = timezone.now()
    titles = ["Faite avant", "Faite hier", "Un jour", "Demain"]
    for title in titles:
        building.add_duty(
            by=built.designers[0],
            path=built.page,
            organism=built.organisms[0],
            title=title,
            due_on=timezone.localdate() + timedelta(days=1) if title == "Demain" else None,
            at=now,
        )
    for title, days in (("Faite avant", 5), ("Faite hier", 1)):
        Duty.objects.filter(title=title).update(done_at=now - timedelta(days=days))
    shown = [one.title for one in duties_of(built.page)]
    assert shown == ["Demain", "Un jour", "Faite hier", "Faite avant"]


def test_the_address_of_a_link_is_shown_once_and_kept_by_nobody(sign_in, built, guest):
    desk = sign_in(guest)
    made = desk.post(at("open-link", built.page.pk), {"note": "Le barreau", "days": 14})
    secret = made.content.decode().split("/review/")[1].split("/")[0]
    assert len(secret) == 22
    assert "no-store" in made["Cache-Control"]
    link = ReviewLink.objects.get()
    assert (link.digest, secret in str(vars(link))) == (building.digest_of(secret), False)
    shown = desk.get(at("space", built.page.pk)).content.decode()
    assert ("Le barreau" in shown, secret in shown) == (True, False)
    assert desk.post(at("open-link", built.page.pk), {"note": "", "days": 500}).status_code == 422


def test_a_link_is_revoked_by_who_made_it_and_by_who_leads(sign_in, built, guest):
    link, _secret = building.open_link(
        by=built.designers[0], path=built.page, note="A", days=3, at=timezone.now()
    )
    address = at("revoke-link", built.page.pk, link.pk)
    assert sign_in(guest).post(address).status_code == 404
    assert sign_in(built.designers[1]).post(address).status_code == 302
    link.refresh_from_db()
    assert link.revoked_at is not None


def test_links_of_an_organization_whose_part_ends_lead_nowhere(built, guest):
    """Those of whoever still takes part stay."""
    at = timezone.now()
    link, _secret = building.open_link(by=guest, path=built.page, note="A", days=3, at=at)
    kept, _secret = building.open_link(
        by=built.designers[0], path=built.page, note="B", days=3, at=at
    )
    part = BuildingPart.objects.get(organism=organism_of(guest))
    approving.end_part(by=guest, path=built.page, part_id=part.pk, at=at)
    for one in (link, kept):
        one.refresh_from_db()
    assert (link.opens_at(at), kept.opens_at(at)) == (False, True)


def test_threads_gather_comments_of_the_editor_and_remarks(sign_in, built):
    Comment.objects.create(
        page=built.lesson,
        user=built.designers[1],
        text="Un mot <b>en gras</b>",
        contentpath="title",
    )
    link, _secret = building.open_link(
        by=built.designers[0], path=built.page, note="A", days=3, at=timezone.now()
    )
    said = building.remark(
        link=link, page=built.lesson, name="Léa", text="Bien.", at=timezone.now()
    )
    desk = sign_in(built.designers[0])
    shown = desk.get(at("space", built.page.pk)).content.decode()
    assert "Un mot &lt;b&gt;en gras&lt;/b&gt;" in shown
    assert "Léa" in shown
    assert desk.post(at("settle-remark", built.page.pk, said.pk)).status_code == 302
    assert "Léa" not in desk.get(at("space", built.page.pk)).content.decode()
    assert Remark.objects.get().settled_by == built.designers[0]


def test_names_of_who_remarked_are_forgotten(built):
    link, _secret = building.open_link(
        by=built.designers[0], path=built.page, note="A", days=3, at=timezone.now()
    )
    building.remark(link=link, page=built.lesson, name="Léa", text="Bien.", at=timezone.now())
    assert building.forget_names(at=timezone.now() + timedelta(days=364)) == 0
    assert building.forget_names(at=timezone.now() + timedelta(days=366)) == 1
    assert Remark.objects.get().name == ""
