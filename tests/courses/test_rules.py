"""When a course is satisfied: whatever the order in which it is told."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from courses.rules import (
    AnswerMade,
    CourseOutline,
    LessonOutline,
    course_standing,
    latest_of_all,
    unanswered,
)

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
LESSONS = [UUID(int=i) for i in range(1, 4)]
QUESTIONS = [UUID(int=i) for i in range(11, 15)]
COURSE = CourseOutline(
    key=UUID(int=99),
    mastery_score=0.75,
    lessons=(
        LessonOutline(LESSONS[0], (QUESTIONS[0], QUESTIONS[1])),
        LessonOutline(LESSONS[1], (QUESTIONS[2], QUESTIONS[3])),
        LessonOutline(LESSONS[2]),
    ),
)


def at(hours):
    return START + timedelta(hours=hours)


def answer(question, hours, scaled):
    lesson = LESSONS[0] if question in QUESTIONS[:2] else LESSONS[1]
    return AnswerMade(lesson, question, at(hours), scaled)


def test_nothing_done():
    standing = course_standing(COURSE, {}, [])
    assert standing.completed_at is None
    assert standing.passed_at is None
    assert standing.best_score == 0


def test_completed_when_the_last_lesson_is():
    done = {LESSONS[0]: at(1), LESSONS[2]: at(9), LESSONS[1]: at(3)}
    assert course_standing(COURSE, done, []).completed_at == at(9)
    del done[LESSONS[1]]
    assert course_standing(COURSE, done, []).completed_at is None


def test_passed_by_the_best_answers_and_not_before_the_end():
    done = {lesson: at(5) for lesson in LESSONS}
    answers = [
        answer(QUESTIONS[0], 1, 0.0),
        answer(QUESTIONS[1], 1, 1.0),
        answer(QUESTIONS[2], 2, 1.0),
        answer(QUESTIONS[3], 2, 0.0),
    ]
    standing = course_standing(COURSE, done, answers)
    assert standing.passed_at is None
    assert standing.best_score == standing.first_score == 0.5
    later = course_standing(COURSE, done, [*answers, answer(QUESTIONS[0], 8, 1.0)])
    assert later.passed_at == at(8)
    assert (later.best_score, later.first_score) == (0.75, 0.5)
    early = course_standing(COURSE, done, [*answers, answer(QUESTIONS[0], 3, 1.0)])
    assert early.passed_at == at(5)


def test_a_worse_answer_later_takes_nothing_back():
    done = {lesson: at(5) for lesson in LESSONS}
    answers = [answer(question, 1, 1.0) for question in QUESTIONS]
    worse = [*answers, *(answer(question, 9, 0.0) for question in QUESTIONS)]
    assert course_standing(COURSE, done, worse) == course_standing(COURSE, done, answers)


def test_a_course_without_questions_is_passed_when_completed():
    course = CourseOutline(UUID(int=98), 0.8, (LessonOutline(LESSONS[2]),))
    standing = course_standing(course, {LESSONS[2]: at(2)}, [])
    assert standing.passed_at == standing.completed_at == at(2)
    assert standing.best_score is None


@given(
    st.lists(
        st.builds(
            answer,
            st.sampled_from(QUESTIONS),
            st.integers(0, 50),
            st.sampled_from([0.0, 0.5, 1.0]),
        ),
        max_size=30,
    ),
    st.randoms(),
)
def test_the_order_of_telling_changes_nothing(answers, random):
    done = {lesson: at(20) for lesson in LESSONS}
    shuffled = list(answers)
    random.shuffle(shuffled)
    told = course_standing(COURSE, done, answers)
    retold = course_standing(COURSE, done, shuffled)
    assert told.passed_at == retold.passed_at
    assert told.best_score == retold.best_score
    assert told.first_score == retold.first_score


def test_unanswered_keeps_the_order():
    assert unanswered(COURSE.lessons[0], [QUESTIONS[0]]) == (QUESTIONS[1],)


def test_latest_of_all():
    assert latest_of_all([]) is None
    assert latest_of_all([at(1), None]) is None
    assert latest_of_all([at(1), at(4), at(2)]) == at(4)
