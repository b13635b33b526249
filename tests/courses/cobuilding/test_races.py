"""Two organisms at the same moment."""

import pytest
from django.utils import timezone
from wagtail.models import TaskState

from courses.cobuilding import crediting, queries
from courses.cobuilding.several import submit_all
from courses.models import Credit, CreditRole, LessonPage, Voice
from tests.courses.at_once import at_once, in_threads
from tests.factories.courses import text

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


def test_drafts_that_are_submitted_at_once_by_two_people_are_submitted_once():
    built = make_built(2)
    ruled(built)
    draft = LessonPage.objects.get(pk=built.lesson.pk)
    draft.summary = "Un autre résumé."
    draft.save_revision(user=built.designers[0])
    designers = list(built.designers)
    counts = []

    def one():
        done = submit_all(by=designers.pop(), path=built.page, at=timezone.now())
        counts.append(done.count)

    assert in_threads(2, one) == []
    assert sorted(counts) == [0, 1]
    assert len(queries.approvals_of(built.page)) == 1


def test_what_is_declared_at_once_is_one_line():
    built = make_built(1)

    def one():
        crediting.declare(
            by=built.designers[0],
            path=built.page,
            organism=built.organisms[0],
            role=CreditRole.FUNDED,
            at=timezone.now(),
        )

    at_once(one)
    assert Credit.objects.filter(role=CreditRole.FUNDED).count() == 1


def test_a_version_that_is_published_at_once_from_several_doors_is_credited_once():
    built = make_built(1)
    draft = LessonPage.objects.get(pk=built.lesson.pk).get_latest_revision_as_object()
    draft.body = [*draft.body.raw_data, text("<p>un deux trois</p>")]
    revision = draft.save_revision(user=built.designers[0])

    def one():
        page = LessonPage.objects.get(pk=built.lesson.pk)
        crediting.credit_publication(page=page, revision=revision, at=timezone.now())

    at_once(one)
    assert Credit.objects.filter(revision=revision.pk).count() == 1
