"""Bringing packages in: what becomes of a whole one, and of everything else."""

import io
import os
import struct
import tracemalloc
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from academy.accounts.models import AuditEntry
from academy.core.errors import AcademyError, NotAllowed
from academy.organisms.models import RoleGrant
from courses.exchange.wording import sentences
from courses.models import Package, PackageImport, PackageVersion
from courses.packages import store
from courses.packages.importing import clean_packages, read_package, receive_package
from courses.packages.reading import from_data
from tests.factories.accounts import UserFactory
from tests.factories.courses import AT
from tests.factories.packages import Part, archive, bring_in, manifest, scorm, uploaded

from .conftest import on_disk


@pytest.fixture
def refusal(designer, organism, packages_root):
    """Hand an archive over that is refused; return why, in English."""

    def refused(content):
        received = bring_in(content, by=designer, built_by=organism)
        assert received.state == PackageImport.State.REFUSED
        assert on_disk(packages_root) == []
        assert not Package.objects.exists()
        assert not PackageVersion.objects.exists()
        with translation.override("en"):
            return sentences(from_data(received.problems))

    return refused


def test_a_whole_package_becomes_a_version(designer, organism, packages_root):
    received = bring_in(scorm(), by=designer, built_by=organism)
    assert received.state == PackageImport.State.DONE
    version = received.version
    assert (version.number, version.standard, version.files) == (1, "scorm12", 3)
    assert version.package.title == "Un cours SCORM"
    assert version.package.built_by == organism
    assert version.notes == []
    assert [part["launch"] for part in version.parts] == ["index.html"]
    assert on_disk(packages_root) == sorted(
        [
            f"files/{version.label}",
            *(f"files/{version.label}/{n}" for n in ("imsmanifest.xml", "index.html", "run.js")),
        ]
    )
    entry = AuditEntry.objects.get(action="package.import")
    assert (entry.result, entry.target) == ("done", str(version.package.key))


def test_progress_is_told_while_it_is_read(designer, organism):
    files = {f"images/{number}.png": b"x" for number in range(200)}
    received = bring_in(scorm(files=files), by=designer, built_by=organism)
    assert (received.done, received.total, received.percent) == (203, 203, 100)


def test_a_second_archive_is_a_second_version(designer, package, packages_root):
    received = bring_in(
        scorm(title="Autre titre"), by=designer, package=package, at=AT + timedelta(days=1)
    )
    assert received.version.number == 2
    assert received.version.package == package
    package.refresh_from_db()
    assert package.title == "Un cours SCORM"
    assert store.labels() == {version.label for version in package.versions.all()}


def test_files_that_nothing_serves_are_left_out_and_named(designer, organism, packages_root):
    files = {"setup.exe": b"MZ", "old.swf": b"FWS", "schema.xsd": "<x/>", ".hidden/a.js": ""}
    received = bring_in(scorm(files=files), by=designer, built_by=organism)
    with translation.override("en"):
        said = " ".join(problem.english for problem in from_data(received.version.notes))
    assert "setup.exe" in said
    assert "Flash" in said
    assert "schema.xsd" not in said
    kept = [name for name in on_disk(packages_root) if name.endswith((".exe", ".swf", "a.js"))]
    assert kept == []


def test_what_will_not_work_is_said(designer, organism):
    page = (
        '<script src="https://cdn.elsewhere.example/x.js"></script>'
        "<script>window.open('help.html'); if (!confirm('Leave?')) api.confirm(1)</script>"
    )
    content = scorm(files={"index.html": page, "run.js": "// says nothing"})
    notes = from_data(bring_in(content, by=designer, built_by=organism).version.notes)
    said = "\n".join(problem.english for problem in notes)
    assert "never seems to say that it is finished" in said
    assert "cdn.elsewhere.example" in said
    assert "open windows of its own" in said
    assert "answered with yes" in said


