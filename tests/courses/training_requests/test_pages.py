"""Requests in the browser: writing, what is alike, joining; the desk."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from academy.organisms.models import Role
from courses.models import BuildingPart, TrainingRequest, TrainingSubject
from courses.training_requests import asking
from tests.courses.cobuilding.building import make_built
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_path
from tests.factories.organisms import OrganismFactory

from .asking import AT, asked, joined, person_of, written

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"courses:{name}", args=args)


def desk_at(name, *args):
    return reverse(f"courses_requests:{name}", args=args)


def text(response):
    return response.content.decode()


def test_nothing_alike_is_sent_at_once(sign_in):
    organism = OrganismFactory()
    session = sign_in(person_of(organism))
    gone = session.post(at("new-training-request"), written(organism))
    request = TrainingRequest.objects.get()
    assert gone.url == at("training-request", request.pk)
    assert "Recognize phishing" in text(session.get(gone.url))


def test_what_is_alike_is_shown_first_and_says_why(sign_in):
    first, second = OrganismFactory(), OrganismFactory()
    make_path(title="Phishing and strange messages", summary="Recognize phishing.")
    asked(person_of(first), first)
    session = sign_in(person_of(second))
    said = written(second, title="Phishing in messages", entries=["digcomp:4.2"])
    shown = session.post(at("new-training-request"), said)
    page = text(shown)
    assert shown.status_code == 200
    assert TrainingRequest.objects.count() == 1
    assert "Look first" in page
    assert "Phishing and strange messages" in page
    assert "Words in common: " in page
    assert 'value="digcomp:4.2"' in page
    seen = shown.context["like"]["seen"]
    assert session.post(at("new-training-request"), said | {"seen": seen}).status_code == 302
    assert TrainingRequest.objects.count() == 2
    assert TrainingRequest.objects.first().entries == ["digcomp:4.2"]


def test_a_request_in_french_is_like_one_in_english_by_its_entries(sign_in):
    first, second = OrganismFactory(), OrganismFactory()
    asked(person_of(first), first, entries=("digcomp:4.2",))
    session = sign_in(person_of(second))
    said = written(second, title="Renseignements", need="Les protéger.", entries=["digcomp:4.2"])
    page = text(session.post(at("new-training-request"), said))
    assert "Same skills: DigComp 4.2" in page


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"title": ""}, "required"),
        ({"people": "0"}, "greater than or equal to 1"),
        ({"urgency": "high"}, "Say why it presses"),
        ({"entries": ["digcomp:nothing"]}, "not one of the available choices"),
        ({"title": "x" * 121}, "at most 120 characters"),
    ],
)
def test_bad_input_is_told_and_nothing_is_lost(sign_in, said, told):
    organism = OrganismFactory()
    session = sign_in(person_of(organism))
    shown = session.post(at("new-training-request"), written(organism, **said))
    assert shown.status_code == 422
    assert told in text(shown)
    assert "Staff click on strange messages." in text(shown)


def test_another_organism_joins_changes_and_leaves(sign_in):
    first, second = OrganismFactory(), OrganismFactory(name_en="Rives", name_fr="Rives")
    request = asked(person_of(first), first)
    session = sign_in(person_of(second))
    page = at("training-request", request.pk)
    assert at("join-training-request", request.pk) in text(session.get(page))
    said = written(second, people=25)
    assert session.post(at("join-training-request", request.pk), said).url == page
    shown = text(session.get(page))
    assert "Rives" in shown
    assert "Change what we said" in shown
    assert 'value="25"' in text(session.get(at("join-training-request", request.pk)))
    assert session.get(at("change-training-request", request.pk)).status_code == 404
    assert session.post(at("leave-training-request", request.pk, first.pk)).status_code == 404
    assert session.post(at("leave-training-request", request.pk, second.pk)).url == page
    assert "Rives" not in text(session.get(page))


def test_who_joins_what_was_settled_meanwhile_is_told_so(sign_in):
    first, second = OrganismFactory(), OrganismFactory()
    request = asked(person_of(first), first)
    TrainingSubject.objects.update(state=TrainingSubject.State.DECLINED, reason="Elsewhere.")
    session = sign_in(person_of(second))
    join = at("join-training-request", request.pk)
    late = session.get(join, follow=True)
    assert late.redirect_chain == [(at("training-request", request.pk), 302)]
    assert "This request is settled." in text(late)
    refused = session.post(join, written(second, audience="The clerks"))
    assert refused.status_code == 422
    assert "This request is settled." in text(refused)
    assert "The clerks" in text(refused)


def test_who_changes_what_was_settled_meanwhile_is_told_so_and_may_ask_anew(sign_in):
    organism = OrganismFactory()
    manager = person_of(organism)
    request = asked(manager, organism)
    session = sign_in(manager)
    change = at("change-training-request", request.pk)
    TrainingSubject.objects.update(state=TrainingSubject.State.DECLINED, reason="Elsewhere.")
    said = written(organism, need="They also open strange files.")
    refused = session.post(change, said)
    assert refused.status_code == 422
    assert "This request is settled." in text(refused)
    assert "They also open strange files." in text(refused)
    assert f'formaction="{at("new-training-request")}"' in text(refused)
    assert session.post(at("new-training-request"), said).status_code == 302
    assert TrainingRequest.objects.first().need == "They also open strange files."
    late = session.get(change, follow=True)
    assert late.redirect_chain == [(at("training-request", request.pk), 302)]


@pytest.mark.parametrize("form", ["change-training-request", "join-training-request"])
def test_who_writes_about_what_was_withdrawn_meanwhile_is_told_so(sign_in, form):
    organism = OrganismFactory()
    manager = person_of(organism)
    request = asked(manager, organism)
    asking.leave(by=manager, request_id=request.pk, organism=organism, at=AT)
    other = organism if form.startswith("change") else OrganismFactory()
    session = sign_in(person_of(other))
    assert session.get(at(form, request.pk)).status_code == 404
    refused = session.post(at(form, request.pk), written(other, audience="The clerks"))
    assert refused.status_code == 422
    assert "This request was withdrawn meanwhile." in text(refused)
    assert "The clerks" in text(refused)


def test_every_request_that_has_an_answer_stays_in_the_list(sign_in):
    organism = OrganismFactory()
    manager = person_of(organism)
    session = sign_in(manager)
    for number in range(62):
        asked(manager, organism, title=f"Title {number}.")
    TrainingSubject.objects.update(state=TrainingSubject.State.DECLINED, reason="Elsewhere.")
    last = text(session.get(at("training-requests"), {"settled": "1", "page": "3"}))
    assert "Title 0." in last
    assert "Title 1." in last


def test_its_organism_changes_and_withdraws_it(sign_in):
    organism = OrganismFactory()
    manager = person_of(organism)
    request = asked(manager, organism)
    session = sign_in(manager)
    form = text(session.get(at("change-training-request", request.pk)))
    assert "Staff click on strange messages." in form
    said = written(organism, title="Phishing", wanted_on="2026-09-01")
    assert session.post(at("change-training-request", request.pk), said).status_code == 302
    assert "September" in text(session.get(at("training-request", request.pk)))
    gone = session.post(at("leave-training-request", request.pk, organism.pk))
    assert gone.url == at("training-requests")
    assert session.get(at("training-request", request.pk)).status_code == 404


def test_learners_see_nothing_of_it(client):
    organism = OrganismFactory()
    request = asked(person_of(organism), organism)
    client.force_login(UserFactory())
    for name, args in [
        ("training-requests", ()),
        ("new-training-request", ()),
        ("training-request", (request.pk,)),
        ("join-training-request", (request.pk,)),
    ]:
        assert client.get(at(name, *args)).status_code == 404


def test_the_list_costs_the_same_for_many_requests(sign_in):
    organism = OrganismFactory()
    manager = person_of(organism)
    session = sign_in(manager)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert session.get(at("training-requests")).status_code == 200
        return len(queries)

    asked(manager, organism)
    cost()
    one = cost()
    for number in range(6):
        other = OrganismFactory()
        joined(person_of(other), asked(manager, organism, title=f"T{number}"), other)
    # What is kept of menus is read anew after a change of the tree.
    cost()
    assert cost() == one <= 18


# --- At the desk -------------------------------------------------------------


def test_a_designer_groups_undoes_and_answers(sign_in):
    first, second = OrganismFactory(), OrganismFactory()
    request = asked(person_of(first), first)
    other = asked(person_of(second), second, title="Strange messages: phishing")
    built = make_built(1)
    desk = sign_in(built.designers[0])
    listed = text(desk.get(desk_at("subjects")))
    assert desk_at("subject", request.subject_id) in listed
    page = desk_at("subject", request.subject_id)
    shown = text(desk.get(page))
    assert "Words in common:" in shown
    assert desk.post(desk_at("group", request.subject_id), {"with": "x"}).status_code == 302
    desk.post(desk_at("group", request.subject_id), {"with": other.subject_id})
    assert desk.get(desk_at("subject", other.subject_id)).url == page
    assert "Take out of the group" in text(desk.get(page))
    desk.post(desk_at("ungroup", request.subject_id, other.subject_id))
    assert "Take out of the group" not in text(desk.get(page))
    key = str(built.page.translation_key)
    refused = desk.post(desk_at("answer", request.subject_id), {"state": "declined"})
    assert refused.status_code == 422
    assert "Say why it is declined" in text(refused)
    theirs = str(make_path().key)
    said = {"state": "built", "path": theirs, "reason": "With you."}
    refused = desk.post(desk_at("answer", request.subject_id), said)
    assert refused.status_code == 422
    assert "lead the building of this path" in text(refused)
    assert "With you." in text(refused)
    said = {"state": "built", "path": key, "reason": "With you."}
    assert desk.post(desk_at("answer", request.subject_id), said).url == page
    shown = text(desk.get(page))
    assert reverse("courses_building:space", args=[built.page.pk]) in shown
    invite = {"organisms": [first.pk], "part": "pedagogy"}
    assert desk.post(desk_at("invite", request.subject_id), invite).url == page
    assert BuildingPart.objects.get().organism == first
    assert "With you." in text(desk.get(at("training-request", request.pk)))


def test_who_answers_what_was_grouped_or_answered_meanwhile_reads_it_first(sign_in):
    organism = OrganismFactory()
    request = asked(person_of(organism), organism)
    other = asked(person_of(organism), organism, title="Mail fraud")
    designer = person_of(organism, Role.DESIGNER)
    desk = sign_in(designer)
    desk.post(desk_at("group", request.subject_id), {"with": other.subject_id})
    said = {"state": "studied", "reason": "We read it this week.", "last": ""}
    refused = desk.post(desk_at("answer", other.subject_id), said)
    assert refused.status_code == 422
    assert "grouped with “Recognize phishing” meanwhile" in text(refused)
    assert "We read it this week." in text(refused)
    here = desk_at("answer", request.subject_id)
    assert here in text(refused)
    assert desk.post(here, said).status_code == 302
    refused = desk.post(here, said | {"state": "declined", "reason": "Elsewhere."})
    assert refused.status_code == 422
    assert "Somebody answered meanwhile." in text(refused)
    assert "Elsewhere." in text(refused)
    last = TrainingSubject.objects.get(pk=request.subject_id).steps.get()
    assert f'name="last" value="{last.pk}"' in text(refused)


def test_a_subject_has_a_title_of_its_own(sign_in):
    organism = OrganismFactory()
    request = asked(person_of(organism), organism)
    desk = sign_in(person_of(organism, Role.DESIGNER))
    assert desk.post(desk_at("rename", request.subject_id), {"title": ""}).status_code == 422
    desk.post(desk_at("rename", request.subject_id), {"title": "Mail fraud"})
    assert TrainingSubject.objects.get().title == "Mail fraud"


def test_the_list_of_the_desk_costs_the_same_for_many_subjects(sign_in):
    organism = OrganismFactory()
    manager = person_of(organism)
    desk = sign_in(person_of(organism, Role.DESIGNER))

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(desk_at("subjects")).status_code == 200
        return len(queries)

    asked(manager, organism)
    cost()
    one = cost()
    for number in range(6):
        asked(manager, organism, title=f"T{number}")
    assert cost() == one
