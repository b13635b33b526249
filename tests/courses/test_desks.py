"""What designers may do in the editor, and what becomes of pages that have records."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Page

from academy.organisms.models import Role
from academy.organisms.services.roles import grant, revoke
from courses.models import Enrolment, LessonPage, PathPage
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.courses import CataloguePageFactory, lesson_pages, make_path
from tests.factories.organisms import OrganismFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organism():
    return OrganismFactory(name_fr="Régie des rives", name_en="Shores Board")


@pytest.fixture
def designer(organism, client, with_second_factor):
    CataloguePageFactory(language="fr")
    user = UserFactory()
    grant(user=user, role=Role.DESIGNER, organism=organism, at=timezone.now(), by=None)
    with_second_factor(user)
    client.force_login(user)
    return user


def french_page(path):
    return PathPage.objects.get(translation_key=path.key, locale__language_code="fr")


def built_by(path, organism):
    page = french_page(path)
    page.built_by.set([organism])
    page.save_revision().publish()
    return page


def may(user, page):
    permissions = Page.objects.get(pk=page.pk).permissions_for_user(user)
    return permissions.can_edit(), permissions.can_publish()


def test_a_designer_edits_and_publishes_the_paths_of_the_organism_alone(designer, organism):
    own = built_by(make_path(), organism)
    other = french_page(make_path())
    assert may(designer, own) == (True, True)
    assert may(designer, own.get_children().first()) == (True, True)
    assert may(designer, other) == (False, False)


def test_a_designer_named_later_finds_the_paths_built_before(organism):
    page = built_by(make_path(), organism)
    user = UserFactory()
    assert may(user, page) == (False, False)
    grant(user=user, role=Role.DESIGNER, organism=organism, at=timezone.now(), by=None)
    assert may(type(user).objects.get(pk=user.pk), page) == (True, True)


def test_a_path_given_to_another_organism_leaves_the_desk(designer, organism):
    page = built_by(make_path(), organism)
    page.built_by.set([OrganismFactory()])
    page.save_revision().publish()
    assert may(designer, page) == (False, False)


def test_a_designer_whose_role_ended_edits_nothing(designer, organism):
    page = built_by(make_path(), organism)
    revoke(grant=designer.role_grants.get(), at=timezone.now(), by=None)
    assert may(type(designer).objects.get(pk=designer.pk), page) == (False, False)


def test_the_editor_opens_to_designers_and_to_nobody_else(client, designer):
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    client.force_login(UserFactory())
    assert client.get(reverse("wagtailadmin_home")).status_code != 200


def test_a_designer_previews_the_real_template_and_nothing_is_recorded(client, designer, organism):
    path = make_path(questions=3)
    built_by(path, organism)
    lesson = lesson_pages(path)[0]
    preview = reverse("wagtailadmin_pages:view_draft", args=[lesson.pk])
    page = client.get(preview)
    assert page.status_code == 200
    assert "lesson-body" in page.content.decode()
    assert "question-choices" in page.content.decode()
    assert not Enrolment.objects.exists()


def main_of(page):
    return page.content.decode().split("<main")[1].split("</main>")[0]


def test_a_preview_of_a_lesson_is_the_page_of_a_learner_with_what_its_answers_say(
    client, designer, organism
):
    path = make_path(lessons=2, questions=3)
    built_by(path, organism)
    lesson, other = lesson_pages(path)
    lesson.title = "Une leçon récrite"
    lesson.save_revision()
    page = client.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]))
    html = page.content.decode()
    way_up = html.split('class="breadcrumbs')[1].split("</nav>")[0]
    assert way_up.count("<a href") == 3
    side = html.split('class="lesson-side"')[1].split("</nav>")[0]
    assert "Une leçon récrite" in side
    assert other.title in side
    assert lesson.get_parent().title in html.split('class="page-kicker"')[1].split("</p>")[0]
    main = main_of(page)
    assert 'type="radio"' in main
    assert 'type="checkbox"' in main
    assert "<form" not in main
    assert main.count("<button") == main.count(" disabled>") == 4
    for block in lesson.question_blocks.values():
        for choice in block.value.question(block.id).choices:
            assert choice.feedback in main
    assert "L’explication." in main


def test_a_learner_never_gets_what_a_preview_says(client, designer, organism):
    path = make_path(questions=3)
    built_by(path, organism)
    client.post(reverse("courses:enrol", args=[path.key]))
    page = client.get(lesson_pages(path)[0].get_url()).content.decode()
    assert "answer-key" not in page
    assert "Rétroaction" not in page
    assert "L’explication." not in page


def test_paths_and_courses_are_previewed_with_their_contents(client, designer, organism):
    path = make_path(courses=2, lessons=2)
    page = built_by(path, organism)
    lesson = lesson_pages(path)[0]
    for shown in (page, lesson.get_parent()):
        preview = client.get(reverse("wagtailadmin_pages:view_draft", args=[shown.pk]))
        main = main_of(preview)
        assert lesson.title in main
        assert "<form" not in main


def test_a_lesson_not_yet_saved_is_previewed_at_its_place(client, designer, organism):
    path = make_path(lessons=1)
    built_by(path, organism)
    lesson = lesson_pages(path)[0]
    course = lesson.get_parent()
    new = LessonPage(title="Nouvelle", slug="nouvelle", body=lesson.body, locale=lesson.locale)
    new.path, new.depth = lesson._inc_path(), lesson.depth
    side = new.get_preview_context(client.get("/").wsgi_request, "")["course"]
    assert [row.title for row in side.lessons] == [lesson.title, "Nouvelle"]
    assert side.title == course.title


@pytest.fixture
def administrator(client, with_second_factor):
    user = SuperuserFactory()
    with_second_factor(user)
    client.force_login(user)
    return user


@pytest.mark.parametrize("depth", ["path", "course", "lesson"])
def test_pages_with_records_are_not_deleted(client, administrator, depth):
    path = make_path()
    client.post(reverse("courses:enrol", args=[path.key]))
    lesson = lesson_pages(path)[0]
    client.get(lesson.get_url())
    page = {
        "path": french_page(path),
        "course": lesson.get_parent(),
        "lesson": lesson,
    }[depth]
    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert Page.objects.filter(pk=page.pk).exists()


def test_pages_without_records_are_deleted_and_leave_the_catalogue(client, administrator):
    path = make_path()
    for page in PathPage.objects.filter(translation_key=path.key):
        client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not PathPage.objects.filter(translation_key=path.key).exists()
    path.refresh_from_db()
    assert not path.is_live


def test_addresses_have_no_accents(designer):
    lesson = lesson_pages(make_path())[0]
    new = LessonPage(title="Ma première leçon à l’été", body=lesson.body)
    lesson.get_parent().add_child(instance=new)
    assert new.slug == "ma-premiere-lecon-a-lete"


@pytest.mark.parametrize("kind", ["single_choice", "multiple_choice", "scenario"])
def test_a_new_question_opens_with_two_empty_options(kind):
    question = LessonPage.body.field.stream_block.child_blocks[kind]
    choices = question.get_default()["choices"]
    assert [choice["text"] for choice in choices] == [None, None]
    assert len(question.get_form_state(question.get_default())["choices"]) == 2
    # They aren't kept as they are: each has to say something.
    with pytest.raises(ValidationError):
        question.clean(question.get_default())


def test_the_mastery_score_says_what_its_number_means(client, designer, organism):
    path = make_path()
    built_by(path, organism)
    course = lesson_pages(path)[0].get_parent()
    field = type(course.specific)._meta.get_field("mastery_score")
    with translation.override("en"):
        assert "0.8 means 80%" in str(field.help_text)
    page = client.get(reverse("wagtailadmin_pages:edit", args=[course.pk])).content.decode()
    assert str(field.help_text) in page
