"""Packages made elsewhere travel with their path, and are read again as any package is."""

import io
import json
import struct
import zipfile

import pytest
from django.utils import translation

from academy.accounts.models import AuditEntry
from courses.archives import Limits
from courses.exchange import package_import
from courses.exchange.importing import import_path
from courses.exchange.policies import can_export
from courses.exchange.problems import Refused
from courses.exchange.wording import sentences
from courses.models import LessonPage, Package, PackageVersion, PathPage
from courses.packages import store
from tests.courses.cobuilding.building import person_of
from tests.courses.packages.conftest import on_disk
from tests.factories.accounts import SuperuserFactory
from tests.factories.cmi5 import Au, structure
from tests.factories.courses import AT
from tests.factories.organisms import OrganismFactory
from tests.factories.packages import (
    archive,
    bring_in,
    make_path_with_package,
    manifest,
    scorm,
)

from .elsewhere import archive_of, changed, files_of, move_to_another_academy, names_of

pytestmark = pytest.mark.django_db
NAME = "packages/un-cours-scorm/package"
_ELSEWHERE = "https://ailleurs.example/deux"


@pytest.fixture(autouse=True)
def packages_root(tmp_path, settings):
    settings.PACKAGES_ROOT = tmp_path / "packages"
    return settings.PACKAGES_ROOT


@pytest.fixture
def path(catalogues):
    """A path of one lesson that holds a package, which counts when it was opened."""
    received = bring_in(scorm(files={"media/a.png": b"x" * 5000}), by=SuperuserFactory())
    Package.objects.update(counts_when=Package.CountsWhen.OPENED)
    return make_path_with_package(received.version.package)


@pytest.fixture
def travelling(path, tmp_path, settings, packages_root):
    """The archive of that path, in an academy that has neither the path nor the package."""
    archive = archive_of(path.key, tmp_path / "path.zip")
    for version in PackageVersion.objects.all():
        store.remove(version.label)
    move_to_another_academy(settings)
    return archive


def refused(source, **said) -> list[str]:
    before = (PathPage.objects.count(), Package.objects.count(), AuditEntry.objects.count())
    disk = on_disk(store.folder_of("").parent)
    with pytest.raises(Refused) as error:
        import_path(source=source, at=AT, **said)
    after = (PathPage.objects.count(), Package.objects.count(), AuditEntry.objects.count())
    assert after == before
    assert on_disk(store.folder_of("").parent) == disk
    with translation.override("en"):
        return sentences(error.value.problems)


def with_package(source, content):
    return changed(source, {f"{NAME}.zip": content})


def test_a_package_comes_along_and_makes_the_same_archive_again(path, travelling, tmp_path):
    report = import_path(source=travelling, at=AT)
    assert [(one.kind, one.change) for one in report.pages if one.kind == "package"] == [
        ("package", "created")
    ]
    package = Package.objects.get()
    version = package.versions.get()
    assert (package.title, package.counts_when) == ("Un cours SCORM", "opened")
    assert (version.standard, version.files, version.file_name) == ("scorm12", 4, "cours.zip")
    assert store.file_of(version.label, "media/a.png").read_bytes() == b"x" * 5000
    (block,) = LessonPage.objects.first().package_blocks.values()
    assert block.value["package"] == package
    again = archive_of(path.key, tmp_path / "again.zip", names_of(travelling))
    assert again.read_bytes() == travelling.read_bytes()
    assert AuditEntry.objects.filter(action="package.import", target=str(package.key)).exists()


def test_the_same_files_make_no_new_version_and_others_do(path, travelling):
    import_path(source=travelling, at=AT)
    assert import_path(source=travelling, at=AT).is_unchanged
    assert PackageVersion.objects.count() == 1
    other = with_package(travelling, scorm(files={"media/a.png": b"y"}))
    report = import_path(source=other, at=AT)
    assert [one.change for one in report.pages if one.kind == "package"] == ["updated"]
    assert [one.number for one in PackageVersion.objects.all()] == [2, 1]
    assert len(store.labels()) == 2


