"""The door by which a device tells what was done without a connection."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from academy.lrs.models import Statement
from courses.models import Answer, Certificate, LessonProgress
from courses.offline.acts import BadBatch, read_batch
from courses.offline.rules import LARGEST_BATCH, MOST_ACTS, moment_of
from courses.services import enrol
from tests.factories.accounts import UserFactory
from tests.factories.courses import AT, lesson_pages, make_path

from .steps import a_finish, address, an_answer, join, send, states

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def path(module_database):
    with module_database():
        return make_path(lessons=2, questions=2)


@pytest.fixture
def lessons(path):
    return lesson_pages(path, "fr")


@pytest.fixture
def enrolment(client, path):
    return join(client, path)


@pytest.fixture
def person(enrolment):
    return enrolment.user.public_id


def told(enrolment):
    verbs = Statement.objects.filter(registration=enrolment.registration).order_by("seq")
    return [verb.rpartition("/")[2] for verb in verbs.values_list("verb", flat=True)]


def all_acts(lessons):
    acts = []
    for lesson in lessons:
        acts += [an_answer(lesson, block) for block in lesson.question_blocks.values()]
        acts.append(a_finish(lesson))
    return acts


def test_a_path_is_followed_to_its_certificate_without_a_connection(
    client, lessons, enrolment, person
):
    acts = all_acts(lessons)
    reply = send(client, person, acts)
    assert [(one["id"], one["state"]) for one in reply.json()["acts"]] == [
        (act["id"], "kept") for act in acts
    ]
    enrolment.refresh_from_db()
    assert enrolment.passed_at is not None
    assert Certificate.objects.filter(enrolment=enrolment).count() == 1
    assert LessonProgress.objects.filter(enrolment=enrolment, started_at=None).count() == 0


def test_what_is_sent_twice_counts_once(client, lessons, enrolment, person):
    acts = all_acts(lessons)
    send(client, person, acts)
    before = told(enrolment)
    assert set(states(send(client, person, [*acts, *acts]))) == {"kept"}
    assert told(enrolment) == before
    assert before.count("answered") == 4


def test_an_answer_has_the_moment_at_which_it_was_given(client, lessons, enrolment, person):
    (block, *_others) = lessons[0].question_blocks.values()
    act = an_answer(lessons[0], block, ago=timedelta(days=2))
    send(client, person, [act])
    answer = Answer.objects.get(enrolment=enrolment)
    assert answer.at.isoformat(timespec="milliseconds") == (
        timezone.datetime.fromisoformat(act["given_at"]).isoformat(timespec="milliseconds")[:23]
        + "+00:00"
    )
    statement = Statement.objects.get(verb__endswith="/answered")
    assert statement.stored - statement.timestamp > timedelta(days=1)


def test_what_is_told_later_does_not_move_the_place_where_one_is(
    client, lessons, enrolment, person
):
    client.get(lessons[1].get_url())
    (block, *_others) = lessons[0].question_blocks.values()
    send(client, person, [an_answer(lessons[0], block, ago=timedelta(days=1))])
    enrolment.refresh_from_db()
    assert enrolment.last_lesson_key == lessons[1].translation_key


def test_a_lesson_is_finished_once_its_last_answer_has_come(client, lessons, enrolment, person):
    first, second = lessons[0].question_blocks.values()
    finish = a_finish(lessons[0])
    reply = send(client, person, [an_answer(lessons[0], first), finish])
    assert states(reply) == ["kept", "waiting"]
    assert reply.json()["acts"][1]["why"]
    assert states(send(client, person, [an_answer(lessons[0], second)])) == ["kept"]
    assert states(send(client, person, [finish])) == ["kept"]
    assert LessonProgress.objects.get(enrolment=enrolment).completed_at is not None


def test_the_earlier_of_two_ends_counts_whichever_is_told_first(client, lessons, enrolment, person):
    answers = [an_answer(lessons[0], block) for block in lessons[0].question_blocks.values()]
    late, early = a_finish(lessons[0]), a_finish(lessons[0], ago=timedelta(minutes=50))
    send(client, person, [*answers, late, early, early])
    finished = LessonProgress.objects.get(enrolment=enrolment).completed_at
    assert abs(finished - timezone.datetime.fromisoformat(early["given_at"])) < timedelta(
        milliseconds=2
    )
    assert told(enrolment).count("completed") == 2


def test_what_has_changed_since_is_refused_in_a_sentence(client, lessons, person):
    (block, *_others) = lessons[0].question_blocks.values()
    acts = [
        an_answer(lessons[0], block, chosen=[str(uuid4())]),
        an_answer(lessons[0], block, block=str(uuid4())),
        an_answer(lessons[0], block, chosen=[]),
        an_answer(lessons[0], block),
    ]
    reply = send(client, person, acts)
    assert states(reply) == ["refused", "refused", "refused", "kept"]
    assert all(one["why"].endswith(".") for one in reply.json()["acts"][:3])


def test_nothing_is_taken_of_a_path_that_one_does_not_follow(client, person):
    (lesson, *_others) = lesson_pages(make_path(lessons=1, questions=1))
    (block,) = lesson.question_blocks.values()
    missing = an_answer(lesson, block, lesson=2**40)
    assert states(send(client, person, [an_answer(lesson, block), missing])) == ["refused"] * 2
    assert not Answer.objects.exists()


def test_who_is_signed_out_or_somebody_else_records_nothing(client, path, lessons, person):
    (block, *_others) = lessons[0].question_blocks.values()
    act = an_answer(lessons[0], block)
    other = UserFactory()
    enrol(user=other, path_key=path.key, at=AT)
    client.force_login(other)
    assert send(client, person, [act]).status_code == 409
    client.logout()
    assert send(client, person, [act]).status_code == 401
    assert not Answer.objects.exists()


def test_the_door_takes_the_token_of_the_session_and_nothing_without_it(path, lessons):
    client = Client(enforce_csrf_checks=True)
    enrolment = join(client, path)
    (block, *_others) = lessons[0].question_blocks.values()
    act, person = an_answer(lessons[0], block), enrolment.user.public_id
    assert send(client, person, [act]).status_code == 403
    token = client.get(address("offline-session")).json()["token"]
    assert states(send(client, person, [act], headers={"X-CSRFToken": token})) == ["kept"]


@pytest.mark.parametrize(
    "sent",
    [
        [],
        {},
        {"person": "me", "acts": []},
        {"person": str(UUID(int=0)), "acts": {}},
        {"person": str(UUID(int=0)), "acts": ["answer"]},
        {"person": str(UUID(int=0)), "acts": [{"kind": "pass"}]},
    ],
)
def test_what_no_device_sends_is_refused_whole(client, person, sent):
    reply = client.post(
        address("offline-answers"), json.dumps(sent), content_type="application/json"
    )
    assert reply.status_code == 400
    assert reply.json()["error"]


@pytest.mark.parametrize(
    "changed",
    [
        {"id": 7},
        {"lesson": "7"},
        {"lesson": True},
        {"lesson": -1},
        {"lesson": 2**63},
        {"block": None},
        {"chosen": "a"},
        {"chosen": [1]},
        {"chosen": ["a"] * 101},
        {"chosen": ["a" * 501]},
        {"given_at": "yesterday"},
        {"given_at": "2026-09-01T13:00:00"},
        {"given_at": None},
    ],
)
def test_an_act_that_makes_no_sense_is_refused(client, lessons, person, changed):
    (block, *_others) = lessons[0].question_blocks.values()
    good = an_answer(lessons[0], block)
    read_batch({"person": str(person), "acts": [good]})
    with pytest.raises(BadBatch):
        read_batch({"person": str(person), "acts": [good | changed]})


def test_a_batch_has_an_end(client, lessons, person):
    (block, *_others) = lessons[0].question_blocks.values()
    act = an_answer(lessons[0], block)
    assert send(client, person, [act] * (MOST_ACTS + 1)).status_code == 400
    long = [act | {"title": "x" * LARGEST_BATCH}]
    assert send(client, person, long).status_code == 413
    assert not Answer.objects.exists()


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("given", "enrolled", "taken", "is_moved"),
    [
        (-1 * DAY, -9 * DAY, -1 * DAY, False),
        (1 * DAY, -9 * DAY, 0 * DAY, True),
        (-12 * DAY, -9 * DAY, -9 * DAY, True),
        (-40 * DAY, -90 * DAY, -30 * DAY, True),
        (-1 * DAY, 1 * DAY, 0 * DAY, True),
    ],
)
def test_a_moment_that_cannot_be_is_moved(given, enrolled, taken, is_moved):
    moment = moment_of(AT + given, enrolled_at=AT + enrolled, now=AT)
    assert (moment.at, moment.is_moved) == (AT + taken, is_moved)


def test_a_wrong_clock_is_said(client, lessons, person):
    (block, *_others) = lessons[0].question_blocks.values()
    reply = send(client, person, [an_answer(lessons[0], block, ago=-DAY)])
    assert states(reply) == ["kept"]
    assert reply.json()["acts"][0]["why"]
    assert Answer.objects.get().at <= timezone.now()
