"""A positioning test in several tabs at the same moment."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.utils import translation

from academy.core.errors import NotFound
from academy.lrs.models import Statement
from courses.models import PositioningAnswer, PositioningSitting
from courses.services import answer_positioning, begin_positioning, forget_positioning
from tests.courses.at_once import at_once
from tests.courses.choosing import right
from tests.factories.accounts import UserFactory

from .sitting import block_of, course_of, open_sitting, path_with_test

pytestmark = pytest.mark.usefixtures("own_database")
AT = datetime(2026, 10, 14, 13, 0, tzinfo=UTC)


def test_it_begins_once_and_takes_each_answer_once():
    course, user = course_of(path_with_test(languages=["fr"])), UserFactory()
    who = {"user": user, "course_key": course}

    def begin():
        with translation.override("fr"):
            begin_positioning(language="fr", seed=7, at=AT, **who)

    at_once(begin)
    assert PositioningSitting.objects.count() == 1
    number = 0
    while (sitting := open_sitting(user, course)) is not None:
        block = block_of(sitting)

        def answer(block=block):
            try:
                answer_positioning(
                    block_id=sitting.asking, chosen=right(block), language="fr", at=AT, **who
                )
            except NotFound:
                # The last answer, after the test has ended.
                assert open_sitting(user, course) is None

        at_once(answer)
        number += 1
        assert PositioningAnswer.objects.count() == number
    verbs = Counter(
        verb.rpartition("/")[2] for verb in Statement.objects.values_list("verb", flat=True)
    )
    assert verbs == {"answered": number, "mastered": 1}
    forget_positioning(at=AT, **who)
    assert not PositioningAnswer.objects.exists()
