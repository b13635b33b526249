"""An enrolment follows the version of the path that it started; what is finished stays finished."""

from datetime import timedelta

import pytest
from django.urls import reverse

from courses.models import Certificate, CoursePage, Enrolment, LessonPage, PathVersion
from courses.queries import view_of_path
from courses.services import complete_lesson, enrol, open_lesson
from courses.services.complete import QuestionsLeft
from tests.courses.recognition.conftest import answer, right, wrong
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    AT,
    CoursePageFactory,
    LessonPageFactory,
    choice_question,
    lesson_body,
    lesson_pages,
    make_path,
    publish_path,
    text,
)

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=3)


@pytest.fixture
def path():
    """Two courses of two lessons with a question each, in French alone."""
    return make_path(courses=2, lessons=2, questions=1, languages=["fr"])


@pytest.fixture
def learner():
    return UserFactory(first_name="Maude", last_name="Lévesque-Roy")


def pages(path):
    path.refresh_from_db()
    return lesson_pages(path)


def join(user, path):
    return enrol(user=user, path_key=path.key, at=AT)


def own(user):
    return Enrolment.objects.select_related("user", "follows").get(user=user)


def begin(user, lesson, at=AT):
    course = lesson.get_parent().specific.translation_key
    open_lesson(enrolment=own(user), lesson=lesson, course_key=course, is_started=False, at=at)


def do(user, lesson, *, is_right=True, at=AT, skip=()):
    """Open a lesson, answer its questions (but those at the places `skip`), finish it."""
    begin(user, lesson, at)
    for place, block in enumerate(lesson.question_blocks.values()):
        if place not in skip:
            answer(own(user), lesson, block, (right if is_right else wrong)(block), at)
    complete_lesson(
        enrolment=own(user),
        lesson=lesson,
        course_key=lesson.get_parent().specific.translation_key,
        at=at + timedelta(minutes=1),
    )
    return own(user)


def republish(page):
    """Publish a page of the path as it is now."""
    page.save_revision().publish()


def add_lesson(path, place=0):
    """A lesson with a question, added at the end of the course number `place`."""
    course = CoursePage.objects.get(translation_key=path.outline["courses"][place]["key"])
    lesson = LessonPageFactory(parent=course, body=lesson_body(1), title="La leçon nouvelle")
    publish_path(course.get_parent().specific, LATER)
    return lesson


# --- What is added ---------------------------------------------------------
def test_who_is_under_way_finishes_by_the_version_that_they_began(path, learner):
    join(learner, path)
    first, *others = pages(path)
    do(learner, first)
    add_lesson(path)
    added = CoursePageFactory(parent=CoursePage.objects.first().get_parent().specific)
    LessonPageFactory(parent=added, body=lesson_body(2))
    publish_path(added.get_parent().specific, LATER)
    assert own(learner).follows.number == 1
    for lesson in others:
        done = do(learner, lesson, at=LATER)
    assert done.passed_at == done.completed_at == LATER + timedelta(minutes=1)
    (certificate,) = Certificate.objects.all()
    # The course that nobody asked of them isn't certified.
    assert str(added.translation_key) in certificate.data


def test_who_has_not_begun_takes_over_what_is_published(path, learner):
    join(learner, path)
    lessons = pages(path)
    new = add_lesson(path)
    assert own(learner).follows is None
    assert not PathVersion.objects.exists()
    for lesson in lessons:
        done = do(learner, lesson, at=LATER)
    assert done.completed_at is None
    assert do(learner, new, at=LATER).passed_at is not None


def test_who_joins_afterwards_is_asked_what_is_published(path, learner):
    join(UserFactory(), path)
    new = add_lesson(path)
    join(learner, path)
    assert new.translation_key in view_of_path(path.key, learner, "fr").progress.lessons_asked


def test_each_version_is_followed_by_those_who_began_it(path, learner):
    second = UserFactory()
    for user in (learner, second):
        join(user, path)
    do(learner, pages(path)[0])
    add_lesson(path)
    begin(second, pages(path)[0])
    add_lesson(path, 1)
    assert [own(user).follows.number for user in (learner, second)] == [1, 2]
    asked = [
        len(view_of_path(path.key, user, "fr").progress.lessons_asked)
        for user in (learner, second, UserFactory())
    ]
    assert asked == [4, 5, 6]


def test_what_was_added_is_said_to_be_and_may_be_taken(path, learner, client):
    join(learner, path)
    do(learner, pages(path)[0])
    new = add_lesson(path)
    course = CoursePageFactory(parent=new.get_parent().get_parent().specific, title="En plus")
    LessonPageFactory(parent=course)
    publish_path(course.get_parent().specific, LATER)
    client.force_login(learner)
    page = client.get(course.get_parent().specific.url).content.decode()
    assert "Ajoutée depuis que vous avez commencé" in page
    assert "Ce cours a été ajouté après que vous avez commencé" in page
    view = view_of_path(path.key, learner, "fr")
    assert view.steps[-1].doing == "added"
    assert view.progress.percent == 25
    assert view.next_lesson.key == pages(path)[1].translation_key
    assert client.post(reverse("courses:complete", args=[new.pk])).status_code in (200, 302)
    answer(own(learner), new, *_asked(new), LATER)
    assert client.post(reverse("courses:complete", args=[new.pk])).status_code == 302
    assert own(learner).lessons.get(lesson_key=new.translation_key).completed_at


def _asked(lesson):
    block = next(iter(lesson.question_blocks.values()))
    return block, right(block)


