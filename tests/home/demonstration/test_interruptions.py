"""Where the demonstration refuses to be loaded, and how an interrupted run goes on."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from academy.accounts.models import User
from academy.core.errors import AcademyError, NotAllowed
from academy.lrs.models import Statement
from academy.organisms.models import Organism, Portfolio
from barometer.releases.models import Release
from barometer.releases.queries import all_releases
from courses.models import Enrolment
from home.demonstration import loading, record_loading
from home.demonstration.plan import Size
from tests.factories.courses import make_path

from .conftest import UNTIL, ZONE

AT = datetime(2026, 11, 24, 15, tzinfo=UTC)
SIZE = Size(seed=3, until=UNTIL, learners=1_500, time_zone=ZONE, joined=0.02, participation=0.5)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.DEMONSTRATION = True
    with translation.override("en"):
        yield


def test_a_real_academy_refuses(settings):
    settings.DEMONSTRATION = False
    with pytest.raises(NotAllowed, match="DEMONSTRATION"):
        loading.load(size=SIZE, at=AT)
    with pytest.raises(CommandError, match="a real one"):
        call_command("load_demo")
    assert not Organism.objects.exists()


def test_there_must_be_something_to_learn():
    with pytest.raises(CommandError, match="load_library"):
        call_command("load_demo")


def test_there_must_be_a_truth_to_recover():
    with pytest.raises(CommandError, match="load_demo"):
        call_command("recover_truth")


def test_it_does_not_end_in_the_future():
    size = Size(seed=1, until=UNTIL + timedelta(days=2), learners=1_000, time_zone=ZONE)
    with pytest.raises(AcademyError, match="today"):
        loading.load(size=size, at=AT)


def test_a_government_has_people():
    with pytest.raises(CommandError, match="1,000"):
        call_command("load_demo", learners=12)


def test_a_part_without_its_parameters_is_not_taken_up():
    Portfolio.objects.create(
        code="SIM-X", name_fr="X", name_en="X", starts_on=UNTIL, is_simulated=True
    )
    with pytest.raises(AcademyError, match="empty database"):
        loading.load(size=SIZE, at=AT)


def test_an_interrupted_run_goes_on_with_its_own_parameters(monkeypatch):
    make_path(courses=1, lessons=1, questions=1)
    monkeypatch.setattr(record_loading, "BATCH", 60)
    whole = record_loading.Recorder.store
    stored = []

    def interrupted(recorder):
        if stored:
            raise KeyboardInterrupt
        stored.append(len(recorder._statements))
        whole(recorder)

    monkeypatch.setattr(record_loading.Recorder, "store", interrupted)
    with pytest.raises(KeyboardInterrupt):
        loading.load(size=SIZE, at=AT)
    half = Enrolment.objects.count()
    assert half > 0
    monkeypatch.setattr(record_loading.Recorder, "store", whole)

    other = Size(seed=9, until=UNTIL, learners=2_000, time_zone=ZONE)
    loaded = loading.load(size=other, at=AT)
    assert loaded.size == SIZE
    assert Enrolment.objects.count() > half
    assert User.objects.filter(email__endswith="@simulation.example").count() == 1_500
    assert Statement.objects.values("statement_id").distinct().count() == (
        Statement.objects.count()
    )
    # And when it stopped while releases were being published.
    published = [release.digest for release in all_releases()]
    Release.objects.all().delete()
    assert loading.load(size=SIZE, at=AT).was_there
    assert [release.digest for release in all_releases()] == published
    assert len(published) == 25
