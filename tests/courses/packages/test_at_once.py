"""The same package opened, and the same thing reported, from many tabs at the same moment."""

from collections import Counter

import pytest

from academy.lrs.models import ReaderFailure
from courses.models import PackageAttempt, PackageLaunch, PackageVersion
from courses.packages.importing import read_package, receive_package
from tests.courses.at_once import TIMES, at_once
from tests.factories.accounts import SuperuserFactory
from tests.factories.courses import AT
from tests.factories.packages import made_package, scorm, uploaded

from .seat import Seat, core

pytestmark = pytest.mark.usefixtures("own_database")


def test_tabs_that_open_at_once_share_one_attempt():
    seat = Seat(made_package())
    at_once(seat.open)
    assert PackageAttempt.objects.count() == 1
    assert sorted(PackageLaunch.objects.values_list("number", flat=True)) == [
        number + 1 for number in range(TIMES)
    ]


def test_what_is_reported_at_once_is_told_once():
    seat = Seat(made_package())
    launch = seat.open()
    at_once(lambda: seat.commit(launch, core("passed", score={"raw": "90"})))
    assert set(Counter(seat.told()).values()) == {1}
    assert seat.is_finished
    assert not ReaderFailure.objects.exists()


def test_an_archive_that_two_workers_read_is_one_version():
    received = receive_package(
        upload=uploaded(scorm()), title="", built_by=None, at=AT, by=SuperuserFactory()
    )
    read_package(public_id=str(received.public_id), now=lambda: AT)
    read_package(public_id=str(received.public_id), now=lambda: AT)
    assert PackageVersion.objects.count() == 1
