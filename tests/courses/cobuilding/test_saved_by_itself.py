"""What becomes of a draft that the editor saves by itself while others submit, approve, lock."""

import pytest
from django.urls import reverse
from wagtail.models import Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from courses.models import LessonPage
from courses.models.approval import writers_of

from .building import live_summary, make_built, person_of, ruled, said, submitted

pytestmark = pytest.mark.django_db


def editor(built):
    return reverse("wagtailadmin_pages:edit", args=[built.lesson.pk])


def written(built, **said):
    """What the editor's form sends of the lesson."""
    return nested_form_data(
        {
            "title": built.lesson.title,
            "slug": built.lesson.slug,
            "summary": "Écrit depuis.",
            "duration_minutes": "5",
            "body": streamfield([]),
            "comments": inline_formset([]),
        }
        | said
    )


def saved(desk, built, **said):
    """Save as the editor's script does."""
    return desk.post(editor(built), written(built, **said), headers={"accept": "application/json"})


def test_a_draft_that_was_submitted_meanwhile_is_not_saved_and_says_why(sign_in):
    built = make_built()
    ruled(built)
    state = submitted(built)
    desk = sign_in(built.designers[1])
    refused = saved(desk, built)
    told = refused.json()
    assert (refused.status_code, told["error_code"]) == (400, "locked")
    assert "Organizations are asked to approve this draft." in told["error_message"]
    assert "What you wrote isn’t saved. It stays on this page" in told["error_message"]
    page = desk.post(editor(built), written(built)).content.decode()
    assert reverse("courses_building:approval", args=[state.pk]) in page
    assert "What you wrote isn’t saved. It stays on this page" in page
    assert "Écrit depuis." in page
    assert Revision.objects.for_instance(built.lesson).latest("pk") == state.revision
    # Nothing of it waits for the next page that is opened.
    assert "What you wrote" not in desk.get(reverse("wagtailadmin_home")).content.decode()


def test_the_editor_says_once_that_nobody_can_edit_a_draft_that_waits(sign_in):
    built = make_built()
    ruled(built)
    state = submitted(built)
    page = sign_in(built.designers[1]).get(editor(built)).content.decode()
    assert "Organizations are asked to approve this draft." in page
    assert reverse("courses_building:approval", args=[state.pk]) in page
    assert "Only reviewers" not in page


def test_who_withdraws_in_the_editor_is_not_told_of_a_lock(sign_in):
    built = make_built()
    ruled(built)
    submitted(built)
    desk = sign_in(built.designers[0])
    page = desk.post(editor(built), written(built) | {"action-cancel-workflow": "1"}, follow=True)
    assert "isn’t saved" not in page.content.decode()
    assert LessonPage.objects.get(pk=built.lesson.pk).get_lock() is None


def test_a_page_that_somebody_locked_is_not_saved_and_says_who_did(sign_in):
    built = make_built()
    locker = person_of(built.organisms[0], first_name="Ada", last_name="Roy")
    LessonPage.objects.filter(pk=built.lesson.pk).update(locked=True, locked_by=locker)
    told = saved(sign_in(built.designers[0]), built).json()
    assert told["error_code"] == "locked"
    assert "Ada Roy" in told["error_message"]


def test_what_was_published_or_submitted_is_never_written_over(sign_in):
    """Another version is: who wrote it is an author, and what was approved stays what it is."""
    built = make_built()
    author, colleague = built.designers
    desk = sign_in(author)
    first = saved(desk, built).json()["revision_id"]
    again = saved(desk, built, overwrite_revision_id=str(first)).json()["revision_id"]
    assert again == first
    # A colleague publishes it as it is, while the author's editor stays open.
    Revision.objects.get(pk=first).publish(user=colleague)
    after = saved(desk, built, overwrite_revision_id=str(first), summary="Plus tard.").json()
    assert after["revision_id"] != first
    assert LessonPage.objects.get(pk=built.lesson.pk).live_revision.content["summary"] == (
        live_summary(built)
    )
    assert writers_of(LessonPage.objects.get(pk=built.lesson.pk)) == {author.pk}


def test_what_organisms_approved_is_not_rewritten_by_who_submitted_it(sign_in):
    built = make_built(3)
    ruled(built, quorum=1)
    state = submitted(built)
    said(state, built.designers[1], built.organisms[1])
    desk = sign_in(built.designers[0])
    reply = saved(desk, built, overwrite_revision_id=str(state.revision_id)).json()
    assert reply["revision_id"] != state.revision_id
    assert live_summary(built) == "Un autre résumé."
    assert built.designers[0].pk in writers_of(LessonPage.objects.get(pk=built.lesson.pk))
