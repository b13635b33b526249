"""An adoption that was made before licences were noted has the one that its copy came with."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from courses.models import Adoption, PathPage

from .making import Two

BEFORE = [("courses", "0040_texts_without_gaps")]


@pytest.mark.usefixtures("own_database")
def test_the_licence_is_that_of_the_copy_or_where_it_is_not_known_of_the_other_path():
    two = Two(lessons=1, questions=0, languages=["fr"], licence="CC-BY-4.0")
    adoption = two.adopt()
    found = []
    for licence in ("CC-BY-SA-4.0", "Autre"):
        PathPage.objects.filter(translation_key=adoption.own_key).update(licence=licence)
        newest = MigrationExecutor(connection).loader.graph.leaf_nodes("courses")
        MigrationExecutor(connection).migrate(BEFORE)
        MigrationExecutor(connection).migrate(newest)
        found.append(Adoption.objects.get(pk=adoption.pk).licences)
    assert found == [["CC-BY-SA-4.0"], ["CC-BY-4.0"]]
