"""The space of a path, and the page of an approval, in the desk."""

import pytest
from django.urls import reverse
from wagtail.models import TaskState

from academy.accounts.models import AuditEntry
from courses.models import BuildingPart, OrganismApproval, Part, Voice
from tests.factories.organisms import OrganismFactory

from .building import live_summary, make_built, person_of, ruled, submitted

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"courses_building:{name}", args=args)


def test_a_path_is_built_with_an_organism_that_is_invited(sign_in):
    built = make_built()
    other = OrganismFactory(name_fr="Rives", name_en="Rives")
    guest = person_of(other)
    desk = sign_in(built.designers[0])
    spaces = desk.get(at("spaces")).content.decode()
    assert at("space", built.page.pk) in spaces
    said = {"organism": other.pk, "part": "security"}
    assert desk.post(at("invite", built.page.pk), said).status_code == 302
    assert BuildingPart.objects.get().part == Part.SECURITY
    assert "Rives" in desk.get(at("space", built.page.pk)).content.decode()
    desk = sign_in(guest)
    assert at("space", built.page.pk) in desk.get(at("spaces")).content.decode()
    shown = desk.get(at("space", built.page.pk)).content.decode()
    assert f'action="{at("invite", built.page.pk)}"' not in shown
    assert desk.post(at("invite", built.page.pk), said).status_code == 404
    part = BuildingPart.objects.get()
    gone = desk.post(at("end-part", built.page.pk, part.pk))
    assert (gone.status_code, gone.url) == (302, at("spaces"))
    assert desk.get(at("space", built.page.pk)).status_code == 404


def test_a_path_in_both_languages_is_listed_once_with_the_drafts_that_wait(sign_in):
    built = make_built(languages=("fr", "en"))
    ruled(built)
    submitted(built)
    desk = sign_in(built.designers[1])
    shown = desk.get(at("spaces"))
    [(path, waiting, remarks, late)] = shown.context["rows"]
    assert (path.locale.language_code, waiting, remarks, late) == ("en", 1, 0, 0)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"organism": "", "part": "legal"}, "required"),
        ({"organism": "own", "part": "author"}, "writes this path already"),
        ({"organism": "own", "part": "king"}, "not one of the available choices"),
    ],
)
def test_an_invitation_that_cannot_be_says_why(sign_in, said, told):
    built = make_built()
    said = said | {"organism": built.organisms[1].pk if said["organism"] else ""}
    page = sign_in(built.designers[0]).post(at("invite", built.page.pk), said)
    assert page.status_code == 422
    assert told in page.content.decode()
    assert not BuildingPart.objects.exists()


def test_the_rule_is_kept_and_what_cannot_be_reached_is_refused(sign_in):
    built = make_built()
    desk = sign_in(built.designers[0])
    page = desk.post(at("rule", built.page.pk), {"quorum": 5, "silence_days": 7})
    assert (page.status_code, "2 organizations build" in page.content.decode()) == (422, True)
    assert desk.post(at("rule", built.page.pk), {"quorum": 0, "silence_days": 7}).status_code == 422
    said = {"quorum": 2, "silence_days": 7}
    assert desk.post(at("rule", built.page.pk), said).status_code == 302
    assert OrganismApproval.objects.get().quorum == 2
    desk.post(at("end-rule", built.page.pk))
    assert OrganismApproval.objects.get().active


def test_an_organism_dissents_then_approves_and_the_draft_is_published(sign_in):
    built = make_built(3)
    ruled(built)
    state = submitted(built)
    address = at("approval", state.pk)
    desk = sign_in(person_of(built.organisms[0]))
    said = {"organism": built.organisms[0].pk, "verdict": "approve"}
    assert desk.post(address, said).status_code == 302
    desk = sign_in(built.designers[1])
    assert address in desk.get(at("space", built.page.pk)).content.decode()
    dissent = {"organism": built.organisms[1].pk, "verdict": "dissent"}
    assert "Say why" in desk.post(address, dissent).content.decode()
    assert desk.post(address, dissent | {"reason": "<b>Non</b>"}).status_code == 302
    shown = desk.get(address).content.decode()
    assert "&lt;b&gt;Non&lt;/b&gt;" in shown
    said = {"organism": built.organisms[1].pk, "verdict": "approve"}
    assert desk.post(address, said).status_code == 302
    assert live_summary(built) == "Un autre résumé."
    shown = desk.get(address).content.decode()
    assert "Give this voice" not in shown
    assert Voice.objects.count() == 3
    assert AuditEntry.objects.filter(action="building.voice").count() == 3


def test_who_wrote_is_told_that_another_has_to_approve(sign_in):
    built = make_built()
    ruled(built)
    state = submitted(built)
    desk = sign_in(built.designers[0])
    assert "You wrote part of this" in desk.get(at("approval", state.pk)).content.decode()
    said = {"organism": built.organisms[0].pk, "verdict": "approve"}
    assert desk.post(at("approval", state.pk), said).status_code == 404
    assert not Voice.objects.exists()
    assert desk.post(at("withdraw", state.pk)).status_code == 302
    assert TaskState.objects.get(pk=state.pk).status == TaskState.STATUS_CANCELLED


def test_wagtails_own_doors_approve_nothing(sign_in):
    built = make_built()
    ruled(built, quorum=1)
    state = submitted(built)
    desk = sign_in(built.designers[1])
    page = [built.lesson.pk]
    for action in ("approve", "reject"):
        desk.post(reverse("wagtailadmin_pages:workflow_action", args=[*page, action, state.pk]))
    went = desk.post(reverse("wagtailadmin_pages:workflow_action", args=[*page, "speak", state.pk]))
    assert went.url == at("approval", state.pk)
    edit = reverse("wagtailadmin_pages:edit", args=page)
    assert at("approval", state.pk) in desk.get(edit).content.decode()
    assert desk.get(reverse("wagtailadmin_home")).status_code == 200
    draft = reverse("wagtailadmin_pages:workflow_preview", args=[*page, state.task_id])
    assert desk.get(draft).status_code == 200
    empty = {
        f"{form}-{count}_FORMS": "0" for form in ["comments"] for count in ("TOTAL", "INITIAL")
    }
    for name in ("action-publish", "action-submit", "action-workflow-action"):
        desk.post(edit, empty | {name: "1", "title": "Autre", "body-count": "0"})
    assert live_summary(built) != "Un autre résumé."
    assert TaskState.objects.get(pk=state.pk).status == TaskState.STATUS_IN_PROGRESS


def test_strangers_see_no_space_and_no_draft(sign_in):
    built = make_built()
    ruled(built)
    state = submitted(built)
    desk = sign_in(person_of(OrganismFactory()))
    assert at("space", built.page.pk) not in desk.get(at("spaces")).content.decode()
    for name, number in (("space", built.page.pk), ("approval", state.pk)):
        assert desk.get(at(name, number)).status_code == 404
    assert desk.post(at("withdraw", state.pk)).status_code == 404
    assert desk.post(at("rule", built.page.pk), {"quorum": 1}).status_code == 404


def test_the_desk_looks_once_whatever_the_number_of_pages(sign_in, django_assert_max_num_queries):
    built = make_built(4)
    desk = sign_in(built.designers[0])
    desk.get(at("space", built.page.pk))
    with django_assert_max_num_queries(45):
        desk.get(at("space", built.page.pk))
