"""A path that was adopted from an adopted one."""

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.adoption.adopting import adopt_path
from courses.adoption.offering import accept_offer, offer_part
from courses.adoption.waiting import waiting_for
from courses.models import Adoption, PathPage, PublishedPath
from courses.queries import learner_home
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory, make_path
from tests.factories.organisms import OrganismFactory

from .making import AT, Two, blocks_of, designer_of, draft_of, edit, merge, pages_of, publish_all
from .making import with_text as put

pytestmark = pytest.mark.django_db


class Three(Two):
    """A third organism adopts what the second adopted from the first."""

    def __init__(self):
        super().__init__(lessons=1, questions=1, languages=["fr"])
        self.second = self.adopt()
        publish_all(self.second.own_key)
        self.last = OrganismFactory(name_fr="Conseil C", name_en="Council C", code="CCC")
        self.reader = designer_of(self.last)
        page = pages_of(self.second.own_key, PathPage)[0]
        self.third = adopt_path(
            by=self.reader,
            page_id=page.pk,
            organism=self.last,
            state=Adoption.State.FOLLOWS,
            at=AT,
        )
        publish_all(self.third.own_key)


@pytest.fixture
def three():
    return Three()


def test_a_change_goes_down_the_chain_and_each_keeps_its_own(three):
    first, second, third = (
        pages_of(key)[0] for key in (three.path.key, three.second.own_key, three.third.own_key)
    )
    edit(second, summary="À B.", publish=True)
    edit(third, duration_minutes=12, publish=True)
    edit(first, title="De A", publish=True)
    assert waiting_for(three.third).count == 1
    merge(three.second, three.designer)
    publish_all(three.second.own_key)
    merge(three.third, three.reader)
    draft = draft_of(third)
    assert (draft.title, draft.summary, draft.duration_minutes) == ("De A", "À B.", 12)
    assert waiting_for(three.second).count == waiting_for(three.third).count == 0


def test_learners_are_suggested_one_of_them_and_none_once_they_began_another(three):
    other = make_path(lessons=1, languages=["fr"])
    family = {three.path.key, three.second.own_key, three.third.own_key}

    def suggested(person):
        home = learner_home(person, timezone.localdate(AT), "fr", suggestions=9)
        return [view.key for view in home.suggested]

    fresh = suggested(UserFactory())
    assert other.key in fresh
    assert len(family.intersection(fresh)) == 1
    for key in family:
        learner = UserFactory()
        EnrolmentFactory(user=learner, path=PublishedPath.objects.get(key=key))
        assert suggested(learner) == [other.key]


def test_an_improvement_goes_up_the_chain_and_comes_back_to_nobody(three):
    third = pages_of(three.third.own_key)[0]
    block_id = blocks_of(third)[0]["id"]
    better = "<p>Bien mieux dit.</p>"
    edit(third, put(blocks_of(third), block_id, better), publish=True)
    for adoption, by, answers in (
        (three.third, three.reader, three.designer),
        (three.second, three.designer, three.author),
    ):
        offer = offer_part(
            by=by,
            adoption_id=adoption.pk,
            page_id=adoption.pages.get(kind="lesson").pk,
            key=f"body/{block_id}",
            words="Plus clair.",
            at=AT,
        )
        accept_offer(by=answers, offer_id=offer.pk, theirs=False, words="", at=AT)
        publish_all(adoption.upstream_key)
    assert blocks_of(pages_of(three.path.key)[0])[0]["value"] == better
    assert waiting_for(three.second).count == waiting_for(three.third).count == 0


def test_the_page_credits_all_those_from_whom_it_comes(three, client):
    page = pages_of(three.third.own_key, PathPage)[0]
    html = client.get(page.url).content.decode()
    for organism in (three.ours, three.theirs):
        assert organism.name_fr in html.split("path-facts")[1]


def test_each_looks_after_its_own_adoption_alone(three, client, with_second_factor):
    client.force_login(three.reader)
    with_second_factor(three.reader)
    second, third = (
        client.get(reverse("courses_adoption:adoption", args=[one.pk])).status_code
        for one in (three.second, three.third)
    )
    assert (second, third) == (404, 200)
