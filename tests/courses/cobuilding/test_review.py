"""What people without an account read and remark through a review link."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from courses.cobuilding import building
from courses.models import LessonPage, Remark
from tests.factories.courses import LessonPageFactory, make_path

from .building import make_built

pytestmark = pytest.mark.django_db


@pytest.fixture
def built():
    return make_built(languages=("fr", "en"))


@pytest.fixture
def link(built):
    return building.open_link(
        by=built.designers[0], path=built.page, note="A", days=3, at=timezone.now()
    )


def address(secret, page=None, language="fr"):
    with translation.override(language):
        if page is None:
            return reverse("review:pages", args=[secret])
        return reverse("review:draft", args=[secret, page.pk])


def test_drafts_are_read_without_an_account_in_each_language(client, built, link):
    page = LessonPage.objects.get(pk=built.lesson.pk)
    page.title = "Un titre d’ébauche"
    page.save_revision()
    unpublished = LessonPageFactory(parent=page.get_parent(), live=False, title="Pas encore là")
    listed = client.get(address(link[1]))
    assert listed.status_code == 200
    shown = listed.content.decode()
    twin = LessonPage.objects.get(translation_key=page.translation_key, locale__language_code="en")
    for one in ("Un titre d’ébauche", "Pas encore là", address(link[1], twin, "en")):
        assert one in shown
    # What the reader reads comes first.
    for own, other in ((page, twin), (twin, page)):
        code = own.locale.language_code
        listed = client.get(f"/{code}/review/{link[1]}/").content.decode()
        places = [
            listed.index(address(link[1], one, one.locale.language_code)) for one in (own, other)
        ]
        assert places == sorted(places)
    draft = client.get(address(link[1], page))
    assert "Un titre d’ébauche" in draft.content.decode()
    assert address(link[1], twin, "en") in draft.content.decode()
    assert client.get(address(link[1], unpublished)).status_code == 200
    assert client.get(address(link[1], twin, "en")).status_code == 200


def test_each_page_is_shown_to_a_learner_who_is_so_far(client, built, link):
    counts = {}
    for state in ("new", "half", "done", "nonsense"):
        shown = client.get(address(link[1], built.page), {"state": state}).content.decode()
        counts[state] = shown.count("lesson-row-done")
        assert address(link[1], built.lesson) in shown
    assert counts == {"new": 0, "half": 1, "done": 2, "nonsense": 0}
    course = built.lesson.get_parent()
    assert client.get(address(link[1], course)).status_code == 200


def test_what_was_never_published_has_its_place_and_what_was_withdrawn_has_none(
    client, built, link
):
    course = built.lesson.get_parent().specific
    LessonPageFactory(parent=course, live=False, title="Pas encore là")
    gone = LessonPage.objects.child_of(course).live().exclude(pk=built.lesson.pk).get()
    gone.save_revision().publish()
    gone.refresh_from_db()
    gone.unpublish()
    path = client.get(address(link[1], built.page)).context["path"]
    [row] = path.courses
    assert [one.title for one in row.lessons] == [built.lesson.title, "Pas encore là"]
    # A path of which nothing is live yet is read as its learners will see it.
    pages = built.page.get_descendants(inclusive=True)
    pages.update(live=False, first_published_at=None)
    shown = client.get(address(link[1], built.page), {"state": "done"})
    assert shown.content.decode().count("lesson-row-done") == 3
    lesson = client.get(address(link[1], built.lesson))
    assert lesson.context["after"].title == gone.title


def test_whoever_has_the_link_reads_what_was_said_through_it(client, built, link):
    at = timezone.now()
    _other, secret = building.open_link(
        by=built.designers[0], path=built.page, note="B", days=3, at=at
    )
    said = building.remark(
        link=link[0], page=built.lesson, name="Léa", text="Il manque un mot.", at=at
    )
    assert "Il manque un mot." in client.get(address(link[1], built.lesson)).content.decode()
    assert "Il manque un mot." not in client.get(address(secret, built.lesson)).content.decode()
    assert "Il manque un mot." not in client.get(address(link[1], built.page)).content.decode()
    building.settle_remark(by=built.designers[0], path=built.page, remark_id=said.pk, at=at)
    shown = client.get(address(link[1], built.lesson, "en")).content.decode()
    assert "Dealt with" in shown


def test_nobody_finds_these_pages(client, built, link):
    for one in (address(link[1]), address(link[1], built.lesson), address("nothing")):
        answer = client.get(one)
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "same-origin"
        assert "no-store" in answer["Cache-Control"]
    assert "Disallow: /*/review/" in client.get("/robots.txt").content.decode()


def test_a_link_leads_to_its_path_alone_and_nowhere_once_it_ended(client, built, link):
    other = make_path(lessons=1)
    page = LessonPage.objects.filter(
        translation_key=other.outline["courses"][0]["lessons"][0]["key"]
    ).first()
    assert client.get(address(link[1], page)).status_code == 404
    assert client.get(address("nothing")).status_code == 404
    row = link[0]
    row.ends_at = timezone.now() - timedelta(seconds=1)
    row.save()
    assert client.get(address(link[1])).status_code == 404
    said = {"name": "Léa", "text": "Bien."}
    assert client.post(address(link[1], built.lesson), said).status_code == 404
    row.ends_at = timezone.now() + timedelta(days=1)
    row.save()
    assert client.get(address(link[1])).status_code == 200
    building.revoke_link(by=built.designers[0], path=built.page, link_id=row.pk, at=timezone.now())
    assert client.get(address(link[1])).status_code == 404


def test_a_form_of_another_site_is_refused_and_ones_own_is_taken(built, link):
    client = Client(enforce_csrf_checks=True)
    shown = client.get(address(link[1], built.lesson)).content.decode()
    token = shown.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    said = {"name": "Léa", "text": "Bien."}
    assert client.post(address(link[1], built.lesson), said).status_code == 403
    said["csrfmiddlewaretoken"] = token
    assert client.post(address(link[1], built.lesson), said).status_code == 302


def test_a_remark_is_kept_once(client, built, link):
    said = {"name": "Léa <i>", "text": "Il manque un mot."}
    for _time in range(2):
        assert client.post(address(link[1], built.lesson), said).status_code == 302
    row = Remark.objects.get()
    assert (row.name, row.page_id, row.page_title) == (
        "Léa <i>",
        built.lesson.pk,
        built.lesson.title,
    )


@pytest.mark.parametrize(
    "said", [{"name": ""}, {"text": "  "}, {"text": "A" * 1001}, {"name": "A" * 81}]
)
def test_a_remark_that_cannot_be_says_why_and_keeps_the_words(client, built, link, said):
    values = {"name": "Léa", "text": "Un mot à garder"} | said
    answer = client.post(address(link[1], built.lesson), values)
    assert answer.status_code == 422
    if "text" not in said:
        assert "Un mot à garder" in answer.content.decode()
    assert not Remark.objects.exists()


def test_nobody_remarks_without_end(client, built, link, caplog):
    caches["default"].clear()
    answers = [
        client.post(
            address(link[1], built.lesson, "en"), {"name": "Léa", "text": f"Mot numéro {n}"}
        )
        for n in range(11)
    ]
    caches["default"].clear()
    assert [one.status_code for one in answers] == [302] * 10 + [429]
    assert "Wait a minute, then send this one." in answers[-1].content.decode()
    assert "Mot numéro 10" in answers[-1].content.decode()
    assert Remark.objects.count() == 10
    assert link[1] not in caplog.text


def test_nothing_is_recorded_and_nothing_else_can_be_done(client, built, link):
    shown = client.get(address(link[1], built.lesson)).content.decode()
    assert reverse("courses:complete", args=[built.lesson.pk]) not in shown
    assert reverse("courses:report", args=[built.lesson.pk]) not in shown
