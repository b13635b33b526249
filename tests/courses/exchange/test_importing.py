"""Importing: pages made, brought up to date, retired; all of it or nothing."""

import io
from uuid import UUID

import pytest
from django.contrib.auth.models import Group
from django.core.files.storage import default_storage
from django.utils import translation
from wagtail.models import Page, PageLogEntry, ReferenceIndex

from academy.accounts.models import AuditEntry
from academy.core.errors import NotAllowed
from academy.organisms.role_groups import group_names
from courses.exchange import importing
from courses.exchange.importing import import_path
from courses.exchange.problems import Refused
from courses.exchange.wording import sentences
from courses.models import (
    AcademyImage,
    CoursePage,
    LessonPage,
    PathPage,
    PublishedPath,
)
from courses.services import publish
from tests.courses.exchange.conftest import COURSE, LESSONS, PATH
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.courses import AT, CoursePageFactory, LessonPageFactory, PathPageFactory
from tests.factories.organisms import OrganismFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db


def lesson(number: int = 0, language: str = "fr") -> LessonPage:
    return LessonPage.objects.get(translation_key=LESSONS[number], locale__language_code=language)


def refused(draft, **options) -> list[str]:
    before = (Page.objects.count(), AcademyImage.objects.count(), AuditEntry.objects.count())
    with pytest.raises(Refused) as error:
        import_path(source=draft.write(), at=AT, **options)
    assert before == (
        Page.objects.count(),
        AcademyImage.objects.count(),
        AuditEntry.objects.count(),
    )
    with translation.override("en"):
        return sentences(error.value.problems)


def test_pages_of_two_languages_are_translations_with_the_same_blocks(catalogues, draft):
    import_path(source=draft.write(), at=AT)
    french, english = lesson(language="fr"), lesson(language="en")
    assert french.translation_key == english.translation_key == UUID(LESSONS[0])
    assert list(french.question_blocks) == list(english.question_blocks)
    blocks = draft.lesson()["body"]
    assert [str(block.id) for block in french.body] == [block["id"] for block in blocks]
    choices = french.body[1].value["choices"].bound_blocks
    assert [str(choice.id) for choice in choices] == [
        choice["id"] for choice in blocks[1]["value"]["choices"]
    ]
    assert english.get_parent().specific.translation_key == UUID(COURSE)
    assert english.url == "/en/catalogue/parcours-en/cours/lecon-0/"
    assert french.live
    assert french.latest_revision_id == french.live_revision_id is not None


def test_the_published_path_is_refreshed_once(catalogues, draft, monkeypatch):
    refreshed = []
    monkeypatch.setattr(publish, "_contents", lambda page: refreshed.append(page.pk) or [])
    import_path(source=draft.write(), at=AT)
    assert len(refreshed) == len(set(refreshed)) == 2


def test_importing_again_changes_nothing(catalogues, draft):
    draft.add_image()
    import_path(source=draft.write(), at=AT)
    entries = AuditEntry.objects.count(), PageLogEntry.objects.count()
    report = import_path(source=draft.zip(), at=AT)
    assert report.is_unchanged
    assert report.change == "unchanged"
    assert report.counts == {"unchanged": 8}
    assert entries == (AuditEntry.objects.count(), PageLogEntry.objects.count())
    assert AcademyImage.objects.count() == 1


def test_only_what_differs_is_updated(catalogues, draft):
    import_path(source=draft.write(), at=AT)
    draft.lesson()["title"] = "Un autre titre"
    draft.files["courses/cours/course.json"]["mastery_score"] = 0.5
    report = import_path(source=draft.write(), at=AT)
    assert report.change == "updated"
    assert {(page.kind, page.language) for page in report.pages if page.change == "updated"} == {
        ("lesson", "fr"),
        ("course", "fr"),
        ("course", "en"),
    }
    assert lesson().title == "Un autre titre"
    path = PublishedPath.objects.get(key=PATH)
    assert path.outline["courses"][0]["mastery_score"] == 0.5


def test_order_follows_the_file(catalogues, draft):
    import_path(source=draft.write(), at=AT)
    course = draft.files["courses/cours/course.json"]
    course["lessons"].reverse()
    import_path(source=draft.write(), at=AT)
    for language in ("fr", "en"):
        texts = PublishedPath.objects.get(key=PATH).texts[language]["courses"][0]["lessons"]
        assert [text["key"] for text in texts] == list(reversed(LESSONS))
    assert import_path(source=draft.write(), at=AT).is_unchanged


