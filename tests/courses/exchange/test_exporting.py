"""Exporting: the same files again, importable anywhere, always the same bytes."""

import io
import json
import zipfile

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from academy.core.errors import AcademyError
from courses.exchange.exporting import export_path, find_path
from courses.exchange.importing import import_path
from courses.exchange.naming import KnownNames
from courses.exchange.problems import Refused
from courses.exchange.reading import read_folder, read_package
from courses.exchange.wording import lone_note
from courses.exchange.writing import files_of
from courses.models import (
    AcademyImage,
    AcademyMedia,
    LessonPage,
    PathPage,
    PublishedPath,
)
from courses.queries import has_test
from tests.courses.exchange.conftest import LESSONS, LIBRARY, PATH, files_in
from tests.factories.courses import AT, make_path
from tests.factories.organisms import OrganismFactory

SHIPPED = sorted(path.parent.name for path in LIBRARY.glob("*/path.json"))


def exported(key, names=None) -> dict[str, bytes]:
    export = export_path(key=key, names=names)
    archive = io.BytesIO()
    export.to_zip(archive)
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_files_are_in_the_form_that_an_export_has(name):
    files = files_in(LIBRARY / name)
    texts = {name: raw for name, raw in files.items() if not name.startswith("media/")}
    assert files_of(read_folder(LIBRARY / name)) == texts


@pytest.mark.django_db
@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_paths_load_whole_and_come_back_byte_for_byte(catalogues, name):
    report = import_path(source=LIBRARY / name, at=AT)
    assert report.change == "created"
    assert report.notes == ()
    path = PublishedPath.objects.get(key=report.key)
    assert path.is_live
    assert all(has_test(course) for course in path.outline["courses"])
    for language in ("fr", "en"):
        lessons = [one for course in path.texts[language]["courses"] for one in course["lessons"]]
        assert all(one["url"].startswith(f"/{language}/") for one in lessons)
        assert len(lessons) == sum(
            (page.kind, page.language) == ("lesson", language) for page in report.pages
        )
    assert import_path(source=LIBRARY / name, at=AT).is_unchanged
    with read_package(LIBRARY / name) as package:
        names = KnownNames.of(package)
    assert exported(report.key, names) == files_in(LIBRARY / name)


@pytest.mark.django_db
def test_an_export_makes_the_same_path_in_an_empty_academy(catalogues, draft, tmp_path):
    draft.add_image()
    import_path(source=draft.write(), at=AT)
    before = PublishedPath.objects.get(key=PATH)
    first = exported(before.key)
    archive = tmp_path / "path.zip"
    export_path(key=before.key).to_zip(archive)
    for page in PathPage.objects.all():
        page.delete()
    PublishedPath.objects.all().delete()
    AcademyImage.objects.all().delete()
    assert not Page.objects.filter(translation_key=PATH).exists()
    assert import_path(source=archive, at=AT).counts == {"created": 8}
    after = PublishedPath.objects.get(key=PATH)
    assert after.outline == before.outline
    assert {code: text["url"] for code, text in after.texts.items()} == {
        code: text["url"] for code, text in before.texts.items()
    }
    assert exported(after.key) == first


@pytest.mark.django_db
def test_archives_of_the_same_path_are_the_same_bytes(catalogues, draft):
    draft.add_image()
    import_path(source=draft.write(), at=AT)
    archives = []
    for _time in range(2):
        archives.append(io.BytesIO())
        export_path(key=PATH).to_zip(archives[-1])
    assert archives[0].getvalue() == archives[1].getvalue()


@pytest.mark.django_db
def test_pages_made_in_the_editor_are_exported(catalogues, tmp_path):
    path = make_path(courses=2, lessons=2, questions=3)
    organism = OrganismFactory()
    for page in PathPage.objects.all():
        page.built_by.add(organism)
        page.save()
    export_path(key=path.key).to_folder(tmp_path / "out")
    content = read_folder(tmp_path / "out")
    assert content.built_by == (organism.name_fr,)
    assert content.source_language == "fr"
    assert len(list(content.lessons())) == 4
    assert import_path(source=tmp_path / "out", at=AT).is_unchanged


@pytest.mark.django_db
def test_marks_of_the_editor_and_internal_links_do_not_travel(catalogues, draft, tmp_path):
    import_path(source=draft.write(), at=AT)
    page = LessonPage.objects.get(translation_key=LESSONS[0], locale__language_code="fr")
    page.body[0].value = type(page.body[0].value)(
        '<p data-block-key="ab1">Lisez <a linktype="page" '
        f'id="{page.pk}">ceci</a>, <a linktype="page" id="999999">cela</a><br/>et '
        '<a href="https://exemple.example/?a=1&amp;b=2">plus</a>.</p>'
    )
    page.save_revision().publish()
    with translation.override("en"):
        files = exported(PATH)
    body = json.loads(files["courses/cours/lecon-0.fr.json"])["body"]
    assert body[0]["value"] == (
        '<p>Lisez <a href="http://lms.localhost:8000/fr/catalogue/parcours-fr/cours/lecon-0/">'
        'ceci</a>, cela<br>et <a href="https://exemple.example/?a=1&amp;b=2">plus</a>.</p>'
    )


