"""Asking for training, joining, needing it no more; grouping, and what becomes of it."""

from datetime import date, timedelta

import pytest
from django.core import mail

from academy.accounts.models import AuditEntry, Delivery
from academy.core.errors import AcademyError, NotFound
from academy.organisms.models import Role
from courses.models import BuildingPart, Part, PathPage, TrainingSubject, Urgency
from courses.training_requests import asking, queries, studying, telling
from tests.courses.cobuilding.building import make_built
from tests.factories.courses import make_path
from tests.factories.organisms import OrganismFactory

from .asking import AT, asked, joined, person_of, what, whom

pytestmark = pytest.mark.django_db
State = TrainingSubject.State


@pytest.fixture
def two():
    """Two organisms, a manager of each, and what the first asks."""
    first, second = OrganismFactory(), OrganismFactory()
    managers = person_of(first), person_of(second)
    return first, second, *managers, asked(managers[0], first)


def answered(by, subject, state, **said):
    said = {"last": queries.last_step(subject)} | said
    return studying.answer(by=by, subject_id=subject.pk, state=state, at=AT, **said)


def test_the_same_request_sent_twice_is_one(two):
    first, _second, manager, _other, request = two
    assert asked(manager, first) == request
    assert AuditEntry.objects.filter(action="requests.ask").count() == 1


@pytest.mark.parametrize("role", [Role.TRAINING_OFFICER])
def test_who_manages_or_designs_asks_and_nobody_else(role):
    organism = OrganismFactory()
    assert asked(person_of(organism, Role.DESIGNER), organism).organism == organism
    with pytest.raises(NotFound):
        asked(person_of(organism, role), organism)
    with pytest.raises(NotFound):
        asked(person_of(OrganismFactory()), organism)


def test_who_presses_says_why(two):
    first, _second, manager, _other, _request = two
    with pytest.raises(AcademyError, match="Say why it presses"):
        asked(manager, first, title="Else", own=whom(urgency=Urgency.HIGH))


def test_joining_adds_people_and_joining_again_replaces_them(two):
    _first, second, _manager, other, request = two
    joined(other, request, second, people=30, wanted_on=date(2026, 9, 1))
    joined(other, request, second, people=25, wanted_on=date(2026, 6, 1))
    [row] = queries.open_requests()
    assert (row.people, [one.organism for one in row.needs]) == (65, [request.organism, second])
    [group] = queries.groups()
    assert (group.people, group.soonest) == (65, date(2026, 6, 1))


def test_an_organism_does_not_join_itself(two):
    first, _second, manager, _other, request = two
    with pytest.raises(AcademyError, match="asks for this already"):
        joined(manager, request, first)


def test_a_request_that_others_joined_stays_for_them(two):
    first, second, manager, other, request = two
    joined(other, request, second)
    asking.leave(by=manager, request_id=request.pk, organism=first, at=AT)
    [row] = queries.open_requests()
    assert (row.request.organism, row.people) == (second, 40)
    asking.leave(by=other, request_id=request.pk, organism=second, at=AT)
    assert queries.open_requests() == []
    assert queries.asked(request.pk).is_withdrawn
    with pytest.raises(AcademyError, match="withdrawn meanwhile"):
        joined(other, request, second)


def test_a_request_is_changed_while_it_is_open(two):
    first, _second, manager, other, request = two
    said = {"request_id": request.pk, "own": whom(people=60), "at": AT}
    asking.change(by=manager, what=what(title="Phishing"), **said)
    [row] = queries.open_requests()
    assert (row.request.title, row.request.subject.title, row.people) == ("Phishing",) * 2 + (60,)
    with pytest.raises(NotFound):
        asking.change(by=other, what=what(), **said)
    designer = person_of(first, Role.DESIGNER)
    answered(designer, request.subject, State.DECLINED, reason="Another service teaches it.")
    with pytest.raises(AcademyError, match="settled"):
        asking.change(by=manager, what=what(), **said)


def test_groups_sum_up_and_are_undone(two):
    first, second, manager, other, request = two
    again = asked(manager, first, title="Strange messages", own=whom(people=50))
    theirs = asked(other, second, title="Mail fraud", own=whom(people=7))
    designer = person_of(OrganismFactory(), Role.DESIGNER)
    group = {"by": designer, "at": AT}
    answered(designer, theirs.subject, State.STUDIED)
    studying.group(
        subject_id=request.subject_id, with_ids=[again.subject_id, theirs.subject_id], **group
    )
    [found] = queries.groups()
    assert (found.people, found.organisms) == (57, [first, second])
    assert found.subject.state == State.RECEIVED
    studying.ungroup(subject_id=request.subject_id, merged_id=theirs.subject_id, **group)
    assert {one.subject.title: one.subject.state for one in queries.groups()} == {
        "Recognize phishing": State.RECEIVED,
        "Mail fraud": State.STUDIED,
    }
    with pytest.raises(NotFound):
        studying.ungroup(subject_id=request.subject_id, merged_id=theirs.subject_id, **group)


