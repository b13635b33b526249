"""What is found stands beside a page in the editor, and in its history once it is published."""

from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import override
from wagtail.models import PageLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from academy.core.templatetags.figures import day_in_words
from courses.linting.recording import PUBLISHED_WITH
from courses.linting.rules import Finding, Rule, Severity
from courses.linting.wording import sentence as in_a_sentence
from courses.models import CoursePage, LessonPage, PathPage
from courses.services import publish_due
from tests.courses.cobuilding.building import make_built, ruled, submitted
from tests.courses.test_plan_in_the_editor import save
from tests.courses.test_publication_doors import reviewed, scheduled
from tests.factories.accounts import SuperuserFactory
from tests.factories.courses import (
    LessonPageFactory,
    block,
    choice_question,
    lesson_pages,
    make_path,
    text,
)
from tests.factories.media import make_video

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAY = timedelta(days=1)
NOWHERE = "The link “ici” leads nowhere: it has no address. Give it one, or remove the link."


@pytest.fixture
def lesson():
    path = make_path(courses=1, lessons=1, questions=0, languages=["fr"])
    LessonPage.objects.update(review_by=timezone.localdate() + 365 * DAY)
    return lesson_pages(path)[0]


@pytest.fixture
def designer(client):
    user = SuperuserFactory(language="en")
    client.force_login(user)
    return user


def draft(lesson, *blocks):
    lesson.body = lesson._meta.get_field("body").stream_block.to_python(list(blocks))
    return lesson.save_revision()


def faulty():
    return text('<p>Voyez <a href="#">ici</a>.</p>')


def beside(client, page):
    """What the editor says of the page that it shows."""
    reply = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    html = reply.content.decode()
    return html.partition('class="lint-panel"')[2].partition("Check the whole path")[0]


def entries(page):
    return [
        (entry.formatter.format_message(entry), entry.comment, entry.user)
        for entry in PageLogEntry.objects.filter(page=page.pk, action=PUBLISHED_WITH)
    ]


def test_the_editor_shows_what_is_found_in_the_draft_with_its_place(client, designer, lesson):
    assert "Nothing was found in this page" in beside(client, lesson)
    bad = faulty()
    draft(lesson, bad)
    said = beside(client, lesson)
    assert NOWHERE in said
    assert f"#block-{bad['id']}-section" in said


def test_what_stops_the_publication_comes_first_beside_a_lesson_too(client, designer, lesson):
    film = make_video(captions=["en"])
    value = {"title": "Un appel", "video": film.pk, "transcript": "<p>Bonjour.</p>"}
    draft(lesson, faulty(), block("video", value))
    said = beside(client, lesson)
    assert said.index("Stops the publication") < said.index(NOWHERE)


def test_a_course_says_which_of_its_objectives_its_lessons_dont_ask_about(client, designer, lesson):
    course = CoursePage.objects.get()
    aim = block("objective", {"text": "Reconnaître un message.", "frameworks": []})
    course.objectives = CoursePage._meta.get_field("objectives").stream_block.to_python([aim])
    course.save_revision()
    assert "No lesson with a question serves the objective" in beside(client, course)
    lesson.objectives = [aim["id"]]
    draft(lesson, choice_question())
    assert "Nothing was found in this page" in beside(client, course)
    assert "Nothing was found in this page" in beside(client, lesson)
    lesson.objectives = []
    lesson.save_revision()
    assert "The questions of this lesson serve no objective" in beside(client, lesson)


def test_a_path_says_what_is_found_in_its_description(client, designer, lesson):
    path = PathPage.objects.get()
    path.description = '<p>Voyez <a href="#">ici</a>.</p>'
    path.save_revision()
    assert NOWHERE in beside(client, path)


def test_more_lessons_take_no_more_queries(client, designer, lesson):
    course = CoursePage.objects.get()
    lesson.save_revision()
    beside(client, course)
    with CaptureQueriesContext(connection) as few:
        beside(client, course)
    for _place in range(5):
        LessonPageFactory(parent=course).save_revision()
    with CaptureQueriesContext(connection) as many:
        beside(client, course)
    assert len(many) == len(few)


def publish_at_once(client, page):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    return client.post(f"{address}?id={page.pk}")


def test_who_publishes_what_is_to_be_mended_is_told_and_named_in_the_history(
    client, designer, lesson
):
    draft(lesson, faulty())
    reply = publish_at_once(client, lesson)
    told = " ".join(
        strip_tags(" ".join(str(one) for one in get_messages(reply.wsgi_request))).split()
    )
    assert f"“{lesson.title}” is published with 1 thing to mend: {NOWHERE}" in told
    assert entries(lesson) == [("Published with 1 thing to mend", NOWHERE, designer)]
    history = client.get(reverse("wagtailadmin_pages:history", args=[lesson.pk])).content.decode()
    assert "Published with 1 thing to mend" in history
    assert NOWHERE in history


