"""An adopted path is a path of its own to those who learn, and says where it comes from."""

import pytest

from academy.lrs.models import Statement
from courses.models import Answer, PublishedPath
from courses.queries.rechecks import recheck_week
from tests.courses.test_rechecks import LATER, pass_path
from tests.factories.accounts import UserFactory
from tests.factories.courses import lesson_pages

from .making import Two, edit, pages_of, publish_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    made = Two(lessons=1, questions=2, languages=["fr"])
    made.adoption = made.adopt()
    publish_all(made.adoption.own_key)
    made.copy = PublishedPath.objects.get(key=made.adoption.own_key)
    return made


def test_what_one_learns_in_the_copy_is_said_of_the_copy(two):
    learner = UserFactory(language="fr")
    pass_path(learner, two.copy)
    told = " ".join(one.payload for one in Statement.objects.all())
    assert str(two.copy.key) in told
    assert str(two.path.key) not in told
    lessons = {lesson_pages(path)[0].translation_key for path in (two.path, two.copy)}
    assert len(lessons) == 2
    assert Answer.objects.filter(lesson_key__in=lessons).count() == 2


def test_who_passed_both_is_asked_each_question_once(two):
    learner = UserFactory(language="fr")
    for path in (two.path, two.copy):
        pass_path(learner, path)
    week = recheck_week(learner, LATER, number=3)
    blocks = [pick.question.block for pick in week.picks]
    assert len(blocks) == len(set(blocks)) == 2


def test_the_page_says_what_the_path_was_adapted_from(two, client):
    own = pages_of(two.adoption.own_key)[0].get_parent().get_parent().specific
    source = pages_of(two.path.key)[0].get_parent().get_parent().specific
    html = client.get(own.url).content.decode()
    assert f'href="{source.url}"' in html
    assert two.theirs.name_fr in html
    assert source.url not in client.get(source.url).content.decode().split("path-facts")[1]
    edit(source, title="Un titre tout neuf", publish=True)
    assert "Un titre tout neuf" in client.get(own.url).content.decode()
    source.refresh_from_db()
    source.unpublish()
    facts = client.get(own.url).content.decode().split("path-facts")[1]
    assert source.url not in facts
    assert "Un titre tout neuf" in facts