def test_a_lesson_that_left_is_unpublished_and_comes_back(catalogues, draft):
    before = draft.copy()
    import_path(source=draft.write(), at=AT)
    draft.files["courses/cours/course.json"]["lessons"] = ["seconde"]
    for language in ("fr", "en"):
        del draft.files[f"courses/cours/premiere.{language}.json"]
    report = import_path(source=draft.write(), at=AT)
    assert report.counts == {"unchanged": 6, "unpublished": 2}
    assert not lesson().live
    assert not lesson(language="en").live
    outline = PublishedPath.objects.get(key=PATH).outline
    assert [one["key"] for one in outline["courses"][0]["lessons"]] == [LESSONS[1]]
    back = import_path(source=before.write(), at=AT)
    assert back.counts == {"unchanged": 6, "updated": 2}
    assert lesson().live


def test_languages_that_the_file_does_not_have_are_left_alone(catalogues, draft):
    import_path(source=draft.write(), at=AT)
    for name in list(draft.files):
        if name.endswith(".en.json"):
            del draft.files[name]
    del draft.files["path.json"]["text"]["en"]
    del draft.files["courses/cours/course.json"]["text"]["en"]
    assert import_path(source=draft.write(), at=AT).is_unchanged
    assert lesson(language="en").live


def test_a_lesson_that_lost_one_language_is_unpublished_in_it(catalogues, draft):
    import_path(source=draft.write(), at=AT)
    del draft.files["courses/cours/premiere.en.json"]
    report = import_path(source=draft.write(), at=AT)
    assert report.counts["unpublished"] == 1
    assert lesson().live
    assert not lesson(language="en").live


def test_a_lesson_moves_to_another_course_with_its_records(catalogues, draft):
    import_path(source=draft.write(), at=AT)
    page_id = lesson(1).pk
    other = "55555555-5555-4555-8555-555555555555"
    course = draft.files["courses/cours/course.json"]
    course["lessons"] = ["premiere"]
    new = {**course, "key": other, "lessons": ["seconde"], "text": {}}
    for language in ("fr", "en"):
        new["text"][language] = course["text"][language] | {"slug": "autre"}
        draft.files[f"courses/autre/seconde.{language}.json"] = draft.files.pop(
            f"courses/cours/seconde.{language}.json"
        )
    draft.files["courses/autre/course.json"] = new
    draft.files["path.json"]["courses"] = ["autre", "cours"]
    import_path(source=draft.write(), at=AT)
    assert lesson(1).pk == page_id
    assert str(lesson(1).get_parent().specific.translation_key) == other
    courses = CoursePage.objects.child_of(PathPage.objects.get(locale__language_code="fr"))
    assert [str(one.translation_key) for one in courses.order_by("path")] == [other, COURSE]
    assert import_path(source=draft.write(), at=AT).is_unchanged


def test_drafts_wait_and_change_nothing_that_is_published(catalogues, draft):
    import_path(source=draft.write(), at=AT)
    draft.lesson()["title"] = "Un brouillon"
    draft.files["courses/cours/course.json"]["lessons"] = ["seconde", "premiere"]
    report = import_path(source=draft.write(), at=AT, publish=False)
    assert not report.is_published
    assert report.counts == {"unchanged": 7, "updated": 1}
    assert len(report.notes) == 2
    page = lesson()
    assert page.title == "Leçon 0 fr"
    assert page.get_latest_revision_as_object().title == "Un brouillon"
    assert [str(one.translation_key) for one in page.get_parent().get_children()] == list(LESSONS)
    assert import_path(source=draft.write(), at=AT, publish=False).is_unchanged
    assert import_path(source=draft.write(), at=AT).counts == {"unchanged": 7, "updated": 1}
    assert lesson().title == "Un brouillon"


def test_a_new_path_may_come_as_drafts(catalogues, draft):
    report = import_path(source=draft.write(), at=AT, publish=False)
    assert report.counts == {"created": 8}
    assert not Page.objects.filter(translation_key=PATH, live=True).exists()
    assert not PublishedPath.objects.filter(key=PATH).exists()
    assert import_path(source=draft.write(), at=AT, publish=False).is_unchanged
    assert import_path(source=draft.write(), at=AT).counts == {"updated": 8}
    assert PublishedPath.objects.get(key=PATH).is_live


