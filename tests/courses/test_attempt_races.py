"""The same test begun, answered and sent from many tabs and devices at the same moment."""

from uuid import uuid4

import pytest

from academy.core.errors import AcademyError
from academy.lrs.models import ReaderFailure, Statement
from courses.models import Answer, Attempt, AttemptAnswer, Certificate
from courses.services import complete_lesson, finish_attempt
from tests.factories.banks import make_bank, make_path_with_test
from tests.factories.courses import AT

from .at_once import at_once, in_threads
from .taking_tests import Seat

pytestmark = pytest.mark.usefixtures("own_database")


def test_twenty_parallel_starts_against_a_limit_of_three_give_three():
    path = make_path_with_test(make_bank(), {"phishing": 1}, attempts=3)
    seat = Seat(path)

    def start_until_refused():
        # Each tab sends what it began and begins anew, until none is left.
        while True:
            finish_attempt(attempt=seat.start(), at=AT)

    raised = in_threads(20, start_until_refused)
    assert {type(error) for error in raised} == {AcademyError}
    assert len(raised) == 20
    attempts = Attempt.objects.filter(enrolment=seat.enrolment)
    assert sorted(attempts.values_list("number", flat=True)) == [1, 2, 3]
    assert Answer.objects.count() == 3
    assert not ReaderFailure.objects.exists()


def test_tabs_that_begin_at_once_share_one_attempt():
    path = make_path_with_test(make_bank(), {"phishing": 1}, attempts=3)
    seat = Seat(path)
    at_once(seat.start)
    assert Attempt.objects.filter(enrolment=seat.enrolment).count() == 1


def test_a_double_click_takes_one_attempt():
    path = make_path_with_test(make_bank(), {"phishing": 1}, attempts=3)
    seat, token = Seat(path), uuid4()
    at_once(lambda: finish_attempt(attempt=seat.start(token=token), at=AT))
    assert Attempt.objects.filter(enrolment=seat.enrolment).count() == 1


def test_two_that_send_the_last_attempt_at_once_give_one_result_and_one_certificate():
    path = make_path_with_test(make_bank(), {"phishing": 2})
    seat = Seat(path)
    seat.take(right=False)
    complete_lesson(enrolment=seat.own(), lesson=seat.lesson, course_key=seat.course_key, at=AT)
    attempt = seat.start()
    at_once(lambda: seat.answer(attempt, 1))
    seat.answer(attempt, 2)
    assert AttemptAnswer.objects.filter(attempt=attempt).count() == 2
    assert not Certificate.objects.exists()
    at_once(lambda: finish_attempt(attempt=attempt, at=AT))
    assert Certificate.objects.count() == 1
    assert Statement.objects.filter(object_id__endswith=str(seat.block_id)).count() == 2
    assert not ReaderFailure.objects.exists()
