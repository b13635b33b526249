"""Two devices tell the same at the same moment: what was done once counts once."""

from datetime import timedelta
from uuid import uuid4

import pytest

from academy.accounts.models import User
from academy.lrs.models import Statement
from courses.models import Answer, Certificate
from courses.offline.acts import read_batch
from courses.offline.services import receive
from courses.services import enrol
from tests.courses.at_once import at_once
from tests.factories.accounts import UserFactory
from tests.factories.courses import AT, lesson_pages, make_path

from .steps import a_finish, an_answer

pytestmark = pytest.mark.usefixtures("own_database")


def test_the_same_batch_at_once_is_one_answer_one_end_and_one_certificate():
    path, user = make_path(lessons=1, questions=2), UserFactory()
    enrolment = enrol(user=user, path_key=path.key, at=AT)
    (lesson,) = lesson_pages(path, "fr")
    given = (AT + timedelta(minutes=5)).isoformat()
    sent = [
        an_answer(lesson, block, given_at=given) for block in lesson.question_blocks.values()
    ] + [a_finish(lesson, given_at=given, id=str(uuid4()))]
    batch = read_batch({"person": str(user.public_id), "acts": sent})

    def tell():
        mine = User.objects.get(pk=user.pk)
        received = receive(user=mine, acts=batch.acts, at=AT + timedelta(hours=1))
        assert {one.state for one in received} == {"kept"}

    at_once(tell)
    assert Answer.objects.filter(enrolment=enrolment).count() == 2
    assert Certificate.objects.filter(enrolment=enrolment).count() == 1
    told = Statement.objects.filter(registration=enrolment.registration)
    assert told.filter(verb__endswith="/answered").count() == 2
    assert (
        told.filter(
            verb__endswith="/completed", object_id__contains=str(lesson.translation_key)
        ).count()
        == 1
    )
