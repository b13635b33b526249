"""A small government whose figures are known by hand."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.utils import timezone

from academy.lrs import projector
from barometer.releases import days, queries, services
from barometer.releases.inputs import beginning_of
from courses.services import complete_lesson, enrol
from tests.factories.courses import lesson_pages, make_path
from tests.factories.organisms import HeadcountFactory, MembershipFactory, UnitFactory


def new_path():
    """Make a path of one lesson without questions: whoever completes it passes."""
    return make_path(lessons=1, questions=0, title="Hameçonnage", slug="hameconnage")


def have_followed(path, unit, *, joined, passed, others=0, at=None):
    """Let people of a unit join the path, and some of them finish it; `others` do nothing."""
    at = at or timezone.now()
    lesson = lesson_pages(path)[0]
    course = path.outline["courses"][0]["key"]
    people = MembershipFactory.create_batch(others + joined, unit=unit)
    for number, post in enumerate(people[others:]):
        enrolment = enrol(user=post.user, path_key=path.key, at=at)
        if number < passed:
            complete_lesson(enrolment=enrolment, lesson=lesson, course_key=course, at=at)
    projector.catch_up(at=timezone.now())


def publish_next():
    """Publish a release in which all counts that has happened so far, as if its day had come."""
    last = queries.newest()
    day = days.following(last.day if last else timezone.localdate(), "monthly")
    return services.publish_due(at=beginning_of(day))


def new_unit(organism, people, name):
    """Make a unit with a headcount."""
    unit = UnitFactory(organism=organism, name_fr=name, name_en=name)
    HeadcountFactory(unit=unit, people=people, on=date.today() - timedelta(days=900))
    return unit


@pytest.fixture
def path(db):
    return new_path()


@pytest.fixture
def follow(path):
    return partial(have_followed, path)


@pytest.fixture
def publish(db):
    return publish_next


@pytest.fixture
def make_unit():
    return new_unit
