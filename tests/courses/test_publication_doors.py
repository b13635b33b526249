"""What can't be followed is published by no door, and each door says so in a sentence."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Task, Workflow, WorkflowTask

from academy.accounts.models import Delivery
from academy.core import recurring
from courses.models import CoursePage, LessonPage, PathPage, PublishedPath
from courses.services import publish_due
from tests.factories.accounts import SuperuserFactory
from tests.factories.banks import knowledge_test, make_bank
from tests.factories.courses import lesson_pages, make_path

pytestmark = pytest.mark.django_db

CIRCLE = "require each other in a circle"
LACKS = "its bank lacks 3 published questions"


@pytest.fixture
def designer(client):
    client.force_login(made := SuperuserFactory(language="en"))
    return made


@pytest.fixture
def path():
    return make_path(courses=3, lessons=1, questions=0, languages=["fr"])


def circled(user=None):
    """Return the first course of a path, whose draft closes a circle with the last one."""
    first, _second, last = CoursePage.objects.order_by("path")
    last.requires = [str(first.translation_key)]
    last.save_revision().publish()
    first.requires = [str(last.translation_key)]
    first.save_revision(user=user)
    return CoursePage.objects.get(pk=first.pk)


def unable(path, user=None):
    """Return a lesson whose draft has a test that its bank can't fill."""
    lesson = lesson_pages(path)[0]
    test = knowledge_test(make_bank({"phishing": 0}), {"phishing": 3})
    lesson.body = LessonPage._meta.get_field("body").stream_block.to_python([test])
    lesson.save_revision(user=user)
    return LessonPage.objects.get(pk=lesson.pk)


def is_as_before(page):
    page.refresh_from_db()
    if isinstance(page, CoursePage):
        return page.requires == []
    return "knowledge_test" not in {one.block_type for one in page.body}


def told(reply):
    html = reply.content.decode()
    return html.replace("&#x27;", "'").replace("&quot;", '"')


@pytest.fixture(params=["course", "lesson"])
def page(request, path):
    """A page whose draft can't be published, and what is said of it."""
    if request.param == "course":
        return circled(), CIRCLE
    return unable(path), LACKS


def test_a_program_is_refused(page):
    draft, sentence = page
    with pytest.raises(ValidationError):
        draft.get_latest_revision().publish()
    assert is_as_before(draft)
    assert sentence


def test_the_editors_own_interface_for_programs_is_refused(client, designer, page):
    draft, sentence = page
    address = reverse("wagtailadmin_api:pages:action", args=[draft.pk, "publish"])
    reply = client.post(address, content_type="application/json")
    assert reply.status_code == 400
    assert sentence in str(reply.json())
    assert is_as_before(draft)


def test_several_pages_at_once_are_refused_by_name(client, designer, page):
    draft, sentence = page
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    reply = client.post(f"{address}?id={draft.pk}", follow=True)
    assert sentence in told(reply)
    assert draft.title in told(reply)
    assert is_as_before(draft)


def reviewed(page, by):
    """Have a review of a page under way, which is the last one."""
    task = GroupApprovalTask.objects.create(name="Review")
    workflow = Workflow.objects.create(name="Review")
    WorkflowTask.objects.create(workflow=workflow, task=Task.objects.get(pk=task.pk), sort_order=0)
    return workflow.start(page, by)


@pytest.mark.parametrize("is_dialog", [False, True])
def test_a_review_that_is_approved_is_refused_and_stays_under_way(
    client, designer, page, is_dialog
):
    draft, sentence = page
    state = reviewed(draft, designer)
    address = reverse(
        "wagtailadmin_pages:workflow_action",
        args=[draft.pk, "approve", state.current_task_state.pk],
    )
    headers = {"x-requested-with": "XMLHttpRequest"} if is_dialog else {}
    reply = client.post(address, headers=headers)
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    if is_dialog:
        assert reply.json() == {"step": "success", "redirect": edit}
    else:
        assert reply.url == edit
    said = told(client.get(edit))
    assert sentence in said
    assert "Nothing was published." in said
    assert is_as_before(draft)
    state.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS
    assert state.current_task_state.status == "in_progress"


def test_what_lacks_a_field_is_told_by_the_name_of_the_field(client, designer, path):
    page = PathPage.objects.get(locale__language_code="fr")
    page.summary = ""
    page.save_revision(clean=False)
    state = reviewed(page, designer)
    address = reverse(
        "wagtailadmin_pages:workflow_action",
        args=[page.pk, "approve", state.current_task_state.pk],
    )
    said = told(client.post(address, follow=True))
    assert "Summary: This field cannot be blank." in said


def scheduled(page, *, ago, user=None):
    """Have a draft scheduled, as if it could be published then, for an hour that has passed."""
    revision = page.get_latest_revision()
    revision.user = user
    revision.approved_go_live_at = timezone.now() - ago
    revision.save()
    return revision


