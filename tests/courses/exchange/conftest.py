"""A small path as files, and where it is imported to."""

import json
import shutil
import zipfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from PIL import Image
from wagtail.models import Site

from courses.services.themes import ensure_themes
from tests.factories.courses import CataloguePageFactory, without_the_desks_search

LIBRARY = settings.BASE_DIR / "courses" / "library"

PATH = "11111111-1111-4111-8111-111111111111"
COURSE = "22222222-2222-4222-8222-222222222222"
LESSONS = ("33333333-3333-4333-8333-333333333331", "33333333-3333-4333-8333-333333333332")


def _id(number: int) -> str:
    return f"44444444-4444-4444-8444-{number:012}"


def _item(number: int, value: Any) -> dict[str, Any]:
    return {"type": "item", "id": _id(number), "value": value}


def _lesson(number: int, language: str) -> dict[str, Any]:
    return {
        "key": LESSONS[number],
        "language": language,
        "title": f"Leçon {number} {language}",
        "slug": f"lecon-{number}",
        "summary": "Une leçon.",
        "duration_minutes": 5,
        "review_by": "2027-09-30",
        "body": [
            {"type": "rich_text", "id": _id(1), "value": "<p>Un <b>texte</b>.</p>"},
            {
                "type": "single_choice",
                "id": _id(2),
                "value": {
                    "prompt": "Que faire ?",
                    "choices": [
                        _item(
                            10 + place,
                            {
                                "text": f"Option {place}",
                                "correct": place == 0,
                                "feedback": "<p>Parce que.</p>",
                            },
                        )
                        for place in range(3)
                    ],
                    "explanation": "",
                },
            },
            {
                "type": "scenario",
                "id": _id(3),
                "value": {
                    "situation": "<p>Un message arrive.</p>",
                    "message": {"sender": "", "subject": "", "body": ""},
                    "prompt": "Que faire ?",
                    "choices": [
                        _item(
                            20 + place,
                            {"text": quality, "quality": quality, "feedback": "<p>Voici.</p>"},
                        )
                        for place, quality in enumerate(("best", "acceptable", "risky"))
                    ],
                    "explanation": "<p>Voilà.</p>",
                },
            },
            {
                "type": "sources",
                "id": _id(4),
                "value": {
                    "items": [
                        _item(
                            30,
                            {
                                "title": "Un guide",
                                "publisher": "Un centre",
                                "url": "https://exemple.example/guide",
                                "consulted_on": "2026-11-01",
                            },
                        )
                    ]
                },
            },
        ],
    }


def _files() -> dict[str, Any]:
    return {
        "path.json": {
            "format": "academie-path/1",
            "key": PATH,
            "theme": "cybersecurity",
            "level": "foundation",
            "licence": "CC-BY-4.0",
            "source_language": "fr",
            "built_by": [],
            "text": {
                language: {
                    "title": f"Parcours {language}",
                    "slug": f"parcours-{language}",
                    "summary": "Un résumé.",
                    "description": "<p>Une description.</p>",
                    "objectives": ["Reconnaître un piège."],
                    "audience": "Tout le monde.",
                }
                for language in ("fr", "en")
            },
            "courses": ["cours"],
        },
        "courses/cours/course.json": {
            "key": COURSE,
            "mastery_score": 0.8,
            "text": {
                language: {
                    "title": f"Cours {language}",
                    "slug": "cours",
                    "summary": "",
                    "objectives": [],
                }
                for language in ("fr", "en")
            },
            "lessons": ["premiere", "seconde"],
        },
        **{
            f"courses/cours/{name}.{language}.json": _lesson(number, language)
            for number, name in enumerate(("premiere", "seconde"))
            for language in ("fr", "en")
        },
    }


class Draft:
    """A path to change before it is written: `files` by name, JSON values or bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, Any] = _files()

    def lesson(self, name: str = "premiere", language: str = "fr") -> dict[str, Any]:
        return self.files[f"courses/cours/{name}.{language}.json"]

    def in_both(self, change: Callable[[dict[str, Any]], None], name: str = "premiere") -> None:
        for language in ("fr", "en"):
            change(self.lesson(name, language))

    def add_image(self, name: str = "faux-site.png", colour: str = "red") -> None:
        path = self.folder.parent / "image.png"
        Image.new("RGB", (8, 8), colour).save(path)
        self.files[f"media/{name}"] = path.read_bytes()

        def show(lesson: dict[str, Any]) -> None:
            value = {"image": f"media/{name}", "alt_text": "Un faux site", "caption": ""}
            lesson["body"].append({"type": "image", "id": _id(50), "value": value})

        self.in_both(show)

    def contents(self) -> dict[str, bytes]:
        return {
            name: value
            if isinstance(value, bytes)
            else (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
            for name, value in self.files.items()
        }

    def write(self) -> Path:
        if self.folder.exists():
            shutil.rmtree(self.folder)
        for name, raw in self.contents().items():
            target = self.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(raw)
        return self.folder

    def zip(self, top: str = "") -> Path:
        target = self.folder.with_suffix(".zip")
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, raw in self.contents().items():
                archive.writestr(top + name, raw)
        return target

    def copy(self) -> "Draft":
        other = Draft(self.folder)
        other.files = deepcopy(self.files)
        return other


@pytest.fixture(autouse=True)
def unsearched():
    """No test of the exchange looks for pages in the desk."""
    with without_the_desks_search():
        yield


@pytest.fixture
def draft(tmp_path) -> Draft:
    """A path in two languages, one course and two lessons, right as it is."""
    return Draft(tmp_path / "draft")


@pytest.fixture(scope="module")
def shared_catalogues(module_database):
    with module_database():
        ensure_themes()
        return {
            "fr": CataloguePageFactory(language="fr"),
            "en": CataloguePageFactory(language="en"),
        }


@pytest.fixture
def catalogues(shared_catalogues, db):
    """A catalogue in each language, and the themes of the shipped paths.

    They are made once for the tests of a module, each of which gets pages of its own to change.
    """
    Site.clear_site_root_paths_cache()
    return {language: deepcopy(page) for language, page in shared_catalogues.items()}


def files_in(folder: Path) -> dict[str, bytes]:
    """Return every file below `folder` by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
