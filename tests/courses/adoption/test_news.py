"""What the first page of the desk says of adopted paths: what waits, and nothing else."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from courses.adoption.adopting import choose_state
from courses.adoption.overview import adopted, news_for
from courses.adoption.waiting import waiting_for
from courses.models import Adoption, CoursePage, LessonPage, PathPage
from tests.factories.courses import LessonPageFactory

from .making import AT, Two, edit, merge, pages_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day_after():
    """The day after the path was adopted."""
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        yield


@pytest.fixture
def two():
    return Two(lessons=2, questions=0, languages=["fr"])


@pytest.fixture
def adoption(two):
    return two.adopt()


def told(two):
    return news_for(two.designer, timezone.localdate()).published


def test_what_is_published_anew_is_told_until_it_is_merged(two, adoption):
    assert told(two) == 0
    edit(pages_of(two.path.key)[0], title="Un autre titre", publish=True)
    assert told(two) == 1
    merge(adoption, two.designer, at=timezone.now() + timedelta(minutes=1))
    assert told(two) == 0


def test_a_page_that_is_published_as_it_was_is_no_news(two, adoption):
    edit(pages_of(two.path.key)[0], publish=True)
    assert (told(two), waiting_for(adoption).count) == (0, 0)


def test_what_they_took_from_us_is_no_news(two, adoption):
    theirs, ours = pages_of(two.path.key)[0], pages_of(adoption.own_key)[0]
    for page in (theirs, ours):
        edit(page, title="Le titre des deux", publish=True)
    assert (told(two), waiting_for(adoption).count) == (0, 0)


def test_a_lesson_that_was_added_is_news(two, adoption):
    course = pages_of(two.path.key, CoursePage)[0]
    LessonPageFactory(parent=course).save_revision().publish()
    assert told(two) == 1


def test_a_lesson_that_was_withdrawn_is_news_once(two, adoption):
    LessonPage.objects.get(pk=pages_of(two.path.key)[0].pk).unpublish()
    assert told(two) == 1
    merge(adoption, two.designer)
    assert told(two) == 0


def test_of_a_path_that_is_withdrawn_altogether_nothing_waits(two, adoption):
    edit(pages_of(two.path.key)[0], title="Un autre titre", publish=True)
    PathPage.objects.get(pk=pages_of(two.path.key, PathPage)[0].pk).unpublish()
    assert told(two) == 0
    (row,) = adopted(Adoption.objects.all(), "fr")
    assert (row.waiting, row.source) == (0, None)


def test_a_frozen_path_says_nothing(two, adoption):
    edit(pages_of(two.path.key)[0], title="Un autre titre", publish=True)
    choose_state(by=two.designer, adoption_id=adoption.pk, state=Adoption.State.FROZEN, at=AT)
    assert told(two) == 0
