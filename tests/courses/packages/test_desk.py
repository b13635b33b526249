"""Packages in the desk: brought in, reported, tried, put into lessons, deleted."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.blocks import StreamValue
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from academy.accounts.models import AuditEntry
from academy.core.errors import AcademyError
from courses.exchange.exporting import export_path
from courses.models import LessonPage, Package, PackageImport
from courses.packages import store, tokens
from courses.packages.importing import read_package
from courses.packages.origins import host_for
from courses.services import share_path
from tests.factories.accounts import UserFactory
from tests.factories.courses import AT, lesson_pages, make_path
from tests.factories.organisms import OrganismFactory
from tests.factories.packages import Part, bring_in, make_path_with_package, scorm, uploaded

from .conftest import on_disk
from .seat import Seat


@pytest.fixture
def desk(client, designer, with_second_factor):
    client.force_login(designer)
    with_second_factor(designer)
    return client


def send(desk, content, address=None, **said):
    return desk.post(
        address or reverse("courses_packages:upload"), {"archive": uploaded(content)} | said
    )


def read(answer):
    public_id = PackageImport.objects.latest("pk").public_id
    assert answer["Location"] == reverse("courses_packages:import", args=[public_id])
    read_package(public_id=str(public_id), now=lambda: AT)


def test_a_designer_brings_a_package_in_and_reads_its_report(desk, organism, designer):
    page = desk.get(reverse("courses_packages:upload")).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert organism.name_fr in page
    answer = send(desk, scorm(files={"run.js": "//", "x.swf": b""}), built_by=organism.pk)
    waiting = desk.get(answer["Location"]).content.decode()
    assert "attend son tour" in waiting
    assert 'http-equiv="refresh"' in waiting
    read(answer)
    package = Package.objects.get()
    assert desk.get(answer["Location"])["Location"] == reverse(
        "courses_packages:package", args=[package.pk]
    )
    report = desk.get(reverse("courses_packages:package", args=[package.pk])).content.decode()
    assert "ne semble jamais dire" in report
    assert "Flash" in report
    assert "SCORM 1.2" in report
    assert "considéré comme terminé\u00a0: <strong>quand" in report
    listed = desk.get(reverse("wagtailsnippets_courses_package:list")).content.decode()
    assert package.title in listed
    assert "SCORM 1.2" in listed
    assert reverse("courses_packages:package", args=[package.pk]) in listed


def test_a_refusal_is_told_in_the_language_of_the_author(desk, organism, packages_root):
    answer = send(desk, scorm([Part(href="javascript:x")]), built_by=organism.pk)
    read(answer)
    page = desk.get(answer["Location"]).content.decode()
    assert "rien n’en a été conservé" in page
    assert "imsmanifest.xml" in page
    assert "organization › intro" in page
    assert on_disk(packages_root) == []
    assert not Package.objects.exists()


def test_what_is_missing_is_said_at_once(desk):
    answer = desk.post(reverse("courses_packages:upload"), {})
    assert answer.status_code == 422
    assert not PackageImport.objects.exists()


def test_adding_from_the_list_leads_to_the_archive(desk):
    answer = desk.get(reverse("wagtailsnippets_courses_package:add"))
    assert answer["Location"] == reverse("courses_packages:upload")


def test_the_rule_is_chosen_afterwards(desk, package):
    address = reverse("wagtailsnippets_courses_package:edit", args=[package.pk])
    assert desk.get(address).status_code == 200
    answer = desk.post(
        address, {"title": "Autre", "built_by": package.built_by_id, "counts_when": "opened"}
    )
    assert answer.status_code == 302
    package.refresh_from_db()
    assert (package.title, package.counts_when) == ("Autre", "opened")


def test_a_new_version_comes_by_the_same_door(desk, package):
    answer = send(desk, scorm(), reverse("courses_packages:new_version", args=[package.pk]))
    read(answer)
    assert package.versions.count() == 2


def test_a_part_is_tried_without_a_record(desk, package):
    version = package.versions.get()
    page = desk.get(reverse("courses_packages:try", args=[package.pk, 1, 0]))
    assert page.status_code == 200
    token = page.content.decode().split("/p/")[1].split("/")[0]
    name = host_for(version.label, str(page.context["user"].public_id))
    assert tokens.read(token, name).launch is None
    policy = page["Content-Security-Policy"]
    assert f"frame-src http://{name}.content.localhost:8000" in policy
    host = {"Host": f"{name}.content.localhost:8000"}
    player = Client().get(f"/p/{token}/", headers=host)
    assert '"lesson_mode": "browse"' in player.content.decode()
    kept = desk.post(f"/p/{token}/commit/", b"{}", content_type="application/json", headers=host)
    assert kept.status_code == 200
    assert desk.get(reverse("courses_packages:try", args=[package.pk, 1, 9])).status_code == 404


def test_packages_of_others_are_not_there(client, package, with_second_factor, desk):
    elsewhere = bring_in(
        scorm(), by=UserFactory(is_superuser=True), built_by=OrganismFactory(), at=AT
    ).version.package
    for name, args in (
        ("courses_packages:package", [elsewhere.pk]),
        ("courses_packages:new_version", [elsewhere.pk]),
        ("courses_packages:try", [elsewhere.pk, 1, 0]),
        ("courses_packages:import", [PackageImport.objects.latest("pk").public_id]),
        ("wagtailsnippets_courses_package:edit", [elsewhere.pk]),
        ("wagtailsnippets_courses_package:delete", [elsewhere.pk]),
    ):
        assert desk.get(reverse(name, args=args)).status_code == 404, name
    chosen = desk.get(reverse("wagtailsnippetchoosers_courses_package:choose")).content.decode()
    assert "data-chooser-modal-choice" in chosen
    assert str(elsewhere.built_by) not in chosen


def test_a_learner_finds_no_desk(client, package):
    client.force_login(UserFactory())
    for name, args in (("upload", []), ("package", [package.pk])):
        assert client.get(reverse(f"courses_packages:{name}", args=args)).status_code == 404


def test_a_package_of_others_is_not_put_into_a_lesson(desk, organism, package):
    elsewhere = bring_in(
        scorm(title="Ailleurs"), by=UserFactory(is_superuser=True), at=AT
    ).version.package
    path = make_path(lessons=1, questions=0, built_by=[organism])
    lesson = lesson_pages(path)[0]
    share_path(path=lesson.get_parent().get_parent().specific)

    def save(chosen):
        block = ("package", {"package": str(chosen.pk), "title": ""})
        fields = {
            "title": lesson.title,
            "slug": lesson.slug,
            "summary": lesson.summary,
            "duration_minutes": "5",
            "body": streamfield([block]),
            "comments": inline_formset([]),
            "action-publish": "1",
        }
        address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
        return desk.post(address, nested_form_data(fields))

    refused = save(elsewhere)
    assert refused.status_code == 200
    (said,) = refused.context["form"].errors["body"]
    assert "n’est pas à vous" in said
    assert save(package).status_code == 302
    draft = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
    assert isinstance(draft.body, StreamValue)
    assert draft.body[0].value["package"] == package


def test_the_preview_opens_nothing(package, desk):
    seat = Seat(package)
    page = seat.lesson
    context = page.get_preview_context(desk.get("/fr/").wsgi_request, "")
    assert [item.package["package"] for item in context["items"] if item.package] == [package]


def test_a_package_with_attempts_stays(desk, package, packages_root):
    Seat(package).open()
    address = reverse("wagtailsnippets_courses_package:delete", args=[package.pk])
    for page in (desk.get(address), desk.post(address)):
        assert page["Location"] == reverse("courses_packages:package", args=[package.pk])
    bulk = reverse("wagtail_bulk_action", args=["courses", "package", "delete"])
    assert desk.post(f"{bulk}?id={package.pk}&next=/admin/").status_code == 302
    assert Package.objects.filter(pk=package.pk).exists()
    assert on_disk(packages_root)


@pytest.mark.parametrize("how", ["alone", "with others"])
def test_a_package_without_attempts_goes_with_its_files(
    desk, package, packages_root, django_capture_on_commit_callbacks, how
):
    bulk = reverse("wagtail_bulk_action", args=["courses", "package", "delete"])
    address = {
        "alone": reverse("wagtailsnippets_courses_package:delete", args=[package.pk]),
        "with others": f"{bulk}?id={package.pk}&next=/admin/",
    }[how]
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(address)
    assert not Package.objects.exists()
    assert on_disk(packages_root) == []
    assert AuditEntry.objects.get(action="package.delete").target == str(package.key)


def test_a_path_whose_package_lost_its_files_is_not_exported_and_says_so(package, in_english):
    path = make_path_with_package(package)
    store.remove(package.versions.get().label)
    with pytest.raises(AcademyError, match="The files of the package “Un cours SCORM” aren’t here"):
        export_path(key=path.key)