@pytest.mark.django_db
def test_a_question_in_one_language_alone_travels_with_a_note(catalogues, draft, tmp_path):
    import_path(source=draft.write(), at=AT)
    page = LessonPage.objects.get(translation_key=LESSONS[0], locale__language_code="en")
    block_id = page.body[1].id
    del page.body[1]
    page.save_revision().publish()
    export = export_path(key=PATH)
    (lone,) = export.lone_questions
    assert (lone.block_id, lone.language, lone.missing_in) == (block_id, "fr", "en")
    archive = tmp_path / "path.zip"
    export.to_zip(archive)
    with translation.override("en"):
        report = import_path(source=archive, at=AT)
        assert report.notes == (lone_note(lone),)
    assert report.is_unchanged


@pytest.mark.django_db
def test_a_question_in_one_language_alone_counts_in_no_marks(catalogues, draft):
    import_path(source=draft.write(), at=AT)

    def counted():
        outline = PublishedPath.objects.get(key=PATH).outline
        return outline["courses"][0]["lessons"][0]["questions"]

    both = counted()
    for language, position in (("en", 1), ("fr", 2)):
        page = LessonPage.objects.get(translation_key=LESSONS[0], locale__language_code=language)
        lone = page.body[position].id
        whole = page.body.get_prep_value()
        del page.body[position]
        page.save_revision().publish()
        assert counted() == [one for one in both if one != lone]
        page.body = page.body.stream_block.to_python(whole)
        page.save_revision().publish()
        assert counted() == both


@pytest.mark.django_db
def test_a_title_that_is_too_long_for_other_academies_is_not_exported(catalogues, draft):
    import_path(source=draft.write(), at=AT)
    page = LessonPage.objects.get(translation_key=LESSONS[0], locale__language_code="fr")
    page.title = "x" * 120
    page.save_revision().publish()
    with pytest.raises(Refused) as refused:
        export_path(key=PATH)
    (problem,) = refused.value.problems
    assert (problem.file, problem.element) == ("courses/cours/lecon-0.fr.json", "title")


@pytest.mark.django_db
def test_only_what_learners_see_is_exported(catalogues, draft):
    import_path(source=draft.write(), at=AT)
    for page in LessonPage.objects.filter(translation_key=LESSONS[0]):
        page.unpublish()
    assert [name for name in exported(PATH) if "lecon" in name] == [
        "courses/cours/lecon-1.en.json",
        "courses/cours/lecon-1.fr.json",
    ]
    for page in PathPage.objects.all():
        page.unpublish()
    with pytest.raises(AcademyError):
        export_path(key=PATH)


@pytest.mark.django_db
def test_a_path_is_found_by_key_or_slug(catalogues, draft):
    import_path(source=draft.write(), at=AT)
    assert str(find_path(PATH)) == str(find_path("parcours-en")) == PATH
    with pytest.raises(AcademyError):
        find_path("absent")


@pytest.mark.django_db
def test_videos_travel_with_their_captions(catalogues, draft):
    draft.files |= {
        "media/appel.mp4": b"not really a film",
        "media/appel.fr.vtt": b"WEBVTT\n\n00:00.000 --> 00:07.000\nBonjour\n",
        "media/appel.en.vtt": b"WEBVTT\n\n00:00.000 --> 00:07.000\nGood morning\n",
        "media.json": {
            "media/appel.mp4": {
                "title": "Un appel",
                "credit": "",
                "licence": "",
                "seconds": 12,
                "captions": {"en": "media/appel.en.vtt", "fr": "media/appel.fr.vtt"},
            }
        },
    }
    video = {"title": "Un appel", "video": "media/appel.mp4", "transcript": "<p>Bonjour.</p>"}
    draft.in_both(
        lambda lesson: lesson["body"].append(
            {"type": "video", "id": "44444444-4444-4444-8444-000000000060", "value": video}
        )
    )
    with read_package(draft.write()) as package:
        names = KnownNames.of(package)
        expected = files_of(package.content)
    import_path(source=draft.folder, at=AT)
    assert import_path(source=draft.folder, at=AT).is_unchanged
    (medium,) = AcademyMedia.objects.all()
    assert (medium.title, medium.duration) == ("Un appel", 12)
    files = exported(PATH, names)
    media = {name: files.pop(name) for name in list(files) if name.endswith((".mp4", ".vtt"))}
    assert files["media.json"].replace(b"un-appel", b"appel") == expected["media.json"]
    assert sorted(media.values()) == sorted(
        raw for name, raw in draft.files.items() if name.endswith((".mp4", ".vtt"))
    )


