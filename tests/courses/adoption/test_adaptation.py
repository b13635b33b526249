"""How much of a published copy is its organism's own."""

import pytest

from courses.adoption.queries import adaptations
from courses.models import AdoptedPage, CoursePage, LessonPage, PathPage
from tests.factories.courses import LessonPageFactory, make_path, text

from .making import Two, blocks_of, edit, pages_of, publish_all

pytestmark = pytest.mark.django_db
# The fields of a path, a course and a lesson, without the pages below and without a body.
PATH, COURSE, LESSON = 10, 9, 5


@pytest.fixture
def two():
    return Two(lessons=2, questions=1)


def of(adoption):
    return adaptations([adoption])[adoption.pk]


def in_french(two, adoption):
    """Publish the copy in French alone."""
    for model in (PathPage, CoursePage, LessonPage):
        for page in pages_of(adoption.own_key, model):
            page.get_latest_revision().publish()


def test_a_copy_that_was_never_published_has_no_figures(two):
    assert adaptations([two.adopt()]) == {}


def test_a_copy_as_it_came_is_nobodys_own_and_keeps_all_its_minutes(two):
    adoption = two.adopt()
    in_french(two, adoption)
    found = of(adoption)
    assert (found.parts, found.adapted) == (PATH + COURSE + 2 * (LESSON + 2), 0)
    minutes = sum(page.duration_minutes for page in pages_of(adoption.own_key))
    assert found.kept_minutes == minutes


def test_what_was_taken_away_counts_and_no_more_is_adapted_than_there_is(two):
    adoption = two.adopt()
    in_french(two, adoption)
    lesson = pages_of(adoption.own_key)[0]
    edit(lesson, [text("<p>À nous.</p>")], title="À nous", summary="À nous.", publish=True)
    edit(lesson, duration_minutes=99, review_by="2027-01-01", objectives=["x"], publish=True)
    row = AdoptedPage.objects.get(own_key=lesson.translation_key, language="fr")
    # Five fields, a block of ours, two of theirs that are gone: all of it is ours.
    assert (row.parts, row.adapted_parts) == (LESSON + 3, LESSON + 3)
    other = pages_of(adoption.own_key)[1]
    assert of(adoption).kept_minutes == other.duration_minutes


def test_an_order_of_our_own_is_one_part(two):
    adoption = two.adopt()
    in_french(two, adoption)
    lesson = pages_of(adoption.own_key)[0]
    edit(lesson, blocks_of(lesson)[::-1], publish=True)
    row = AdoptedPage.objects.get(own_key=lesson.translation_key, language="fr")
    assert (row.parts, row.adapted_parts) == (LESSON + 3, 1)


def test_a_lesson_that_the_organism_wrote_itself_is_its_own_and_saves_no_minute(two):
    adoption = two.adopt()
    in_french(two, adoption)
    before = of(adoption)
    course = pages_of(adoption.own_key, CoursePage)[0]
    own = LessonPageFactory(parent=course, body=[text("<p>À nous.</p>")], duration_minutes=60)
    own.save_revision().publish()
    after = of(adoption)
    assert after.kept_minutes == before.kept_minutes
    assert (after.parts - before.parts, after.adapted - before.adapted) == (LESSON + 1, LESSON + 1)


def test_drafts_in_another_language_dilute_nothing_and_count_once_published(two):
    adoption = two.adopt()
    in_french(two, adoption)
    once = of(adoption).parts
    publish_all(adoption.own_key)
    assert of(adoption).parts == 2 * once


def test_a_copy_that_is_withdrawn_keeps_its_figures(two):
    adoption = two.adopt()
    publish_all(adoption.own_key)
    lesson = pages_of(adoption.own_key)[0]
    edit(lesson, title="À nous", publish=True)
    before = of(adoption)
    for language in ("fr", "en"):
        for page in pages_of(adoption.own_key, PathPage, language):
            PathPage.objects.get(pk=page.pk).unpublish()
    assert of(adoption) == before


def test_it_asks_the_same_for_one_path_and_for_several(two, django_assert_num_queries):
    adoption = two.adopt()
    publish_all(adoption.own_key)
    LessonPageFactory(parent=pages_of(adoption.own_key, CoursePage)[0]).save_revision().publish()
    with django_assert_num_queries(5):
        adaptations([adoption])
    path = make_path(lessons=1, built_by=[two.theirs], languages=["fr"])
    another = two.adopt(page_id=pages_of(path.key, PathPage)[0].pk)
    publish_all(another.own_key)
    with django_assert_num_queries(5):
        assert len(adaptations([adoption, another])) == 2
