"""The check and the report of ageing content, as designers open them."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from courses.models import CoursePage, LessonPage, PathPage
from courses.translating.following import agree_on_path
from tests.factories.accounts import UserFactory
from tests.factories.banks import make_bank
from tests.factories.courses import (
    LessonPageFactory,
    block,
    choice_question,
    items,
    lesson_pages,
    make_path,
    text,
)
from tests.factories.media import make_video
from tests.factories.organisms import OrganismFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAY = timedelta(days=1)


@pytest.fixture
def organism():
    return OrganismFactory()


@pytest.fixture
def designer(organism, client, with_second_factor):
    user = UserFactory(language="en")
    grant(user=user, role=Role.DESIGNER, organism=organism, at=timezone.now(), by=None)
    with_second_factor(user)
    client.force_login(user)
    return user


@pytest.fixture
def path(organism):
    path = make_path(questions=0, built_by=[organism])
    LessonPage.objects.update(review_by=timezone.localdate() + 365 * DAY)
    for page in PathPage.objects.filter(translation_key=path.key):
        page.save_revision().publish()
    # Its texts are the same in both languages, and count as translated.
    agree_on_path(path_key=path.key, by=None, at=timezone.now())
    return path


def root(path, language="fr"):
    return PathPage.objects.get(translation_key=path.key, locale__language_code=language)


def check(client, path, language="fr"):
    return client.get(reverse("courses_linting:check", args=[root(path, language).pk]))


def draft(lesson, *blocks, **fields):
    """Save a draft of a lesson, which isn't published."""
    for name, value in fields.items():
        setattr(lesson, name, value)
    lesson.body = lesson._meta.get_field("body").stream_block.to_python(list(blocks))
    return lesson.save_revision()


def findings(reply, language="fr"):
    shown = next(one for one in reply.context["languages"] if one["code"] == language)
    return [finding for page in shown["pages"] for finding in page["findings"]]


def test_a_path_without_a_fault_says_so_in_each_language(designer, path, client):
    reply = check(client, path, "en")
    assert [one["code"] for one in reply.context["languages"]] == ["en", "fr"]
    html = reply.content.decode()
    assert html.count("Nothing was found.") == 2
    assert "2 lessons read" in html


def test_the_draft_is_read_and_a_finding_leads_to_its_passage(designer, path, client):
    lesson = lesson_pages(path)[0]
    bad = text(f'<p>Voyez <a linktype="page" id="{lesson.pk + 9999}">cette page</a>.</p>')
    draft(lesson, bad, title="Leçon revue")
    reply = check(client, path)
    (finding,) = findings(reply)
    assert finding.sentence == (
        "The link “cette page” leads to a page that is gone. Choose another page, or remove the "
        "link."
    )
    place = f"{reverse('wagtailadmin_pages:edit', args=[lesson.pk])}#block-{bad['id']}-section"
    html = reply.content.decode()
    assert f'href="{place}"' in html
    assert "Leçon revue" in html
    assert findings(reply, "en") == []
    lesson.refresh_from_db()
    assert lesson.title != "Leçon revue"


@pytest.mark.parametrize("kind", ["page", "document"])
@pytest.mark.parametrize("number", ["9" * 30, "-1", ""])
def test_a_link_to_what_can_be_no_number_is_a_link_to_what_is_gone(
    designer, path, client, kind, number
):
    draft(lesson_pages(path)[0], text(f'<p><a linktype="{kind}" id="{number}">ici</a></p>'))
    (finding,) = findings(check(client, path))
    assert "that is gone" in finding.sentence


def test_a_page_that_is_not_published_is_no_place_to_lead_to(designer, path, client):
    lesson, other = lesson_pages(path)
    draft(lesson, text(f'<p><a linktype="page" id="{other.pk}">la suite</a></p>'))
    assert findings(check(client, path)) == []
    other.unpublish()
    assert "is not published" in findings(check(client, path))[0].sentence


def test_what_stops_the_publication_is_said_in_the_words_of_what_stops_it(designer, path, client):
    lesson = lesson_pages(path)[0]
    video = block(
        "video",
        {"title": "Un appel", "video": make_video(captions=["en"]).pk, "transcript": "<p>A</p>"},
    )
    bank = make_bank()
    test = block(
        "knowledge_test",
        {"title": "Le test", "bank": bank.pk, "draws": items([{"tag": "absent", "count": 4}])},
    )
    revision = draft(lesson, text(), video, test)
    reply = check(client, path)
    stopping = [one for one in findings(reply) if one.severity == "stops"]
    assert {one.sentence for one in stopping} == {
        problem
        for said in revision.as_object().publication_errors()["body"]
        for problem in [said.message.replace("%%", "%")]
    }
    assert [one.url.partition("#")[2] for one in stopping] == [
        f"block-{video['id']}-section",
        f"block-{test['id']}-section",
    ]
    assert "What stops the publication, the editor refuses too." in reply.content.decode()


def test_a_structure_that_nobody_can_follow_is_said_of_its_course(designer, path, client):
    course = CoursePage.objects.child_of(root(path)).get()
    course.requires = [str(course.translation_key)]
    course.save_revision()
    (finding,) = findings(check(client, path))
    assert "requires itself" in finding.sentence
    assert finding.url == reverse("wagtailadmin_pages:edit", args=[course.pk])


def test_doubtful_captions_are_advice(designer, path, client):
    film = make_video(duration=1)
    video = {"title": "Un appel", "video": film.pk, "transcript": "<p>Bonjour.</p>"}
    draft(lesson_pages(path)[0], text(), block("video", video))
    (finding,) = findings(check(client, path))
    assert finding.severity == "read"
    assert "go on after its end" in finding.sentence
    film.captions_fr.save("fr.vtt", ContentFile(b"WEBVTT\n\n00:00.000 --> 00:01.000\nOui\n"))
    assert findings(check(client, path)) == []


