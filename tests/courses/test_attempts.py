"""Attempts at a test: what they ask, what they take, what they bring, and when they end."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings

from academy.core.errors import AcademyError, NotFound
from academy.lrs.models import Statement
from academy.lrs.services import own_authority, record_statements, voiding_statement
from courses.models import (
    Answer,
    AskedQuestion,
    Attempt,
    AttemptAnswer,
    BankQuestion,
    Certificate,
    CourseProgress,
    ExtraTime,
)
from courses.queries import drawn_in, question_answered, question_to_answer, standings_in
from courses.services import (
    AttemptClosed,
    complete_lesson,
    finish_attempt,
    finish_overdue,
    save_answer,
    start_renewal,
)
from tests.factories.banks import bank_question, make_bank, make_path_with_test
from tests.factories.courses import AT, choice_question
from tests.factories.organisms import OrganismFactory

from .taking_tests import MINUTE, Seat

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def bank(module_database):
    with module_database():
        return make_bank({"phishing": 5, "passwords": 3})


@pytest.fixture(scope="module")
def paths(module_database, bank):
    with module_database():
        draws = {"phishing": 2, "passwords": 1}
        return {
            "plain": make_path_with_test(bank, draws),
            "limited": make_path_with_test(bank, draws, attempts=3, minutes=20, wait_hours=None),
            "waiting": make_path_with_test(bank, draws, wait_hours=24),
            "greedy": make_path_with_test(bank, {"passwords": 4}),
            "lasting": make_path_with_test(bank, draws, attempts=1),
        }


def told():
    return [
        json.loads(one)
        for one in Statement.objects.order_by("seq").values_list("payload", flat=True)
    ]


def verbs():
    return [one["verb"]["id"].rpartition("/")[2] for one in told()]


def standing(seat, at=AT):
    return standings_in(seat.lesson, seat.own(), at)[str(seat.block_id)]


def test_an_attempt_asks_as_many_of_each_tag_as_the_test_says(paths, bank):
    seat = Seat(paths["plain"])
    attempt = seat.start()
    keys = {one["question"] for one in attempt.drawn}
    asked = BankQuestion.objects.filter(translation_key__in=keys, locale__language_code="fr")
    tags = sorted(row.tagged_items.get().tag.name for row in asked)
    assert tags == ["passwords", "phishing", "phishing"]
    assert AskedQuestion.objects.count() == 6  # three questions in two languages


def test_the_next_attempt_asks_what_the_former_did_not(paths):
    seat = Seat(paths["plain"])
    first = {one["question"] for one in seat.take().drawn}
    second = {one["question"] for one in seat.take().drawn}
    assert not first & second


def test_a_whole_test_passes_the_course_and_gives_one_certificate(paths):
    seat = Seat(paths["plain"])
    attempt = seat.take(at=AT + MINUTE)
    assert (attempt.score, attempt.is_success) == (1.0, True)
    complete_lesson(
        enrolment=seat.own(), lesson=seat.lesson, course_key=seat.course_key, at=AT + 2 * MINUTE
    )
    assert seat.own().passed_at is not None
    assert CourseProgress.objects.get(enrolment=seat.enrolment).best_score == 1.0
    assert Certificate.objects.filter(enrolment=seat.enrolment).count() == 1
    ended = next(one for one in told() if one["verb"]["id"].endswith("/completed"))
    assert ended["object"]["definition"]["type"].endswith("/assessment")
    assert ended["result"] == {
        "score": {"scaled": 1.0},
        "success": True,
        "completion": True,
        "duration": "PT0S",
    }
    answers = [one for one in told() if one["verb"]["id"].endswith("/answered")]
    assert len(answers) == 3
    for one in answers:
        parent = one["context"]["contextActivities"]["parent"]
        assert [each["id"] for each in parent] == [ended["object"]["id"]]
        assert f"{settings.ACADEMY_IRI_BASE}/xapi/activities/question/" in one["object"]["id"]


def test_a_lesson_is_not_finished_before_its_test_was_sent_once(paths):
    seat = Seat(paths["plain"])
    attempt = seat.start()
    place = {"lesson": seat.lesson, "course_key": seat.course_key, "at": AT}
    with pytest.raises(AcademyError):
        complete_lesson(enrolment=seat.own(), **place)
    finish_attempt(attempt=attempt, at=AT)
    complete_lesson(enrolment=seat.own(), **place)
    assert seat.own().completed_at is not None
    assert seat.own().passed_at is None


def test_the_best_attempt_counts_whichever_came_first(paths):
    seat = Seat(paths["plain"])
    seat.take(right=True)
    seat.take(right=False, at=AT + MINUTE)
    progress = CourseProgress.objects.get(enrolment=seat.enrolment)
    assert (progress.best_score, progress.first_score) == (1.0, 1.0)
    assert standing(seat).best.percent == 100


def test_what_is_not_answered_brings_nothing_and_the_last_answer_counts(paths):
    seat = Seat(paths["plain"])
    attempt = seat.start()
    assert seat.answer(attempt, 1, right=True)
    assert seat.answer(attempt, 2, right=True)
    assert seat.answer(attempt, 2, right=False)
    assert not seat.answer(attempt, 2, right=False)
    assert AttemptAnswer.objects.filter(attempt=attempt).count() == 3
    assert finish_attempt(attempt=attempt, at=AT).percent == 33
    assert verbs().count("answered") == 2


def test_nothing_is_said_before_the_end_and_what_was_chosen_is_explained_then(paths):
    seat = Seat(paths["plain"])
    attempt = seat.start()
    seat.answer(attempt, 1, right=False)
    seat.answer(attempt, 2, right=True)
    shown = question_to_answer(attempt, drawn_in(attempt, "fr")[0], "fr")
    assert [one.checked for one in shown.choices].count(True) == 1
    assert not shown.outcome
    assert not shown.explanation
    assert not any(one.state or one.feedback for one in shown.choices)
    attempt = finish_attempt(attempt=attempt, at=AT)
    wrong, right, none = (
        question_answered(attempt, one, "fr", explained=False) for one in drawn_in(attempt, "fr")
    )
    assert (wrong.outcome, right.outcome, none.outcome) == ("incorrect", "correct", "")
    assert sum(bool(one.feedback) for one in wrong.choices) == 1
    assert right.explanation
    assert not wrong.explanation
    last = question_answered(attempt, drawn_in(attempt, "fr")[0], "fr", explained=True)
    assert last.explanation


def test_options_are_in_another_order_from_one_attempt_to_the_next(paths):
    seat = Seat(paths["plain"])
    attempt = seat.start()
    orders = set()
    for seed in range(12):
        attempt.seed = seed
        view = question_to_answer(attempt, drawn_in(attempt, "fr")[0], "fr")
        orders.add(tuple(one.text for one in view.choices))
    assert len(orders) > 2


def test_an_edit_during_an_attempt_changes_nothing_of_it(paths):
    seat = Seat(paths["plain"])
    attempt = seat.start()
    key = attempt.drawn[0]["question"]
    before = question_to_answer(attempt, drawn_in(attempt, "fr")[0], "fr")
    for row in BankQuestion.objects.filter(translation_key=key):
        other = choice_question(right=(2,))
        row.body = BankQuestion._meta.get_field("body").stream_block.to_python([other])
        row.save()
    assert question_to_answer(attempt, drawn_in(attempt, "fr")[0], "fr") == before
    BankQuestion.objects.filter(translation_key=key).delete()
    seat.answer_all(attempt)
    assert finish_attempt(attempt=attempt, at=AT).percent == 100


def test_an_attempt_goes_on_in_the_other_language(paths):
    seat = Seat(paths["plain"])
    attempt = seat.start()
    seat.answer(attempt, 1, language="en")
    seat.answer(attempt, 2, language="fr")
    shown = question_to_answer(attempt, drawn_in(attempt, "fr")[0], "fr")
    assert [one.checked for one in shown.choices].count(True) == 1
    assert finish_attempt(attempt=attempt, at=AT).percent == 66
    languages = [one["context"]["language"] for one in told() if "answered" in one["verb"]["id"]]
    assert sorted(languages) == ["en", "fr"]


def test_who_sends_the_same_form_twice_begins_once_and_who_comes_back_goes_on(paths):
    seat, token = Seat(paths["limited"]), uuid4()
    attempt = seat.start(token=token)
    assert seat.start(token=token) == attempt
    assert seat.start() == attempt
    finish_attempt(attempt=attempt, at=AT)
    assert seat.start(token=token) == attempt
    assert seat.start() != attempt


def test_no_attempt_begins_when_all_are_used(paths):
    seat = Seat(paths["limited"])
    for left in (2, 1, 0):
        seat.take(right=False)
        assert standing(seat).left == left
    with pytest.raises(AcademyError, match=r"\w"):
        seat.start()
    assert Attempt.objects.filter(enrolment=seat.enrolment).count() == 3


def test_one_waits_between_two_attempts_where_the_test_says_so(paths):
    seat = Seat(paths["waiting"])
    seat.take(right=False)
    assert standing(seat, AT + DAY - MINUTE).opens_at == AT + DAY
    with pytest.raises(AcademyError):
        seat.start(at=AT + DAY - MINUTE)
    assert seat.start(at=AT + DAY).number == 2


def test_a_bank_with_too_few_questions_says_so_and_uses_no_attempt(paths):
    seat = Seat(paths["greedy"])
    with pytest.raises(AcademyError):
        seat.start()
    assert not Attempt.objects.filter(enrolment=seat.enrolment).exists()


def test_drafts_and_questions_of_one_language_alone_are_not_asked(bank, paths):
    bank_question(bank, tags=["passwords"], live=False)
    bank_question(bank, tags=["passwords"], languages=("fr",))
    with pytest.raises(AcademyError):
        Seat(paths["greedy"]).start()
    key = bank_question(bank, tags=["PassWords"])
    assert str(key) in {one["question"] for one in Seat(paths["greedy"]).start().drawn}


def test_after_the_end_an_answer_is_refused_and_what_was_saved_counts(paths):
    seat = Seat(paths["limited"])
    attempt = seat.start()
    assert attempt.ends_by == AT + 20 * MINUTE
    seat.answer(attempt, 1, at=AT + 19 * MINUTE)
    seat.answer(attempt, 2, at=AT + 20 * MINUTE + timedelta(seconds=30))
    with pytest.raises(AttemptClosed):
        seat.answer(attempt, 3, at=AT + 20 * MINUTE + timedelta(seconds=31))
    finish_overdue(AT + 25 * MINUTE)
    attempt.refresh_from_db()
    assert (attempt.finished_at, attempt.percent) == (AT + 20 * MINUTE, 66)
    with pytest.raises(AttemptClosed):
        seat.answer(attempt, 3, at=AT + 5 * MINUTE)
    ended = told()[-1]
    assert ended["timestamp"].startswith("2026-09-01T13:20:00")
    assert ended["result"]["duration"] == "PT1200S"


def test_an_attempt_that_ran_out_is_finished_when_the_next_begins(paths):
    seat = Seat(paths["limited"])
    first = seat.start()
    second = seat.start(at=AT + 30 * MINUTE)
    first.refresh_from_db()
    assert (first.score, second.number) == (0.0, 2)


def test_the_worker_leaves_what_has_time_left(paths):
    seat, open_ended = Seat(paths["limited"]), Seat(paths["plain"])
    attempts = [seat.start(), open_ended.start()]
    finish_overdue(AT + 20 * MINUTE)
    assert all(Attempt.objects.get(pk=one.pk).finished_at is None for one in attempts)


@pytest.mark.parametrize(
    ("factors", "minutes"), [(["1.25"], 25), (["1.5", "2"], 40), (["none"], None)]
)
def test_extra_time_holds_from_the_next_attempt_on_and_no_statement_tells_it(
    paths, factors, minutes
):
    seat = Seat(paths["limited"])
    for factor in factors:
        ExtraTime.objects.create(
            user=seat.user, organism=OrganismFactory(), factor=factor, given_at=AT
        )
    assert standing(seat).minutes == minutes
    attempt = seat.start()
    assert attempt.ends_by == (None if minutes is None else AT + minutes * MINUTE)
    ExtraTime.objects.filter(user=seat.user).update(ended_at=AT)
    late = AT + (22 * MINUTE)
    seat.answer(attempt, 1, at=late)
    finish_attempt(attempt=attempt, at=late)
    said = json.dumps(told())
    assert "2026-09-01T13:25" not in said
    assert "extra" not in said
    assert standing(seat).minutes == 20


def test_an_attempt_that_is_voided_is_given_back_with_what_it_brought(paths):
    seat = Seat(paths["limited"])
    attempt = seat.take()
    place = {"lesson": seat.lesson, "course_key": seat.course_key, "at": AT}
    complete_lesson(enrolment=seat.own(), **place)
    assert seat.own().passed_at is not None
    record_statements(
        statements=[
            voiding_statement(statement_id=attempt.statement_id, authority=own_authority())
        ],
        authority=own_authority(),
        at=AT + DAY,
    )
    assert seat.own().passed_at is None
    assert not Answer.objects.filter(enrolment=seat.enrolment).exists()
    assert (standing(seat).left, standing(seat).best) == (3, None)
    assert seat.start().number == 2


def test_a_renewal_asks_the_test_again_with_attempts_of_its_own(paths):
    path = paths["lasting"]
    path.validity = [{"since": "2026-01-01", "months": 1}]
    path.save()
    seat = Seat(path)
    place = {"lesson": seat.lesson, "course_key": seat.course_key, "at": AT}
    seat.take()
    complete_lesson(enrolment=seat.own(), **place)
    with pytest.raises(AcademyError):
        seat.start()
    later = AT + 60 * DAY
    code = Certificate.objects.get(enrolment=seat.enrolment).code
    renewal = start_renewal(user=seat.user, code=code, at=later)
    assert renewal.asked == [[str(seat.lesson.translation_key), str(seat.block_id)]]
    assert standing(seat, later).left == 1
    seat.take(at=later)
    renewal.refresh_from_db()
    assert renewal.finished_at is not None
    assert Certificate.objects.filter(enrolment=seat.enrolment).count() == 2


def test_a_question_of_another_attempt_is_not_answered(paths):
    seat = Seat(paths["plain"])
    with pytest.raises(NotFound):
        save_answer(attempt=seat.start(), question=uuid4(), chosen=["x"], language="fr", at=AT)