def test_a_package_that_is_open_here_is_not_changed_by_drafts(path, travelling):
    import_path(source=travelling, at=AT)
    other = with_package(travelling, scorm(files={"media/a.png": b"y"}))
    with translation.override("en"):
        report = import_path(source=other, at=AT, publish=False)
    assert report.notes == (
        "The package “Un cours SCORM” is another one here: it is changed by an import that "
        "publishes.",
    )
    assert PackageVersion.objects.count() == 1


def test_a_rehearsal_leaves_nothing_on_the_disk(travelling, packages_root):
    report = import_path(source=travelling, at=AT, rehearse=True)
    assert "package" in {one.kind for one in report.pages}
    assert not Package.objects.exists()
    assert on_disk(packages_root) == []


def test_a_later_refusal_takes_the_files_away_again(travelling, packages_root):
    path = json.loads(files_of(travelling)["path.json"])
    path["theme"] = "nowhere"
    told = refused(changed(travelling, {"path.json": json.dumps(path).encode()}))
    assert told[0].startswith("path.json, at theme")
    assert on_disk(packages_root) == []


def _overlapping() -> bytes:
    content = bytearray(scorm(files={"a.txt": b"a" * 10, "b.txt": b"a" * 10}))
    first = content.index(b"PK\x01\x02")
    places, at = [], first
    while at >= 0:
        places.append(at)
        at = content.find(b"PK\x01\x02", at + 4)
    (offset,) = struct.unpack_from("<L", content, places[-2] + 42)
    struct.pack_into("<L", content, places[-1] + 42, offset)
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no archive", f"{NAME}.zip: This is not a whole zip archive"),
        (archive({"index.html": "x"}), f"{NAME}.zip: There is no file “imsmanifest.xml”"),
        (
            archive({"imsmanifest.xml": manifest(before="<!DOCTYPE a>"), "index.html": "x"}),
            f"{NAME}.zip, at imsmanifest.xml",
        ),
        (scorm(files={"../../evil.html": "x"}), f"{NAME}.zip, at ../../evil.html: The name of a"),
        (scorm(files={"/etc/evil.html": "x"}), "The name of a file is a relative path"),
        (scorm(files={"RUN.js": "x"}), "Two files have the same name, capitals aside"),
        (scorm(files={"zeros.txt": bytes(8 << 20)}), "unpacks to more than 200 times its size"),
        (_overlapping(), "shares its bytes with another file"),
        (
            archive({"imsmanifest.xml": manifest()}),
            f"{NAME}.zip, at imsmanifest.xml",
        ),
    ],
    ids=[
        "no archive",
        "no manifest",
        "document type",
        "dots",
        "absolute",
        "capitals",
        "bomb",
        "overlap",
        "missing file",
    ],
)
def test_a_hostile_package_is_refused_by_the_reader_of_every_package(
    travelling, content, said, packages_root
):
    problems = refused(with_package(travelling, content))
    assert any(said in one for one in problems), problems
    assert on_disk(packages_root) == []


def test_all_packages_together_unpack_to_no_more_than_one_path_may(travelling, monkeypatch):
    monkeypatch.setattr(package_import, "LIMITS", Limits(unpacked=4_000))
    (problem,) = refused(travelling)
    assert "once unpacked" in problem


def test_what_is_missing_or_unknown_is_told_all_at_once(travelling):
    said = json.loads(files_of(travelling)[f"{NAME}.json"])
    path = json.loads(files_of(travelling)["path.json"])
    path["packages"] = ["un-cours-scorm", "perdu"]
    said["counts_when"] = "sometimes"
    said["label"] = "evil"
    told = refused(
        changed(
            travelling,
            {
                "path.json": json.dumps(path).encode(),
                f"{NAME}.json": json.dumps(said).encode(),
                f"{NAME}.zip": None,
                "packages/autre/index.html": b"x",
            },
        )
    )
    assert [one.split(":")[0] for one in told] == [
        "path.json, at packages",
        f"{NAME}.json, at label",
        f"{NAME}.json, at counts_when",
        "path.json, at packages",
        "path.json, at packages",
        "packages/autre/index.html",
    ]


