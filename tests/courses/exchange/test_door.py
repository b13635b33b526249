"""The door in the editor: who may pass, the report before, the import after."""

import io
import os
import zipfile

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from academy.accounts.models import AuditEntry
from academy.organisms.models import Organism
from academy.organisms.role_groups import group_names
from courses.archives import Limits
from courses.exchange.admin import views, waiting
from courses.exchange.importing import import_path
from courses.models import (
    LessonPage,
    Package,
    PackageVersion,
    PathPage,
    PublishedPath,
    QuestionDoubt,
    Segment,
    StalePage,
)
from courses.packages import store
from tests.courses.cobuilding.building import make_built
from tests.courses.exchange.conftest import LESSONS, PATH
from tests.courses.exchange.elsewhere import move_to_another_academy
from tests.courses.surveys.asking import attached, make_survey
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.courses import AT, text
from tests.factories.organisms import RoleGrantFactory
from tests.factories.packages import bring_in, package_block, scorm

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, settings):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def enter(client, with_second_factor):
    """Sign somebody in as the editor wants it."""

    def as_(person):
        with_second_factor(person)
        person.language = "en"
        person.save()
        client.force_login(person)
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "mfa", "type": "totp", "at": timezone.now().timestamp()}
        ]
        session.save()
        return client

    return as_


@pytest.fixture
def designer():
    grant = RoleGrantFactory(designer=True)
    for name in group_names(grant):
        grant.user.groups.add(Group.objects.get_or_create(name=name)[0])
    return grant.user


def url(name, *args):
    return reverse(f"courses_exchange:{name}", args=args)


def upload(client, source):
    archive = SimpleUploadedFile("path.zip", source.read_bytes(), "application/zip")
    with translation.override("en"):
        return client.post(url("upload"), {"archive": archive}, headers={"accept-language": "en"})


def test_an_archive_is_shown_then_imported(catalogues, draft, enter):
    client = enter(SuperuserFactory())
    assert client.get(url("upload")).status_code == 200
    reply = upload(client, draft.zip())
    assert reply.status_code == 200
    assert "Leçon 0 fr" in reply.content.decode()
    assert not PathPage.objects.filter(translation_key=PATH).exists()
    reply = client.post(url("confirm"))
    page = PathPage.objects.filter(translation_key=PATH, live=True).first()
    assert reply.url == reverse("wagtailadmin_explore", args=[page.pk])
    assert AuditEntry.objects.filter(action="path.import", target=PATH).count() == 1
    assert not list((waiting._folder()).glob("*"))


def test_a_refused_archive_shows_every_problem(catalogues, draft, enter):
    client = enter(SuperuserFactory())
    draft.lesson()["title"] = ""
    draft.lesson("seconde")["body"] = []
    reply = upload(client, draft.zip())
    assert reply.status_code == 422
    shown = reply.content.decode()
    assert "courses/cours/premiere.fr.json" in shown
    assert "courses/cours/seconde.fr.json" in shown
    assert not list((waiting._folder()).glob("*"))


def test_a_file_that_is_no_archive_is_told_by_its_own_name(catalogues, enter):
    user = SuperuserFactory()
    client = enter(user)
    wrong = SimpleUploadedFile("Mon parcours.zip", b"no archive at all", "application/zip")
    shown = client.post(url("upload"), {"archive": wrong}).content.decode()
    assert "Mon parcours.zip" in shown
    assert str(user.public_id) not in shown


def test_nothing_is_imported_without_the_report(catalogues, draft, enter):
    client = enter(SuperuserFactory())
    upload(client, draft.zip())
    assert client.post(url("cancel")).status_code == 302
    assert client.post(url("confirm")).url == url("upload")
    upload(client, draft.zip())
    next(waiting._folder().glob("*.zip")).write_bytes(b"something else")
    assert client.post(url("confirm")).url == url("upload")
    assert not PathPage.objects.filter(translation_key=PATH).exists()


def test_a_form_without_archive_says_so(catalogues, enter):
    client = enter(SuperuserFactory())
    assert client.post(url("upload")).status_code == 422


def test_designers_import_drafts(catalogues, draft, enter, designer):
    client = enter(designer)
    assert upload(client, draft.zip()).status_code == 200
    client.post(url("confirm"))
    page = PathPage.objects.get(translation_key=PATH, locale__language_code="fr")
    assert not page.live
    assert page.owner == designer


def test_the_export_is_for_those_who_edit_the_path(catalogues, draft, enter, designer, client):
    import_path(source=draft.write(), at=AT)
    page = PathPage.objects.get(translation_key=PATH, locale__language_code="fr")
    enter(designer)
    assert client.get(url("export", page.pk)).status_code == 404
    assert client.get(url("export", 999_999)).status_code == 404
    enter(SuperuserFactory())
    reply = client.get(url("export", page.pk))
    assert reply.headers["Content-Disposition"] == 'attachment; filename="parcours-fr.zip"'
    archive = zipfile.ZipFile(io.BytesIO(b"".join(reply.streaming_content)))
    assert "path.json" in archive.namelist()
    assert AuditEntry.objects.filter(action="path.export", target=PATH).count() == 1
    for one in PathPage.objects.filter(translation_key=PATH):
        one.unpublish()
    assert client.get(url("export", page.pk)).url == reverse("wagtailadmin_explore", args=[page.pk])


