"""The same AU launched, waived and satisfied from many tabs at the same moment."""

import pytest

from academy.lrs.models import LaunchSession, ReaderFailure
from courses.models import AuRegistration, AuStanding
from courses.packages.sessions.waiving import waive
from tests.courses.at_once import TIMES, at_once
from tests.courses.packages.seat import Seat
from tests.factories.accounts import UserFactory
from tests.factories.cmi5 import IDS, Au, Group, made_cmi5
from tests.factories.courses import AT

from .au import Launch, told

pytestmark = pytest.mark.usefixtures("own_database")


def test_of_frames_that_are_loaded_at_once_one_session_is_open():
    seat = Seat(made_cmi5())
    opened = seat.open()
    at_once(lambda: Launch.of(opened))
    assert LaunchSession.objects.open().count() == 1
    assert len(told("launched")) == TIMES
    assert len(told("abandoned")) == TIMES - 1


def test_what_is_waived_and_passed_at_once_is_satisfied_once():
    seat = Seat(made_cmi5([Group("b", [Au("un"), Au("deux")])]))
    launch = Launch.of(seat.open()).begin()
    registration = AuRegistration.objects.get().registration
    boss = UserFactory(is_superuser=True)
    said = {"item": f"{IDS}/au/deux", "reason": "x", "at": AT, "by": boss}
    waiting = [
        lambda: waive(registration=registration, **said),
        lambda: launch.say("completed"),
    ] * (TIMES // 2)
    at_once(lambda: waiting.pop()())
    assert len(told("waived")) == len(told("completed")[:1]) == 1
    assert len(told("satisfied")) == 2
    assert AuStanding.objects.filter(registration__registration=registration).count() == 3
    assert seat.is_finished
    assert not ReaderFailure.objects.exists()
