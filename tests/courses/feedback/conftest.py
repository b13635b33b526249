"""A lesson, somebody who follows it, and somebody who may edit it."""

import pytest
from django.utils import timezone

from courses.models import PathPage
from courses.services import enrol
from tests.factories.accounts import UserFactory
from tests.factories.courses import lesson_pages, make_path
from tests.factories.organisms import OrganismFactory

from .steps import designer_of


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def organism():
    return OrganismFactory()


@pytest.fixture
def path(organism):
    return make_path(questions=2, built_by=[organism])


@pytest.fixture
def lesson(path):
    # As the catalogue's own publishing does: the builders' desk opens on their path.
    for page in PathPage.objects.filter(translation_key=path.key):
        page.save_revision().publish()
    return lesson_pages(path)[0]


@pytest.fixture
def learner(lesson, path, now):
    user = UserFactory(first_name="Ondine", last_name="Verlaine")
    enrol(user=user, path_key=path.key, at=now)
    return user


@pytest.fixture
def designer(organism, lesson, with_second_factor):
    user = designer_of(organism)
    with_second_factor(user)
    return user
