"""A package that comes to a lesson holds up nobody who began the path without it."""

from datetime import timedelta
from uuid import UUID

import pytest

from courses.models import Enrolment, Package, PathVersion, PublishedPath
from courses.queries import package_standings
from courses.services import complete_lesson, enrol, open_lesson, refresh_stale_paths
from courses.services.complete import PackagesLeft
from courses.touched.queries import changes_of
from tests.factories.accounts import UserFactory
from tests.factories.courses import AT, lesson_pages, make_path
from tests.factories.packages import made_package, make_path_with_package, package_block

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=3)


@pytest.fixture
def learner():
    return UserFactory()


def own(user):
    return Enrolment.objects.get(user=user)


def begin(user, path, place=0):
    enrol(user=user, path_key=path.key, at=AT)
    lesson = lesson_pages(path)[place]
    open_lesson(
        enrolment=own(user),
        lesson=lesson,
        course_key=lesson.get_parent().specific.translation_key,
        is_started=False,
        at=AT,
    )


def finish(user, lesson):
    complete_lesson(
        enrolment=own(user),
        lesson=lesson,
        course_key=lesson.get_parent().specific.translation_key,
        at=LATER,
    )


def put_package(lesson, package):
    lesson.body = [*lesson.body.get_prep_value(), package_block(package)]
    lesson.save_revision().publish()
    return type(lesson).objects.get(pk=lesson.pk)


def test_a_package_that_was_added_is_theirs_to_take_or_leave(learner):
    path = make_path(lessons=2, questions=0, languages=["fr"])
    begin(learner, path)
    lesson = put_package(lesson_pages(path)[0], made_package())
    assert own(learner).follows.number == 1
    (standing,) = package_standings(lesson, own(learner)).values()
    assert not standing.is_needed
    finish(learner, lesson)
    assert own(learner).lessons.get(lesson_key=lesson.translation_key).completed_at
    other = UserFactory()
    begin(other, path)
    (standing,) = package_standings(lesson, own(other)).values()
    assert standing.is_needed
    with pytest.raises(PackagesLeft):
        finish(other, lesson)


def test_a_package_that_was_there_is_asked_of_who_follows_a_former_version(learner):
    path = make_path_with_package(made_package(), languages=["fr"])
    begin(learner, path)
    lesson = put_package(lesson_pages(path)[0], made_package(title="Un autre"))
    first, second = map(UUID, lesson.package_blocks)
    with pytest.raises(PackagesLeft) as raised:
        finish(learner, lesson)
    assert raised.value.block_ids == (first,)
    other = UserFactory()
    begin(other, path)
    with pytest.raises(PackagesLeft) as raised:
        finish(other, lesson)
    assert raised.value.block_ids == (first, second)


def test_a_rule_that_asks_more_asks_it_of_those_who_come(learner):
    package = made_package(counts_when=Package.CountsWhen.NEVER)
    path = make_path_with_package(package, languages=["fr"])
    begin(learner, path)
    package.counts_when = Package.CountsWhen.REPORTED
    package.save()
    (lesson,) = lesson_pages(PublishedPath.objects.get(key=path.key))
    other = UserFactory()
    begin(other, path)
    with pytest.raises(PackagesLeft):
        finish(other, lesson)
    finish(learner, lesson)
    assert own(learner).completed_at == LATER


def test_a_rule_that_asks_less_serves_everybody(learner):
    package = made_package()
    path = make_path_with_package(package, languages=["fr"])
    begin(learner, path)
    package.counts_when = Package.CountsWhen.NEVER
    package.save()
    finish(learner, lesson_pages(path)[0])
    assert own(learner).completed_at == LATER


def test_outlines_that_say_nothing_of_packages_spare_nobody_and_make_no_version(learner):
    path = make_path_with_package(made_package(), languages=["fr"])
    begin(learner, path)
    for lesson in path.outline["courses"][0]["lessons"]:
        del lesson["packages"]
    path.save(update_fields=["outline"])
    refresh_stale_paths(at=LATER)
    path.refresh_from_db()
    assert path.outline["courses"][0]["lessons"][0]["packages"]
    assert not PathVersion.objects.exists()
    with pytest.raises(PackagesLeft):
        finish(learner, lesson_pages(path)[0])


def test_a_draft_says_how_many_packages_it_adds_and_takes_away():
    path = make_path_with_package(made_package(), languages=["fr"])
    (lesson,) = lesson_pages(path)
    draft = lesson.get_latest_revision_as_object() if lesson.latest_revision_id else lesson
    added = package_block(made_package(title="Un autre"))
    spared = package_block(made_package(counts_when=Package.CountsWhen.NEVER))
    draft.body = [
        *(one for one in draft.body.get_prep_value() if one["type"] != "package"),
        added,
        spared,
    ]
    changes = changes_of(type(lesson).objects.get(pk=lesson.pk), draft)
    assert (changes.packages_added, changes.packages_taken_away) == (1, 1)
    assert (changes.added, changes.taken_away) == (0, 0)
