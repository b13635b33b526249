"""Forecasts are frozen once with each release, by every door, and never change."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command

from academy.core import recurring
from barometer.models import FrozenForecast, Release, ReleasedTotal, ReleaseOutlook
from barometer.outlook import frozen, making, queries, services
from barometer.releases.models import Level
from barometer.releases.told import told_of

from .conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def organism(published):
    return published


def test_each_release_has_its_forecasts_once(organism):
    releases = list(Release.objects.order_by("day"))
    seen = []
    assert services.is_due()
    assert services.freeze_due(at=AT, progress=lambda *done: seen.append(done)) == len(releases)
    assert seen[0] == (0, len(releases))
    assert not services.is_due()
    before = list(FrozenForecast.objects.order_by("pk").values())
    assert services.freeze_due(at=AT) == 0
    newest = releases[-1]
    again = services.freeze(release=newest, at=AT + timedelta(days=1))
    assert again.made_at == AT
    assert list(FrozenForecast.objects.order_by("pk").values()) == before
    said = {(one.level, one.place, str(one.path_key)): one.said for one in again.forecasts.all()}
    assert {key[0] for key in said} == set(Level.values)
    assert again.digest == making.digest_of(said, newest.day)
    assert again.method == frozen.OUTLOOK_VERSION


def test_the_worker_freezes_one_release_at_a_time_the_oldest_first(organism):
    releases = list(Release.objects.order_by("day"))
    for number, release in enumerate(releases, start=1):
        assert services.freeze_next(at=AT) is (number < len(releases))
        assert ReleaseOutlook.objects.order_by("release__day").last().release == release
    assert services.freeze_next(at=AT) is False
    assert ReleaseOutlook.objects.count() == len(releases)


def test_they_are_made_of_what_is_published_alone(organism):
    release = Release.objects.first()
    for (level, place, path), points in queries.histories(release).items():
        for point in points:
            total = ReleasedTotal.objects.get(release__day=point.day, level=level, place=place)
            assert told_of(point.passed) == total.figures[path]["passed"]
    services.freeze_due(at=AT)
    (path,) = {key[2] for key in queries.histories(release)}
    said = queries.forecast_of(release, Level.ORGANISM, organism.pk, path)
    assert said["people"] == 40
    today = queries.histories(release)["organism", organism.pk, path][-1].share
    # A forecast counts whole people.
    assert said["today"] == round(today * 40) / 40 * 1000


def test_what_came_is_the_release_so_many_weeks_later(organism):
    services.freeze_due(at=AT)
    newest = Release.objects.first().day
    came = queries.came_out(newest)
    assert {one.ahead for one in came} == set(frozen.SCORED)
    # Eight to twelve, or thirteen to seventeen, of forty.
    outcomes = {round(one.outcome, 2) for one in came}
    assert outcomes <= {0.25, 0.3, 0.37, 0.38, 0.02, 0.03}
    assert queries.came_out(Release.objects.last().day) == []


def test_old_releases_get_none_any_more(organism, monkeypatch):
    monkeypatch.setattr(services, "BACK", timedelta(days=40))
    assert services.freeze_due(at=AT) == 2
    # And none is made of a release before one that has some.
    monkeypatch.undo()
    assert services.freeze_due(at=AT) == 0


def test_the_worker_and_the_command_freeze_them(organism):
    out = io.StringIO()
    call_command("publish_releases", stdout=out)
    assert f"Forecasts frozen for {Release.objects.count()} releases." in out.getvalue()
    ReleaseOutlook.objects.all().delete()
    work = recurring.work("barometer.outlook")
    assert work.wanted()
    while work.run(AT) is recurring.AGAIN:
        pass
    assert ReleaseOutlook.objects.count() == Release.objects.count()
    assert not work.wanted()