def test_what_comes_along_is_told_before_and_after(catalogues, enter, tmp_path, settings):
    settings.PACKAGES_ROOT = tmp_path / "packages"
    admin = SuperuserFactory()
    package = bring_in(scorm(), by=admin).version.package
    built = make_built()
    writer, home = built.designers[0], built.organisms[0]
    page = LessonPage.objects.get(pk=built.lesson.pk).get_latest_revision_as_object()
    page.body = [*page.body.raw_data, text("<p>un deux trois</p>"), package_block(package)]
    page.save_revision(user=writer).publish()
    client = enter(admin)
    shown = client.get(url("export", built.page.pk)).content.decode()
    assert "Un cours SCORM (SCORM 1.2" in shown
    assert "Ledger of lms.localhost" in shown
    assert f"{home.name_en} " in shown
    assert not AuditEntry.objects.filter(action="path.export").exists()
    reply = client.get(url("export", built.page.pk), {"download": ""})
    archive = tmp_path / "path.zip"
    archive.write_bytes(b"".join(reply.streaming_content))
    assert AuditEntry.objects.filter(action="path.export").count() == 1
    for version in PackageVersion.objects.all():
        store.remove(version.label)
    move_to_another_academy(settings)
    Organism.objects.filter(pk=home.pk).update(code="AUTRE")
    shown = upload(client, archive).content.decode()
    assert "Un cours SCORM" in shown
    assert "not of this academy: it keeps its credit by its name" in shown
    assert not Package.objects.exists()
    shown = client.post(url("confirm"), follow=True).content.decode()
    assert "2 lines about who did what were taken in." in shown
    path = PublishedPath.objects.get(key=built.page.translation_key)
    assert [one["code"] for one in path.credits] == [f"{home.code}@lms.localhost"]
    assert Package.objects.get().key == package.key


def test_a_translation_that_is_behind_is_told_before_and_by_the_command(
    catalogues, draft, enter, capsys
):
    import_path(source=draft.write(), at=AT)
    french = LessonPage.objects.get(translation_key=LESSONS[0], locale__language_code="fr")
    page = french.get_latest_revision_as_object()
    page.summary = "Autre chose."
    page.save_revision().publish()
    path = PathPage.objects.get(translation_key=PATH, locale__language_code="fr")
    shown = enter(SuperuserFactory()).get(url("export", path.pk)).content.decode()
    said = "In English, “Leçon 0 en” follows an older text: 1 passage."
    assert said in shown
    archive = draft.folder.with_suffix(".again.zip")
    call_command("export_path", PATH, str(archive))
    assert said in capsys.readouterr().out
    # What was imported without a word on translations is behind once the archive says so.
    Segment.objects.filter(place="summary").update(
        source_text="Autre chose.", live_source="Autre chose."
    )
    StalePage.objects.all().delete()
    client = enter(SuperuserFactory())
    assert said in upload(client, archive).content.decode()
    assert not StalePage.objects.exists()
    shown = client.post(url("confirm"), follow=True).content.decode()
    assert "its texts are the same, and how far its translations follow them" in shown
    assert StalePage.objects.exists()
    assert "nothing would change" in upload(client, archive).content.decode()
    call_command("load_library", str(archive))
    assert said in capsys.readouterr().out


def test_questions_that_are_set_aside_are_told_before_and_by_the_command(
    catalogues, draft, enter, capsys
):
    import_path(source=draft.write(), at=AT)
    question = LessonPage.objects.filter(translation_key=LESSONS[0]).first().body[1]
    decided = {"decision": QuestionDoubt.Decision.SET_ASIDE, "decided_at": AT, "found_at": AT}
    doubt = {"digest": "a" * 64, "prompt": "Que faire ?", "question": question.id} | decided
    QuestionDoubt.objects.create(place=LESSONS[0], **doubt)
    # Another one, of a question that the path doesn't have any more.
    gone = doubt | {"question": PATH, "prompt": "Une autre ?"}
    QuestionDoubt.objects.create(place=LESSONS[0], **gone)
    path = PathPage.objects.get(translation_key=PATH, locale__language_code="fr")
    shown = enter(SuperuserFactory()).get(url("export", path.pk)).content.decode()
    assert "<li>Que faire ?</li>" in shown
    assert "Une autre ?" not in shown
    call_command("export_path", PATH, str(draft.folder.with_suffix(".again.zip")))
    told = capsys.readouterr().out
    assert "The question “Que faire ?” is set aside here and counts in no mark." in told


