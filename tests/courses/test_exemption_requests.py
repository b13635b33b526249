"""Asking to be exempted: the learner asks, a manager answers, and nobody else reads why."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone, translation
from openpyxl import load_workbook

from academy.accounts.models import AuditEntry
from academy.accounts.record.parts import every_part
from academy.core.errors import AcademyError, NotFound
from academy.organisms.models import Role
from academy.organisms.queries import organism_tree
from barometer.mirror import seen_of
from courses.models import Exemption, ExemptionRequest
from courses.named_view.files import roll_csv, roll_workbook
from courses.named_view.roll import roll_of
from courses.queries import exempted_in
from courses.services import (
    answer_exemption,
    assign_path,
    exempt,
    request_exemption,
    take_request_back,
    withdraw_assignment,
)
from tests.factories.accounts import UserFactory
from tests.factories.organisms import MembershipFactory, RoleGrantFactory

from .asking import ASKED, due_of, english, words

pytestmark = pytest.mark.django_db

REASON = "Trained by the army last year."
WAITING = ExemptionRequest.State.WAITING


@pytest.fixture
def learner(place):
    client = Client()
    client.force_login(place.clerk)
    return client


def asked_by(place, person, reason=REASON, at=ASKED):
    return request_exemption(
        by=person, organism=place.organism, path_key=place.path.key, reason=reason, at=at
    )


def answered(place, request, is_granted, text, by=None, at=ASKED):
    return answer_exemption(
        by=by or place.manager, request=request, is_granted=is_granted, words=text, at=at
    )


def test_a_learner_asks_waits_and_takes_it_back(place, ask, learner):
    ask(at=timezone.now())
    shown = learner.get(english("home:dashboard"))
    page = english("courses:ask-exemption", place.path.key)
    assert f'href="{page}"' in shown.content.decode()
    assert f'href="{page}"' in learner.get(place.path.texts["en"]["url"]).content.decode()
    said = {"organism": str(place.organism.pk)}
    refused = learner.post(page, said)
    assert refused.status_code == 422
    assert refused.context["form"].errors.keys() == {"reason"}
    assert learner.post(page, said | {"reason": REASON}).status_code == 302
    home = words(learner.get(english("home:dashboard")))
    assert "You asked Shores Board on" in home
    assert "There is no answer yet." in home
    assert "Due on" in home, "it is asked until it is granted"
    own = words(learner.get(page))
    assert REASON in own
    asked = ExemptionRequest.objects.get()
    assert learner.post(english("courses:take-request-back", asked.pk)).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "taken_back"
    assert "no answer yet" not in words(learner.get(english("home:dashboard")))
    log = AuditEntry.objects.filter(action__startswith="courses.exemption_request")
    assert {one.action for one in log} == {
        "courses.exemption_requested",
        "courses.exemption_request_taken_back",
    }
    assert all(one.details == {"person": str(place.clerk.public_id)} for one in log)


def test_a_manager_sees_who_asks_and_grants_it_with_words(place, ask, learner, manager):
    asked = ask(at=timezone.now())
    request = asked_by(place, place.clerk, at=timezone.now())
    listed = words(manager.get(english("courses:assignments")))
    assert "1 request for an exemption" in listed
    assert REASON not in listed
    one = english("courses:assignment", asked.pk)
    page = words(manager.get(one))
    assert REASON in page
    assert str(place.clerk) in page
    to = english("courses:answer-exemption", asked.pk, request.pk)
    name = f"request-{request.pk}-words"
    refused = manager.post(to, {"granted": "yes", name: " "})
    assert refused.status_code == 422
    assert "Say why you decide so: the person reads it." in words(refused)
    assert REASON in words(refused), "the others stay there"
    reply = manager.post(to, {"granted": "yes", name: "Your training counts."}, follow=True)
    assert "is exempted, and sees it with your reason." in words(reply)
    exemption = Exemption.objects.get()
    assert (exemption.user, exemption.reason) == (place.clerk, "Your training counts.")
    home = words(learner.get(english("home:dashboard")))
    assert "Shores Board has exempted you: Your training counts." in home
    assert not due_of(place.clerk, timezone.localdate())
    request.refresh_from_db()
    assert (request.state, request.answered_by) == ("granted", place.manager)
    again = manager.post(to, {"granted": "no", name: "No."}, follow=True)
    assert "answered, or was taken back, meanwhile" in words(again)
    assert AuditEntry.objects.filter(action="courses.path_exempted").count() == 1


def test_a_refusal_is_told_with_its_words_and_one_may_ask_again(place, ask, learner, manager):
    asked = ask(at=timezone.now())
    request = asked_by(place, place.clerk, at=timezone.now())
    to = english("courses:answer-exemption", asked.pk, request.pk)
    manager.post(to, {"granted": "no", f"request-{request.pk}-words": "It has changed since."})
    home = words(learner.get(english("home:dashboard")))
    assert "Shores Board has refused to exempt you: It has changed since." in home
    assert f"Decided by {place.manager} (organization manager) on" in home
    assert due_of(place.clerk, timezone.localdate())
    page = english("courses:ask-exemption", place.path.key)
    assert "Refused: It has changed since." in words(learner.get(page))
    said = {"organism": str(place.organism.pk), "reason": "I have the newest one."}
    assert learner.post(page, said).status_code == 302
    assert ExemptionRequest.objects.filter(state=WAITING).count() == 1
    assert Exemption.objects.count() == 0
    assert "courses.exemption_refused" in AuditEntry.objects.values_list("action", flat=True)


def test_who_may_not_ask_or_answer(place, ask, learner):
    with pytest.raises(NotFound):
        asked_by(place, place.clerk)
    assert learner.get(english("courses:ask-exemption", place.path.key)).status_code == 404
    asked = ask()
    with pytest.raises(NotFound):
        asked_by(place, UserFactory())
    with translation.override("en"), pytest.raises(AcademyError, match="Say why"):
        asked_by(place, place.clerk, "  ")
    request = asked_by(place, place.clerk)
    assert asked_by(place, place.clerk) == request
    with translation.override("en"), pytest.raises(AcademyError, match="already"):
        asked_by(place, place.clerk, "Something else.")
    with pytest.raises(NotFound):
        answered(place, request, True, "Yes.", by=place.chief)
    elsewhere = RoleGrantFactory().user
    with pytest.raises(NotFound):
        answered(place, request, True, "Yes.", by=elsewhere)
    with pytest.raises(NotFound):
        take_request_back(by=place.chief, request=request, at=ASKED)
    own = asked_by(place, place.manager)
    with translation.override("en"), pytest.raises(AcademyError, match="your own request"):
        answered(place, own, True, "Yes.")
    with translation.override("en"), pytest.raises(AcademyError, match="Say why you decide"):
        answered(place, request, False, " ")
    withdraw_assignment(by=place.manager, assignment=asked, at=ASKED)
    with pytest.raises(NotFound):
        answered(place, request, True, "Yes.")
    assert not Exemption.objects.exists()


def test_two_organisms_are_asked_apart(place, ask, learner):
    ask(at=timezone.now())
    other = MembershipFactory(user=place.clerk).organism
    boss = RoleGrantFactory(organism=other).user
    assign_path(
        by=boss,
        organism=other,
        path_key=place.path.key,
        due_on=timezone.localdate() + timedelta(days=9),
        at=timezone.now(),
    )
    page = english("courses:ask-exemption", place.path.key)
    form = learner.get(page).context["form"]
    assert {label for _pk, label in form.fields["organism"].choices} == {
        place.organism.name,
        other.name,
    }
    learner.post(page, {"organism": str(other.pk), "reason": REASON})
    form = learner.get(page).context["form"]
    assert [pk for pk, _label in form.fields["organism"].choices] == [str(place.organism.pk)]
    assert learner.post(page, {"organism": str(other.pk), "reason": "Again."}).status_code == 422


def test_who_is_exempted_by_hand_has_their_answer(place, ask):
    ask()
    request = asked_by(place, place.clerk)
    exempt(
        by=place.manager,
        organism=place.organism,
        path_key=place.path.key,
        person=place.clerk,
        reason="Known.",
        at=ASKED,
    )
    request.refresh_from_db()
    assert (request.state, request.answer) == ("granted", "Known.")
    assert request.answered_as == Role.ORGANISM_MANAGER
    with pytest.raises(NotFound):
        asked_by(place, place.clerk, "Again.")


def test_whoever_left_is_no_request_to_answer(place, ask, manager):
    asked = ask(at=timezone.now())
    asked_by(place, place.clerk, at=timezone.now())
    place.clerk.memberships.update(ends_on=timezone.localdate())
    assert "request for an exemption" not in words(manager.get(english("courses:assignments")))
    assert REASON not in words(manager.get(english("courses:assignment", asked.pk)))


def test_the_database_keeps_one_waiting_request_and_words_of_an_answer(place, ask):
    ask()
    request = asked_by(place, place.clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExemptionRequest.objects.create(
            organism=place.organism,
            path_key=place.path.key,
            user=place.clerk,
            reason="Twice.",
            asked_at=ASKED,
        )
    request.state = "refused"
    with pytest.raises(IntegrityError), transaction.atomic():
        request.save()


def test_no_list_or_file_of_an_organism_has_a_reason(place, ask):
    asked = ask()
    waiting, granted = asked_by(place, place.chief), asked_by(place, place.clerk)
    answered(place, granted, True, "Your training counts.")
    today = timezone.localdate(ASKED)
    lines = roll_of(asked, organism_tree(place.organism, today), today)
    assert {line.user_id for line in lines} >= {place.chief.pk, place.clerk.pk}
    book = roll_workbook(lines, title="P", organism="O", reason="R", today=today)
    sheets = load_workbook(io.BytesIO(book))
    cells = [str(cell) for sheet in sheets for row in sheet.values for cell in row]
    told = roll_csv(lines, "en").decode() + " ".join(cells)
    assert str(place.clerk) in told
    assert waiting.reason not in told
    assert "Your training counts." not in told


def test_the_barometer_counts_exemptions_and_reads_no_reason(place, ask):
    ask()
    answered(place, asked_by(place, place.clerk), True, "Your training counts.")
    counted = exempted_in(place.organism, timezone.localdate(ASKED))
    assert counted == {place.path.key: {place.service.pk: 1}}
    # This count is all that the barometer asks of exemptions; the page of each person alone, and
    # their record, say to them what their organization reads.
    sources = {path.name: path.read_text() for path in Path("barometer").rglob("*.py")}
    assert [name for name, text in sources.items() if "ExemptionRequest" in text] == ["mirror.py"]


def test_ones_mirror_says_that_managers_read_ones_words(place, ask):
    ask()
    asked_by(place, place.clerk)
    (row,) = [one for one in seen_of(place.clerk, "en", timezone.localdate(ASKED)) if one.asked_by]
    assert REASON in row.by_name
    learner = Client()
    learner.force_login(place.clerk)
    page = words(learner.get(english("barometer:mirror")))
    assert "read by those who manage your organization, until it is answered" in page


def test_ones_own_record_has_what_one_asked(place, ask, learner):
    ask()
    asked_by(place, place.clerk)
    part = next(one for one in every_part() if one.name == "courses.exemption_requests")
    (row,) = part.rows(place.clerk, "en")
    assert REASON in row
