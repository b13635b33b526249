"""Sums follow people whose post changes, without a statement."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.utils import timezone

from academy.lrs import projector
from academy.organisms.services.memberships import transfer
from barometer.models import UnitMonth
from courses.services import enrol
from tests.factories.courses import make_path
from tests.factories.organisms import MembershipFactory, UnitFactory

pytestmark = pytest.mark.django_db


def present(unit):
    return sum(UnitMonth.objects.filter(unit=unit).values_list("present_reached", flat=True))


def test_a_transfer_moves_what_the_person_has_reached(django_capture_on_commit_callbacks):
    post = MembershipFactory()
    other = UnitFactory(organism=post.organism)
    at = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    enrol(user=post.user, path_key=make_path().key, at=at)
    projector.catch_up(at=timezone.now())
    assert (present(post.unit), present(other)) == (1, 0)
    # The test's own transaction hasn't ended: what the factories asked for is still waiting.
    connection.run_on_commit.clear()
    with django_capture_on_commit_callbacks(execute=True):
        transfer(membership=post, unit=other, on=date(2026, 6, 1), at=timezone.now(), by=None)
    assert (present(post.unit), present(other)) == (0, 1)