# --- Whatever designers write --------------------------------------------
WORDS = (
    st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=40)
    .map(str.strip)
    .filter(bool)
)
RICH = st.lists(WORDS, min_size=1, max_size=3).map(
    lambda words: "".join(
        f"<p>{word.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</p>"
        for word in words
    )
)
KEYS = st.uuids(version=4).map(str)


def _items(values):
    return st.lists(
        st.fixed_dictionaries({"type": st.just("item"), "id": KEYS, "value": values}),
        min_size=2,
        max_size=4,
        unique_by=lambda item: item["id"],
    )


def _one_right(choices):
    for place, choice in enumerate(choices):
        choice["value"]["correct"] = place == 0
    return choices


CHOICES = _items(
    st.fixed_dictionaries({"text": WORDS, "correct": st.just(False), "feedback": RICH})
).map(_one_right)
VALUES = {
    "rich_text": RICH,
    "callout": st.fixed_dictionaries(
        {"tone": st.sampled_from(("info", "tip", "warning")), "title": WORDS, "body": RICH}
    ),
    "key_points": st.fixed_dictionaries({"title": WORDS, "points": _items(WORDS)}),
    "accordion": st.fixed_dictionaries(
        {"items": _items(st.fixed_dictionaries({"heading": WORDS, "body": RICH}))}
    ),
    "checklist": st.fixed_dictionaries({"title": WORDS, "items": _items(WORDS)}),
    "single_choice": st.fixed_dictionaries(
        {"prompt": WORDS, "choices": CHOICES, "explanation": st.just("") | RICH}
    ),
}
BLOCKS = st.lists(
    st.sampled_from(sorted(VALUES)).flatmap(
        lambda kind: st.fixed_dictionaries(
            {"type": st.just(kind), "id": KEYS, "value": VALUES[kind]}
        )
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda block: block["id"],
)


def _one_lesson(draft, body, title):
    """Leave one lesson, in French, with this body and title."""
    del draft.files["path.json"]["text"]["en"]
    del draft.files["courses/cours/course.json"]["text"]["en"]
    draft.files["courses/cours/course.json"]["lessons"] = ["premiere"]
    for name in ("premiere.en", "seconde.fr", "seconde.en"):
        del draft.files[f"courses/cours/{name}.json"]
    draft.lesson().update(body=body, title=title)
    return draft


QUIET = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@settings(QUIET, max_examples=60)
@given(body=BLOCKS, title=WORDS)
def test_any_lesson_that_is_written_is_read_as_it_was(draft, body, title):
    draft = _one_lesson(draft.copy(), body, title)
    content = read_folder(draft.write())
    assert [dict(block) for block in content.courses[0].lessons[0].texts["fr"].body] == body
    draft.files = files_of(content)
    assert files_of(read_folder(draft.write())) == draft.files


@pytest.mark.django_db
@settings(QUIET, max_examples=8)
@given(body=BLOCKS, title=WORDS)
def test_any_lesson_that_is_imported_is_exported_as_it_was(catalogues, draft, body, title):
    draft = _one_lesson(draft.copy(), body, title)
    with read_package(draft.write()) as package:
        expected = files_of(package.content)
        names = KnownNames.of(package)
    import_path(source=draft.folder, at=AT)
    assert exported(PATH, names) == expected
    assert import_path(source=draft.folder, at=AT).is_unchanged


@pytest.mark.django_db
def test_the_kind_of_a_message_travels_and_an_email_goes_without_saying(
    catalogues, draft, tmp_path
):
    message = draft.lesson()["body"][2]["value"]["message"]
    message["kind"] = "phone_call"
    draft.lesson(language="en")["body"][2]["value"]["message"]["kind"] = "email"
    import_path(source=draft.write(), at=AT)
    kinds = {
        page.locale.language_code: page.body[2].value["message"]["kind"]
        for page in LessonPage.objects.filter(translation_key=LESSONS[0])
    }
    assert kinds == {"fr": "phone_call", "en": "email"}
    export_path(key=PATH).to_folder(tmp_path / "out")
    french, english = (
        json.loads((tmp_path / "out/courses/cours" / f"lecon-0.{language}.json").read_text())
        for language in ("fr", "en")
    )
    assert french["body"][2]["value"]["message"]["kind"] == "phone_call"
    assert "kind" not in english["body"][2]["value"]["message"]
    assert import_path(source=tmp_path / "out", at=AT).is_unchanged
    # What was stored before messages had kinds is an email.
    page = LessonPage.objects.get(translation_key=LESSONS[1], locale__language_code="fr")
    del page.body.raw_data[2]["value"]["message"]["kind"]
    page.save()
    page = LessonPage.objects.get(pk=page.pk)
    assert page.body[2].value["message"]["kind"] == "email"
    assert import_path(source=tmp_path / "out", at=AT).is_unchanged
