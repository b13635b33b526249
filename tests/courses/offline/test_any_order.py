"""Whatever the order, the doors and the devices, the same acts give the same progress."""

from base64 import b64encode
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from academy.lrs.models import Statement
from academy.lrs.services import create_credential
from courses.models import Answer, Certificate, CourseProgress, Enrolment, LessonProgress
from courses.offline.acts import Act
from courses.offline.services import receive
from courses.services import answer_question, enrol
from courses.statements import Learner as Named
from courses.statements import Place, Wording
from tests.factories.accounts import UserFactory
from tests.factories.courses import lesson_pages, make_path

from .steps import chosen_of

pytestmark = pytest.mark.django_db
START = datetime(2026, 9, 1, 13, 0, tzinfo=UTC)
END = START + timedelta(days=2)
DEVICES = ("telephone", "tablet")
# A form and another program (over HTTP) tell at once; devices when they are connected.
DOORS = ("form", "/xapi", *DEVICES)
LESSONS, QUESTIONS = 2, 1


@dataclass(frozen=True)
class Event:
    """An act of a learner: at which minute, by which door, in which language, on what.

    A finish is of a device or of another program: a form says at once what is missing.
    """

    minute: int
    door: str
    language: str
    lesson: int
    is_right: bool
    is_finish: bool

    @property
    def at(self):
        return START + timedelta(minutes=self.minute)


EVENTS = st.builds(
    Event,
    minute=st.integers(1, 600),
    door=st.sampled_from(DOORS),
    language=st.sampled_from(("fr", "en")),
    lesson=st.integers(0, LESSONS - 1),
    is_right=st.booleans(),
    is_finish=st.booleans(),
).filter(lambda event: not (event.is_finish and event.door == "form"))
# Two acts at the same instant have no order of their own.
HISTORIES = st.lists(EVENTS, min_size=2, max_size=9, unique_by=lambda event: event.minute)


@pytest.fixture(scope="module")
def world(module_database):
    with module_database():
        path = make_path(lessons=LESSONS, questions=QUESTIONS)
        return path, {language: lesson_pages(path, language) for language in ("fr", "en")}


@pytest.fixture(scope="module")
def tool(world, module_database):
    """The headers of a program that may tell the record store what learners do."""
    with module_database():
        made = create_credential(name="Tool", scopes=["all"], at=START)
    secret = b64encode(f"{made.key}:{made.secret}".encode()).decode()
    return {"Authorization": f"Basic {secret}", "X-Experience-API-Version": "2.0.0"}


class Learner:
    """Somebody to whom a history happens; `own` names the acts, alike for each learner."""

    def __init__(self, world, tool):
        self.path, self.lessons = world
        self.tool = tool
        self.user = UserFactory()
        self.enrolment = enrol(user=self.user, path_key=self.path.key, at=START)
        (self.course,) = self.path.outline["courses"]

    def lesson(self, event):
        return self.lessons[event.language][event.lesson]

    def block(self, event):
        (block,) = self.lesson(event).question_blocks.values()
        return block

    def attempt(self, event):
        return uuid5(UUID(int=7), str(event))

    def form(self, event):
        answer_question(
            enrolment=Enrolment.objects.select_related("user").get(pk=self.enrolment.pk),
            lesson=self.lesson(event),
            course_key=UUID(self.course["key"]),
            block_id=UUID(str(self.block(event).id)),
            chosen=chosen_of(self.block(event), right=event.is_right),
            attempt=self.attempt(event),
            at=event.at,
        )

    def now(self, event):
        """Tell an event by a door that takes it at its moment."""
        if event.door == "form":
            self.form(event)
        else:
            self.statement(event)

    def statement(self, event):
        """The record store's own door: a statement of another program's, over HTTP."""
        words = Wording(django_settings.ACADEMY_IRI_BASE)
        who = Named(self.user.public_id, self.enrolment.registration)
        lesson, block = self.lesson(event), self.block(event)
        place = Place(self.path.key, UUID(self.course["key"]), lesson.translation_key)
        own_id = uuid5(self.enrolment.registration, str(event))
        if event.is_finish:
            told = words.completed(who, place, event.at) | {"id": str(own_id)}
        else:
            question = block.value.question(block.id)
            response = question.read(chosen_of(block, right=event.is_right))
            mark = question.mark(response)
            told = words.answered(
                who,
                replace(place, block=UUID(str(block.id))),
                event.at,
                statement_id=own_id,
                language=event.language,
                response=response,
                scaled=mark.scaled,
                success=mark.success,
            )
        reply = Client(headers=self.tool).post(
            "/xapi/statements", told, content_type="application/json"
        )
        assert reply.status_code == 200, reply.content

    def act(self, event):
        if event.is_finish:
            return Act(self.attempt(event), "finish", self.lesson(event).pk, event.at)
        return Act(
            self.attempt(event),
            "answer",
            self.lesson(event).pk,
            event.at,
            block_id=UUID(str(self.block(event).id)),
            chosen=tuple(chosen_of(self.block(event), right=event.is_right)),
        )

    def tell(self, events, at=END):
        """Send a batch; return the events that the device has to tell again."""
        received = receive(user=self.user, acts=[self.act(one) for one in events], at=at)
        assert {one.state for one in received} <= {"kept", "waiting"}
        return [one for one, now in zip(events, received, strict=True) if now.state == "waiting"]

    def progress(self):
        mine = {"enrolment": self.enrolment}
        now = Enrolment.objects.get(pk=self.enrolment.pk)
        told = Statement.objects.filter(registration=self.enrolment.registration)
        return {
            "path": (now.completed_at, now.passed_at),
            "lessons": {
                row.lesson_key: (row.completed_at, row.started_at is not None)
                for row in LessonProgress.objects.filter(**mine)
            },
            "courses": {
                row.course_key: (row.completed_at, row.passed_at, row.best_score, row.first_score)
                for row in CourseProgress.objects.filter(**mine)
            },
            "answers": Counter(
                Answer.objects.filter(**mine).values_list("block_id", "at", "scaled", "success")
            ),
            "told": told.filter(verb__endswith="/answered").count(),
            "certificates": Certificate.objects.filter(**mine).count(),
        }


