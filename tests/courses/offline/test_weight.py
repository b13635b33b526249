"""What a page of a learner weighs, without media: less than 150 kB, as it is transferred."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation

from courses.models import LessonPage
from tests.factories.courses import lesson_pages, make_path
from tests.factories.questions import EXAMPLES, example_block
from tests.weighing import COMPRESSED, MOST, files_of, html_of, weight

from .steps import join

pytestmark = pytest.mark.django_db
HTMX = "vendor/htmx/htmx.min.js"


@pytest.fixture
def path():
    return make_path(courses=3, lessons=6, questions=6)


def addresses(lesson):
    """Return those of a learner's main pages, by what each is."""
    course = lesson.get_parent()
    path_page = course.get_parent()
    catalogue = path_page.get_parent()
    pages = {
        "catalogue": catalogue,
        "path": path_page,
        "course": course,
        "lesson": lesson,
    }
    with translation.override(lesson.locale.language_code):
        return {name: page.specific.get_url() for name, page in pages.items()} | {
            "dashboard": reverse("home:dashboard")
        }


def test_the_main_pages_of_a_learner_are_light(client, path):
    lesson = lesson_pages(path, "fr")[0]
    join(client, path)
    weights = {
        name: weight(client.get(url, headers=COMPRESSED)) for name, url in addresses(lesson).items()
    }
    assert {name: size for name, size in weights.items() if size >= MOST} == {}, weights


def test_a_lesson_with_every_kind_of_question_is_light(client, path):
    lesson = lesson_pages(path, "fr")[0]
    # But the one that takes a picture: media are not counted.
    kinds = [kind for kind in sorted(EXAMPLES) if "media/" not in str(EXAMPLES[kind])]
    assert len(kinds) > 6
    lesson.body = [example_block(kind, str(uuid4())) for kind in kinds]
    lesson.save_revision().publish()
    join(client, path)
    reply = client.get(LessonPage.objects.get(pk=lesson.pk).get_url(), headers=COMPRESSED)
    assert weight(reply) < MOST


# What a lesson fetches for one kind of block alone.
OF_A_KIND = {
    "ordering": {"css/questions.css", "js/elements/ordering-list.js"},
    "message_triage": {"css/questions.css", "css/mailbox.css", "js/elements/mail-box.js"},
    "numeric": {"css/questions.css"},
}


def test_a_lesson_fetches_what_its_blocks_need_and_no_more(client, path):
    lesson = lesson_pages(path, "fr")[0]
    join(client, path)
    seen = {}
    for kind in OF_A_KIND:
        lesson.body = [example_block(kind, str(uuid4()))]
        lesson.save_revision().publish()
        page = LessonPage.objects.get(pk=lesson.pk)
        seen[kind] = set(files_of(client.get(page.get_url(), headers=COMPRESSED)))
    common = set.intersection(*seen.values()) - {"css/questions.css"}
    assert {kind: files - common for kind, files in seen.items()} == OF_A_KIND
    assert not any("video" in name for name in common)


def test_pages_are_compressed_for_who_takes_it_and_never_alike_twice(client, path):
    url = lesson_pages(path, "fr")[0].get_url()
    join(client, path)
    plain = client.get(url)
    assert not plain.has_header("Content-Encoding")
    replies = [client.get(url, headers=COMPRESSED) for _time in range(6)]
    assert {reply["Content-Encoding"] for reply in replies} == {"gzip"}
    assert all("Accept-Encoding" in reply["Vary"] for reply in [plain, *replies])
    # BREACH: neither the token in a form nor the length of the answer stays the same.
    tokens = {re.search(r'csrfmiddlewaretoken" value="(\w+)', html_of(one))[1] for one in replies}
    assert len(tokens) == len(replies)
    assert len({len(reply.content) for reply in replies}) > 1


def test_what_shows_secrets_or_people_is_not_compressed(client, path):
    join(client, path)
    for url in ("/fr/account/2fa/", "/fr/account/email/", "/fr/learning/", "/en/learn/device/"):
        reply = client.get(url, headers=COMPRESSED)
        assert reply.status_code == 200
        assert not reply.has_header("Content-Encoding"), url


def test_pages_that_htmx_serves_have_it_and_those_that_only_lead_do_not(client, path):
    lesson = lesson_pages(path, "fr")[0]
    join(client, path)
    found = {name: client.get(url).content.decode() for name, url in addresses(lesson).items()}
    assert {name for name, html in found.items() if HTMX in html} == {"lesson"}
    assert {name for name, html in found.items() if re.search(r"\shx-\w+=", html)} == {"lesson"}
