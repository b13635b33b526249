"""A small government that has published, in which campaigns began."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from barometer.models import Event, Release, ReleasedTotal
from barometer.releases.services import publish_since
from barometer.releases.told import told_of
from tests.barometer.conftest import have_followed, new_path, new_unit
from tests.factories.organisms import OrganismFactory, PortfolioFactory

from .governments import campaigns, histories

ORGANISMS = 24


@pytest.fixture(scope="module")
def published(module_database):
    """Releases of three years of one organism, then the totals of others beside it.

    What others published is written as releases hold it: bands alone.
    """
    with module_database():
        portfolio = PortfolioFactory(code="P1")
        organism = OrganismFactory(
            code="O1", name_fr="Rives", name_en="Shores", portfolio=portfolio
        )
        path = new_path()
        now = timezone.now()
        unit = new_unit(organism, 40, "Rives")
        have_followed(path, unit, joined=16, passed=12, others=24, at=now - timedelta(days=800))
        publish_since(since=(now - timedelta(days=920)).date(), at=now)
        releases = list(Release.objects.order_by("day"))[-30:]
        assert all((after.day - one.day).days < 32 for one, after in pairwise(releases))
        others = [
            OrganismFactory(code=f"C{number}", portfolio=portfolio) for number in range(ORGANISMS)
        ]
        for (number, _path), points in histories(5, effect=0.3, organisms=ORGANISMS).items():
            for release, point in zip(releases, points, strict=True):
                said = told_of(point.passed)
                ReleasedTotal.objects.create(
                    release=release,
                    level="organism",
                    place=others[number].pk,
                    figures={
                        str(path.key): {
                            "reached": told_of(replace(point.passed, low=int(point.begun) * 3)),
                            "started": said,
                            "completed": said,
                            "passed": said,
                        }
                    },
                )
        _write_campaigns(others, releases, path.key, now)
    return organism


def _write_campaigns(others, releases, path_key, at):
    """Write the campaigns of `governments`, in the months of these releases."""
    for one in campaigns(12):
        (number,) = one.organisms
        months = (one.day.year - 2024) * 12 + one.day.month - 1
        Event.objects.create(
            organism=others[number],
            path_key=path_key,
            kind="campaign",
            day=releases[months].day + timedelta(days=one.day.day - 1),
            text_fr="Ateliers",
            text_en="Workshops",
            added_at=at,
        )
