"""Objectives in files: sentences as before, or with an id and entries of frameworks."""

import json
from uuid import UUID

import pytest
from django.utils import translation

from courses.exchange.exporting import export_path
from courses.exchange.importing import import_path
from courses.exchange.problems import Refused
from courses.exchange.reading import read_folder
from courses.exchange.wording import sentences
from courses.exchange.writing import files_of
from courses.models import CoursePage, LessonPage, PathPage, PublishedPath
from tests.courses.exchange.conftest import COURSE, LESSONS, PATH
from tests.factories.courses import AT

OBJECTIVE = "55555555-5555-4555-8555-555555555551"
OTHER = "55555555-5555-4555-8555-555555555552"
COURSE_FILE = "courses/cours/course.json"


def mapped(draft):
    """Give the course of `draft` two objectives, of which its first lesson serves one."""
    for language in ("fr", "en"):
        draft.files[COURSE_FILE]["text"][language]["objectives"] = [
            {"id": OBJECTIVE, "text": f"Lire ({language}).", "frameworks": ["digcomp:4.2"]},
            {"id": OTHER, "text": f"Écrire ({language})."},
            f"Compter ({language}).",
        ]
        draft.lesson("premiere", language)["objectives"] = [OBJECTIVE, OTHER]
    return draft


def refusals(draft):
    with pytest.raises(Refused) as refused, translation.override("en"):
        read_folder(draft.write())
    with translation.override("en"):
        return sentences(refused.value.problems)


def test_both_forms_are_read_and_written_as_they_were(draft):
    files = files_of(read_folder(mapped(draft).write()))
    written = json.loads(files[COURSE_FILE])["text"]["fr"]["objectives"]
    assert written == draft.files[COURSE_FILE]["text"]["fr"]["objectives"]
    assert json.loads(files["courses/cours/premiere.fr.json"])["objectives"] == [OBJECTIVE, OTHER]
    assert "objectives" not in json.loads(files["courses/cours/seconde.fr.json"])


def test_an_unknown_entry_is_refused_with_what_is_known(draft):
    mapped(draft).files[COURSE_FILE]["text"]["fr"]["objectives"][0]["frameworks"] = ["digcomp:9.9"]
    (said,) = refusals(draft)
    assert said.startswith(f"{COURSE_FILE}, at text › fr › objectives › 1 › frameworks › 1: ")
    assert "“digcomp:9.9” is no entry of the frameworks of this academy" in said
    assert "nice 2.2.0" in said


@pytest.mark.parametrize("reference", [None, 4.2, "4.2", "digcomp", ["digcomp:4.2"]])
def test_what_is_no_reference_is_refused(draft, reference):
    mapped(draft).files[COURSE_FILE]["text"]["fr"]["objectives"][0]["frameworks"] = [reference]
    assert "is no entry of the frameworks" in refusals(draft)[0]


def test_two_objectives_with_one_id_and_an_entry_named_twice_are_refused(draft):
    objectives = mapped(draft).files[COURSE_FILE]["text"]["fr"]["objectives"]
    objectives[1]["id"] = OBJECTIVE
    objectives[0]["frameworks"] *= 2
    said = " ".join(refusals(draft))
    assert said.count("is there twice") == 2


def test_a_lesson_serves_objectives_of_its_course_alone(draft):
    mapped(draft).lesson("seconde")["objectives"] = [LESSONS[0]]
    (said,) = refusals(draft)
    assert said.startswith("courses/cours/seconde.fr.json, at objectives › 1: The course has no")


@pytest.mark.django_db
def test_an_import_keeps_ids_and_entries_and_the_same_files_change_nothing(draft, catalogues):
    mapped(draft)
    import_path(source=draft.write(), at=AT)
    course = CoursePage.objects.get(translation_key=COURSE, locale__language_code="fr")
    first, second, third = course.objectives
    assert (str(first.id), first.value.references) == (OBJECTIVE, ["digcomp:4.2"])
    assert (str(second.value), second.value.references) == ("Écrire (fr).", [])
    lesson = LessonPage.objects.get(translation_key=LESSONS[0], locale__language_code="fr")
    assert lesson.objectives == [OBJECTIVE, OTHER]
    again = import_path(source=draft.write(), at=AT)
    assert again.is_unchanged
    third_again = CoursePage.objects.get(pk=course.pk).objectives[2]
    assert third_again.id == third.id


@pytest.mark.django_db
def test_a_path_of_sentences_alone_is_exported_as_sentences(draft, catalogues):
    import_path(source=draft.write(), at=AT)
    content = export_path(key=UUID(PATH)).content
    written = json.loads(files_of(content)["path.json"])
    assert written["text"]["fr"]["objectives"] == ["Reconnaître un piège."]


@pytest.mark.django_db
def test_the_round_trip_loses_nothing(draft, catalogues, tmp_path):
    mapped(draft)
    import_path(source=draft.write(), at=AT)
    export_path(key=UUID(PATH)).to_folder(tmp_path / "out")
    content = read_folder(tmp_path / "out")
    (course,) = content.courses
    assert (
        course.texts["fr"].objectives == read_folder(draft.folder).courses[0].texts["fr"].objectives
    )
    assert course.lessons[0].texts["fr"].objectives == (OBJECTIVE, OTHER)


@pytest.mark.django_db
def test_an_objective_that_left_its_course_is_served_by_nobody_in_an_export(draft, catalogues):
    mapped(draft)
    import_path(source=draft.write(), at=AT)
    for course in CoursePage.objects.filter(translation_key=COURSE):
        course.objectives = [("objective", "Rien d’autre.")]
        course.save_revision().publish()
    (course,) = export_path(key=UUID(PATH)).content.courses
    assert course.lessons[0].texts["fr"].objectives == ()


@pytest.mark.django_db
def test_objectives_stored_before_there_were_frameworks_are_read(draft, catalogues):
    import_path(source=draft.write(), at=AT)
    page = PathPage.objects.get(translation_key=PATH, locale__language_code="fr")
    stored = [{"type": "objective", "id": OBJECTIVE, "value": "Une phrase d’avant."}]
    PathPage.objects.filter(pk=page.pk).update(objectives=json.dumps(stored))
    (objective,) = PathPage.objects.get(pk=page.pk).objectives
    assert (str(objective.value), objective.value.references) == ("Une phrase d’avant.", [])


@pytest.mark.django_db
def test_the_published_row_joins_what_the_languages_say_of_an_objective(draft, catalogues):
    mapped(draft)
    english = draft.files[COURSE_FILE]["text"]["en"]["objectives"][0]
    english["frameworks"] = ["digcomp:4.2", "nice:K0675"]
    draft.lesson("seconde", "en")["objectives"] = [OBJECTIVE]
    import_path(source=draft.write(), at=AT)
    found = PublishedPath.objects.get(key=PATH).objectives
    first = next(one for one in found if one["texts"].get("fr") == "Lire (fr).")
    assert first == {
        "course": COURSE,
        "texts": {"fr": "Lire (fr).", "en": "Lire (en)."},
        "frameworks": ["digcomp:4.2", "nice:K0675"],
        "lessons": list(LESSONS),
    }
