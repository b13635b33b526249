"""cmi5 packages through the door by which all come in, and out of it again."""

import io
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from academy.core.errors import AcademyError
from academy.lrs.models import LaunchSession
from courses.exchange.wording import sentences
from courses.models import AuRegistration, Package, PackageImport
from courses.packages import store
from courses.packages.deleting import delete_package
from courses.packages.importing import clean_packages, read_package, receive_package
from courses.packages.reading import from_data
from courses.packages.service_tokens import create_service_token
from courses.packages.sessions.registering import register
from courses.packages.tokens import Door
from tests.courses.packages.conftest import on_disk
from tests.courses.packages.seat import Seat
from tests.factories.cmi5 import Au, Group, cmi5, made_cmi5, structure
from tests.factories.courses import AT
from tests.factories.packages import archive, bring_in, make_path_with_package, scorm, uploaded


def bring_in_as(name, content, *, by, built_by):
    received = receive_package(
        upload=uploaded(content, name), title="", built_by=built_by, at=AT, by=by
    )
    read_package(public_id=str(received.public_id), now=lambda: AT)
    received.refresh_from_db()
    return received


def said(received):
    with translation.override("en"):
        return "\n".join(sentences(from_data(received.problems)))


def test_a_whole_package_becomes_a_version(designer, organism, packages_root):
    received = bring_in(cmi5([Group("b", [Au()])]), by=designer, built_by=organism)
    assert received.state == PackageImport.State.DONE, said(received)
    version = received.version
    assert (version.standard, version.package.title) == ("cmi5", "Un cours cmi5")
    assert version.notes == []
    assert [part["launch"] for part in version.parts] == ["index.html"]
    assert f"files/{version.label}/cmi5.xml" in on_disk(packages_root)


def test_an_archive_of_64_bits_is_read(designer, organism):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        for name, content in (("cmi5.xml", structure()), ("index.html", "<h1>AU</h1>")):
            with zipped.open(name, "w", force_zip64=True) as file:
                file.write(content.encode())
    received = bring_in(packed.getvalue(), by=designer, built_by=organism)
    assert received.state == PackageImport.State.DONE, said(received)


def test_a_structure_without_an_archive_is_taken_from_an_approved_host(
    designer, organism, packages_root, settings
):
    content = structure([Au(url="https://ailleurs.example/x.html")]).encode()
    refused = bring_in_as("cmi5.xml", content, by=designer, built_by=organism)
    assert "“ailleurs.example”, which is not among the hosts" in said(refused)
    assert on_disk(packages_root) == []
    settings.CMI5_HOSTS = ["ailleurs.example"]
    received = bring_in_as("Cours.XML", content, by=designer, built_by=organism)
    assert received.state == PackageImport.State.DONE, said(received)
    assert received.version.parts[0]["is_remote"]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("cmi5.xml", structure().encode(), "came without an archive"),
        ("cmi5.xml", b"<courseStructure", "not well-formed"),
        ("cmi5.xml", b"x" * (3 << 20), "larger than 2 MiB"),
        ("cmi5.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', "document type"),
        ("cours.zip", cmi5([Au(url="absent.html")]), "is not in the package"),
        ("cours.zip", cmi5(files={"cmi5.xml": "<a/>"}), "first element is not"),
        (
            "cours.zip",
            archive({"dossier/cmi5.xml": structure()}),
            "“cmi5.xml” has to be at the top",
        ),
        ("cours.zip", archive({"CMI5.xml": structure()}), "has to be called “cmi5.xml”"),
        ("cours.zip", structure().encode(), "not a whole zip archive"),
        ("cmi5.xml", cmi5(), "not well-formed"),
    ],
)
def test_what_is_refused_leaves_nothing(designer, organism, packages_root, name, content, why):
    received = bring_in_as(name, content, by=designer, built_by=organism)
    assert received.state == PackageImport.State.REFUSED
    assert why in said(received)
    assert on_disk(packages_root) == []
    assert not Package.objects.exists()


def test_a_package_that_never_seems_to_speak_is_said_to(designer, organism):
    received = bring_in(cmi5(files={"au.js": "// says nothing"}), by=designer, built_by=organism)
    (note,) = from_data(received.version.notes)
    assert "never seems to say that it is finished" in note.english