def in_order(learner, history):
    """Each act is told at its moment; what has to wait is told again at the end."""
    waiting = []
    for event in sorted(history, key=lambda one: one.minute):
        if event.door in DEVICES:
            waiting += learner.tell([event], event.at)
        else:
            learner.now(event)
    learner.tell(waiting)


def as_it_comes(learner, history, data):
    """In any order, devices when they are connected: late, mixed, and more than once."""
    queues = {door: [one for one in history if one.door == door] for door in DEVICES}
    others = [one for one in history if one.door not in DEVICES]
    steps = data.draw(st.permutations([*others, *DEVICES, *DEVICES]))
    for step in steps:
        if isinstance(step, Event):
            learner.now(step)
            if data.draw(st.booleans()):
                learner.now(step)
            continue
        sent = (
            data.draw(st.lists(st.sampled_from(queues[step]), max_size=6)) if queues[step] else []
        )
        learner.tell(sent)
    # In the end every device has told everything, and again what has to wait for another's answers.
    for _round in range(2):
        for door in data.draw(st.permutations(DEVICES)):
            learner.tell(data.draw(st.permutations(queues[door])))


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(history=HISTORIES, data=st.data())
def test_any_order_any_door_and_any_device_give_the_same_progress(history, data, world, tool):
    with transaction.atomic():
        one, other = Learner(world, tool), Learner(world, tool)
        in_order(one, history)
        as_it_comes(other, history, data)
        wanted = one.progress()
        assert other.progress() == wanted
        answers = [event for event in history if not event.is_finish]
        assert wanted["told"] == len(answers)
        assert wanted["certificates"] == (wanted["path"][1] is not None)
        transaction.set_rollback(True)


def test_a_history_that_passes_the_path_passes_it_by_whichever_door_comes_first(world, tool):
    """What the property rests on happens: the path is passed, once, with one certificate."""
    with transaction.atomic():
        history = [
            Event(5, "telephone", "fr", 0, is_right=False, is_finish=False),
            Event(9, "tablet", "en", 0, is_right=True, is_finish=False),
            Event(11, "telephone", "fr", 0, is_right=True, is_finish=True),
            Event(20, "form", "en", 1, is_right=True, is_finish=False),
            Event(31, "/xapi", "fr", 0, is_right=True, is_finish=True),
            Event(25, "tablet", "en", 1, is_right=True, is_finish=True),
        ]
        *_first, by_form, by_program, last = history
        one, other = Learner(world, tool), Learner(world, tool)
        in_order(one, history)
        other.now(by_program)
        waiting = other.tell([history[2], history[0], last])
        assert waiting == [last]
        other.now(by_form)
        other.tell([last, history[1], history[1]])
        assert other.progress() == one.progress()
        assert other.progress()["certificates"] == 1
        assert other.progress()["path"][1] == START + timedelta(minutes=25)
        transaction.set_rollback(True)
