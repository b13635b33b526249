"""Voided statements: progress is what the others tell, in whatever order all of them come."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from academy.lrs import projector
from academy.lrs.models import ReaderFailure, Statement
from academy.lrs.queries import statements_of_registrations, voided_ids
from academy.lrs.services import (
    Authority,
    create_credential,
    own_authority,
    record_statements,
    void_statement,
)
from barometer.models import PathFact
from courses.acts import VERBS
from courses.models import Answer, CourseProgress, Enrolment, LessonProgress, PathPage
from courses.queries import outline_of
from courses.rules import AnswerMade, course_standing, latest_of_all
from courses.statements import ANSWERED, COMPLETED, INITIALIZED, PASSED, Learner, Place, Wording
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    EnrolmentFactory,
    LessonPageFactory,
    lesson_pages,
    make_path,
    publish_path,
)

from .test_learning import answer, answer_all, complete, enrol, right_choices, wrong_choices

pytestmark = pytest.mark.django_db
CLIENT = Authority(
    agent={"objectType": "Agent", "account": {"homePage": "https://client.example", "name": "c"}}
)
# How often a question that was answered names its outcome.
ONE_OUTCOME = 3
LATER = datetime(2026, 9, 30, 12, 0, tzinfo=UTC)


def day(number: int) -> datetime:
    return datetime(2026, 1, 1, 12, 0, tzinfo=UTC) + timedelta(days=number)


def void(target: UUID) -> None:
    void_statement(statement_id=target, authority=own_authority(), at=LATER)


def told(enrolment: Enrolment, verb: str, kind: str) -> list:
    """The statements that stand about this kind of activity."""
    found = statements_of_registrations([enrolment.registration], verbs=[verb])
    return [one for one in found if f"/activities/{kind}/" in one.object_id]


def picture(enrolment: Enrolment) -> dict:
    """All that is derived, without what tells rows apart."""
    enrolment.refresh_from_db()
    return {
        "path": (enrolment.completed_at, enrolment.passed_at),
        "courses": {
            row.course_key: (row.completed_at, row.passed_at, row.best_score, row.first_score)
            for row in CourseProgress.objects.filter(enrolment=enrolment)
        },
        "lessons": {
            row.lesson_key: (row.started_at, row.completed_at)
            for row in LessonProgress.objects.filter(enrolment=enrolment)
        },
        "answers": {
            row.statement_id: (row.lesson_key, row.block_id, row.at, row.scaled)
            for row in Answer.objects.filter(enrolment=enrolment)
        },
    }


# --- Any history ------------------------------------------------------------
ACTS = st.tuples(
    st.sampled_from([INITIALIZED, COMPLETED, COMPLETED, ANSWERED, ANSWERED]),
    st.integers(0, 3),
    st.sampled_from([0.0, 0.5, 1.0]),
    st.integers(0, 60),
)
HISTORIES = st.fixed_dictionaries(
    {
        "acts": st.lists(ACTS, max_size=14),
        # Everything once, so that courses and paths are often finished.
        "whole": st.booleans(),
        "voids": st.lists(st.tuples(st.integers(0, 24), st.integers(0, 24)), max_size=8),
        # Voiding what the academy told by itself, at this place in the history.
        "own": st.lists(st.tuples(st.integers(0, 24), st.integers(0, 5)), max_size=3),
        "size": st.integers(1, 6),
        "order": st.randoms(use_true_random=False),
    }
)


class World:
    """A path of two courses with two lessons of one question each, and who follows it."""

    def __init__(self):
        self.path = make_path(courses=2, lessons=2, questions=1)
        self.enrolment = EnrolmentFactory(path=self.path)
        self.courses = outline_of(self.path)
        self.lessons = [(course, lesson) for course in self.courses for lesson in course.lessons]
        self.wording = Wording(django_settings.ACADEMY_IRI_BASE)
        self.learner = Learner(self.enrolment.user.public_id, self.enrolment.registration)

    def statement(self, verb, place, scaled, at, by=None) -> dict:
        course, lesson = self.lessons[place]
        where = Place(path=self.path.key, course=course.key, lesson=lesson.key)
        learner = by or self.learner
        if verb == ANSWERED:
            where = Place(self.path.key, course.key, lesson.key, lesson.questions[0])
            return self.wording.answered(
                learner,
                where,
                at,
                statement_id=uuid4(),
                language="fr",
                response=["x"],
                scaled=scaled,
                success=scaled == 1,
            )
        words = self.wording.initialized if verb == INITIALIZED else self.wording.completed
        more = ("fr",) if verb == INITIALIZED else ()
        return words(learner, where, at, *more) | {"id": str(uuid4())}


def expected(world: World, acts: list[dict], voided: set[UUID]) -> dict:
    """What must come out, worked out anew from the acts that are not voided."""
    started, completed, answers = {}, {}, {}
    for act in acts:
        if UUID(act["id"]) in voided:
            continue
        at = datetime.fromisoformat(act["timestamp"])
        parts = act["object"]["id"].split("/activities/lesson/")[1].split("/")
        key = UUID(parts[0])
        if act["verb"]["id"] == ANSWERED:
            scaled = act["result"]["score"]["scaled"]
            answers[UUID(act["id"])] = (key, UUID(parts[2]), at, scaled)
        else:
            times = started if act["verb"]["id"] == INITIALIZED else completed
            times[key] = min(at, times.get(key, at))
    made = [AnswerMade(*row) for row in answers.values()]
    standings = {course.key: course_standing(course, completed, made) for course in world.courses}
    return {
        "path": (
            latest_of_all(one.completed_at for one in standings.values()),
            latest_of_all(one.passed_at for one in standings.values()),
        ),
        "courses": {
            key: (one.completed_at, one.passed_at, one.best_score, one.first_score)
            for key, one in standings.items()
        },
        "lessons": {
            key: (started.get(key), completed.get(key)) for key in started.keys() | completed.keys()
        },
        "answers": answers,
    }


def without_empty(found: dict) -> dict:
    """`found` without the rows of courses in which nothing is done, which need not be there."""
    courses = {
        key: row for key, row in found["courses"].items() if row[:2] != (None, None) or row[2]
    }
    return found | {"courses": courses}


def check_told(world: World) -> None:
    """What stands in the record about courses and the path is what the rows say, told once."""
    found = picture(world.enrolment)
    wanted = {}
    for key, row in {world.path.key: found["path"], **found["courses"]}.items():
        for verb, at in zip((COMPLETED, PASSED), row[:2], strict=True):
            if at is not None:
                wanted[verb, key] = 1
    counted: dict = {}
    for one in statements_of_registrations([world.enrolment.registration], verbs=VERBS):
        kind, key = one.object_id.rsplit("/", 2)[1:]
        if kind in ("path", "course"):
            counted[one.verb, UUID(key)] = counted.get((one.verb, UUID(key)), 0) + 1
    assert counted == wanted


def play(world: World, history: dict) -> tuple[list[dict], set[UUID]]:
    """Store a history batch by batch; return its acts and the ids that are voided."""
    told_acts = [world.statement(*act[:3], day(act[3])) for act in history["acts"]]
    if history["whole"]:
        for place in range(4):
            told_acts.append(world.statement(ANSWERED, place, 1.0, day(place)))
            told_acts.append(world.statement(COMPLETED, place, 0, day(place)))
    acts = list(told_acts)
    history["order"].shuffle(told_acts)
    events: list[dict | int] = list(told_acts)
    voided = set()
    for target, position in history["voids"]:
        # Past the end: a statement that nobody ever stored.
        own_id = UUID(acts[target]["id"]) if target < len(acts) else uuid4()
        voided.add(own_id)
        statement = {
            "actor": dict(own_authority().agent),
            "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"},
            "object": {"objectType": "StatementRef", "id": str(own_id)},
        }
        events.insert(min(position, len(events)), statement)
    for position, number in history["own"]:
        events.insert(min(position, len(events)), number)
    batch: list[dict] = []

    def store():
        record_statements(statements=batch, authority=CLIENT, at=LATER)
        batch.clear()

    for event in events:
        if not isinstance(event, int):
            batch.append(event)
            if len(batch) == history["size"]:
                store()
            continue
        store()
        standing = [
            one
            for verb in (COMPLETED, PASSED)
            for kind in ("course", "path")
            for one in told(world.enrolment, verb, kind)
        ]
        if event < len(standing):
            void(standing[event].id)
    store()
    return acts, voided


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=HISTORIES)
def test_any_history_gives_what_the_remaining_statements_give(history, world):
    with transaction.atomic():
        acts, voided = play(world, history)
        wanted = without_empty(expected(world, acts, voided))
        assert without_empty(picture(world.enrolment)) == wanted
        check_told(world)

        # Made anew from all that is stored, nothing differs and nothing is told twice.
        count = Statement.objects.count()
        for model in (Answer, CourseProgress, LessonProgress):
            model.objects.all().delete()
        Enrolment.objects.update(completed_at=None, passed_at=None)
        projector.replay(at=LATER, names=["courses.progress"], batch=history["size"])
        assert without_empty(picture(world.enrolment)) == wanted
        projector.catch_up(at=LATER, names=["courses.voids"])
        assert without_empty(picture(world.enrolment)) == wanted
        assert Statement.objects.count() == count
        assert not ReaderFailure.objects.exists()
        transaction.set_rollback(True)


@pytest.fixture
def world():
    return World()


# --- What people see --------------------------------------------------------
@pytest.fixture(scope="module")
def path(module_database):
    with module_database():
        return make_path(lessons=2, questions=2)


@pytest.fixture
def lessons(path):
    return lesson_pages(path, "fr")


@pytest.fixture
def finished(client, path, lessons):
    """Somebody who finished and passed the path, in the barometer too."""
    client.force_login(UserFactory())
    enrol(client, path)
    for lesson in lessons:
        client.get(lesson.get_url())
        answer_all(client, lesson)
        complete(client, lesson)
    enrolment = Enrolment.objects.get()
    assert enrolment.passed_at is not None
    projector.catch_up(at=timezone.now())
    assert PathFact.objects.get().passed_at is not None
    return enrolment


def statement_of(enrolment, verb, lesson):
    return next(
        one
        for one in statements_of_registrations([enrolment.registration], verbs=[verb])
        if str(lesson.translation_key) in one.object_id
    )


def certificate(client, path):
    with translation.override("fr"):
        return client.get(reverse("courses:certificate", args=[path.key]), follow=True).status_code


def test_a_voided_completion_takes_back_what_followed(client, path, lessons, finished):
    assert certificate(client, path) == 200
    void(statement_of(finished, COMPLETED, lessons[0]).id)
    finished.refresh_from_db()
    assert (finished.completed_at, finished.passed_at) == (None, None)
    course = CourseProgress.objects.get()
    assert (course.completed_at, course.passed_at, course.best_score) == (None, None, 1.0)
    assert certificate(client, path) == 404
    # The academy voided what it had told, so the barometer follows.
    projector.catch_up(at=timezone.now())
    fact = PathFact.objects.get()
    assert (fact.completed_at, fact.passed_at) == (None, None)
    assert fact.started_at is not None

    # The learner finishes the lesson again: told anew, counted anew.
    complete(client, lessons[0])
    finished.refresh_from_db()
    assert finished.passed_at is not None
    assert certificate(client, path) == 200
    projector.catch_up(at=timezone.now())
    assert PathFact.objects.get().passed_at is not None
    assert len(told(finished, COMPLETED, "path")) == 1


def test_a_voided_answer_opens_its_question_again(client, path, lessons, finished):
    block = next(iter(lessons[0].question_blocks.values()))
    target = Answer.objects.get(block_id=block.id)
    page = client.get(lessons[0].get_url()).content.decode()
    assert page.count("question-outcome") == 2 * ONE_OUTCOME
    void(target.pk)
    finished.refresh_from_db()
    assert finished.completed_at is not None
    assert finished.passed_at is None
    assert CourseProgress.objects.get().best_score == 0.75
    page = client.get(lessons[0].get_url()).content.decode()
    assert page.count("question-outcome") == ONE_OUTCOME
    answer(client, lessons[0], block, right_choices(block))
    finished.refresh_from_db()
    assert finished.passed_at is not None


def test_a_form_whose_answer_was_voided_is_not_an_answer_again(client, path, lessons):
    client.force_login(UserFactory())
    enrol(client, path)
    block = next(iter(lessons[0].question_blocks.values()))
    attempt = uuid4()
    answer(client, lessons[0], block, wrong_choices(block), attempt)
    void(Answer.objects.get().pk)
    assert answer(client, lessons[0], block, right_choices(block), attempt).status_code == 302
    assert not Answer.objects.exists()
    answer(client, lessons[0], block, right_choices(block))
    assert Answer.objects.get().success


def test_a_voided_opening_is_told_again_at_the_next_visit(client, path, lessons):
    client.force_login(UserFactory())
    enrol(client, path)
    client.get(lessons[0].get_url())
    enrolment = Enrolment.objects.get()
    void(statement_of(enrolment, INITIALIZED, lessons[0]).id)
    assert not LessonProgress.objects.exists()
    client.get(lessons[0].get_url())
    assert LessonProgress.objects.get().started_at is not None
    assert len(told(enrolment, INITIALIZED, "lesson")) == 1


def test_what_follows_is_told_again_when_only_that_was_voided(finished):
    before = picture(finished)
    (followed,) = told(finished, COMPLETED, "path")
    void(followed.id)
    assert picture(finished) == before
    (again,) = told(finished, COMPLETED, "path")
    assert again.id != followed.id


def test_a_void_elsewhere_leaves_what_was_finished_before_a_lesson_came(client):
    path = make_path(courses=2, lessons=1, questions=1)
    first, second = lesson_pages(path)
    client.force_login(UserFactory())
    enrol(client, path)
    for lesson in (first, second):
        answer_all(client, lesson)
        complete(client, lesson)
    LessonPageFactory(parent=first.get_parent().specific)
    publish_path(PathPage.objects.get(translation_key=path.key, locale=first.locale))
    enrolment = Enrolment.objects.get()
    key = first.get_parent().translation_key
    void(statement_of(enrolment, COMPLETED, second).id)
    # The first course was finished as it was then, and stays so; the path isn't.
    assert CourseProgress.objects.get(course_key=key).passed_at is not None
    enrolment.refresh_from_db()
    assert enrolment.completed_at is None
    # What the first course rests on is voided too: it isn't finished as it is now.
    void(statement_of(enrolment, COMPLETED, first).id)
    assert CourseProgress.objects.get(course_key=key).completed_at is None


def test_a_void_by_another_organism_changes_nothing(finished):
    before = picture(finished)
    stranger = Authority(agent=CLIENT.agent, organism_id=999)
    target = uuid4()
    void_statement(statement_id=target, authority=stranger, at=LATER)
    world = World()
    statement = world.statement(COMPLETED, 0, 0, day(1)) | {"id": str(target)}
    record_statements(statements=[statement], authority=CLIENT, at=LATER)
    assert not voided_ids([target])
    assert LessonProgress.objects.get(enrolment=world.enrolment).completed_at == day(1)
    assert picture(finished) == before


def test_somebody_elses_statement_under_the_registration_brings_and_takes_nothing(world):
    stranger = Learner(UserFactory().public_id, world.enrolment.registration)
    real = world.statement(COMPLETED, 0, 0, day(3))
    false = world.statement(COMPLETED, 0, 0, day(1), by=stranger)
    record_statements(statements=[real, false], authority=CLIENT, at=LATER)
    void(UUID(false["id"]))
    assert LessonProgress.objects.get().completed_at == day(3)


def test_what_was_stored_at_the_same_moment_is_taken_back_afterwards(world):
    """A statement and the one that voids it, neither of which saw the other."""
    act = world.statement(COMPLETED, 0, 0, day(1))
    record_statements(statements=[act], authority=CLIENT, at=LATER)
    void(UUID(act["id"]))
    assert not LessonProgress.objects.exists()
    LessonProgress.objects.create(
        enrolment=world.enrolment, lesson_key=world.lessons[0][1].key, completed_at=day(1)
    )
    projector.catch_up(at=LATER, names=["courses.voids"])
    assert not LessonProgress.objects.exists()


def test_a_client_may_void_over_http_and_progress_follows(client, path, lessons, finished):
    made = create_credential(name="Tool", scopes=["all"], at=LATER)
    target = statement_of(finished, COMPLETED, lessons[1]).id
    body = {
        "actor": {"mbox": "mailto:tool@client.example"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"},
        "object": {"objectType": "StatementRef", "id": str(target)},
    }
    secret = b64encode(f"{made.key}:{made.secret}".encode()).decode()
    reply = client.post(
        "/xapi/statements",
        body,
        content_type="application/json",
        headers={"Authorization": f"Basic {secret}", "X-Experience-API-Version": "1.0.3"},
    )
    assert reply.status_code == 200
    finished.refresh_from_db()
    assert finished.completed_at is None


def test_accounts_of_another_academy_are_nobody_here(world):
    act = world.statement(COMPLETED, 0, 0, day(1))
    act["actor"]["account"]["homePage"] = "https://elsewhere.example/xapi/accounts"
    record_statements(statements=[act], authority=CLIENT, at=LATER)
    assert not LessonProgress.objects.exists()
