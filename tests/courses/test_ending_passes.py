"""A certificate that is about to end, or has ended, on the dashboard of its holder."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from courses.models import Certificate, CertifiedPath, Enrolment
from courses.queries import learner_home
from courses.services import assign_path
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_path
from tests.factories.organisms import MembershipFactory, RoleGrantFactory

from .asking import english, words

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def path():
    return make_path(title="Passwords", slug="passwords", valid_months=12)


@pytest.fixture
def learner():
    return UserFactory(language="en")


def passed(user, path, ago):
    at = timezone.now() - ago
    return Enrolment.objects.create(
        user=user, path_key=path.key, enrolled_at=at, completed_at=at, passed_at=at
    )


def certified(enrolment, ago, **fields):
    return Certificate.objects.create(
        code="ABCD",
        enrolment=enrolment,
        path=CertifiedPath.objects.create(digest="0" * 64, data="{}"),
        passed_at=timezone.now() - ago,
        issued_at=timezone.now(),
        data="{}",
        signature="",
        **fields,
    )


def ending(user, today=None):
    return learner_home(user, today or timezone.localdate(), "en").ending


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (280, None),
        (310, "Your certificate is valid until"),
        (380, "Your certificate was valid until"),
        (420, None),
    ],
)
def test_it_is_told_from_sixty_days_before_to_four_weeks_after(path, learner, ago, said):
    passed(learner, path, ago * DAY)
    client = Client()
    client.force_login(learner)
    page = words(client.get(english("home:dashboard")))
    assert ("To renew" in page) is (said is not None)
    if said:
        assert said in page
        assert "Renew my certificate" in page


def test_the_last_day_and_the_order(path, learner):
    other = make_path(title="Phones", slug="phones", valid_months=12)
    for one, ago in ((path, 310), (other, 340)):
        passed(learner, one, ago * DAY)
    rows = ending(learner)
    assert [row.path.title for row in rows] == ["Phones", "Passwords"]
    assert all(row.last_day == row.ends_on - DAY for row in rows)
    assert ending(learner, rows[0].last_day)[0].has_ended is False
    assert ending(learner, rows[0].ends_on)[0].has_ended is True


def test_a_renewal_counts_and_a_path_that_never_ends_is_silent(path, learner):
    for_ever = make_path(title="For ever", slug="for-ever")
    passed(learner, for_ever, 900 * DAY)
    enrolment = passed(learner, path, 350 * DAY)
    assert [row.path.title for row in ending(learner)] == ["Passwords"]
    certified(enrolment, 10 * DAY)
    assert ending(learner) == ()


def test_a_certificate_that_was_revoked_does_not_end(path, learner):
    certified(passed(learner, path, 350 * DAY), 350 * DAY, withdrawn_at=timezone.now())
    assert ending(learner) == ()


def test_what_is_asked_again_is_due_and_said_once(path, learner):
    MembershipFactory(user=learner)
    membership = learner.memberships.get()
    enrolment = passed(learner, path, 350 * DAY)
    enrolment.completed_at = None
    enrolment.save()
    assign_path(
        by=RoleGrantFactory(organism=membership.organism).user,
        organism=membership.organism,
        path_key=path.key,
        due_on=timezone.localdate() + 9 * DAY,
        at=timezone.now(),
    )
    home = learner_home(learner, timezone.localdate(), "en")
    assert [row.path.title for row in home.due] == ["Passwords"]
    assert home.ending == ()
