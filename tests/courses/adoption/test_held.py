"""Pages of the copy that can't be saved now: what is told, and that nothing is lost."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Workflow, WorkflowTask

from academy.core.errors import NotAllowed
from courses.adoption.waiting import waiting_for
from courses.models import LessonPage, OrganismApproval, PathPage

from .making import Two, designer_of, draft_of, edit, merge, pages_of, publish_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return Two(lessons=2, questions=0, languages=["fr"])


@pytest.fixture
def adoption(two):
    made = two.adopt()
    publish_all(made.own_key)
    return made


@pytest.fixture
def lessons(two, adoption):
    return pages_of(two.path.key)[0], pages_of(adoption.own_key)[0]


def desk_of(client, with_second_factor, user):
    client.force_login(user)
    with_second_factor(user)
    return client


def test_a_page_that_is_being_approved_is_told_and_merged_afterwards(
    two, adoption, lessons, client, with_second_factor, in_english
):
    theirs, ours = lessons
    workflow = Workflow.objects.create(name="Both")
    task = OrganismApproval.objects.create(name="Voices", quorum=1)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    state = workflow.start(edit(ours, summary="À nous."), two.designer)
    edit(theirs, title="À eux", publish=True)
    with pytest.raises(NotAllowed, match="being approved"):
        merge(adoption, two.designer)
    assert draft_of(ours).title != "À eux"
    two.designer.language = "en"
    two.designer.save()
    page = desk_of(client, with_second_factor, two.designer).get(f"/admin/adoptions/{adoption.pk}/")
    assert any("being approved" in reason for reason in page.context["held"])
    state.cancel(user=two.designer)
    merge(adoption, two.designer)
    draft = draft_of(ours)
    assert (draft.title, draft.summary) == ("À eux", "À nous.")


def test_what_is_to_be_published_at_an_hour_is_published_as_it_was_approved(
    two, adoption, lessons, in_english
):
    theirs, ours = lessons
    draft = draft_of(ours)
    draft.summary, draft.go_live_at = "À l’heure.", timezone.now() + timedelta(hours=1)
    draft.save_revision().publish()
    edit(theirs, title="À eux", publish=True)
    with pytest.raises(NotAllowed, match="to be published on"):
        merge(adoption, two.designer)
    with time_machine.travel(draft.go_live_at + timedelta(minutes=1), tick=False):
        call_command("publish_scheduled")
    live = LessonPage.objects.get(pk=ours.pk)
    assert (live.title, live.summary) == (ours.title, "À l’heure.")
    merge(adoption, two.designer)
    assert (draft_of(ours).title, draft_of(ours).summary) == ("À eux", "À l’heure.")


def test_who_may_no_longer_edit_the_copy_merges_nothing(two, adoption, lessons):
    theirs, _ours = lessons
    (path,) = pages_of(adoption.own_key, PathPage)
    path = draft_of(path)
    path.built_by.set([two.theirs])
    path.save_revision().publish()
    edit(theirs, title="À eux", publish=True)
    with pytest.raises(NotAllowed, match=pages_of(adoption.own_key)[0].title):
        merge(adoption, designer_of(two.ours))
    assert waiting_for(adoption).count == 1


def test_a_locked_page_that_the_merge_leaves_alone_stops_nothing(two, adoption, lessons):
    theirs, _ours = lessons
    other = pages_of(adoption.own_key)[1]
    LessonPage.objects.filter(pk=other.pk).update(locked=True, locked_by=two.author)
    edit(theirs, title="À eux", publish=True)
    assert len(merge(adoption, two.designer).changed) == 1