def test_a_group_that_is_grouped_brings_its_own_along(two):
    first, second, manager, other, request = two
    again, theirs = asked(manager, first, title="B"), asked(other, second, title="C")
    designer = person_of(first, Role.DESIGNER)
    for head, one in ((again, theirs), (request, again)):
        studying.group(by=designer, subject_id=head.subject_id, with_ids=[one.subject_id], at=AT)
    [found] = queries.groups()
    assert len(found.asked) == 3
    assert {one.subject.head for one in (row.request for row in found.asked)} == {request.subject}


def test_managers_do_not_study_requests(two):
    _first, _second, manager, _other, request = two
    with pytest.raises(NotFound):
        answered(manager, request.subject, State.STUDIED)


def test_nobody_takes_back_unread_what_others_were_told(two):
    first, _second, _manager, _other, request = two
    designer, colleague = (person_of(first, Role.DESIGNER) for _one in range(2))
    answered(designer, request.subject, State.DECLINED, reason="Another service teaches it.")
    with pytest.raises(AcademyError, match="answered meanwhile"):
        answered(colleague, request.subject, State.STUDIED, last=None)
    answered(colleague, request.subject, State.STUDIED)
    [studied, _declined] = queries.steps_of(request.subject)
    assert studied.by == colleague


def test_what_is_missing_is_asked_for(two):
    first, _second, _manager, _other, request = two
    designer = person_of(first, Role.DESIGNER)
    for state, said, told in [
        (State.DECLINED, {}, "Say why"),
        (State.AVAILABLE, {}, "Choose the learning path"),
        (State.RECEIVED, {}, "says already"),
    ]:
        with pytest.raises(AcademyError, match=told):
            answered(designer, request.subject, state, **said)
    path = make_path()
    with pytest.raises(AcademyError):
        answered(designer, request.subject, State.BUILT, path_key=path.key)


def test_a_group_becomes_a_space_into_which_those_who_asked_are_invited(two):
    _first, second, _manager, other, request = two
    joined(other, request, second)
    built = make_built(1)
    designer = person_of(built.organisms[0], Role.DESIGNER)
    key = built.page.translation_key
    answered(designer, request.subject, State.BUILT, path_key=key)
    invite = {
        "by": designer,
        "subject_id": request.subject_id,
        "organism_ids": [second.pk],
        "part": Part.SECURITY,
        "at": AT,
    }
    assert studying.invite_askers(**invite) == 1
    assert studying.invite_askers(**invite) == 0
    assert BuildingPart.objects.get().organism == second
    with pytest.raises(AcademyError, match="Choose the organizations"):
        studying.invite_askers(**invite | {"organism_ids": [built.organisms[0].pk]})


def test_those_who_asked_are_told_once_of_each_step(two):
    _first, second, _manager, other, request = two
    joined(other, request, second)
    path = make_path()
    page = PathPage.objects.get(translation_key=path.key, locale__language_code="en")
    designer = person_of(second, Role.DESIGNER)
    answered(designer, request.subject, State.AVAILABLE, path_key=path.key, reason="Read on.")
    assert telling.any_untold()
    assert telling.tell_of_steps(at=AT) == 2
    assert telling.tell_of_steps(at=AT) == 0
    assert not telling.any_untold()
    assert {one.to[0] for one in mail.outbox} == {two[2].email, other.email}
    body = mail.outbox[0].body
    assert page.title in body
    assert "Read on." in body
    assert f"/requests/{request.pk}/" in body
    assert set(Delivery.objects.values_list("kind", "state")) == {(telling.ANSWERS, "sent")}


def test_a_mail_that_was_refused_is_tried_again(two, monkeypatch):
    first, _second, _manager, _other, request = two
    answered(person_of(first, Role.DESIGNER), request.subject, State.STUDIED)

    def refuse(self, **said):
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", refuse)
        assert telling.tell_of_steps(at=AT) == 0
    assert telling.any_untold()
    assert telling.tell_of_steps(at=AT + timedelta(hours=1)) == 1
    assert not telling.any_untold()


def test_who_needs_it_no_more_is_not_told(two):
    first, second, manager, other, request = two
    joined(other, request, second)
    asking.leave(by=manager, request_id=request.pk, organism=first, at=AT)
    answered(person_of(first, Role.DESIGNER), request.subject, State.STUDIED)
    telling.tell_of_steps(at=AT)
    assert [one.to for one in mail.outbox] == [[other.email]]