def test_a_block_without_its_package_and_a_package_without_block_are_refused(travelling):
    path = json.loads(files_of(travelling)["path.json"])
    del path["packages"]
    told = refused(
        changed(
            travelling,
            {
                "path.json": json.dumps(path).encode(),
                f"{NAME}.json": None,
                f"{NAME}.zip": None,
            },
        )
    )
    assert all("The path has no package “un-cours-scorm”" in one for one in told)


def test_the_first_format_has_no_packages(travelling):
    path = json.loads(files_of(travelling)["path.json"])
    path["format"] = "academie-path/1"
    (told,) = refused(changed(travelling, {"path.json": json.dumps(path).encode()}))
    assert told.startswith("path.json, at format: Packages, ledgers")
    assert "“academie-path/2”" in told


def test_an_archive_of_another_standard_than_is_said_is_refused(travelling):
    told = refused(with_package(travelling, scorm(version="2004 4th Edition")))
    assert told == [f"{NAME}.json, at standard: The archive is “scorm2004”."]


def test_a_package_of_others_is_neither_changed_nor_taken_away(path, tmp_path, catalogues):
    organism, other = OrganismFactory(), OrganismFactory()
    designer = person_of(organism)
    Package.objects.update(built_by=other)
    for page in PathPage.objects.all():
        page.built_by.set([organism])
        page.save_revision().publish()
    page = PathPage.objects.first()
    designer = type(designer).objects.get(pk=designer.pk)
    assert page.permissions_for_user(designer).can_edit()
    assert not can_export(designer, page)
    archive = archive_of(path.key, tmp_path / "path.zip")
    told = refused(archive, user=designer)
    assert told == [f"{NAME}.json: This package belongs to another organization here."]
    Package.objects.update(built_by=organism)
    assert can_export(designer, page)
    assert import_path(source=archive, at=AT, user=designer).is_unchanged


def test_the_archive_of_a_package_is_not_packed_twice(travelling):
    with zipfile.ZipFile(travelling) as opened:
        info = opened.getinfo(f"{NAME}.zip")
        assert info.compress_type == zipfile.ZIP_STORED
        inner = zipfile.ZipFile(io.BytesIO(opened.read(info)))
    assert inner.namelist() == ["imsmanifest.xml", "index.html", "media/a.png", "run.js"]
    assert {one.date_time for one in inner.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_course_structure_without_an_archive_travels_with_what_it_leads_to(
    catalogues, tmp_path, settings
):
    """Its AUs are elsewhere: an academy that hasn't approved their host says so."""
    settings.CMI5_HOSTS = ["ailleurs.example"]
    units = [Au("un", url="https://ailleurs.example/au?lang=fr"), Au("deux", url=_ELSEWHERE)]
    name = "cours.xml"
    received = bring_in(structure(units).encode(), by=SuperuserFactory(), name=name)
    version = received.version
    path = make_path_with_package(version.package)
    archive = archive_of(path.key, tmp_path / "path.zip")
    before = version.manifest
    store.remove(version.label)
    move_to_another_academy(settings)
    settings.CMI5_HOSTS = []
    with pytest.raises(Refused) as error, translation.override("en"):
        import_path(source=archive, at=AT)
    assert "ailleurs.example" in sentences(error.value.problems)[0]
    assert not Package.objects.exists()
    settings.CMI5_HOSTS = ["ailleurs.example"]
    import_path(source=archive, at=AT)
    found = PackageVersion.objects.get()
    assert (found.standard, found.manifest, found.file_name) == ("cmi5", before, name)
    assert all(one["is_remote"] for one in found.parts)
    again = archive_of(path.key, tmp_path / "again.zip", names_of(archive))
    assert again.read_bytes() == archive.read_bytes()
