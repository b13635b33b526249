"""Preparing the academy again leaves what people have done since."""

from io import StringIO

import pytest
from django.core.management import call_command

from courses.management.commands import load_library
from courses.models import LessonPage, PathPage
from home.management.commands import prepare
from tests.factories.courses import without_the_desks_search

pytestmark = pytest.mark.django_db


def run():
    out = StringIO()
    shipped = load_library.shipped()
    with pytest.MonkeyPatch.context() as patch, without_the_desks_search():
        # Gathering two thousand static files says nothing about pages.
        patch.setattr(prepare, "_static_files_are_current", lambda: True)
        # Two paths say of preparing what all of them would.
        patch.setattr(load_library, "shipped", lambda: shipped[:2])
        call_command("prepare", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def first_run(module_database):
    """What preparing said the first time; it loads whole paths, and so is done once for all."""
    with module_database():
        return run()


def test_what_designers_edited_is_left_alone(first_run):
    assert "created" in first_run
    paths = PathPage.objects.count()
    lesson = LessonPage.objects.first()
    lesson.title = "Retouchée ici"
    lesson.save_revision().publish()
    assert "created" not in run()
    lesson.refresh_from_db()
    assert lesson.title == "Retouchée ici"
    assert PathPage.objects.count() == paths


@pytest.mark.usefixtures("first_run")
def test_a_path_that_is_missing_comes_back():
    key = PathPage.objects.first().translation_key
    for page in PathPage.objects.filter(translation_key=key):
        page.delete()
    assert run().count("created ") == 1
    assert PathPage.objects.filter(translation_key=key).count() == 2