def test_what_is_retired_is_no_part_of_the_path(designer, path, client):
    lesson = lesson_pages(path)[0]
    draft(lesson, choice_question(), review_by=None)
    assert len(findings(check(client, path))) == 2
    lesson.refresh_from_db()
    lesson.first_published_at = timezone.now()
    lesson.save()
    lesson.unpublish()
    assert findings(check(client, path)) == []


def test_only_those_who_may_edit_the_path_have_it_checked(designer, client):
    theirs = make_path(built_by=[OrganismFactory()])
    assert check(client, theirs).status_code == 404
    lesson = lesson_pages(theirs)[0]
    assert client.get(reverse("courses_linting:check", args=[lesson.pk])).status_code == 404


def test_the_path_offers_its_check_to_those_who_may_edit_it(designer, path, client):
    address = reverse("courses_linting:check", args=[root(path).pk])
    page = client.get(reverse("wagtailadmin_explore", args=[root(path).pk]))
    assert address in page.content.decode()
    course = CoursePage.objects.child_of(root(path)).get()
    page = client.get(reverse("wagtailadmin_explore", args=[course.pk]))
    assert "/admin/checks/" not in page.content.decode().split("<main")[-1]


def test_longer_paths_take_no_more_queries(designer, path, client):
    check(client, path)
    with CaptureQueriesContext(
        connection,
    ) as few:
        check(client, path)
    course = CoursePage.objects.child_of(root(path)).get()
    for _place in range(5):
        LessonPageFactory(parent=course).save_revision()
    with CaptureQueriesContext(connection) as many:
        check(client, path)
    assert len(many) == len(few)
    assert len(few) <= 40


def test_wagtails_checks_measure_contrast_and_look_for_alternatives(designer, path, client):
    lesson = lesson_pages(path)[0]
    html = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    found = re.search(r'<script id="checker-axe-configuration"[^>]*>(.*?)</script>', html, re.S)
    rules = json.loads(found[1])["options"]["runOnly"]
    assert {"color-contrast", "image-alt", "heading-order"} <= set(rules)


# --- The report -----------------------------------------------------------------------------------
def ageing(client, **filters):
    return client.get(reverse("courses_linting:ageing"), filters)


@pytest.fixture
def days(path):
    """The lessons in French are past and near; those in English come later."""
    today = timezone.localdate()
    past, near = lesson_pages(path)
    for lesson, day in ((past, today - 3 * DAY), (near, today + 60 * DAY)):
        lesson.review_by = day
        lesson.save()
    later = lesson_pages(path, "en")[0]
    later.review_by = today + 61 * DAY
    later.save()
    return past, near


def test_the_report_has_what_is_past_or_near_the_oldest_first(designer, organism, days, client):
    reply = ageing(client)
    assert [one.pk for one in reply.context["object_list"]] == [one.pk for one in days]
    past, near = reply.context["object_list"]
    assert (past.state, near.state) == ("Past for 3 days", "In 60 days")
    assert past.organisms == organism.name
    assert past.path_title.startswith("Parcours")
    assert reverse("wagtailadmin_pages:edit", args=[past.pk]) in reply.content.decode()


def test_the_report_is_narrowed_by_state_language_and_organism(designer, organism, days, client):
    past, near = days

    def kept(**filters):
        return [one.pk for one in ageing(client, **filters).context["object_list"]]

    assert kept(state="past") == [past.pk]
    assert kept(state="soon") == [near.pk]
    assert kept(language="en") == []
    assert kept(organism=organism.pk) == [past.pk, near.pk]
    second = OrganismFactory()
    grant(user=designer, role=Role.DESIGNER, organism=second, at=timezone.now(), by=None)
    other = make_path(questions=0, lessons=1, languages=["fr"], built_by=[second])
    LessonPage.objects.filter(pk=lesson_pages(other)[0].pk).update(review_by=timezone.localdate())
    for page in PathPage.objects.filter(translation_key=other.key):
        page.save_revision().publish()
    assert kept(organism=second.pk) == [lesson_pages(other)[0].pk]
    assert len(kept()) == 3


def test_what_others_edit_and_what_is_not_published_are_not_in_it(designer, days, client):
    theirs = make_path(questions=0, built_by=[OrganismFactory()])
    LessonPage.objects.filter(pk=lesson_pages(theirs)[0].pk).update(
        review_by=timezone.localdate() - DAY
    )
    past, near = days
    near.unpublish()
    assert [one.pk for one in ageing(client).context["object_list"]] == [past.pk]


def test_the_file_has_the_rows_that_are_shown_and_runs_no_formula(designer, organism, days, client):
    past, _near = days
    LessonPage.objects.filter(pk=past.pk).update(title="=cmd()")
    reply = ageing(client, export="csv", state="past")
    head, row = csv.reader(io.StringIO(b"".join(reply.streaming_content).decode()))
    assert head[:3] == ["Lesson", "Learning path", "Built by"]
    assert row[0] == "'=cmd()"
    assert row[2:4] == [organism.name, "French"]
    assert row[5] == "Past for 3 days"


def test_the_report_takes_no_more_queries_for_more_lessons(designer, days, client):
    ageing(client)
    with CaptureQueriesContext(connection) as few:
        ageing(client)
    course = days[0].get_parent()
    for _place in range(5):
        LessonPageFactory(parent=course, review_by=timezone.localdate())
    with CaptureQueriesContext(connection) as many:
        reply = ageing(client)
    assert len(reply.context["object_list"]) == 7
    assert len(many) == len(few)
