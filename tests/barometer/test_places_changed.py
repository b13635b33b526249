"""Sums follow people whose post changes, without a statement."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.utils import timezone

from academy.lrs import projector
from academy.organisms.services.memberships import transfer
from academy.organisms.services.units import UnitPart, split_unit
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


def test_a_split_unit_takes_along_what_its_people_have_reached(django_capture_on_commit_callbacks):
    post = MembershipFactory()
    other = UnitFactory(organism=post.organism)
    enrol(
        user=post.user,
        path_key=make_path().key,
        at=datetime(2026, 3, 2, 15, 0, tzinfo=UTC),
    )
    projector.catch_up(at=timezone.now())
    connection.run_on_commit.clear()
    parts = [UnitPart(other, frozenset({post.user_id})), UnitPart(post.unit, frozenset())]
    with django_capture_on_commit_callbacks(execute=True):
        split_unit(unit=post.unit, parts=parts, on=date(2026, 6, 1), at=timezone.now(), by=None)
    assert (present(post.unit), present(other)) == (0, 1)
