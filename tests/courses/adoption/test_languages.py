"""What comes out in another language after a path was adopted."""

import pytest

from academy.core.errors import AcademyError, NotAllowed, NotFound
from courses.adoption.adopting import adopt_language, choose_state
from courses.adoption.waiting import waiting_for
from courses.models import Adoption, CoursePage, LessonPage, PathPage
from tests.factories.courses import LessonPageFactory, make_path

from .making import AT, Two, draft_of, edit, merge, pages_of, publish_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return Two(lessons=2, questions=1)


@pytest.fixture
def adoption(two):
    return two.adopt()


def add_lesson(two, language, key=None):
    """The authors publish a lesson in one language; in another one with the `key` of the first."""
    course = pages_of(two.path.key, CoursePage, language)[0]
    more = {"translation_key": key} if key else {}
    return LessonPageFactory(
        parent=course, locale=course.locale, title=f"Ajoutée, {language}", **more
    )


def only_in_french():
    """A path that its authors published in French, and then in English too."""
    two = Two(lessons=2, questions=1)
    for page in pages_of(two.path.key, PathPage, "en"):
        page.get_descendants(inclusive=True).update(live=False)
    adoption = two.adopt()
    for page in pages_of(two.path.key, PathPage, "en"):
        page.get_descendants(inclusive=True).update(live=True)
    return two, adoption


def take(two, adoption, **said):
    values = {"by": two.designer, "adoption_id": adoption.pk, "language": "en", "at": AT}
    return adopt_language(**(values | said))


def test_a_lesson_that_is_translated_later_comes_as_the_same_lesson(two, adoption):
    first = add_lesson(two, "fr")
    merge(adoption, two.designer)
    add_lesson(two, "en", first.translation_key)
    (choice,) = waiting_for(adoption).choices
    assert not choice.is_to_do_by_hand
    assert merge(adoption, two.designer).added == 1
    french, english = (pages_of(adoption.own_key, language=one)[-1] for one in ("fr", "en"))
    assert english.title == "Ajoutée, en"
    assert english.translation_key == french.translation_key
    assert not english.live
    assert waiting_for(adoption).count == 0


def test_a_lesson_that_the_organism_translated_itself_stays_and_follows(two, adoption):
    first = add_lesson(two, "fr")
    merge(adoption, two.designer)
    course = pages_of(adoption.own_key, CoursePage, "en")[0]
    own = LessonPageFactory(
        parent=course,
        locale=course.locale,
        title="Our words",
        translation_key=pages_of(adoption.own_key)[-1].translation_key,
    )
    theirs = add_lesson(two, "en", first.translation_key)
    edit(pages_of(two.path.key)[0], title="Autre chose", publish=True)
    assert merge(adoption, two.designer).added == 0
    edit(theirs, duration_minutes=11, publish=True)
    merge(adoption, two.designer)
    draft = draft_of(own)
    assert (draft.title, draft.duration_minutes) == ("Our words", 11)


def test_one_that_was_translated_and_moved_by_the_organism_is_not_copied_twice(two, adoption):
    first = add_lesson(two, "fr")
    merge(adoption, two.designer)
    key = pages_of(adoption.own_key)[-1].translation_key
    course = pages_of(adoption.own_key, CoursePage, "en")[0]
    elsewhere = course.get_parent().add_child(
        instance=CoursePage(title="Another course", slug="another", locale=course.locale)
    )
    LessonPageFactory(parent=elsewhere, locale=course.locale, translation_key=key)
    add_lesson(two, "en", first.translation_key)
    assert merge(adoption, two.designer).added == 0
    assert LessonPage.objects.filter(translation_key=key).count() == 2


def test_a_whole_language_that_comes_out_later_is_taken_as_drafts_of_the_same_path():
    two, adoption = only_in_french()
    waiting = waiting_for(adoption)
    assert (waiting.languages, waiting.count) == (("en",), 1)
    gone = pages_of(adoption.own_key)[0]
    LessonPage.objects.get(pk=gone.pk).delete()
    take(two, adoption)
    for model in (PathPage, CoursePage, LessonPage):
        french, english = (pages_of(adoption.own_key, model, one) for one in ("fr", "en"))
        assert [one.translation_key for one in english] == [one.translation_key for one in french]
        assert not any(one.live for one in english)
    (path,) = pages_of(adoption.own_key, PathPage, "en")
    assert list(path.built_by.all()) == [two.ours]
    assert path.permissions_for_user(two.designer).can_publish()
    assert not path.permissions_for_user(two.author).can_edit()
    assert waiting_for(adoption).count == 0
    edit(pages_of(two.path.key, language="en")[1], title="A new title", publish=True)
    merge(adoption, two.designer)
    assert draft_of(pages_of(adoption.own_key, language="en")[0]).title == "A new title"
    publish_all(adoption.own_key)
    with pytest.raises(AcademyError):
        take(two, adoption)


def test_a_language_that_the_organism_removed_from_its_copy_is_not_offered_again(two, adoption):
    (english,) = pages_of(adoption.own_key, PathPage, "en")
    PathPage.objects.get(pk=english.pk).delete()
    waiting = waiting_for(adoption)
    assert (waiting.languages, waiting.count) == ((), 0)
    with pytest.raises(AcademyError):
        take(two, adoption)


def test_a_language_is_taken_by_those_who_may_and_while_the_path_follows():
    two, adoption = only_in_french()
    with pytest.raises(NotFound):
        take(two, adoption, by=two.author)
    with pytest.raises(AcademyError):
        take(two, adoption, language="xx")
    choose_state(by=two.designer, adoption_id=adoption.pk, state=Adoption.State.FROZEN, at=AT)
    with pytest.raises(NotAllowed):
        take(two, adoption)
    choose_state(by=two.designer, adoption_id=adoption.pk, state=Adoption.State.FOLLOWS, at=AT)
    edit(pages_of(two.path.key, PathPage, "en")[0], licence="CC-BY-ND-4.0", publish=True)
    with pytest.raises(NotAllowed):
        take(two, adoption)
    assert not PathPage.objects.filter(
        translation_key=adoption.own_key, locale__language_code="en"
    ).exists()


def test_the_desk_offers_the_language_and_takes_it(client, with_second_factor):
    two, adoption = only_in_french()
    client.force_login(two.designer)
    with_second_factor(two.designer)
    page = f"/admin/adoptions/{adoption.pk}/"
    offered = 'name="language" value="en"'
    assert offered in client.get(page).content.decode()
    told = client.post(f"{page}language/", {"language": "en"}, follow=True)
    assert offered not in told.content.decode()
    assert pages_of(adoption.own_key, language="en")
    again = client.post(f"{page}language/", {"language": "en"}, follow=True)
    assert [one.level_tag for one in again.context["messages"]][-1] == "error"


def test_what_was_never_adopted_offers_no_language(two, adoption):
    make_path(lessons=1, built_by=[two.theirs])
    assert waiting_for(adoption).languages == ()
