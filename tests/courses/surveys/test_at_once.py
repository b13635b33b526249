"""A survey that is answered, skipped and answered again at the same moment."""

import pytest
from django.utils import timezone

from courses.models import Moment, SurveyResponse, SurveyVersion
from courses.surveys import services
from tests.courses.at_once import TIMES, at_once, in_threads
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_path

from .asking import attached, make_survey, said

pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture
def path():
    made = make_path()
    attached(made, make_survey())
    return made


def test_one_person_answers_once_whatever_the_tabs(path):
    learner = UserFactory()
    at_once(lambda: said(learner, path, scale="4", at=timezone.now()))
    assert SurveyResponse.objects.get().answers
    assert SurveyVersion.objects.count() == 1


def test_what_is_skipped_and_answered_at_once_is_answered_once(path):
    for _ in range(5):
        learner = UserFactory()
        turns = iter(range(TIMES))

        def act(learner=learner, turns=turns):
            if next(turns) % 2:
                said(learner, path, scale="4", at=timezone.now())
            else:
                services.skip(
                    user=learner,
                    path_key=path.key,
                    moment=Moment.BEFORE,
                    language="en",
                    at=timezone.now(),
                )

        assert in_threads(TIMES, act) == []
        row = SurveyResponse.objects.get(user=learner)
        assert (row.answers != {}, row.skipped_at) == (True, None)
