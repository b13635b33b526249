"""The commands, as operators type them."""

import io

import pytest
from django.core.management import CommandError, call_command

from courses.management.commands import load_library
from courses.models import LessonPage, PathPage, PublishedPath
from tests.courses.exchange.conftest import LESSONS, LIBRARY, PATH, files_in

pytestmark = pytest.mark.django_db


def run(*arguments, **options) -> str:
    output = io.StringIO()
    call_command(*arguments, stdout=output, **options)
    return output.getvalue()


def test_without_names_the_library_is_loaded(catalogues, draft, monkeypatch):
    assert [path.name for path in load_library.shipped()] == sorted(
        path.parent.name for path in LIBRARY.glob("*/path.json")
    )
    monkeypatch.setattr(load_library, "LIBRARY", draft.write().parent)
    assert run("load_library") == "created    draft: Parcours fr (8 created)\n"
    assert run("load_library") == "unchanged  draft: Parcours fr (8 unchanged)\n"
    assert PublishedPath.objects.get().is_live


def test_one_path_or_an_archive_is_loaded_by_name(catalogues, draft):
    run("load_library", "remote-work")
    assert PublishedPath.objects.count() == 1
    assert "path.zip" not in run("load_library", str(draft.zip()), draft=True)
    assert not PathPage.objects.filter(translation_key=PATH, live=True).exists()


def test_a_refusal_says_why_and_the_others_are_loaded(catalogues, draft):
    draft.lesson()["title"] = ""
    with pytest.raises(CommandError) as error:
        run("load_library", str(draft.write()), "remote-work")
    assert str(error.value).splitlines() == [
        "draft was refused; nothing of it was saved:",
        "  courses/cours/premiere.fr.json, at title: This text is missing.",
    ]
    assert PublishedPath.objects.count() == 1


def test_an_unknown_name_is_told_with_the_known_ones(catalogues):
    with pytest.raises(CommandError, match="cybersecurity-essentials"):
        run("load_library", "nowhere")


def test_a_folder_that_holds_the_path_keeps_its_names(catalogues, draft, tmp_path):
    run("load_library", str(draft.write()))
    before = files_in(draft.folder)
    assert f"Written: {len(before)} files" in run("export_path", "parcours-fr", str(draft.folder))
    assert files_in(draft.folder) == before
    for page in LessonPage.objects.filter(translation_key=LESSONS[0]):
        page.unpublish()
    run("export_path", PATH, str(draft.folder))
    assert set(before) - set(files_in(draft.folder)) == {
        "courses/cours/premiere.fr.json",
        "courses/cours/premiere.en.json",
    }
    run("export_path", PATH, str(tmp_path / "new.zip"))
    assert (tmp_path / "new.zip").is_file()


def test_a_folder_that_holds_something_else_is_left_alone(catalogues, draft, tmp_path):
    run("load_library", str(draft.write()))
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(CommandError, match="not empty"):
        run("export_path", PATH, str(tmp_path))
    with pytest.raises(CommandError, match="another path"):
        run("export_path", PATH, str(LIBRARY / "remote-work"))
    with pytest.raises(CommandError, match="no learning path"):
        run("export_path", "nowhere", str(tmp_path / "out"))