def test_an_archive_that_is_both_is_a_cmi5_package(designer, organism):
    files = {"imsmanifest.xml": "<manifest/>"}
    received = bring_in(cmi5(files=files), by=designer, built_by=organism)
    assert received.version.standard == "cmi5"
    received = bring_in(scorm(), by=designer, built_by=organism)
    assert received.version.standard == "scorm12"


def test_a_thousand_aus_cost_no_more_queries_than_one(designer, organism):
    def asked(units):
        content = cmi5(units)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert bring_in(content, by=designer, built_by=organism).version is not None
        return len(queries)

    one = asked([Au()])
    assert asked([Au(str(number)) for number in range(1_000)]) <= one


# --- What becomes of it --------------------------------------------------------------------------
def test_the_files_stay_while_somebody_elsewhere_is_under_way(designer, organism):
    package = bring_in(cmi5(), by=designer, built_by=organism).version.package
    old = package.versions.get()
    row = register(
        version=old, actor={"account": {"homePage": "https://a.example", "name": "1"}}, at=AT
    )
    bring_in(cmi5(), by=designer, package=package)
    clean_packages(AT)
    assert old.label in store.labels()
    row.delete()
    clean_packages(AT)
    old.refresh_from_db()
    assert old.cleaned_at == AT


@pytest.fixture
def machine(db):
    return create_service_token(name="LMS", at=AT).token


def test_a_package_goes_with_the_registrations_in_no_lesson(machine):
    from .au import told

    package = made_cmi5()
    actor = {"objectType": "Agent", "account": {"homePage": "https://a.example", "name": "1"}}
    row = register(version=package.versions.get(), actor=actor, at=AT)
    from courses.packages.au_addresses import launch_for_registration

    launched = launch_for_registration(
        registration=row,
        item=package.versions.get().parts[0]["publisher_id"],
        return_url="https://a.example/retour",
        mode="Normal",
        at=AT,
    )
    assert LaunchSession.objects.get().public_id == launched.session
    delete_package(package=package, at=AT, by=machine)
    assert not Package.objects.exists()
    assert not AuRegistration.objects.exists()
    assert not LaunchSession.objects.exists()
    assert len(told("launched")) == 1


def test_a_package_in_a_lesson_stays(machine):
    package = made_cmi5()
    make_path_with_package(package)
    with pytest.raises(AcademyError):
        delete_package(package=package, at=AT, by=machine)
    Seat(made_cmi5(title="Autre")).open()
    for one in Package.objects.all():
        with pytest.raises(AcademyError):
            delete_package(package=one, at=AT, by=machine)


# --- The desk ----------------------------------------------------------------------------------
@pytest.fixture
def desk(client, designer, with_second_factor):
    client.force_login(designer)
    with_second_factor(designer)
    return client


def test_the_page_of_a_package_says_when_its_parts_are_done(desk, designer, organism, in_english):
    designer.language = "en"
    designer.save()
    units = [Au("un", move_on="CompletedAndPassed", attributes='masteryScore="0.85"')]
    package = bring_in(cmi5(units), by=designer, built_by=organism).version.package
    address = reverse("courses_packages:package", args=[package.pk])
    page = desk.get(address).content.decode()
    assert "AU un" in page
    assert "once it is completed and passed" in page
    assert "85" in page
    assert "So few people have opened it" in page


def test_a_trial_looks_around_and_counts_nowhere(desk, designer, organism):
    from urllib.parse import urlsplit

    from .au import Launch, sent

    package = bring_in(cmi5(), by=designer, built_by=organism).version.package
    page = desk.get(reverse("courses_packages:try", args=[package.pk, 1, 0]))
    frame = urlsplit(page.context["frame"])
    launch = Launch(sent(Door(frame.hostname.split(".")[0], frame.path.split("/")[2])))
    launch.begin()
    assert launch.data["launchMode"] == "Browse"
    assert launch.say("completed").status_code == 403
    assert launch.say("terminated").status_code == 200
    assert not AuRegistration.objects.exists()