def test_what_is_sound_is_published_without_a_word(client, designer, lesson):
    draft(lesson, text())
    reply = publish_at_once(client, lesson)
    assert "to mend" not in " ".join(str(one) for one in get_messages(reply.wsgi_request))
    assert entries(lesson) == []
    reply = save(client, CoursePage.objects.get())
    assert "to mend" not in " ".join(str(one) for one in get_messages(reply.wsgi_request))


def test_what_waits_for_its_hour_is_not_said_to_be_published(client, designer, lesson):
    draft(lesson, faulty()).publish()
    lesson.refresh_from_db()
    lesson.go_live_at = timezone.now() + DAY
    lesson.save_revision()
    reply = publish_at_once(client, lesson)
    assert "to mend" not in " ".join(str(one) for one in get_messages(reply.wsgi_request))


def approved(client, lesson, by):
    state = reviewed(lesson, by)
    task = state.current_task_state.pk
    address = reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, "approve", task])
    client.post(address)
    return by


def at_its_hour(client, lesson, by):
    scheduled(lesson, ago=timedelta(hours=1))
    publish_due(at=timezone.now())


def by_a_program(client, lesson, by):
    lesson.get_latest_revision().publish()


@pytest.mark.parametrize("publish", [approved, at_its_hour, by_a_program])
def test_every_other_door_writes_it_too(client, designer, lesson, publish):
    draft(lesson, faulty())
    who = publish(client, lesson, designer)
    assert entries(lesson) == [("Published with 1 thing to mend", NOWHERE, who)]


def test_a_check_that_fails_stops_neither_the_editor_nor_a_publication(
    client, designer, lesson, monkeypatch, caplog
):
    def fails(*_args, **_said):
        """As a check would whose query the database refuses."""
        LessonPage.objects.raw("SELECT nothing FROM nowhere")[0]

    monkeypatch.setattr("courses.linting.queries.check", fails)
    assert "This page could not be checked." in beside(client, lesson)
    draft(lesson, faulty())
    reply = publish_at_once(client, lesson)
    assert reply.status_code == 302
    lesson.refresh_from_db()
    assert lesson.live_revision_id == lesson.latest_revision_id
    assert entries(lesson) == []
    assert f"Page {lesson.pk} could not be checked." in caplog.text


def test_the_history_says_days_in_the_language_of_its_reader(client, designer, lesson):
    lesson.review_by = timezone.localdate() - DAY
    lesson.save_revision().publish()
    ((said, sentence, _who),) = entries(lesson)
    assert said == "Published with 1 thing to mend"
    assert f"to be read again by {day_in_words(lesson.review_by)}" in sentence
    with override("fr"):
        assert "à relire d’ici le" in entries(lesson)[0][1]


def test_organizations_that_approve_read_what_is_found_in_the_draft(client, with_second_factor):
    built = make_built()
    ruled(built)
    lesson = built.lesson.get_latest_revision_as_object()
    lesson.review_by = timezone.localdate() - DAY
    lesson.save_revision()
    state = submitted(built)
    with_second_factor(built.designers[1])
    client.force_login(built.designers[1])
    page = client.get(reverse("courses_building:approval", args=[state.pk])).content.decode()
    said = page.partition("What the check finds in the draft")[2].partition("</ul>")[0]
    assert "This lesson was to be read again by" in said
    assert "href" not in said


def test_a_draft_that_is_not_whole_yet_is_read_as_far_as_it_goes(client, designer, lesson):
    draft(
        lesson,
        block("image", {"image": None, "alt_text": "", "caption": ""}),
        block("video", {"title": "", "video": None, "transcript": ""}),
        block("knowledge_test", {"title": "", "bank": None, "draws": []}),
        block("sources", {"items": []}),
        block("accordion", {"items": []}),
        text(""),
    )
    said = beside(client, lesson)
    assert "This image is gone." in said
    assert "This video has no transcript." in said


def test_what_is_typed_and_refused_is_read_too(client, designer, lesson):
    """The editor shows the form again, with blocks that were never saved."""
    body = streamfield([("rich_text", rich_text('<p><a href="#">ici</a></p>'))])
    values = nested_form_data(
        {
            "title": "",
            "slug": lesson.slug,
            "summary": "",
            "duration_minutes": "5",
            "review_by": "",
            "objectives": [],
            "body": body,
            "comments": inline_formset([]),
            "action-publish": "1",
        }
    )
    reply = client.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), values)
    assert reply.status_code == 200
    assert 'class="lint-panel"' in reply.content.decode()


def test_the_first_of_a_month_is_written_as_french_has_it():
    finding = Finding(Severity.MEND, Rule.REVIEW_PAST, 1, said={"day": date(2026, 10, 1)})
    with override("fr"):
        assert "d’ici le 1er\N{NO-BREAK SPACE}octobre 2026" in in_a_sentence(finding)