def test_links_to_pages_of_the_academy_are_told_before_and_by_the_command(
    catalogues, draft, enter, capsys
):
    import_path(source=draft.write(), at=AT)
    path = PathPage.objects.get(translation_key=PATH, locale__language_code="fr")
    page = LessonPage.objects.get(translation_key=LESSONS[1], locale__language_code="fr")
    link = f'<p><a linktype="page" id="{path.pk}">Le parcours</a></p>'
    page.body = page.body.stream_block.to_python([*page.body.raw_data, text(link)])
    page.save_revision().publish()
    shown = enter(SuperuserFactory()).get(url("export", path.pk)).content.decode()
    assert "Links to this academy" in shown
    assert "<li>Leçon 1 fr</li>" in shown
    assert "<li>Leçon 0 fr</li>" not in shown
    call_command("export_path", PATH, str(draft.folder.with_suffix(".again.zip")))
    assert "“Leçon 1 fr” has links to pages or files of this academy" in capsys.readouterr().out


def test_surveys_that_come_along_are_told_before(catalogues, draft, enter):
    import_path(source=draft.write(), at=AT)
    attached(PublishedPath.objects.get(key=PATH), make_survey("Autour du parcours"))
    path = PathPage.objects.get(translation_key=PATH, locale__language_code="fr")
    shown = enter(SuperuserFactory()).get(url("export", path.pk)).content.decode()
    assert "<li>Autour du parcours</li>" in shown


def test_a_large_archive_comes_from_the_disk_and_a_too_large_one_is_refused(
    catalogues, draft, enter, monkeypatch
):
    import_path(source=draft.write(), at=AT)
    page = PathPage.objects.get(translation_key=PATH, locale__language_code="fr")
    client = enter(SuperuserFactory())
    whole = b"".join(client.get(url("export", page.pk)).streaming_content)
    monkeypatch.setattr(views, "_IN_MEMORY", 0)
    assert b"".join(client.get(url("export", page.pk)).streaming_content) == whole
    monkeypatch.setattr(views, "LIMITS", Limits(archive=len(whole) - 1))
    reply = client.get(url("export", page.pk))
    assert reply.url == reverse("wagtailadmin_explore", args=[page.pk])
    shown = client.get(reply.url).content.decode()
    assert "which no academy takes in" in shown


def test_a_question_in_one_language_alone_is_told_and_can_be_brought_over(
    catalogues, draft, enter, designer
):
    import_path(source=draft.write(), at=AT)
    pages = {
        page.locale.language_code: page
        for page in LessonPage.objects.filter(translation_key=LESSONS[0])
    }
    english = pages["en"]
    lone = english.body[1]
    del english.body[1]
    english.save_revision().publish()
    path = PathPage.objects.get(translation_key=PATH, locale__language_code="fr")
    client = enter(SuperuserFactory())
    shown = client.get(url("export", path.pk)).content.decode()
    assert pages["fr"].title in shown
    copy = shown[shown.index(f'value="{lone.id}"') :].split("</button>")[0]
    assert f"({english.title}, {lone.value['prompt']})</span>" in copy
    assert reverse("wagtailadmin_pages:edit", args=[english.pk]) in shown
    archive = client.get(url("export", path.pk), {"download": ""})
    assert archive["Content-Type"] == "application/zip"

    asked = {"block": lone.id, "language": "en"}
    assert enter(designer).post(url("bring", path.pk), asked).status_code == 404
    reply = enter(SuperuserFactory()).post(url("bring", path.pk), asked)
    assert reply.url == reverse("wagtailadmin_pages:edit", args=[english.pk])
    english.refresh_from_db()
    assert lone.id not in english.question_blocks
    draft_page = english.get_latest_revision_as_object()
    assert list(draft_page.question_blocks) == list(pages["fr"].question_blocks)
    draft_page.save_revision().publish()
    assert client.get(url("export", path.pk))["Content-Type"] == "application/zip"


def test_others_do_not_find_the_door(catalogues, enter, client):
    for name in ("upload", "confirm", "cancel"):
        assert client.post(url(name)).status_code == 302
    enter(UserFactory())
    for name in ("upload", "confirm", "cancel"):
        assert client.post(url(name)).status_code in (302, 403, 404)
    assert not AuditEntry.objects.filter(action="path.import").exists()


def test_the_editor_offers_both(catalogues, draft, enter):
    import_path(source=draft.write(), at=AT)
    client = enter(SuperuserFactory())
    page = PathPage.objects.get(translation_key=PATH, locale__language_code="fr")
    shown = client.get(reverse("wagtailadmin_explore", args=[page.pk])).content.decode()
    assert url("export", page.pk) in shown
    shown = client.get(reverse("wagtailadmin_explore", args=[catalogues["fr"].pk]))
    assert url("upload") in shown.content.decode()
    assert url("upload") in client.get(reverse("wagtailadmin_home")).content.decode()


def test_archives_that_nobody_confirmed_are_removed(catalogues, draft, enter):
    client = enter(SuperuserFactory())
    upload(client, draft.zip())
    old = waiting._folder() / "old.zip"
    (next(waiting._folder().glob("*.zip"))).rename(old)

    os.utime(old, (0, 0))
    upload(client, draft.zip())
    assert not old.exists()
