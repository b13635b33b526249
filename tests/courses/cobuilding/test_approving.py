"""Several organisms approve what is published of a path."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page, TaskState

from academy.accounts.models import AuditEntry, Delivery
from academy.core.errors import AcademyError, NotAllowed, NotFound
from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from courses.cobuilding import approving, queries
from courses.cobuilding.quorum import Rule
from courses.cobuilding.silence import tell_of_silence
from courses.models import LessonPage, OrganismApproval, Part, PathPage, Voice
from tests.factories.accounts import SuperuserFactory
from tests.factories.courses import block
from tests.factories.media import make_video
from tests.factories.organisms import OrganismFactory

from .building import live_summary, make_built, person_of, ruled, said, submitted

pytestmark = pytest.mark.django_db


def may(user, page):
    user = type(user).objects.get(pk=user.pk)
    permissions = Page.objects.get(pk=page.pk).permissions_for_user(user)
    return permissions.can_edit(), permissions.can_publish()


def test_designers_submit_what_several_organisms_approve():
    built = make_built()
    assert may(built.designers[0], built.lesson) == (True, True)
    ruled(built)
    assert may(built.designers[0], built.lesson) == (True, False)
    assert built.lesson.get_workflow() is not None
    approving.stop_approval(by=SuperuserFactory(), path=built.page, at=timezone.now())
    assert may(built.designers[0], built.lesson) == (True, True)


def test_the_rule_holds_in_each_language_and_in_those_that_come():
    built = make_built(languages=("fr", "en"))
    twin = PathPage.objects.get(
        translation_key=built.page.translation_key, locale__language_code="en"
    )
    before = twin.get_workflow()
    ruled(built)
    twin = PathPage.objects.get(pk=twin.pk)
    assert twin.get_workflow() != before
    own = PathPage.objects.get(pk=built.page.pk).get_workflow()
    assert twin.get_workflow() == own
    twin.workflowpage.delete()
    PathPage.objects.get(pk=twin.pk).save_revision().publish()
    assert PathPage.objects.get(pk=twin.pk).get_workflow() == own


def test_enough_voices_publish_and_the_author_has_none():
    built = make_built(3)
    ruled(built)
    state = submitted(built)
    with pytest.raises(NotAllowed, match="wrote part"):
        said(state, built.designers[0], built.organisms[0])
    colleague = person_of(built.organisms[0])
    assert not said(state, colleague, built.organisms[0]).is_reached
    assert live_summary(built) != "Un autre résumé."
    assert said(state, built.designers[1], built.organisms[1]).is_reached
    assert live_summary(built) == "Un autre résumé."
    assert TaskState.objects.get(pk=state.pk).status == TaskState.STATUS_APPROVED
    with pytest.raises(AcademyError, match="decided already"):
        said(state, built.designers[2], built.organisms[2])


def test_who_wrote_before_submitting_is_an_author_too():
    built = make_built()
    ruled(built)
    page = LessonPage.objects.get(pk=built.lesson.pk)
    page.summary = "Un mot de l’autre."
    page.save_revision(user=built.designers[1])
    state = submitted(built)
    with pytest.raises(NotAllowed):
        said(state, built.designers[1], built.organisms[1])


def test_an_organism_has_one_voice_which_it_may_change():
    built = make_built(3)
    ruled(built)
    state = submitted(built)
    said(state, built.designers[1], built.organisms[1])
    second = person_of(built.organisms[1])
    counted = said(state, second, built.organisms[1], approves=False, reason="À revoir.")
    assert (counted.approving, len(counted.dissenting)) == (frozenset(), 1)
    voices = Voice.objects.filter(task_state=state, organism=built.organisms[1])
    assert [one.approves for one in voices] == [True, False]
    assert [one.approves for one in voices.filter(replaced_at=None)] == [False]


def test_one_person_speaks_for_one_organism():
    built = make_built(3)
    ruled(built)
    state = submitted(built)
    both = person_of(built.organisms[1])
    grant(user=both, role=Role.DESIGNER, organism=built.organisms[2], at=timezone.now(), by=None)
    both = type(both).objects.get(pk=both.pk)
    said(state, both, built.organisms[1])
    with pytest.raises(AcademyError, match="another organization"):
        said(state, both, built.organisms[2])


def test_dissent_is_written_with_its_reason_and_goes_back_when_enough_is_out_of_reach():
    built = make_built()
    ruled(built)
    state = submitted(built)
    with pytest.raises(AcademyError, match="Say why"):
        said(state, built.designers[1], built.organisms[1], approves=False)
    counted = said(
        state, built.designers[1], built.organisms[1], approves=False, reason="Il manque un lien."
    )
    assert counted.is_lost
    state = TaskState.objects.get(pk=state.pk)
    assert state.status == TaskState.STATUS_REJECTED
    assert "Il manque un lien." in state.comment
    assert live_summary(built) != "Un autre résumé."


def test_a_part_that_has_to_be_heard_is_waited_for():
    built = make_built()
    legal = OrganismFactory()
    approving.invite(
        by=built.designers[0],
        path=built.page,
        organism=legal,
        part=Part.LEGAL,
        at=timezone.now(),
    )
    ruled(built, quorum=1, each_part=True)
    state = submitted(built)
    counted = said(state, built.designers[1], built.organisms[1])
    assert (counted.is_reached, counted.parts_missing) == (False, {"legal"})
    assert said(state, person_of(legal), legal).is_reached


def test_strangers_find_nothing():
    built = make_built()
    ruled(built)
    state = submitted(built)
    stranger = person_of(OrganismFactory())
    with pytest.raises(NotFound):
        said(state, stranger, built.organisms[1])
    with pytest.raises(NotFound):
        said(state, built.designers[1], built.organisms[0])
    with pytest.raises(NotFound):
        approving.withdraw(by=stranger, state_id=state.pk, at=timezone.now())


def test_a_draft_that_changed_is_not_approved():
    built = make_built()
    ruled(built)
    state = submitted(built)
    LessonPage.objects.get(pk=built.lesson.pk).save_revision()
    with pytest.raises(AcademyError, match="changed since"):
        said(state, built.designers[1], built.organisms[1])


def test_nobody_edits_what_is_being_approved_and_it_can_be_withdrawn():
    built = make_built()
    ruled(built)
    state = submitted(built)
    page = LessonPage.objects.get(pk=built.lesson.pk)
    assert page.get_lock().for_user(built.designers[0])
    approving.withdraw(by=built.designers[1], state_id=state.pk, at=timezone.now())
    assert LessonPage.objects.get(pk=page.pk).get_lock() is None


def test_what_the_editor_would_not_publish_is_not_published_by_voices():
    built = make_built()
    ruled(built, quorum=1)
    page = LessonPage.objects.get(pk=built.lesson.pk)
    video = make_video(captions=())
    page.body = [
        *page.body.raw_data,
        block("video", {"title": "A", "video": video.pk, "transcript": "<p>A</p>"}),
    ]
    page.save_revision(user=built.designers[0], clean=False)
    page = LessonPage.objects.get(pk=page.pk)
    page.get_workflow().start(page, built.designers[0])
    state = page.current_workflow_task_state
    with pytest.raises(AcademyError, match="has no captions"):
        said(state, built.designers[1], built.organisms[1])
    assert not Voice.objects.exists()
    assert TaskState.objects.get(pk=state.pk).status == TaskState.STATUS_IN_PROGRESS


def test_a_rule_is_made_stricter_by_those_who_build_and_looser_by_administrators():
    built = make_built(3)
    ruled(built, quorum=2)
    ruled(built, quorum=3)
    with pytest.raises(NotAllowed):
        ruled(built, quorum=2)
    with pytest.raises(NotAllowed):
        approving.stop_approval(by=built.designers[0], path=built.page, at=timezone.now())
    assert ruled(built, quorum=2, by=SuperuserFactory()).rule == Rule(2)
    with pytest.raises(AcademyError, match="3 organizations"):
        ruled(built, quorum=4)
    assert OrganismApproval.objects.filter(active=True).count() == 1


def test_the_organism_alone_gives_its_voice_away():
    built = make_built()
    legal = OrganismFactory()
    invited = approving.invite(
        by=built.designers[0], path=built.page, organism=legal, part=Part.LEGAL, at=timezone.now()
    )
    ruled(built)
    with pytest.raises(NotAllowed):
        approving.end_part(
            by=built.designers[0], path=built.page, part_id=invited.pk, at=timezone.now()
        )
    approving.end_part(by=person_of(legal), path=built.page, part_id=invited.pk, at=timezone.now())
    assert len(queries.taking_part(built.page)) == 2


@pytest.mark.parametrize(
    ("part", "edits"), [(Part.AUTHOR, True), (Part.LANGUAGE, True), (Part.SECURITY, False)]
)
def test_who_is_invited_to_write_edits_and_publishes_nothing(part, edits):
    built = make_built()
    other = OrganismFactory()
    before = person_of(other)
    invited = approving.invite(
        by=built.designers[0], path=built.page, organism=other, part=part, at=timezone.now()
    )
    assert may(before, built.lesson) == (edits, False)
    assert may(person_of(other), built.lesson) == (edits, False)
    approving.end_part(
        by=built.designers[0], path=built.page, part_id=invited.pk, at=timezone.now()
    )
    assert may(before, built.lesson) == (False, False)


def test_the_managers_of_a_silent_organism_are_told_once():
    built = make_built(3)
    ruled(built, silence_days=2)
    manager = person_of(built.organisms[1], Role.ORGANISM_MANAGER, language="fr")
    state = submitted(built)
    said(state, built.designers[2], built.organisms[2])
    assert tell_of_silence(at=timezone.now()) == 0
    later = timezone.now() + timedelta(days=3)
    tell_of_silence(at=later)
    tell_of_silence(at=later + timedelta(days=1))
    told = [one for one in mail.outbox if one.to == [manager.email]]
    assert len(told) == 1
    assert built.organisms[1].name_fr in told[0].subject
    row = Delivery.objects.get(user=manager)
    assert (row.kind, row.state) == ("courses.silence", Delivery.State.SENT)


def test_whoever_submitted_a_draft_is_told_once_who_is_silent(sign_in):
    """Nobody edits it meanwhile: they have to know what they can do about it."""
    built = make_built(3)
    ruled(built, silence_days=2)
    state = submitted(built)
    said(state, built.designers[2], built.organisms[2])
    manager = person_of(built.organisms[1], Role.ORGANISM_MANAGER)
    later = timezone.now() + timedelta(days=3)
    for day in range(2):
        tell_of_silence(at=later + timedelta(days=day))
    author = built.designers[0].email
    [message] = [one for one in mail.outbox if one.to == [author] and "still waits" in one.subject]
    assert built.organisms[1].name in message.body
    assert built.organisms[2].name not in message.body
    shown = sign_in(built.designers[2]).get(reverse("courses_building:approval", args=[state.pk]))
    told = Delivery.objects.get(user=manager, kind="courses.silence")
    day = date_format(timezone.localdate(told.at), "j")
    assert "its managers were told on" in shown.content.decode()
    assert day in shown.content.decode().split("its managers were told on")[1].split("<")[0]


def test_what_happens_is_in_the_audit_log():
    built = make_built()
    ruled(built)
    state = submitted(built)
    said(state, built.designers[1], built.organisms[1], approves=False, reason="Un secret.")
    entry = AuditEntry.objects.get(action="building.voice")
    assert entry.organism_code == built.organisms[1].code
    assert entry.details["approves"] is False
    assert "secret" not in str(entry.details)


def test_the_database_keeps_one_voice():
    built = make_built()
    ruled(built)
    state = submitted(built)
    values = {
        "task_state": state,
        "organism": built.organisms[1],
        "approves": True,
        "at": timezone.now(),
    }
    Voice.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Voice.objects.create(**values)
