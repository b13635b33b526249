"""Which published paths the demonstration takes."""

import json
from uuid import UUID

import pytest

from courses.management.commands.load_library import LIBRARY
from courses.models import PublishedPath
from home.demonstration.contents import TAKEN, published_contents
from tests.factories.courses import make_path

pytestmark = pytest.mark.django_db


def test_those_taken_ship_with_the_academy():
    shipped = {UUID(json.loads(one.read_text())["key"]) for one in LIBRARY.glob("*/path.json")}
    assert shipped > TAKEN


def test_those_taken_hold_no_test_which_the_people_of_the_demonstration_would_not_take():
    with_tests = {
        UUID(json.loads(one.read_text())["key"])
        for one in LIBRARY.glob("*/path.json")
        if "banks" in json.loads(one.read_text())
    }
    assert with_tests
    assert not with_tests & TAKEN


def test_others_wait_to_be_begun_unless_there_are_no_others():
    first, second = make_path(), make_path()
    assert {one.model.key for one in published_contents(1)} == {first.key, second.key}
    taken = min(TAKEN)
    PublishedPath.objects.filter(key=second.key).update(key=taken)
    assert [one.model.key for one in published_contents(1)] == [taken]
