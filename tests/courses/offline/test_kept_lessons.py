"""What a device keeps of a course: all that is needed to read it, and no answer."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from wagtail.models import PageViewRestriction

from courses.models import PathPage
from courses.offline import shell
from courses.services import enrol
from tests.factories.accounts import UserFactory
from tests.factories.banks import make_bank, make_path_with_test
from tests.factories.courses import (
    LessonPageFactory,
    choice_question,
    lesson_pages,
    make_path,
    publish_path,
)
from tests.factories.questions import example_block

from .steps import a_finish, address, an_answer, join, send

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def path(module_database):
    with module_database():
        return make_path(lessons=2, questions=3)


@pytest.fixture
def lessons(path):
    return lesson_pages(path, "fr")


def course_key(path):
    return path.outline["courses"][0]["key"]


def listed(client, path, language="fr"):
    reply = client.get(address("offline-course", course_key(path), language=language))
    assert reply.status_code == 200
    return reply.json()


def kept_page(client, lesson):
    reply = client.get(address("offline-lesson", lesson.pk))
    assert reply.status_code == 200
    return reply


def test_a_course_lists_its_lessons_in_the_language_of_the_address(client, path, lessons):
    enrolment = join(client, path)
    found = listed(client, path)
    assert found["person"] == str(enrolment.user.public_id)
    assert [one["url"] for one in found["lessons"]] == [one.get_url() for one in lessons]
    english = [one.title for one in lesson_pages(path, "en")]
    assert [one["title"] for one in listed(client, path, "en")["lessons"]] == english


def test_a_kept_lesson_can_be_read_and_answered_and_holds_no_answer(client, path, lessons):
    enrolment = join(client, path)
    page = kept_page(client, lessons[0]).content.decode()
    assert "Un texte." in page
    for block in lessons[0].question_blocks.values():
        question = block.value.question(block.id)
        assert f'data-kept-question="{block.id}"' in page
        assert all(choice.id in page for choice in question.choices)
    # What is said of an answer tells which one is right.
    for secret in ("Rétroaction", "Ce qui suit", "L’explication", "is-correct", "credit"):
        assert secret not in page
    for private in ("csrfmiddlewaretoken", enrolment.user.email, enrolment.user.last_name):
        assert private not in page


def test_what_was_answered_is_said_without_what_it_was(client, path, lessons):
    enrolment = join(client, path)
    first, second, _third = lessons[0].question_blocks.values()
    acts = [an_answer(lessons[0], first), an_answer(lessons[0], second, right=False)]
    send(client, enrolment.user.public_id, acts)
    page = kept_page(client, lessons[0]).content.decode()
    with translation.override("fr"):
        assert page.count(gettext("You have answered this question already, and rightly.")) == 1
    assert "checked" not in re.sub(r'<input type="radio" name="theme"[^>]*>', "", page)
    assert "Rétroaction" not in page


def test_a_kept_lesson_has_no_form_that_a_browser_would_send(client, path, lessons):
    join(client, path)
    page = kept_page(client, lessons[0]).content.decode()
    assert re.findall(r"<form[^>]*>", page)
    assert not re.findall(r"<form[^>]*\b(?:method|action|hx-post)=", page)


def test_a_kept_lesson_says_until_when_it_is_kept_and_is_kept_by_no_cache_on_the_way(
    client, path, lessons
):
    join(client, path)
    reply = kept_page(client, lessons[0])
    until = datetime.fromisoformat(reply["Academy-Kept-Until"])
    assert timedelta(days=29) < until - timezone.now() < timedelta(days=31)
    assert {"private", "no-store"} <= set(re.split(r",\s*", reply["Cache-Control"]))
    assert "default-src 'self'" in reply["Content-Security-Policy"]


def test_the_version_of_a_lesson_changes_with_the_lesson_and_with_what_was_answered(
    client, path, lessons
):
    enrolment = join(client, path)
    before = [one["version"] for one in listed(client, path)["lessons"]]
    assert [one["version"] for one in listed(client, path)["lessons"]] == before

    (block, *_others) = lessons[0].question_blocks.values()
    send(client, enrolment.user.public_id, [an_answer(lessons[0], block)])
    answered = [one["version"] for one in listed(client, path)["lessons"]]
    assert answered[0] != before[0]
    assert answered[1] == before[1]

    lessons[1].summary = "Autre chose."
    lessons[1].save_revision().publish()
    changed = [one["version"] for one in listed(client, path)["lessons"]]
    assert changed[1] != answered[1]


def test_what_one_does_not_follow_is_not_kept(client, path, lessons):
    client.force_login(UserFactory())
    assert client.get(address("offline-course", course_key(path))).status_code == 404
    assert client.get(address("offline-lesson", lessons[0].pk)).status_code == 404


def test_a_lesson_behind_a_password_is_not_kept_by_who_has_not_given_it(client, path, lessons):
    join(client, path)
    PageViewRestriction.objects.create(
        page=lessons[0], restriction_type=PageViewRestriction.PASSWORD, password="sésame"
    )
    assert client.get(address("offline-lesson", lessons[0].pk)).status_code == 404


def test_a_scenario_that_goes_on_step_by_step_is_read_and_answered_when_connected(client):
    block = example_block("branching_scenario", str(uuid4()))
    path = make_path(lessons=1, questions=0, languages=["fr"])
    page = PathPage.objects.get(translation_key=path.key, locale__language_code="fr")
    lesson = LessonPageFactory(parent=page.get_children().get(), body=[block])
    join(client, publish_path(page))
    shown = kept_page(client, lesson).content.decode()
    assert "data-kept-question" not in shown


def test_a_test_of_a_kept_lesson_says_what_it_is_and_that_it_takes_a_connection(client):
    path = make_path_with_test(make_bank(), {"phishing": 2}, attempts=2, minutes=20)
    join(client, path)
    lesson = next(one for one in lesson_pages(path, "fr") if one.test_blocks)
    shown = kept_page(client, lesson).content.decode()
    (block_id,) = lesson.test_blocks
    with translation.override("fr"):
        words = gettext("A test takes a connection: open the lesson itself when you are connected.")
    assert words in shown
    assert shown.count("test-card-title") == 1
    with translation.override("fr"):
        assert reverse("courses:test", args=[lesson.pk, block_id]) not in shown
    assert "css/tests.css" in shown
    assert files_named_by(shown) <= {*shell.files(), "/static/img/icon-180.png"}


# --- The site itself ---------------------------------------------------------
def files_named_by(html):
    return set(re.findall(r'(?:src|href)="(/static/[^"#?]+)', html))


def fonts_of_the_tokens():
    text = Path(finders.find("css/tokens.css")).read_text(encoding="utf-8")
    return {
        f"/static/vendor/fonts/{name}"
        for name in re.findall(r"vendor/fonts/([^\"]+)", text)
        if "latin-ext" not in name
    }


def test_the_service_worker_keeps_every_file_that_its_pages_are_shown_with(client, path, lessons):
    worker = client.get("/service-worker.js").content.decode()
    kept = json.loads(re.search(r"self.KEPT = (\{.*?\n\});", worker, re.DOTALL)[1])
    needed = fonts_of_the_tokens()
    for language in ("fr", "en"):
        page = client.get(kept["pages"][language])
        needed |= files_named_by(page.content.decode())
    join(client, path)
    needed |= files_named_by(kept_page(client, lessons[0]).content.decode())
    # Systems take their icon from the network, once, when the academy is installed.
    assert needed - set(kept["files"]) - {"/static/img/icon-180.png"} == set()
    assert all(finders.find(one.removeprefix("/static/")) for one in kept["files"])
    scripts = re.search(r"importScripts\((.*)\);", worker)[1]
    assert [finders.find(one.removeprefix("/static/")) for one in json.loads(f"[{scripts}]")]


def test_the_service_worker_is_a_script_of_the_root_that_no_cache_keeps(client):
    reply = client.get("/service-worker.js")
    assert reply["Content-Type"] == "text/javascript; charset=utf-8"
    assert reply["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in reply["Content-Security-Policy"]
    assert not reply.cookies


def test_another_file_makes_another_version(monkeypatch):
    before = shell.version()
    assert shell.version() == before
    monkeypatch.setattr(shell, "files", lambda: ["/static/css/site.5678.css"])
    assert shell.version() != before
    assert shell.version("<p>page</p>") != shell.version()


def test_the_page_of_the_device_is_the_same_for_everybody(client, path):
    def shown():
        reply = client.get(address("device"))
        assert not reply.cookies
        assert "no-store" not in reply["Cache-Control"]
        return reply.content.decode()

    anonymous = shown()
    enrolment = join(client, path)
    assert shown() == anonymous
    assert "data-person" not in anonymous
    assert str(enrolment.user.public_id) not in anonymous


def test_pages_say_whose_they_are_to_their_own_reader_alone(client, path, lessons):
    url = lessons[0].get_url()
    assert "academy-device" not in client.get(url).content.decode()
    user = UserFactory()
    client.force_login(user)
    enrol(user=user, path_key=path.key, at=timezone.now())
    assert f'data-person="{user.public_id}"' in client.get(url).content.decode()


def test_a_course_that_one_follows_can_be_kept(client, path, lessons):
    url = lessons[0].get_parent().get_url()
    assert "academy-keep-course" not in client.get(url).content.decode()
    join(client, path)
    assert f"/fr/learn/offline/courses/{course_key(path)}/" in client.get(url).content.decode()


def test_the_session_says_who_is_signed_in(client, path):
    reply = client.get(address("offline-session"))
    assert reply.json() == {"person": "", "token": ""}
    enrolment = join(client, path)
    reply = client.get(address("offline-session"))
    assert reply.json()["person"] == str(enrolment.user.public_id)
    assert reply.json()["token"]
    assert "no-store" in reply["Cache-Control"]


def test_listing_a_course_costs_the_same_whatever_its_lessons(
    client, path, lessons, django_assert_max_num_queries
):
    join(client, path)
    with django_assert_max_num_queries(16):
        listed(client, path)


def test_a_lesson_that_is_taken_away_is_no_longer_listed(client, path, lessons):
    enrolment = join(client, path)
    lessons[1].unpublish()
    assert client.get(address("offline-lesson", lessons[1].pk)).status_code == 404
    reply = send(client, enrolment.user.public_id, [a_finish(lessons[1])])
    assert reply.json()["acts"][0]["state"] == "refused"
    assert reply.json()["acts"][0]["why"]


def test_one_question_is_drawn_alike_in_both_places(client):
    """A kept question and the one of the lesson itself offer the same options."""
    path = make_path(lessons=1, questions=0, languages=["fr"])
    page = PathPage.objects.get(translation_key=path.key, locale__language_code="fr")
    body = [choice_question(choice_ids=["a1", "b2", "c3"])]
    lesson = LessonPageFactory(parent=page.get_children().get(), body=body)
    join(client, publish_path(page))
    fields = r'<input[^>]*name="choice[^>]*>'
    online = re.findall(fields, client.get(lesson.get_url()).content.decode())
    assert online == re.findall(fields, kept_page(client, lesson).content.decode())
    assert len(online) == 3
