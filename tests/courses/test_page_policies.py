"""What designers may do with the pages of others, and with what they began elsewhere."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.permissions import policy_registry

from academy.organisms.models import Role, RoleGrant
from academy.organisms.services.roles import grant, revoke
from courses.cobuilding import approving
from courses.models import CoursePage, LessonPage, Part, PathPage
from courses.services import open_desk
from tests.courses.cobuilding.building import make_built, person_of, ruled, submitted
from tests.factories.accounts import SuperuserFactory
from tests.factories.organisms import OrganismFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def built():
    """A path of two organisms in a catalogue to which every designer may add, with a course of
    which nothing is published."""
    built = make_built()
    built.page.add_child(
        instance=CoursePage(title="Encore secret", slug="secret", live=False, mastery_score=0.8)
    )
    for group in Group.objects.all():
        open_desk(group=group)
    return built


@pytest.fixture
def stranger(built):
    return person_of(OrganismFactory())


def rights(page, user):
    return page.permissions_for_user(type(user).objects.get(pk=user.pk))


def policy():
    return policy_registry.get_by_type(Page)


def began(parent, owner, kind=LessonPage, **said):
    values = {"title": "Commencée", "slug": "commencee", "owner": owner, "live": False} | said
    return parent.add_child(instance=kind(**values))


def test_a_designer_adds_paths_to_the_catalogue_and_nothing_to_those_of_others(built, stranger):
    catalogue = built.page.get_parent()
    course = built.lesson.get_parent()
    assert rights(catalogue, stranger).can_add_subpage()
    for page in (built.page, course, Page.objects.get(pk=course.pk)):
        assert not rights(page, stranger).can_add_subpage()
        assert rights(page, built.designers[0]).can_add_subpage()
    assert (
        not policy()
        .instances_user_has_permission_for(stranger, "add")
        .filter(pk=built.page.pk)
        .exists()
    )


def test_the_editor_shows_strangers_no_page_to_write_below_a_path(built, stranger, sign_in):
    """Its form would name the courses of which nothing is published."""
    desk = sign_in(stranger)
    address = reverse("wagtailadmin_pages:add", args=["courses", "coursepage", built.page.pk])
    assert "Encore secret" not in desk.get(address, follow=True).content.decode()
    assert "Encore secret" in sign_in(built.designers[0]).get(address).content.decode()


PLACES = [
    ("wagtailadmin_home", ()),
    ("wagtailadmin_explore", ("catalogue",)),
    ("wagtailadmin_explore", ("path",)),
    ("wagtailadmin_explore", ("course",)),
    ("wagtailadmin_pages:search", ()),
    ("wagtailadmin_choose_page", ()),
    ("wagtailadmin_choose_page_child", ("path",)),
    ("wagtailadmin_choose_page_child", ("course",)),
    ("wagtailadmin_choose_page_search", ()),
    ("wagtailadmin_reports:site_history", ()),
    ("wagtailadmin_reports:locked_pages", ()),
    ("wagtailadmin_reports:workflow", ()),
    ("wagtailadmin_reports:workflow_tasks", ()),
    ("wagtailadmin_reports:aging_pages", ()),
    ("wagtailadmin_reports:page_types_usage", ()),
    ("wagtailadmin_api:pages:listing", ()),
    ("courses_building:spaces", ()),
    ("courses_translating:paths", ()),
    ("courses_adoption:adoptions", ()),
    ("courses_linting:ageing", ()),
    ("courses_frameworks:coverage", ()),
]


def shown_to(desk, built, name, words):
    """Return what a page of the desk shows, searched by the secret and as it is."""
    pages = {
        "path": built.page,
        "course": built.lesson.get_parent(),
        "catalogue": built.page.get_parent(),
    }
    address = reverse(name, args=[pages[one].pk for one in words])
    return "".join(desk.get(address, said).content.decode() for said in ({}, {"q": "secret"}))


def test_no_page_of_the_desk_names_what_others_have_not_published(built, stranger, sign_in):
    """Neither a new course nor the next title of a lesson, which waits for an approval."""
    ruled(built)
    lesson = LessonPage.objects.get(pk=built.lesson.pk).get_latest_revision_as_object()
    lesson.title = "Titre secret"
    lesson.save_revision(user=built.designers[0])
    submitted(built)
    desk = sign_in(stranger)
    told = [
        name
        for name, words in PLACES
        for secret in ("Encore secret", "Titre secret")
        if secret in shown_to(desk, built, name, words)
    ]
    assert told == []
    desk = sign_in(built.designers[0])
    assert "Encore secret" in shown_to(desk, built, "wagtailadmin_explore", ["path"])
    assert "Encore secret" in shown_to(desk, built, "wagtailadmin_choose_page_child", ["path"])


def test_one_leads_to_what_others_have_published(built, stranger, sign_in):
    shown = shown_to(sign_in(stranger), built, "wagtailadmin_choose_page_child", ["path"])
    assert built.lesson.get_parent().title in shown


def test_who_left_edits_nothing_that_they_began_there(built):
    person, elsewhere = built.designers[0], OrganismFactory()
    lesson = began(built.lesson.get_parent(), person)
    assert rights(lesson, person).can_edit()
    for one in RoleGrant.objects.filter(user=person):
        revoke(grant=one, at=timezone.now(), by=SuperuserFactory())
    grant(user=person, role=Role.DESIGNER, organism=elsewhere, at=timezone.now(), by=None)
    held = rights(lesson, person)
    assert (held.can_edit(), held.can_delete(), held.can_move()) == (False, False, False)
    person = type(person).objects.get(pk=person.pk)
    assert not policy().instances_user_has_permission_for(person, "change").exists()
    assert not policy().user_has_permission_for_instance(person, "change", lesson)


def test_who_began_a_path_writes_it_as_long_as_they_design_for_who_builds_it(built, stranger):
    catalogue = built.page.get_parent()
    path = began(catalogue, stranger, PathPage, theme=built.page.theme)
    course = began(path, stranger, CoursePage, mastery_score=0.8)
    assert rights(path, stranger).can_add_subpage()
    assert rights(course, stranger).can_edit()
    found = policy().instances_user_has_permission_for(stranger, "change")
    assert set(found.values_list("pk", flat=True)) == {path.pk, course.pk}
    path.built_by.set(built.organisms)
    path.save()
    assert not rights(course, stranger).can_edit()
    assert not rights(path, stranger).can_add_subpage()


@pytest.mark.parametrize(("part", "adds"), [(Part.AUTHOR, True), (Part.SECURITY, False)])
def test_who_is_invited_to_write_adds_lessons(built, stranger, part, adds):
    organism = RoleGrant.objects.get(user=stranger).organism
    approving.invite(
        by=built.designers[0], path=built.page, organism=organism, part=part, at=timezone.now()
    )
    assert rights(built.lesson.get_parent(), stranger).can_add_subpage() is adds
