"""Several drafts of a path are submitted, and approved, at once."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import WorkflowState

from academy.core.errors import AcademyError
from courses.cobuilding import approving, queries
from courses.cobuilding.several import submit_all
from courses.models import LessonPage, Part, Voice
from tests.factories.courses import block
from tests.factories.media import make_video
from tests.factories.organisms import OrganismFactory

from .building import make_built, person_of, ruled, said, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def built():
    """Two languages, two lessons each, all of them rewritten by the first organism."""
    built = make_built(2, languages=("fr", "en"))
    ruled(built)
    for page in LessonPage.objects.all():
        page.summary = f"Nouveau résumé {page.pk}."
        page.save_revision(user=built.designers[0])
    return built


def at(name, built, *args):
    return reverse(f"courses_building:{name}", args=[built.page.pk, *args])


def states(built):
    return [asked.state.pk for asked in queries.approvals_of(built.page)]


def summaries():
    return set(LessonPage.objects.values_list("summary", flat=True))


def test_all_drafts_are_submitted_at_once_in_each_language(sign_in, built):
    desk = sign_in(built.designers[0])
    assert "4 drafts of this path" in desk.get(at("space", built)).content.decode()
    desk.post(at("submit-all", built))
    assert len(states(built)) == 4
    assert {one.requested_by for one in WorkflowState.objects.all()} == {built.designers[0]}
    shown = desk.get(at("space", built)).content.decode()
    assert "4 drafts are submitted." in shown
    assert "Submit all drafts" not in shown
    again = desk.post(at("submit-all", built), follow=True).content.decode()
    assert "No draft of yours is left to submit." in again
    assert len(states(built)) == 4


def test_a_draft_that_cannot_be_published_is_not_submitted_and_says_why(sign_in, built):
    lesson = LessonPage.objects.get(pk=built.lesson.pk).get_latest_revision_as_object()
    lesson.body = [block("video", {"video": make_video(captions=()).pk, "transcript": ""})]
    lesson.save_revision(user=built.designers[0])
    shown = sign_in(built.designers[0]).post(at("submit-all", built), follow=True)
    assert "captions" in shown.content.decode()
    assert len(states(built)) == 3


def test_whoever_may_not_edit_submits_nothing(sign_in, built):
    lawyers = OrganismFactory()
    approving.invite(
        by=built.designers[0],
        path=built.page,
        organism=lawyers,
        part=Part.LEGAL,
        at=timezone.now(),
    )
    desk = sign_in(person_of(lawyers))
    assert "Submit all drafts" not in desk.get(at("space", built)).content.decode()
    desk.post(at("submit-all", built))
    assert states(built) == []


def test_nothing_is_submitted_where_nobody_has_to_approve():
    free = make_built(1)
    with pytest.raises(AcademyError, match="publish its pages in the editor"):
        submit_all(by=free.designers[0], path=free.page, at=timezone.now())


def test_an_organism_approves_the_drafts_that_it_ticks(sign_in, built):
    """With the voices of the other one, what both approve is published, and no more."""
    submit_all(by=built.designers[0], path=built.page, at=timezone.now())
    first, *others = states(built)
    colleague = person_of(built.organisms[0])
    for asked in queries.approvals_of(built.page):
        if asked.state.pk != first:
            said(asked.state, colleague, built.organisms[0])
    desk = sign_in(built.designers[1])
    shown = desk.get(at("space", built)).content.decode()
    assert shown.count('name="state"') == 4
    organism = built.organisms[1].pk
    answer = desk.post(
        at("approve-several", built), {"state": [first, *others[:2]], "organism": organism}
    )
    assert answer.status_code == 302
    shown = desk.get(at("space", built)).content.decode()
    assert "3 drafts are approved; published now: 2." in shown
    assert len([one for one in summaries() if one.startswith("Nouveau")]) == 2
    assert len(states(built)) == 2
    # What it approves is not offered to it again.
    assert shown.count('name="state"') == 1


def test_nobody_approves_what_they_wrote_among_several(sign_in, built):
    submit_all(by=built.designers[0], path=built.page, at=timezone.now())
    desk = sign_in(built.designers[0])
    assert 'name="state"' not in desk.get(at("space", built)).content.decode()
    for said_by in (built.organisms[0].pk, built.organisms[1].pk):
        desk.post(at("approve-several", built), {"state": states(built), "organism": said_by})
    assert not Voice.objects.exists()


def test_none_ticked_or_one_decided_meanwhile_says_so(sign_in, built):
    submit_all(by=built.designers[0], path=built.page, at=timezone.now())
    desk = sign_in(built.designers[1])
    organism = built.organisms[1].pk
    none = desk.post(at("approve-several", built), {"organism": organism}, follow=True)
    assert "Choose the drafts that your organization approves." in none.content.decode()
    gone = {"organism": organism, "state": [states(built)[0], 0]}
    refused = desk.post(at("approve-several", built), gone, follow=True).content.decode()
    assert "A draft that you ticked is decided already" in refused
    assert not Voice.objects.exists()


def test_a_path_is_listed_once_whatever_its_languages_with_what_waits(sign_in, built):
    """It was there twice, with every late task counted twice."""
    submit_all(by=built.designers[0], path=built.page, at=timezone.now())
    desk = sign_in(built.designers[1])
    shown = desk.get(reverse("courses_building:spaces")).content.decode()
    row = shown.split("<tbody>")[1].split("</tbody>")[0]
    assert row.count("<tr>") == 1
    assert "<td>4</td><td>0</td><td>0</td>" in row


def test_a_space_in_which_many_drafts_wait_asks_as_many_queries_as_one_with_one(
    sign_in, built, django_assert_max_num_queries
):
    """All drafts of a path wait at once: some thirty pages."""
    small = make_built()
    ruled(small)
    submitted(small)
    submit_all(by=built.designers[0], path=built.page, at=timezone.now())
    desk = sign_in(small.designers[1])
    desk.get(at("space", small))
    with django_assert_max_num_queries(200) as few:
        shown = desk.get(at("space", small)).content.decode()
    count = len(few)
    assert shown.count('name="state"') == 1
    desk = sign_in(built.designers[1])
    desk.get(at("space", built))
    with django_assert_max_num_queries(count):
        shown = desk.get(at("space", built)).content.decode()
    assert shown.count('name="state"') == 4
