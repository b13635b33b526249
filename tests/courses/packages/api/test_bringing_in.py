"""Packages brought in, read and deleted by machines."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from academy.accounts.models import AuditEntry
from academy.accounts.services.tokens import revoke_token
from courses.models import Package, PackageImport, ServiceToken
from courses.packages import importing
from courses.packages.api import bodies
from courses.packages.service_tokens import KIND
from tests.courses.packages.conftest import on_disk
from tests.courses.packages.seat import Seat
from tests.factories.courses import AT
from tests.factories.organisms import OrganismFactory
from tests.factories.packages import (
    Part,
    archive,
    made_package,
    make_path_with_package,
    scorm,
)

from .conftest import V1, read

pytestmark = pytest.mark.django_db
TWO = scorm([Part("a", "Première", "a.html"), Part("b", "Seconde", "b.html")])


def test_an_archive_becomes_a_package(machine, organism):
    asking = machine(organism=organism)
    reply = asking.hand_over(TWO, title="Sécurité", file_name="cours.zip")
    assert reply.status_code == 202
    said = reply.json()
    assert reply["Location"] == said["address"] == f"{V1}/imports/{said['id']}"
    assert (said["state"], said["percent"], said["package"]) == ("waiting", 0, None)
    assert said["file_name"] == "cours.zip"
    read(said["id"])
    over = asking.get(said["address"]).json()
    assert (over["state"], over["percent"], over["version"]) == ("done", 100, 1)
    package = asking.get(over["package"]).json()
    assert (package["title"], package["organism"]) == ("Sécurité", organism.code)
    assert package["is_in_use"] is False
    (version,) = package["versions"]
    assert (version["standard"], version["file_name"]) == ("scorm12", "cours.zip")
    assert [(one["id"], one["title"]) for one in version["parts"]] == [
        ("a", "Première"),
        ("b", "Seconde"),
    ]
    (line,) = asking.get("packages").json()["packages"]
    assert (line["address"], line["versions"]) == (over["package"], 1)
    entry = AuditEntry.objects.get(action="package.import")
    token = ServiceToken.objects.get()
    assert (entry.actor, entry.details["token"]) == (None, token.key)
    assert Package.objects.get().versions.get().uploaded_through == token


def test_a_form_hands_over_the_same(machine, organism):
    asking = machine()
    upload = SimpleUploadedFile("cours.zip", scorm(), content_type="application/zip")
    form = {"archive": upload, "title": "Un titre", "organism": organism.code}
    reply = asking.client.post(f"{V1}/packages", form)
    assert reply.status_code == 202, reply.content
    package = read(reply.json()["id"]).package
    assert (package.title, package.built_by) == ("Un titre", organism)


def test_a_package_without_an_organism_is_kept_by_none(machine):
    imported = machine().bring_in(scorm())
    assert imported["organism"] is None
    assert Package.objects.get().title == "Un cours SCORM"


def test_another_archive_is_another_version(machine, organism):
    asking = machine(organism=organism)
    first = asking.bring_in(scorm())
    second = asking.bring_in(TWO, f"{first['package']}/versions")
    assert (second["package"], second["version"]) == (first["package"], 2)
    said = asking.get(first["package"]).json()
    assert [(one["number"], len(one["parts"])) for one in said["versions"]] == [(2, 2), (1, 1)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_refusal_names_file_and_rule_in_the_language_asked(machine, packages_root, language):
    asking = machine()
    reply = asking.hand_over(archive({"imsmanifest.xml": "<manifest>"}), file_name="cours.zip")
    read(reply.json()["id"])
    said = asking.get(reply["Location"], language=language).json()
    assert (said["state"], said["package"]) == ("refused", None)
    (fault,) = said["problems"]
    assert fault["file"] == "imsmanifest.xml"
    assert fault["rule"] in fault["sentence"]
    words = {"fr": "bien formé", "en": "well-formed"}
    assert words[language] in fault["rule"]
    assert on_disk(packages_root) == []
    assert asking.get("packages").json() == {"packages": []}


def test_an_import_is_seen_by_the_tokens_of_its_organism(machine, organism):
    said = machine(organism=organism).hand_over(scorm()).json()
    assert machine().get(said["address"]).status_code == 200
    assert machine(organism=organism).get(said["address"]).status_code == 200
    assert machine(organism=OrganismFactory()).get(said["address"]).status_code == 404
    assert machine().get(f"imports/{'0' * 8}-0000-4000-8000-{'0' * 12}").status_code == 404


def test_what_a_revoked_token_handed_over_is_not_brought_in(machine):
    reply = machine().hand_over(scorm())
    revoke_token(kind=KIND, token=ServiceToken.objects.get(), at=AT)
    received = read(reply.json()["id"])
    assert received.state == PackageImport.State.REFUSED
    assert not Package.objects.exists()


def test_a_bound_token_brings_nothing_in_elsewhere(machine, organism):
    other = OrganismFactory()
    asking = machine(organism=organism)
    refused = asking.hand_over(scorm(), organism=other.code)
    unknown = asking.hand_over(scorm(), organism="NONE")
    assert refused.status_code == unknown.status_code == 400
    told = [
        one.json()["detail"].replace(code, "")
        for one, code in ((refused, other.code), (unknown, "NONE"))
    ]
    assert told[0] == told[1]
    assert asking.hand_over(scorm(), organism=organism.code).status_code == 202
    assert not PackageImport.objects.exclude(built_by=organism).exists()


@pytest.mark.parametrize(
    ("kind", "content", "status"),
    [
        ("text/markdown", b"# x", 415),
        ("application/json", b"{}", 415),
        ("application/zip", b"", 411),
        ("multipart/form-data; boundary=x", b"--x--\r\n", 400),
        ("multipart/form-data", b"--x--\r\n", 400),
    ],
)
def test_what_is_no_archive_is_told(machine, packages_root, kind, content, status):
    reply = machine().hand_over(content, kind=kind)
    assert reply.status_code == status
    assert reply["Content-Type"] == "application/problem+json"
    assert not PackageImport.objects.exists()
    if status == 415:
        assert "application/zip" in reply["Accept-Post"]


def test_what_is_too_large_is_refused_before_it_is_read(machine, monkeypatch, packages_root):
    small = importing.LIMITS.__class__(archive=100)
    monkeypatch.setattr(bodies, "LIMITS", small)
    asking = machine()
    assert asking.hand_over(scorm()).status_code == 413
    upload = SimpleUploadedFile("cours.zip", scorm(), content_type="application/zip")
    reply = asking.client.post(f"{V1}/packages", {"archive": upload})
    assert reply.status_code == 413
    assert not PackageImport.objects.exists()


@pytest.mark.parametrize(
    ("said", "status", "why"), [("", 411, "Length"), ("much", 411, "Length"), ("99", 400, "whole")]
)
def test_a_body_says_how_long_it_is_and_is_that_long(machine, said, status, why):
    sent = {"wsgi.input": io.BytesIO(b"PK, and then the line went dead"), "CONTENT_LENGTH": said}
    reply = machine().client.post(f"{V1}/packages", b"PK", "application/zip", **sent)
    assert reply.status_code == status
    assert why in reply.json()["detail"]
    assert not PackageImport.objects.exists()


@pytest.mark.parametrize(
    ("named", "kept"),
    [
        ("cours.zip", "cours.zip"),
        ("../../etc/cours.zip", "cours.zip"),
        ("a\0b.zip", "ab.zip"),
        ("x" * 400 + ".zip", "x" * 251 + ".zip"),
        ("a." + "z" * 400, "." + "z" * 254),
        ("", "package.zip"),
        ("\0", "package.zip"),
        ("..", None),
        ("/", None),
    ],
)
def test_a_name_is_that_of_a_file(machine, named, kept):
    reply = machine().hand_over(scorm(), file_name=named)
    if kept is None:
        assert (reply.status_code, "file_name" in reply.json()["detail"]) == (400, True)
    else:
        assert reply.json()["file_name"] == kept


def test_a_package_that_nobody_uses_is_deleted_with_its_files(
    machine, organism, packages_root, django_capture_on_commit_callbacks
):
    asking = machine(organism=organism)
    address = asking.bring_in(scorm())["package"]
    key = Package.objects.get().key
    assert on_disk(packages_root)
    with django_capture_on_commit_callbacks(execute=True):
        assert asking.delete(address).status_code == 204
    assert on_disk(packages_root) == []
    assert asking.get(address).status_code == 404
    assert asking.delete(address).status_code == 404
    entry = AuditEntry.objects.get(action="package.delete")
    assert (entry.target, entry.organism_code) == (str(key), organism.code)


def test_a_package_in_a_lesson_is_not_deleted(machine):
    package = made_package(title="Mots de passe")
    make_path_with_package(package)
    asking = machine()
    reply = asking.delete(f"packages/{package.key}")
    assert reply.status_code == 409
    assert "Mots de passe" in reply.json()["detail"]
    assert asking.get(f"packages/{package.key}").json()["is_in_use"] is True


def test_a_package_that_learners_have_opened_is_not_deleted(machine):
    package = made_package()
    seat = Seat(package)
    seat.open(at=AT + timedelta(minutes=1))
    seat.lesson.body = []
    seat.lesson.save()
    assert machine().delete(f"packages/{package.key}").status_code == 409
    assert Package.objects.filter(pk=package.pk).exists()


def test_an_answer_that_is_there_is_not_sent_again(machine):
    package = made_package()
    asking = machine()
    reply = asking.get(f"packages/{package.key}")
    again = asking.client.get(
        f"{V1}/packages/{package.key}", headers={"If-None-Match": reply["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    package.title = "Un autre titre"
    package.save()
    assert asking.get(f"packages/{package.key}")["ETag"] != reply["ETag"]


def test_a_list_costs_as_much_for_many_as_for_one(machine):
    asking = machine()
    made_package()
    with CaptureQueriesContext(connection) as one:
        asking.get("packages")
    for _ in range(5):
        made_package(OrganismFactory())
    with CaptureQueriesContext(connection) as many:
        assert len(asking.get("packages").json()["packages"]) == 6
    assert len(many) == len(one) <= 3


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("put", "packages", "GET, HEAD, POST"),
        ("patch", "packages/00000000-0000-4000-8000-000000000000", "GET, HEAD, DELETE"),
        ("get", "packages/00000000-0000-4000-8000-000000000000/versions", "POST"),
        ("delete", "imports/00000000-0000-4000-8000-000000000000", "GET, HEAD"),
        ("post", "openapi.json", "GET, HEAD"),
    ],
)
def test_an_address_says_which_methods_it_takes(machine, method, address, allowed):
    reply = getattr(machine().client, method)(f"{V1}/{address}")
    assert (reply.status_code, reply["Allow"]) == (405, allowed)
    assert reply["Content-Type"] == "application/problem+json"


def test_a_language_that_is_not_there_is_told(machine):
    reply = machine().get("packages", language="de")
    assert reply.status_code == 400
    assert '"language" is "fr" or "en"' in reply.json()["detail"]
