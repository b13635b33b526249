"""Taking over a path: what the copy is, whose it is, who may."""

import pytest

from academy.accounts.models import AuditEntry
from academy.core.errors import AcademyError, NotAllowed, NotFound
from courses.adoption.adopting import choose_state
from courses.models import Adoption, CoursePage, LessonPage, PathPage, PublishedPath
from tests.factories.courses import LessonPageFactory

from .making import AT, Two, blocks_of, designer_of, draft_of, edit, pages_of, publish_all

pytestmark = pytest.mark.django_db


def test_the_copy_is_a_draft_of_ours_in_every_language_with_the_blocks_of_theirs():
    two = Two(courses=2, lessons=2)
    adoption = two.adopt()
    for language in ("fr", "en"):
        for model in (PathPage, CoursePage, LessonPage):
            theirs = pages_of(two.path.key, model, language)
            copies = pages_of(adoption.own_key, model, language)
            assert [one.title for one in copies] == [one.title for one in theirs]
            assert not any(one.live for one in copies)
            assert {one.translation_key for one in copies}.isdisjoint(
                {one.translation_key for one in theirs}
            )
    assert [one.translation_key for one in pages_of(adoption.own_key)] == [
        one.translation_key for one in pages_of(adoption.own_key, language="en")
    ]
    (copy,) = pages_of(adoption.own_key, PathPage)
    assert list(copy.built_by.all()) == list(draft_of(copy).built_by.all()) == [two.ours]
    assert copy.slug.endswith("-bbb")
    assert copy.permissions_for_user(two.designer).can_publish()
    assert not copy.permissions_for_user(two.author).can_edit()
    for theirs, ours in zip(pages_of(two.path.key), pages_of(adoption.own_key), strict=True):
        assert blocks_of(draft_of(ours)) == blocks_of(theirs)
    entry = AuditEntry.objects.get(action="courses.path_adopted")
    assert (entry.actor, entry.organism_code) == (two.designer, "BBB")


def test_a_published_copy_is_a_path_of_its_own():
    two = Two()
    adoption = two.adopt()
    publish_all(adoption.own_key)
    copy = PublishedPath.objects.get(key=adoption.own_key)
    assert copy.is_live
    assert list(copy.built_by.all()) == [two.ours]
    theirs = PublishedPath.objects.get(key=two.path.key)
    keys = [
        {lesson["key"] for course in path.outline["courses"] for lesson in course["lessons"]}
        for path in (copy, theirs)
    ]
    assert keys[0].isdisjoint(keys[1])


def test_drafts_of_theirs_stay_theirs():
    two = Two()
    lesson = pages_of(two.path.key)[0]
    edit(lesson, title="Un brouillon")
    LessonPageFactory(parent=lesson.get_parent(), live=False, title="Pas encore")
    adoption = two.adopt()
    titles = [draft_of(page).title for page in pages_of(adoption.own_key)]
    assert titles == [page.title for page in pages_of(two.path.key) if page.live]


def test_pages_of_the_copy_name_each_other():
    two = Two(courses=2, lessons=1)
    first, second = pages_of(two.path.key, CoursePage)
    target = pages_of(two.path.key)[0]
    link = f'<p>Voir <a id="{target.pk}" linktype="page">la leçon</a>.</p>'
    body = blocks_of(pages_of(two.path.key)[1])
    edit(pages_of(two.path.key)[1], [{**body[0], "value": link}, *body[1:]], publish=True)
    edit(second, requires=[str(first.translation_key)], publish=True)
    adoption = two.adopt()
    own_first, own_second = pages_of(adoption.own_key, CoursePage)
    assert draft_of(own_second).requires == [str(own_first.translation_key)]
    own_target, own_lesson = pages_of(adoption.own_key)
    said = blocks_of(draft_of(own_lesson))[0]["value"]
    assert f'id="{own_target.pk}"' in said
    assert f'id="{target.pk}"' not in said


def test_a_path_is_adopted_once_by_an_organism():
    two = Two()
    two.adopt()
    with pytest.raises(AcademyError, match="Bureau B"):
        two.adopt()
    assert Adoption.objects.count() == 1
    assert PathPage.objects.filter(locale__language_code="fr").count() == 2


def test_who_may_not_adopt_is_told():
    two = Two()
    with pytest.raises(NotAllowed):
        two.adopt(by=two.author)
    with pytest.raises(AcademyError, match="Agence A"):
        two.adopt(by=two.author, organism=two.theirs)
    with pytest.raises(NotFound):
        two.adopt(page_id=0)
    page = pages_of(two.path.key, PathPage)[0]
    page.unpublish()
    with pytest.raises(NotFound):
        two.adopt(page_id=page.pk)


@pytest.mark.parametrize("licence", ["CC-BY-ND-4.0", "Tous droits réservés"])
def test_a_licence_that_is_not_known_to_permit_it_refuses(licence):
    two = Two(licence=licence)
    with pytest.raises(NotAllowed):
        two.adopt()
    assert not Adoption.objects.exists()


def test_following_and_freezing_say_who_and_when():
    two = Two()
    adoption = two.adopt()
    colleague = designer_of(two.ours)
    later = AT.replace(month=11)
    choose_state(by=colleague, adoption_id=adoption.pk, state=Adoption.State.FROZEN, at=later)
    adoption.refresh_from_db()
    assert adoption.is_frozen
    assert (adoption.state_changed_by, adoption.state_changed_at) == (colleague, later)
    choose_state(by=colleague, adoption_id=adoption.pk, state=Adoption.State.FROZEN, at=later)
    assert AuditEntry.objects.filter(action="courses.adoption_frozen").count() == 1
    with pytest.raises(NotFound):
        choose_state(by=two.author, adoption_id=adoption.pk, state=Adoption.State.FOLLOWS, at=AT)


def test_a_copy_that_was_deleted_can_be_adopted_again():
    two = Two(lessons=1, questions=0, languages=["fr"])
    adoption = two.adopt()
    PathPage.objects.get(translation_key=adoption.own_key).delete()
    assert not Adoption.objects.exists()
    assert pages_of(two.adopt().own_key)