def test_a_rehearsal_tells_all_and_leaves_nothing(catalogues, draft):
    draft.add_image("repetition.png")
    report = import_path(source=draft.write(), at=AT, rehearse=True)
    assert report.counts == {"created": 8}
    assert not Page.objects.filter(translation_key=PATH).exists()
    assert not AcademyImage.objects.exists()
    assert not PublishedPath.objects.exists()
    assert not AuditEntry.objects.exists()
    assert "repetition.png" not in _stored_images()


def _stored_images() -> list[str]:
    if not default_storage.exists("original_images"):
        return []
    return default_storage.listdir("original_images")[1]


def test_an_error_in_the_middle_leaves_nothing(catalogues, draft, monkeypatch):
    draft.add_image("milieu.png")

    def fail(*_arguments, **_options):
        raise RuntimeError

    monkeypatch.setattr(importing, "retire", fail)
    with pytest.raises(RuntimeError):
        import_path(source=draft.write(), at=AT)
    assert not Page.objects.filter(translation_key=PATH).exists()
    assert not AcademyImage.objects.exists()
    assert not PublishedPath.objects.exists()
    assert "milieu.png" not in _stored_images()


def test_images_come_once_with_what_is_known_of_them(catalogues, draft):
    draft.add_image()
    draft.files["media.json"] = {
        "media/faux-site.png": {
            "title": "Un faux site",
            "credit": "L’équipe",
            "licence": "CC-BY-4.0",
        }
    }
    draft.files["path.json"]["image"] = "media/faux-site.png"
    import_path(source=draft.write(), at=AT)
    (image,) = AcademyImage.objects.all()
    assert (image.title, image.credit, image.licence) == ("Un faux site", "L’équipe", "CC-BY-4.0")
    assert (image.width, image.height) == (8, 8)
    assert PathPage.objects.get(locale__language_code="en").image == image
    for language in ("fr", "en"):
        assert lesson(language=language).body[4].value["image"] == image
    assert ReferenceIndex.get_references_to(image).count() >= 3


def test_another_image_under_the_same_name_is_another_image(catalogues, draft):
    draft.add_image()
    import_path(source=draft.write(), at=AT)
    other = draft.copy()
    other.files = {
        name: value for name, value in other.files.items() if not name.startswith("media/")
    }
    other.in_both(lambda one: one["body"].pop())
    other.add_image(colour="blue")
    assert import_path(source=other.write(), at=AT).counts["updated"] == 2
    assert AcademyImage.objects.count() == 2


@pytest.mark.parametrize("raw", [b"<svg onload='x()'/>", b"GIF89a", b""])
def test_what_is_no_image_is_refused(catalogues, draft, raw):
    draft.add_image()
    draft.files["media/faux-site.png"] = raw
    (told,) = refused(draft)
    assert told.startswith("media/faux-site.png: ")


def test_an_unknown_theme_is_refused_with_those_there_are(catalogues, draft):
    draft.files["path.json"]["theme"] = "inconnu"
    assert refused(draft) == [
        "path.json, at theme: This academy has no theme “inconnu”. Its themes: cybersecurity, "
        "personal-information. Add the theme (Snippets, Themes), then import again."
    ]


def test_an_academy_without_catalogue_is_told_what_to_do(catalogues, draft):
    for catalogue in catalogues.values():
        catalogue.delete()
    assert "path.json, at text › fr: This academy has no catalogue" in refused(draft)[0]


def test_a_key_of_another_path_is_refused(catalogues, draft):
    LessonPageFactory(translation_key=LESSONS[0], title="Ailleurs")
    assert refused(draft) == [
        "courses/cours/premiere.fr.json, at key: This belongs to another learning path here: "
        "“Ailleurs”."
    ]


def test_a_key_of_another_kind_of_page_is_refused(catalogues, draft):
    CoursePageFactory(translation_key=PATH, title="Un cours")
    assert refused(draft) == [
        "path.json, at key: Another kind of page has this key here: “Un cours”."
    ]


