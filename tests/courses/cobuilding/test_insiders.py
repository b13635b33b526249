"""What somebody who takes part may try, so that a path is published, read or credited otherwise
than those who count on it agreed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from academy.core.errors import AcademyError, NotAllowed, NotFound
from academy.organisms.models import RoleGrant
from academy.organisms.services.roles import revoke
from courses.cobuilding import approving, building, drafts
from courses.models import LessonPage, OrganismApproval, Part
from tests.factories.accounts import SuperuserFactory
from tests.factories.organisms import OrganismFactory

from .building import make_built, person_of, ruled, said, submitted

pytestmark = pytest.mark.django_db


def invite(built, organism, part=Part.LEGAL, by=None):
    return approving.invite(
        by=by or built.designers[0],
        path=built.page,
        organism=organism,
        part=part,
        at=timezone.now(),
    )


def test_who_is_invited_once_a_draft_waits_has_no_voice_on_it():
    """Those who lead would else invite friends until enough approve."""
    built = make_built()
    ruled(built)
    state = submitted(built)
    friend = OrganismFactory()
    invite(built, friend)
    with pytest.raises(NotFound):
        said(state, person_of(friend), friend)
    assert said(state, built.designers[1], built.organisms[1]).silent == {built.organisms[0].pk}


def test_who_takes_part_already_is_heard_for_no_other_part_of_a_rule():
    built = make_built()
    legal = OrganismFactory()
    invite(built, legal)
    ruled(built, quorum=1, each_part=True)
    with pytest.raises(NotAllowed):
        invite(built, built.organisms[1])
    invite(built, built.organisms[1], by=SuperuserFactory())


def test_a_link_leads_nowhere_once_who_made_it_takes_no_part():
    built = make_built()
    person = built.designers[0]
    at = timezone.now()
    link, secret = building.open_link(by=person, path=built.page, note="A", days=30, at=at)
    assert drafts.open_link(secret, at) == link
    for one in RoleGrant.objects.filter(user=person):
        revoke(grant=one, at=at, by=SuperuserFactory())
    assert drafts.open_link(secret, at + timedelta(days=1)) is None


def test_what_waits_for_its_hour_is_not_published_past_a_rule():
    built = make_built()
    page = LessonPage.objects.get(pk=built.lesson.pk).get_latest_revision_as_object()
    page.summary, page.go_live_at = "En douce.", timezone.now() + timedelta(hours=1)
    page.save_revision(user=built.designers[0]).publish()
    with pytest.raises(AcademyError, match=built.lesson.title):
        ruled(built)
    assert not OrganismApproval.objects.exists()