# --- What is refused --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"not a zip", "not a whole zip archive"),
        (scorm()[:-30], "not a whole zip archive"),
        (archive({"index.html": "x"}), "no file “imsmanifest.xml”"),
        (archive({"cours/imsmanifest.xml": manifest()}), "inside of a folder"),
        (archive({"IMSMANIFEST.XML": manifest()}), "in lower case"),
        (archive({"tincan.xml": "<tincan/>"}), "Tin Can"),
        (archive({"cmi5.xml": "<courseStructure/>"}), "cmi5"),
        (archive({"h5p.json": "{}"}), "H5P"),
        (archive({"c.au": "", "c.crs": "", "c.des": "", "c.cst": ""}), "AICC"),
        (scorm(files={"../up.html": "x"}), "relative path inside the package"),
        (scorm(files={"/etc/passwd": "x"}), "relative path inside the package"),
        (scorm(files={"c:x.html": "x"}), "relative path inside the package"),
        (scorm(files={"a\x01.html": "x"}), "can't be shown"),
        (scorm(files={"INDEX.html": "x"}), "capitals aside"),
        (scorm(files={"run.js/inner.js": "x"}), "same name"),
        (scorm(files={"imsmanifest.xml": "<manifest>"}), "not well-formed XML: line 1"),
        (scorm(files={"imsmanifest.xml": b"\xff\xfe\x00"}), "imsmanifest.xml"),
        (scorm(before="<!DOCTYPE manifest>"), "document type"),
        (
            scorm(before='<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
            "document type",
        ),
        (scorm(files={"imsmanifest.xml": "<a>" * 70 + "</a>" * 70}), "nested more than"),
        (scorm(files={"imsmanifest.xml": "<course/>"}), "first element is not “manifest”"),
        (scorm(files={"imsmanifest.xml": os.urandom(3 << 20)}), "larger than 2 MiB"),
        (scorm([Part(href="javascript:alert(1)")]), "not the address of a file"),
        (scorm([Part(href="//evil.example/x.html")]), "not the address of a file"),
        (scorm([Part(href="https://evil.example/x.html")]), "not the address of a file"),
        (scorm([Part(href="a/%2e%2e/x.html")]), "not the address of a file"),
        (scorm([Part(href="data.json")]), "not a page"),
        (scorm([Part(), Part()]), "Two items"),
        (scorm([Part(extra="<adlcp:masteryscore>120</adlcp:masteryscore>")]), "0 to 100"),
    ],
)
def test_what_is_no_package_is_refused_with_its_place(refusal, content, said):
    assert said in "\n".join(refusal(content))


def test_a_missing_file_is_named_with_its_item(refusal):
    said = refusal(
        archive({"imsmanifest.xml": manifest([Part("a"), Part("b", href="Index.HTML")])})
    )
    assert said == [
        "imsmanifest.xml, at organization › a: “index.html” is not in the package.",
        "imsmanifest.xml, at organization › b: “Index.HTML” is not in the package.",
    ]


def test_capitals_are_said_where_they_are_all_that_differs(refusal):
    files = {"imsmanifest.xml": manifest([Part(href="Index.HTML")]), "index.html": "x"}
    (said,) = refusal(archive(files))
    assert "capitals count in addresses" in said


def test_refusals_are_in_the_language_of_the_author(designer, organism):
    received = bring_in(b"not a zip", by=designer, built_by=organism)
    with translation.override("fr"):
        (said,) = sentences(from_data(received.problems))
    assert said.startswith("cours.zip")
    assert "archive" in said
    assert "damaged" not in said


