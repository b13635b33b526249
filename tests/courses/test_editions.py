"""What is kept for readers changes with what is published, at once and for everybody."""

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from academy.accounts.models import User
from courses.models import LessonPage
from courses.services import enrol
from tests.factories.accounts import UserFactory
from tests.factories.courses import AT, CataloguePageFactory, lesson_pages, make_path
from tests.factories.organisms import OrganismFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def path(module_database):
    with module_database():
        return make_path(title="Reconnaître un hameçon", slug="hamecon")


@pytest.fixture
def lesson(path) -> LessonPage:
    return lesson_pages(path)[0]


@pytest.fixture(params=["a visitor", "a learner"])
def reader(request, path) -> Client:
    """Return who has read every page of this edition before, as what is kept may be theirs."""
    client = Client()
    if request.param == "a learner":
        learner = UserFactory()
        enrol(user=learner, path_key=path.key, at=AT)
        client.force_login(learner)
    return client


def read(client: Client, page: Page) -> str:
    answer = client.get(page.get_url())
    assert answer.status_code == 200
    return answer.content.decode()


def publish(page: Page) -> None:
    page.save_revision().publish()


def test_a_second_visitor_costs_one_query(client, lesson):
    first = read(client, lesson)
    with CaptureQueriesContext(connection) as queries:
        assert read(Client(), lesson) == first
    assert len(queries) == 1


def test_what_is_published_is_read_at_once(reader, lesson):
    read(reader, lesson)
    lesson.title = "Un titre nouveau"
    publish(lesson)
    assert "Un titre nouveau" in read(reader, lesson)


def test_a_block_that_changes_is_read_at_once(reader, lesson):
    read(reader, lesson)
    blocks = lesson.body.get_prep_value()
    texts = [block for block in blocks if block["type"] == "rich_text"]
    texts[0]["value"] = "<p>Une phrase nouvelle.</p>"
    lesson.body = blocks
    publish(lesson)
    assert "Une phrase nouvelle." in read(reader, lesson)


def test_a_draft_is_read_by_nobody_and_renews_nothing(reader, lesson):
    before = read(reader, lesson)
    stamp = caches["default"].get("edition")
    lesson.title = "Un brouillon"
    lesson.save_revision()
    assert caches["default"].get("edition") == stamp
    assert "Un brouillon" not in read(reader, lesson)
    assert "Un brouillon" not in before


def test_what_is_unpublished_is_gone_at_once(reader, lesson):
    read(reader, lesson)
    address = lesson.get_url()
    lesson.unpublish()
    assert reader.get(address).status_code == 404


def test_what_is_closed_to_visitors_is_closed_at_once(client, lesson):
    read(client, lesson)
    PageViewRestriction.objects.create(page=lesson, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(lesson.get_url()).status_code == 302


def test_a_page_that_moves_is_found_at_its_new_address(
    reader, path, lesson, django_capture_on_commit_callbacks
):
    course = lesson.get_parent().specific
    read(reader, lesson)
    old = lesson.get_url()
    course.slug = "un-autre-nom"
    with django_capture_on_commit_callbacks(execute=True):
        publish(course)
    moved = LessonPage.objects.get(pk=lesson.pk)
    assert "un-autre-nom" in moved.get_url()
    read(reader, moved)
    assert reader.get(old)["Location"] == moved.get_url()


def test_a_publication_that_fails_changes_nothing(reader, lesson):
    before = lesson.title
    read(reader, lesson)
    lesson.title = "Jamais"
    with transaction.atomic():
        publish(lesson)
        transaction.set_rollback(True)
    shown = read(reader, lesson)
    assert before in shown
    assert "Jamais" not in shown


def test_the_catalogue_follows_the_names_that_it_shows(reader, path):
    catalogue = CataloguePageFactory(language="fr")
    organism = OrganismFactory(name_fr="Bureau des phares")
    path.built_by.add(organism)
    read(reader, catalogue)
    organism.name_fr = "Bureau des marées"
    organism.save()
    assert "Bureau des marées" in read(reader, catalogue)
    path.theme.name_fr = "Pêche en ligne"
    path.theme.save()
    assert "Pêche en ligne" in read(reader, catalogue)


def test_nobody_gets_the_page_of_another(path, lesson):
    visitor, learner = Client(), Client()
    person: User = UserFactory(first_name="Aurore", last_name="Boréale")
    enrol(user=person, path_key=path.key, at=AT)
    learner.force_login(person)
    as_visitor = read(visitor, lesson)
    as_learner = read(learner, lesson)
    assert "Aurore" in as_learner
    assert "csrfmiddlewaretoken" in as_learner
    assert read(visitor, lesson) == as_visitor
    assert "Aurore" not in as_visitor
    assert "csrfmiddlewaretoken" not in as_visitor
    assert "no-store" in learner.get(lesson.get_url())["Cache-Control"]


def test_what_an_address_asks_for_is_not_kept_for_another(client, path):
    make_path(title="Chiffrer ses disques", slug="disques")
    address = CataloguePageFactory(language="fr").get_url()
    assert "Chiffrer" not in client.get(f"{address}?query=hameçon").content.decode()
    assert "Chiffrer" in client.get(address).content.decode()


def test_a_kept_page_has_the_policies_of_any_page(client, lesson):
    first, second = (client.get(lesson.get_url()) for _time in range(2))
    for header in ("Content-Security-Policy", "Permissions-Policy", "X-Frame-Options"):
        assert first[header] == second[header]
    assert client.head(lesson.get_url()).status_code == 200


def test_names_without_end_for_one_page_do_not_fill_the_memory(client, lesson, settings):
    settings.ALLOWED_HOSTS = ["testserver", ".localhost"]
    usual = read(client, lesson)
    before = len(caches["local"]._cache)
    hosts = [f"testserver:{port}" for port in range(2000, 2010)]
    hosts += ["TESTserver", "testserver.", *(f"a{number}.localhost" for number in range(10))]
    for host in hosts:
        answer = Client().get(lesson.get_url(), headers={"host": host})
        assert answer.status_code == 200
    assert len(caches["local"]._cache) == before
    assert read(client, lesson) == usual


def test_a_preview_is_neither_kept_nor_answered_from_what_is_kept(lesson):
    editor = Client()
    editor.force_login(UserFactory(is_superuser=True))
    visitor = Client()
    before = read(visitor, lesson)
    lesson.title = "Ce qu'un aperçu montre"
    blocks = lesson.body.get_prep_value()
    next(block for block in blocks if block["type"] == "rich_text")["value"] = "<p>Pas publié.</p>"
    lesson.body = blocks
    shown = lesson.make_preview_request(preview_mode="").render().content.decode()
    assert "Pas publié." in shown
    assert read(visitor, lesson) == before