def test_an_hour_to_come_is_refused_too(page):
    draft, _sentence = page
    latest = draft.get_latest_revision_as_object()
    latest.go_live_at = timezone.now() + timedelta(days=1)
    revision = latest.save_revision()
    with pytest.raises(ValidationError):
        revision.publish()
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None


def test_at_its_hour_it_waits_its_owner_is_told_once_and_the_others_leave(
    client, page, designer, path
):
    draft, sentence = page
    owner = designer
    scheduled(draft, ago=timedelta(hours=2), user=owner)
    other = lesson_pages(path)[-1]
    other.title = "Un autre titre"
    other.save_revision()
    scheduled(other, ago=timedelta(hours=1))
    assert recurring.work("courses.publications").wanted()
    at = timezone.now()
    assert publish_due(at=at) == 1
    other.refresh_from_db()
    assert other.title == "Un autre titre"
    assert is_as_before(draft)
    (message,) = mail.outbox
    assert message.to == [owner.email]
    assert sentence in " ".join(message.body.split())
    assert draft.title in message.subject
    assert publish_due(at=at + timedelta(minutes=1)) == 0, "told once"
    assert len(mail.outbox) == 1
    delivery = Delivery.objects.get(user=owner)
    assert (delivery.kind, delivery.state) == ("courses.publication", Delivery.State.SENT)
    # The editor says it above the page, and the person reads why the mail came.
    assert sentence in told(client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])))


def test_what_is_put_right_is_published_by_the_next_look(path, designer):
    first = circled()
    scheduled(first, ago=timedelta(hours=1), user=designer)
    assert publish_due(at=timezone.now()) == 1
    last = CoursePage.objects.order_by("path").last()
    # What is required comes first now, and requires nothing itself.
    last.move(first, pos="left")
    last.refresh_from_db()
    last.requires = []
    last.save_revision().publish()
    publish_due(at=timezone.now())
    first.refresh_from_db()
    assert first.requires == [str(last.translation_key)]
    assert not recurring.work("courses.publications").wanted()


def test_the_mail_server_refuses_and_is_asked_again_later(path, designer, monkeypatch):
    first = circled()
    scheduled(first, ago=timedelta(hours=1), user=designer)
    at = timezone.now()

    def away(*_args, **_kwargs):
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", away)
        assert publish_due(at=at) == 0
    assert publish_due(at=at + timedelta(minutes=5)) == 0, "not at once"
    assert publish_due(at=at + timedelta(hours=1)) == 1


def test_the_worker_has_nothing_to_do_without_an_hour(path):
    assert not recurring.work("courses.publications").wanted()


# --- Copies ----------------------------------------------------------------
def copied(client, page, **fields):
    parent = page.get_parent()
    said = {
        "new_title": "Une copie",
        "new_slug": "une-copie",
        "new_parent_page": str(parent.pk),
    }
    reply = client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), said | fields)
    assert reply.status_code == 302
    return Page.objects.get(slug="une-copie").specific


@pytest.mark.parametrize("is_live", [False, True])
def test_a_copied_path_asks_for_its_own_courses(client, designer, path, is_live):
    first, second, last = CoursePage.objects.order_by("path")
    elsewhere = CoursePage.objects.get(
        translation_key=make_path(lessons=1, questions=0, languages=["fr"]).outline["courses"][0][
            "key"
        ]
    )
    last.requires = [str(first.translation_key), str(second.translation_key)]
    last.condition = "skip"
    last.mastering = [str(first.translation_key), str(elsewhere.translation_key)]
    last.save_revision().publish()
    fields = {"copy_subpages": "on"} | ({"publish_copies": "on"} if is_live else {})
    copy = copied(client, PathPage.objects.get(translation_key=path.key), **fields)
    one, two, three = CoursePage.objects.child_of(copy).order_by("path")
    wanted = [str(one.translation_key), str(two.translation_key)]
    for row in (three, three.get_latest_revision_as_object()):
        assert row.requires == wanted
        assert row.mastering == [wanted[0], str(elsewhere.translation_key)], "others stay"
    last.refresh_from_db()
    assert last.requires == [str(first.translation_key), str(second.translation_key)]
    assert three.live is is_live
    if is_live:
        (course,) = PublishedPath.objects.get(key=copy.translation_key).outline["courses"][2:]
        assert set(course["requires"]) == set(wanted)
        three.get_latest_revision().publish()
    else:
        assert three.publication_problems == []


def test_a_course_copied_alone_keeps_what_it_asks_first(client, designer, path):
    first, _second, last = CoursePage.objects.order_by("path")
    last.requires = [str(first.translation_key)]
    last.save_revision().publish()
    copy = copied(client, last)
    assert copy.requires == [str(first.translation_key)]