def test_a_slug_that_is_taken_is_refused(catalogues, draft):
    PathPageFactory(slug="parcours-fr")
    (told,) = refused(draft)
    assert told.startswith("path.json, at text › fr › slug: ")


def test_what_the_editor_would_refuse_is_refused(catalogues, draft, monkeypatch):
    choices = draft.lesson()["body"][1]["value"]["choices"]
    for choice in choices:
        choice["value"]["text"] = "Option"
    block = LessonPage._meta.get_field("body").stream_block.child_blocks["single_choice"]
    monkeypatch.setattr(block.child_blocks["choices"].meta, "max_num", 2)
    told = refused(draft)
    assert any(
        one.startswith("courses/cours/premiere.fr.json, at body › 2 › choices: ") for one in told
    )


def test_builders_are_known_by_name_in_any_language(catalogues, draft):
    organism = OrganismFactory(name_fr="Ministère de la Mer", name_en="Department of the Sea")
    draft.files["path.json"]["built_by"] = ["department of the sea", "Un inconnu"]
    with translation.override("en"):
        report = import_path(source=draft.write(), at=AT)
    assert report.notes == (
        "“Un inconnu”, which built this path, is no organization of this academy: the path names "
        "it nowhere.",
    )
    for page in PathPage.objects.filter(translation_key=PATH):
        assert list(page.built_by.all()) == [organism]
    assert list(PublishedPath.objects.get(key=PATH).built_by.all()) == [organism]
    # They may edit the path: contents that name nobody of here take that from nobody.
    draft.files["path.json"]["built_by"] = ["Un inconnu"]
    import_path(source=draft.write(), at=AT)
    assert list(PublishedPath.objects.get(key=PATH).built_by.all()) == [organism]
    assert import_path(source=draft.write(), at=AT).is_unchanged


def test_an_editors_unpublished_work_is_kept_in_the_history(catalogues, draft):
    import_path(source=draft.write(), at=AT)
    page = lesson()
    page.title = "En chantier"
    page.save_revision()
    assert import_path(source=draft.write(), at=AT).is_unchanged
    draft.lesson()["title"] = "Du fichier"
    report = import_path(source=draft.write(), at=AT)
    assert len(report.notes) == 1
    assert lesson().title == "Du fichier"
    assert "En chantier" in [revision.as_object().title for revision in lesson().revisions.all()]


def test_the_import_is_audited_with_its_author(catalogues, draft):
    user = SuperuserFactory()
    import_path(source=draft.write(), at=AT, user=user)
    entry = AuditEntry.objects.get(action="path.import")
    assert (entry.actor, entry.target) == (user, PATH)
    assert entry.details == {"created": 8, "published": True, "signature": "unsigned"}
    assert PathPage.objects.get(locale__language_code="fr").owner == user


def test_who_may_not_edit_may_not_import(catalogues, draft):
    with pytest.raises(NotAllowed):
        import_path(source=draft.write(), at=AT, user=UserFactory())
    assert not Page.objects.filter(translation_key=PATH).exists()


def test_a_designer_imports_drafts_and_publishes_the_paths_of_the_own_organism(
    catalogues, draft, with_second_factor
):
    grant = RoleGrantFactory(designer=True)
    _put_in_groups(grant)
    designer = grant.user
    report = import_path(source=draft.write(), at=AT, user=designer)
    assert not report.is_published
    assert report.counts == {"created": 8}
    draft.files["path.json"]["built_by"] = [grant.organism.name_fr]
    assert import_path(source=draft.write(), at=AT).is_published
    draft.lesson()["title"] = "Corrigé"
    report = import_path(
        source=draft.write(), at=AT, user=type(designer).objects.get(pk=designer.pk)
    )
    assert report.is_published
    assert lesson().title == "Corrigé"


def _put_in_groups(grant) -> None:
    for name in group_names(grant):
        grant.user.groups.add(Group.objects.get_or_create(name=name)[0])


def test_media_are_given_to_imports_as_bytes(catalogues, draft):
    draft.add_image()
    import_path(source=draft.zip(), at=AT)
    image = AcademyImage.objects.get()
    with image.file.storage.open(image.file.name, "rb") as stored:
        assert io.BytesIO(stored.read()).getvalue() == draft.files["media/faux-site.png"]
