"""Once a lesson's question is set aside, the worker measures marks again, and never the request."""

from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from academy.core import recurring
from courses.doubts.remarking import remark_next
from courses.services import enrol
from tests.courses.asking import words
from tests.courses.doubts.test_deciding import (  # noqa: F401
    DAY,
    address,
    aside,
    course,
    decide,
    designer,
    doubt,
    learner_of,
    organism,
    own,
    path,
    score,
)
from tests.courses.doubts.worker import measure_again
from tests.courses.test_versions import do
from tests.factories.accounts import UserFactory
from tests.factories.courses import lesson_pages

pytestmark = pytest.mark.django_db
# The package names a function like its module.
SETTLING = import_module("courses.services.settle")
BEFORE, AFTER = pytest.approx(2 / 6), pytest.approx(2 / 5)
SAID = "The marks of those who follow the path are being measured again"


def learners(path, count):  # noqa: F811
    """People who have answered all questions of the first lesson well but the doubtful one."""
    return [learner_of(path, first=False, others=True) for _number in range(count)]


def scores(users):
    return [score(one) for one in users]


def cost_of(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def test_nothing_is_measured_within_the_request_and_the_desk_says_what_is_under_way(
    client,
    doubt,  # noqa: F811
    path,  # noqa: F811
):
    users = learners(path, 3)
    reply = client.post(
        address("doubt", doubt.pk), {"decision": "set_aside", "reason": "Faux."}, follow=True
    )
    # Once in the message, once in the list.
    assert words(reply).count(SAID) == 2
    assert SAID in words(client.get(address("doubt", doubt.pk)))
    assert scores(users) == [BEFORE] * 3
    measure_again()
    assert scores(users) == [AFTER] * 3
    assert SAID not in words(client.get(address("doubt", doubt.pk)))
    assert SAID not in words(client.get(address("doubts")))


def test_what_a_decision_and_a_part_cost_does_not_depend_on_how_many_follow_the_path(
    client,
    doubt,  # noqa: F811
    path,  # noqa: F811
):
    def decided(decision):
        return cost_of(lambda: decide(client, doubt, decision))

    few = learners(path, 2)
    # What is read once in a process is read.
    decided("set_aside")
    measure_again()
    aside_by_few, part_of_few = decided("keep"), cost_of(lambda: remark_next(at=timezone.now()))
    measure_again()
    many = [*few, *learners(path, 10)]
    decided("set_aside")
    measure_again()
    aside_by_many, part_of_many = decided("keep"), cost_of(lambda: remark_next(at=timezone.now()))
    assert aside_by_many <= aside_by_few <= 60
    assert part_of_many <= part_of_few <= 20
    assert scores(many) == [BEFORE] * 12


def test_a_worker_that_is_stopped_goes_on_where_it_was(client, doubt, path, monkeypatch):  # noqa: F811
    users = learners(path, 5)
    # Those whose answers made the doubt come first; none of them was measured yet.
    before = own(users[0]).pk - 1
    decide(client, doubt, "set_aside")
    doubt.refresh_from_db()
    doubt.remarked_until = before
    doubt.save()
    monkeypatch.setattr(SETTLING, "_IN_ONE_PART", 2)
    assert remark_next(at=timezone.now()) is recurring.AGAIN
    assert scores(users) == [AFTER] * 2 + [BEFORE] * 3

    def failing(*_args, **_kwargs):
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(SETTLING, "record_once", failing)
        with pytest.raises(OSError):
            remark_next(at=timezone.now())
    assert scores(users) == [AFTER] * 2 + [BEFORE] * 3
    # Two, one, none, and that nothing waits.
    assert measure_again() == 4
    assert scores(users) == [AFTER] * 5
    # Done again, nothing moves.
    doubt.remarked_until = 0
    doubt.save()
    measure_again()
    assert scores(users) == [AFTER] * 5


def test_taken_back_while_it_runs_it_begins_anew(client, doubt, path, monkeypatch):  # noqa: F811
    users = learners(path, 4)
    decide(client, doubt, "set_aside")
    doubt.refresh_from_db()
    doubt.remarked_until = own(users[0]).pk - 1
    doubt.save()
    monkeypatch.setattr(SETTLING, "_IN_ONE_PART", 2)
    remark_next(at=timezone.now())
    assert scores(users) == [AFTER] * 2 + [BEFORE] * 2
    decide(client, doubt, "keep", "À tort.")
    doubt.refresh_from_db()
    assert doubt.remarked_until == 0
    monkeypatch.undo()
    measure_again()
    assert scores(users) == [BEFORE] * 4


def test_who_answers_while_it_runs_is_measured_by_what_counts_now(client, doubt, path):  # noqa: F811
    (user,) = learners(path, 1)
    decide(client, doubt, "set_aside")
    do(user, lesson_pages(path)[1], at=timezone.now())
    assert score(user) == pytest.approx(1.0)
    measure_again()
    assert score(user) == pytest.approx(1.0)


def test_counted_again_it_brings_what_was_answered_meanwhile(client, doubt, path):  # noqa: F811
    """Whoever answers it well while it is set aside gains nothing by it, until it counts again."""
    aside(client, doubt)
    user = UserFactory()
    enrol(user=user, path_key=path.key, at=timezone.now())
    lesson = lesson_pages(path)[0]
    do(user, lesson, at=timezone.now())
    assert score(user) == pytest.approx(2 / 5)
    decide(client, doubt, "keep", "À tort.")
    measure_again()
    assert score(user) == pytest.approx(3 / 6)
