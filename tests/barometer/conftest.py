"""A small government whose figures are known by hand."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from academy.lrs import projector
from courses.services import complete_lesson, enrol
from tests.factories.courses import lesson_pages, make_path
from tests.factories.organisms import HeadcountFactory, MembershipFactory, UnitFactory


@pytest.fixture
def path(db):
    """A path of one lesson without questions: whoever completes it passes."""
    return make_path(lessons=1, questions=0, title="Hameçonnage", slug="hameconnage")


@pytest.fixture
def follow(path):
    """Let people of a unit join the path, and some of them finish it."""

    def act(unit, *, joined, passed, at=None):
        at = at or timezone.now()
        lesson = lesson_pages(path)[0]
        course = path.outline["courses"][0]["key"]
        for number in range(joined):
            user = MembershipFactory(unit=unit).user
            enrolment = enrol(user=user, path_key=path.key, at=at)
            if number < passed:
                complete_lesson(enrolment=enrolment, lesson=lesson, course_key=course, at=at)
        projector.catch_up(at=timezone.now())

    return act


@pytest.fixture
def make_unit():
    """Make a unit with a headcount."""

    def make(organism, people, name):
        unit = UnitFactory(organism=organism, name_fr=name, name_en=name)
        HeadcountFactory(unit=unit, people=people, on=date.today() - timedelta(days=900))
        return unit

    return make
