"""Releases that were published before have the numbers to expect too, and stay what they are."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from barometer.models import Release, ReleasedAtom, ReleasedTotal
from barometer.releases import recomputing
from tests.factories.organisms import OrganismFactory

from .conftest import have_followed, new_path, new_unit, publish_next

BEFORE = [("barometer", "0015_events")]


def rows():
    atoms = ReleasedAtom.objects.order_by("key").values_list("key", "figures")
    totals = ReleasedTotal.objects.order_by("level", "place").values_list("level", "figures")
    return [*atoms, *totals]


@pytest.mark.usefixtures("own_database")
def test_what_was_published_before_has_expected_numbers():
    path = new_path()
    unit = new_unit(OrganismFactory(), 30, "Rives")
    have_followed(path, unit, joined=20, passed=9)
    release = publish_next()
    made, document = rows(), release.document
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes("barometer")
    try:
        MigrationExecutor(connection).migrate(BEFORE)
        for _name, figures in rows():
            assert figures[str(path.key)]["passed"] == [20, 8, 12]
    finally:
        MigrationExecutor(connection).migrate(newest)
    assert rows() == made
    for _name, figures in made:
        people, low, high, hundredths, roster = figures[str(path.key)]["passed"]
        assert (people, low, high, roster) == (30, 8, 12, 20)
        assert 800 <= hundredths <= 1_200
    assert Release.objects.get().document == document
    assert recomputing.recompute(day=release.day).is_identical
