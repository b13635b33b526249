"""What people open and answer on their way."""

from datetime import UTC, datetime
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from courses.assessment import mark
from courses.rules import AnswerMade, CourseOutline, LessonOutline, course_standing
from courses.statements import Learner, Wording
from home.demonstration.answers import item_of
from home.demonstration.contents import LessonWords, PathContents
from home.demonstration.journeys import Walker, walk
from home.demonstration.population import NEVER
from home.demonstration.telling import Teller, moment

from .conftest import QUESTIONS, ZONE, path_model, plan_of, question

PATH = path_model(2, courses=2, lessons=2)


def standing(path, acts, course):
    """Where the acts leave their learner, by the rules of the courses."""
    lessons = [
        (number, lesson) for number, lesson in enumerate(path.lessons) if lesson.course == course
    ]
    outline = CourseOutline(
        path.courses[course][0],
        path.courses[course][1],
        tuple(
            LessonOutline(lesson.key, tuple(item.block_id for item in lesson.items))
            for _number, lesson in lessons
        ),
    )
    done = {path.lessons[act.lesson].key: moment(act.at) for act in acts if act.kind == "completed"}
    answers = [
        AnswerMade(
            path.lessons[act.lesson].key,
            path.lessons[act.lesson].items[act.item].block_id,
            moment(act.at),
            act.response.mark.scaled,
        )
        for act in acts
        if act.kind == "answered"
    ]
    return course_standing(outline, done, answers)


@pytest.fixture(scope="module")
def seasons():
    return plan_of(1_000).seasons


@pytest.mark.parametrize("ability", [-2.5, 0.0, 1.5])
def test_who_passes_does_so_on_the_day_that_was_drawn(seasons, ability):
    for number in range(40):
        walker = Walker(ability=ability, start=300, passes=300 + number, ends=NEVER)
        way = walk(PATH, walker, seasons, Random(number))
        standings = [standing(PATH, way.acts, course) for course in range(2)]
        passed = max(one.passed_at for one in standings)
        day = passed.astimezone(ZoneInfo(ZONE)).date()
        assert day == seasons.day(300 + number)


def test_who_sees_everything_without_passing_has_not_passed(seasons):
    finished = 0
    for number in range(60):
        walker = Walker(ability=-0.5, start=200, passes=NEVER, ends=NEVER, sees_all=True)
        way = walk(PATH, walker, seasons, Random(number))
        standings = [standing(PATH, way.acts, course) for course in range(2)]
        assert None in [one.passed_at for one in standings]
        finished += all(one.completed_at for one in standings)
    assert finished > 10


def test_acts_are_in_order_and_each_lesson_is_opened_answered_then_finished(seasons):
    for number in range(60):
        passes = NEVER if number % 3 else 330
        way = walk(PATH, Walker(0.2, 320, passes, NEVER), seasons, Random(number))
        times = [act.at for act in way.acts]
        assert times == sorted(times)
        assert not times or way.joined_at < times[0]
        opened, answered = set(), set()
        for act in way.acts:
            if act.kind == "opened":
                assert act.lesson not in opened
                opened.add(act.lesson)
            elif act.kind == "answered":
                assert act.lesson in opened
                answered.add((act.lesson, act.item))
            else:
                items = range(len(PATH.lessons[act.lesson].items))
                assert {(act.lesson, item) for item in items} <= answered


def test_nothing_happens_after_the_end_or_after_leaving(seasons):
    last = seasons.days - 1
    for number in range(60):
        way = walk(PATH, Walker(0.0, last, last + 20, NEVER), seasons, Random(number))
        assert way is None or all(act.at < seasons.end for act in way.acts)
        way = walk(PATH, Walker(0.0, 100, 140, 110), seasons, Random(number))
        assert all(act.at < seasons.midnights[110] for act in way.acts)


def test_the_plan_has_no_future_and_is_the_same_again(plan):
    again = plan_of()
    count = 0
    for person in range(0, len(plan.people), 37):
        ways = list(plan.ways(person))
        assert ways == list(again.ways(person))
        for _place, way in ways:
            count += 1
            assert way.joined_at < plan.seasons.end
            assert all(act.at < plan.seasons.end for act in way.acts)
    assert count > 200


def test_people_learn_during_office_hours(seasons):
    hours = []
    for number in range(200):
        way = walk(PATH, Walker(0.0, 310, 340, NEVER), seasons, Random(number))
        hours += [moment(act.at).astimezone(ZoneInfo(ZONE)).hour for act in way.acts]
    assert np.mean([7 <= hour <= 18 for hour in hours]) > 0.9
    assert min(hours) >= 7


def test_abler_people_answer_right_more_often_and_guessing_helps():
    item = item_of(QUESTIONS[0], 1)
    chances = [item.chance(ability) for ability in (-6, -1, 0, 1, 6)]
    assert chances == sorted(chances)
    assert chances[0] == pytest.approx(1 / 3, abs=0.05)
    assert chances[-1] > 0.97


def test_answers_follow_the_model():
    item, rng = item_of(QUESTIONS[2], 1), Random(4)
    told = np.mean([item.respond(item.chance(0.3), rng).mark.success for _ in range(4000)])
    assert told == pytest.approx(item.chance(0.3), abs=0.025)


@pytest.mark.parametrize("asked", QUESTIONS)
def test_every_way_to_answer_is_marked_as_the_courses_do(asked):
    item = item_of(asked, 1)
    assert item.right.mark.success
    for response in item.wrong:
        assert not response.mark.success
        assert response.mark == mark(asked, response.chosen)
    assert len({response.chosen for response in item.wrong}) == len(item.wrong)


def test_a_question_without_a_wrong_answer_is_answered_right():
    item = item_of(question(9, "multiple_choice", (1.0,)), 1)
    assert item.respond(0.0, Random(1)) is item.right


def test_statements_are_worded_by_the_courses(seasons):
    words = tuple(
        LessonWords("Leçon", tuple("Que faire ?" for _item in lesson.items))
        for lesson in PATH.lessons
    )
    contents = PathContents(PATH, (("fr", "Parcours"),), {"fr": words})
    way = walk(PATH, Walker(0.0, 300, 310, NEVER), seasons, Random(1))
    learner = Learner(PATH.key, PATH.courses[0][0])
    told = Teller(Wording("https://academie.example"), contents).tell(learner, "en", way)
    assert len(told) == 1 + len(way.acts)
    assert len({one["id"] for one in told}) == len(told)
    assert told[0]["object"]["definition"]["name"] == {"fr": "Parcours"}
    # The path is not there in English: it is followed, and recorded, in French.
    assert told[1]["context"]["language"] == "fr"
    assert datetime.fromisoformat(told[-1]["timestamp"]) == moment(way.acts[-1].at)
    assert datetime.fromisoformat(told[0]["timestamp"]).tzinfo == UTC