def test_a_question_added_to_a_lesson_neither_holds_up_nor_counts(path, learner):
    join(learner, path)
    first = pages(path)[0]
    begin(learner, first)
    first.body = [*first.body.get_prep_value(), choice_question()]
    republish(first)
    first = LessonPage.objects.get(pk=first.pk)
    # Whoever joins now has to answer it.
    other = UserFactory()
    join(other, path)
    with pytest.raises(QuestionsLeft):
        do(other, first, at=LATER, skip={1})
    assert do(learner, first, at=LATER, skip={1}).lessons.get().completed_at
    do(learner, pages(path)[1], at=LATER)
    assert own(learner).courses.get(passed_at__isnull=False).best_score == 1


# --- What is taken away ----------------------------------------------------
def test_who_has_done_all_that_is_left_has_finished_when_a_lesson_is_withdrawn(path, learner):
    join(learner, path)
    *done, last = pages(path)
    for lesson in done:
        assert do(learner, lesson).completed_at is None
    last.unpublish()
    finished = own(learner)
    assert finished.passed_at == finished.completed_at == AT + timedelta(minutes=1)
    assert Certificate.objects.count() == 1


def test_what_is_withdrawn_is_asked_no_more_and_what_replaces_it_is_not_either(path, learner):
    join(learner, path)
    first, second, *others = pages(path)
    for lesson in (first, *others):
        do(learner, lesson)
    add_lesson(path)
    assert own(learner).completed_at is None
    second.unpublish()
    assert own(learner).completed_at is not None


def test_who_began_what_is_gone_altogether_follows_what_is_published(learner):
    path = make_path(courses=1, lessons=1, questions=0, languages=["fr"])
    join(learner, path)
    (old,) = pages(path)
    begin(learner, old)
    new = add_lesson(path)
    old.unpublish()
    assert own(learner).completed_at is None
    assert do(learner, new, at=LATER).completed_at is not None


def test_a_mastery_score_that_falls_serves_those_under_way_and_one_that_rises_does_not_touch_them(
    path, learner
):
    join(learner, path)
    for lesson in pages(path)[:2]:
        do(learner, lesson, is_right=lesson == pages(path)[0])
    course = CoursePage.objects.order_by("path").first()
    assert own(learner).courses.get(course_key=course.translation_key).passed_at is None
    course.mastery_score = "0.95"
    republish(course)
    course.mastery_score = "0.50"
    republish(course)
    row = own(learner).courses.get(course_key=course.translation_key)
    assert row.passed_at == AT + timedelta(minutes=1)


# --- What is changed -------------------------------------------------------
def test_a_corrected_text_is_read_at_once_whatever_version_one_follows(path, learner, client):
    join(learner, path)
    first = pages(path)[0]
    do(learner, first)
    add_lesson(path)
    assert own(learner).follows
    first.body = [text("<p>La phrase corrigée.</p>"), *first.body.get_prep_value()]
    republish(first)
    client.force_login(learner)
    assert "La phrase corrigée." in client.get(first.url).content.decode()


def test_a_key_that_changes_leaves_marks_and_marks_what_comes_next(path, learner):
    join(learner, path)
    first = pages(path)[0]
    do(learner, first)
    before = own(learner).courses.get(course_key=path.outline["courses"][0]["key"]).best_score
    body = first.body.get_prep_value()
    place = next(at for at, one in enumerate(body) if one["type"] == "single_choice")
    for number, option in enumerate(body[place]["value"]["choices"]):
        option["value"]["correct"] = number == 2
    first.body = body
    republish(first)
    first = LessonPage.objects.get(pk=first.pk)
    enrolment = own(learner)
    row = enrolment.courses.get(course_key=path.outline["courses"][0]["key"])
    assert row.best_score == before
    assert [one.scaled for one in enrolment.answers.all()] == [1]
    block, new_right = _asked(first)
    answer(enrolment, first, block, new_right, LATER)
    assert [one.scaled for one in enrolment.answers.all()] == [1, 1]
    # What was right is wrong for whoever answers from now on.
    other = UserFactory()
    join(other, path)
    chosen = [block.value.question(str(block.id)).choices[0].id]
    answer(own(other), first, block, chosen, LATER)
    assert own(other).answers.get().scaled == 0


def test_words_alone_make_no_version(path, learner):
    join(learner, path)
    first = pages(path)[0]
    begin(learner, first)
    first.title, first.duration_minutes = "Un autre titre", 9
    republish(first)
    assert own(learner).follows is None
    assert not PathVersion.objects.exists()


# --- What is finished ------------------------------------------------------
def test_what_is_finished_stays_finished_whatever_is_published(path, learner):
    join(learner, path)
    for lesson in pages(path):
        done = do(learner, lesson)
    certificate = Certificate.objects.get()
    add_lesson(path)
    pages(path)[0].unpublish()
    course = CoursePage.objects.order_by("path").first()
    course.mastery_score = "1.00"
    republish(course)
    again = own(learner)
    assert (again.completed_at, again.passed_at) == (done.completed_at, done.passed_at)
    certificate.refresh_from_db()
    assert certificate.withdrawn_at is None
    view = view_of_path(path.key, learner, "fr")
    assert view.progress.percent == 100


def test_a_former_version_is_kept_where_somebody_follows_it_alone(path, learner):
    add_lesson(path)
    assert not PathVersion.objects.exists()
    join(learner, path)
    begin(learner, pages(path)[0])
    add_lesson(path)
    (version,) = PathVersion.objects.all()
    assert len(version.outline["courses"][0]["lessons"]) == 3
