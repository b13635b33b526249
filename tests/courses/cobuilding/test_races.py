"""Two organisms at the same moment."""

import pytest
from wagtail.models import TaskState

from courses.models import Voice
from tests.courses.at_once import in_threads

from .building import live_summary, make_built, person_of, ruled, said, submitted

pytestmark = pytest.mark.usefixtures("own_database")


def test_two_voices_at_once_publish_once():
    built = make_built(3)
    ruled(built)
    state = submitted(built)
    speakers = list(zip(built.designers[1:], built.organisms[1:], strict=True))

    def one():
        user, organism = speakers.pop()
        said(state, user, organism)

    assert in_threads(2, one) == []
    assert TaskState.objects.get(pk=state.pk).status == TaskState.STATUS_APPROVED
    assert live_summary(built) == "Un autre résumé."
    assert Voice.objects.filter(replaced_at=None).count() == 2


def test_two_people_of_one_organism_at_once_leave_one_voice():
    built = make_built(3)
    ruled(built)
    state = submitted(built)
    speakers = [built.designers[1], person_of(built.organisms[1])]

    def one():
        said(state, speakers.pop(), built.organisms[1])

    assert in_threads(2, one) == []
    assert Voice.objects.filter(replaced_at=None).count() == 1
    assert TaskState.objects.get(pk=state.pk).status == TaskState.STATUS_IN_PROGRESS