@pytest.mark.parametrize("lies", [False, True])
def test_a_bomb_is_refused_in_little_memory(refusal, lies):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("imsmanifest.xml", manifest())
        with zipped.open("index.html", "w", force_zip64=True) as file:
            chunk = b"\0" * (1 << 20)
            for _number in range(1024):
                file.write(chunk)
    content = packed.getvalue()
    if lies:
        # It says of itself that it is small, in its list of files.
        at = content.rindex(b"PK\x01\x02")
        content = bytearray(content)
        struct.pack_into("<L", content, at + 24, 100)
        content = bytes(content)
    tracemalloc.start()
    (said,) = refusal(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100 << 20
    assert "times its size" in said or "MiB once unpacked" in said or "damaged" in said


def test_a_list_of_files_without_end_is_refused_before_it_is_read(refusal):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        zipped.writestr("imsmanifest.xml", manifest())
        for number in range(20_100):
            zipped.writestr(f"{number}.txt", b"")
    (said,) = refusal(packed.getvalue())
    assert "more than 20000 files" in said


def test_members_that_share_their_bytes_are_refused(refusal):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        zipped.writestr("imsmanifest.xml", manifest())
        zipped.writestr("a.txt", b"x" * 1000)
        zipped.writestr("b.txt", b"x" * 1000)
        zipped.filelist[-1].header_offset = zipped.filelist[-2].header_offset
        zipped.filelist[-1].filename = zipped.filelist[-1].orig_filename = "b.txt"
    (said,) = refusal(packed.getvalue())
    assert "shares its bytes" in said or "damaged" in said


def test_a_link_is_refused(refusal):
    packed = io.BytesIO(scorm())
    with zipfile.ZipFile(packed, "a") as zipped:
        link = zipfile.ZipInfo("link.html")
        link.create_system = 3
        link.external_attr = 0o120777 << 16
        zipped.writestr(link, "/etc/passwd")
    (said,) = refusal(packed.getvalue())
    assert "a link or a device" in said


# --- Rights, and what is left ------------------------------------------------------------------
def test_nobody_brings_in_for_an_organism_that_is_not_theirs(organism):
    stranger = UserFactory()
    with pytest.raises(NotAllowed):
        receive_package(
            upload=uploaded(scorm()), title="", built_by=organism, at=timezone.now(), by=stranger
        )
    assert not PackageImport.objects.exists()


def test_rights_are_asked_again_when_it_is_read(designer, organism, packages_root):
    received = receive_package(
        upload=uploaded(scorm()), title="", built_by=organism, at=AT, by=designer
    )
    RoleGrant.objects.filter(user=designer).delete()
    read_package(public_id=str(received.public_id), now=timezone.now)
    received.refresh_from_db()
    assert received.state == PackageImport.State.REFUSED
    assert on_disk(packages_root) == []
    assert not Package.objects.exists()


def test_an_archive_that_is_too_large_is_not_taken(designer, organism):
    large = uploaded(b"x")
    large.size = 201 << 20
    with pytest.raises(AcademyError, match="200"):
        receive_package(upload=large, title="", built_by=organism, at=AT, by=designer)


def test_reading_begins_again_after_a_stop(designer, organism, packages_root):
    received = receive_package(
        upload=uploaded(scorm()), title="", built_by=organism, at=AT, by=designer
    )
    # What a killed worker leaves.
    left = packages_root / "unpacking" / str(received.public_id)
    left.mkdir(parents=True)
    (left / "index.html").write_text("half")
    PackageImport.objects.update(state=PackageImport.State.READING)
    read_package(public_id=str(received.public_id), now=lambda: AT)
    received.refresh_from_db()
    assert received.state == PackageImport.State.DONE
    # Once is enough.
    read_package(public_id=str(received.public_id), now=lambda: AT)
    assert PackageVersion.objects.count() == 1


def test_files_go_with_their_package(package, packages_root, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        package.delete()
    assert on_disk(packages_root) == []


def test_files_of_a_former_version_go_once_nobody_is_under_way(
    designer, package, packages_root, django_capture_on_commit_callbacks
):
    former = package.versions.get()
    bring_in(scorm(), by=designer, package=package, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        clean_packages(AT + timedelta(days=1))
    former.refresh_from_db()
    assert former.cleaned_at is not None
    assert store.labels() == {package.versions.get(number=2).label}


def test_what_interrupted_work_left_goes_after_some_days(package, packages_root):
    (packages_root / "unpacking" / "old").mkdir()
    (packages_root / "incoming" / "old.zip").write_bytes(b"x")
    (packages_root / "files" / ("0" * 20)).mkdir()
    clean_packages(timezone.now())
    assert len(on_disk(packages_root)) > 4
    clean_packages(timezone.now() + timedelta(days=3))
    assert store.labels() == {package.versions.get().label}
    assert not any(name.startswith(("incoming", "unpacking")) for name in on_disk(packages_root))
