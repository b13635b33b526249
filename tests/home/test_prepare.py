"""Preparing the academy again leaves what people have done since."""

from io import StringIO

import pytest
from django.core.management import call_command

from courses.models import LessonPage, PathPage
from home.management.commands import prepare

pytestmark = pytest.mark.django_db


def run(monkeypatch):
    # Gathering two thousand static files says nothing about pages.
    monkeypatch.setattr(prepare, "_static_files_are_current", lambda: True)
    out = StringIO()
    call_command("prepare", stdout=out)
    return out.getvalue()


def test_what_designers_edited_is_left_alone(monkeypatch):
    assert "created" in run(monkeypatch)
    paths = PathPage.objects.count()
    lesson = LessonPage.objects.first()
    lesson.title = "Retouchée ici"
    lesson.save_revision().publish()
    assert "created" not in run(monkeypatch)
    lesson.refresh_from_db()
    assert lesson.title == "Retouchée ici"
    assert PathPage.objects.count() == paths


def test_a_path_that_is_missing_comes_back(monkeypatch):
    run(monkeypatch)
    key = PathPage.objects.first().translation_key
    for page in PathPage.objects.filter(translation_key=key):
        page.delete()
    assert run(monkeypatch).count("created ") == 1
    assert PathPage.objects.filter(translation_key=key).count() == 2
