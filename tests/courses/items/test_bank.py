"""The questions that tests draw are analysed by key and version, at the desk of their bank."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from academy.core import recurring
from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from courses.doubts.deciding import decide
from courses.doubts.finding import find_doubts
from courses.doubts.remarking import remark_next
from courses.items.bank_queries import analysed_bank
from courses.models import Attempt, BankQuestion, CourseProgress, QuestionDoubt
from courses.services import complete_lesson, finish_attempt
from tests.courses.asking import words
from tests.courses.doubts.worker import measure_again
from tests.courses.taking_tests import Seat
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.banks import make_bank, make_path_with_test
from tests.factories.organisms import OrganismFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make_bank({"phishing": 4}, built_by=OrganismFactory())


@pytest.fixture
def path(bank):
    return make_path_with_test(bank, {"phishing": 4})


@pytest.fixture
def few(monkeypatch):
    """Judge by few people: a hundred attempts take a minute to be made."""
    for module in ("judging", "looking"):
        monkeypatch.setattr(f"courses.items.{module}.LEAST_ANSWERS", 12)


@pytest.fixture
def designer(bank, client, with_second_factor):
    user = UserFactory(language="en")
    grant(user=user, role=Role.DESIGNER, organism=bank.built_by, at=timezone.now(), by=None)
    with_second_factor(user)
    client.force_login(user)
    return user


def odd(bank):
    """The first question of the bank, which those who know get wrong."""
    return BankQuestion.objects.filter(bank=bank).order_by("pk").first().translation_key


def take(path, bank, people, *, odd_for=None):
    """Have people take the test: every second knows all; the odd question goes the other way round
    for the first `odd_for`."""
    seats = []
    for number in range(people):
        seat = Seat(path)
        attempt = seat.start()
        for place, one in enumerate(attempt.drawn, 1):
            knows = number % 2 == 0
            turns = one["question"] == str(odd(bank)) and number < (odd_for or people)
            seat.answer(attempt, place, right=knows != turns)
        finish_attempt(attempt=attempt, at=timezone.now())
        seats.append(seat)
    return seats


def address(bank):
    with translation.override("en"):
        return reverse("courses_items:bank", args=[bank.pk])


def test_a_question_that_works_backwards_is_found_among_those_that_were_drawn(
    bank, path, few, designer, client
):
    take(path, bank, 40, odd_for=38)
    found = analysed_bank(bank)
    assert len(found.versions) == 4
    assert {one.path_key for one in found.versions} == {path.key}
    assert find_doubts(at=timezone.now()) == 1
    page = words(client.get(address(bank)))
    assert "Those who know more get it wrong more often." in page
    assert page.count("Version 1, the latest that was asked") == 4
    doubt = QuestionDoubt.objects.get()
    assert (doubt.bank, doubt.place, doubt.path_key) == (bank, bank.key, path.key)


def test_a_version_is_judged_by_its_own_answers(bank, path):
    take(path, bank, 12)
    for row in BankQuestion.objects.filter(translation_key=odd(bank)):
        body = row.body.get_prep_value()
        body[0]["value"]["prompt"] = "Autrement dit ?"
        row.body = body
        row.save()
    take(path, bank, 11)
    of_it = [one for one in analysed_bank(bank).versions if one.question == odd(bank)]
    assert [(one.number, one.is_latest) for one in of_it] == [(2, True), (1, False)]
    assert [one.shown.figures.answers for one in of_it] == [10, 10]
    assert of_it[0].shown.prompt == "Autrement dit ?"


def test_only_the_first_attempt_counts_and_few_are_not_shown(bank, path):
    seat = Seat(path)
    seat.take(at=timezone.now())
    seat.take(at=timezone.now() + timedelta(hours=1))
    assert Attempt.objects.count() == 2
    assert {one.shown.figures.answers for one in analysed_bank(bank).versions} == {0}


def test_more_people_cost_no_more_queries(bank, path, django_assert_num_queries):
    take(path, bank, 2)
    with django_assert_num_queries(6):
        analysed_bank(bank)
    take(path, bank, 4)
    with django_assert_num_queries(6):
        analysed_bank(bank)


def test_other_designers_find_nothing(bank, path, client, with_second_factor):
    other = UserFactory()
    grant(user=other, role=Role.DESIGNER, organism=OrganismFactory(), at=timezone.now(), by=None)
    with_second_factor(other)
    client.force_login(other)
    assert client.get(address(bank)).status_code == 404


# --- Set aside -----------------------------------------------------------------
def doubt_of(bank, path):
    return QuestionDoubt.objects.create(
        place=bank.key,
        question=odd(bank),
        bank=bank,
        path_key=path.key,
        prompt="Que faites-vous ?",
        digest="0" * 64,
        flags=["backwards"],
        found_at=timezone.now(),
    )


def decided(doubt, decision="set_aside"):
    return decide(
        by=SuperuserFactory(),
        doubt_id=doubt.pk,
        decision=decision,
        reason="Faux.",
        at=timezone.now(),
    )


def aside(doubt):
    decided(doubt)
    measure_again()


def test_set_aside_past_attempts_are_marked_again_in_the_favour_of_people(bank, path):
    knows, does_not = take(path, bank, 2)
    for seat in (knows, does_not):
        complete_lesson(
            enrolment=seat.own(), lesson=seat.lesson, course_key=seat.course_key, at=timezone.now()
        )
    # Three right of four, below 80 %: what one knows is right but for the odd one.
    assert Attempt.objects.get(enrolment=knows.enrolment).score == 0.75
    assert knows.own().passed_at is None
    assert Attempt.objects.get(enrolment=does_not.enrolment).score == 0.25
    aside(doubt_of(bank, path))
    again = Attempt.objects.get(enrolment=knows.enrolment)
    assert (again.score, again.is_success) == (1.0, True)
    assert knows.own().passed_at is not None
    assert CourseProgress.objects.get(enrolment=knows.enrolment).best_score == 1.0
    # Who had it right alone keeps that.
    assert Attempt.objects.get(enrolment=does_not.enrolment).score == 0.25
    # The attempt isn't given back.
    assert knows.enrolment.answers.count() == 1


def test_set_aside_it_is_drawn_no_more_and_where_there_is_no_other_counts_for_nothing(bank, path):
    small = make_path_with_test(bank, {"phishing": 3})
    aside(doubt_of(bank, path))
    for _number in range(3):
        drawn = {one["question"] for one in Seat(small).start().drawn}
        assert str(odd(bank)) not in drawn
    (seat,) = take(path, bank, 1)
    attempt = Attempt.objects.get(enrolment=seat.enrolment)
    assert str(odd(bank)) in {one["question"] for one in attempt.drawn}
    assert attempt.score == 1.0


def score_of(seat):
    return Attempt.objects.get(enrolment=seat.enrolment).score


def test_the_worker_marks_again_and_the_desk_says_so_meanwhile(
    bank, path, designer, client, monkeypatch
):
    monkeypatch.setattr("courses.services.remark._AT_A_TIME", 2)
    seats = take(path, bank, 5)
    doubt = doubt_of(bank, path)
    with translation.override("en"):
        own = reverse("courses_items:doubt", args=[doubt.pk])
    reply = client.post(own, {"decision": "set_aside", "reason": "Faux."}, follow=True)
    said = "Tests that drew this question are being marked again"
    assert words(reply).count(said) == 2
    assert said in words(client.get(own))
    # Nothing was marked within the request.
    assert [score_of(one) for one in seats] == [0.75, 0.25, 0.75, 0.25, 0.75]
    # Two, two, one, none, and that nothing waits.
    assert measure_again() == 5
    assert [score_of(one) for one in seats] == [1.0, 0.25, 1.0, 0.25, 1.0]
    assert said not in words(client.get(own))


def test_a_worker_that_is_stopped_goes_on_where_it_was(bank, path, monkeypatch):
    monkeypatch.setattr("courses.services.remark._AT_A_TIME", 1)
    seats = take(path, bank, 3)
    decided(doubt_of(bank, path))
    assert remark_next(at=timezone.now()) is recurring.AGAIN
    with monkeypatch.context() as patched:
        patched.setattr("courses.services.remark.record_once", failing)
        remark_next(at=timezone.now())
        with pytest.raises(OSError):
            remark_next(at=timezone.now())
    assert [score_of(one) for one in seats] == [1.0, 0.25, 0.75]
    measure_again()
    assert [score_of(one) for one in seats] == [1.0, 0.25, 1.0]


def failing(*_args, **_kwargs):
    raise OSError


def test_decided_otherwise_meanwhile_it_begins_anew_and_no_mark_falls(bank, path):
    (seat,) = take(path, bank, 1)
    doubt = doubt_of(bank, path)
    aside(doubt)
    assert score_of(seat) == 1.0
    decided(doubt, "keep")
    measure_again()
    assert score_of(seat) == 1.0
