"""Archives that mean harm: many entries, odd names, and lists of files that lie."""

import io
import json
import struct
import time
import tracemalloc
import zipfile

import pytest
from django.utils import translation

from courses.exchange.wording import sentences
from courses.models import Package, PackageImport
from courses.packages.importing import MOST_PROBLEMS
from courses.packages.reading import from_data
from tests.factories.h5p import dependency, h5p, library
from tests.factories.packages import Part, archive, bring_in, manifest, scorm

from .conftest import on_disk


@pytest.fixture
def refusal(designer, organism, packages_root):
    """Hand an archive over that is refused; return why, in English."""

    def refused(content):
        received = bring_in(content, by=designer, built_by=organism)
        assert received.state == PackageImport.State.REFUSED
        assert on_disk(packages_root) == []
        assert not Package.objects.exists()
        with translation.override("en"):
            return sentences(from_data(received.problems))

    return refused


def packed(names):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as zipped:
        zipped.writestr("imsmanifest.xml", manifest())
        zipped.writestr("index.html", "x")
        for name in names:
            zipped.writestr(name, b"")
    return content.getvalue()


def test_a_hundred_thousand_entries_are_refused_at_once_and_in_little_memory(refusal):
    content = packed(f"{number}.txt" for number in range(100_000))
    began = time.process_time()
    tracemalloc.start()
    (said,) = refusal(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "more than 20000 files" in said
    assert peak < 100 << 20
    assert time.process_time() - began < 10


# --- Names ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("é.html", "e\u0301.html"),
        ("É.html", "e\u0301.html"),
        ("\u212b.html", "\u00e5.html"),
        ("ﬁn.html", "fin.html"),
        ("straße.html", "STRASSE.html"),
        ("\u03a3.html", "\u03c2.html"),
        ("a/é.html", "A/e\u0301.HTML"),
        ("\u1112\u1161\u11ab.html", "\ud55c.html"),
    ],
)
def test_names_that_some_system_takes_for_one_are_refused(refusal, first, second):
    (said,) = refusal(packed([first, second]))
    assert "capitals aside" in said


def test_names_that_only_look_alike_are_two_files(designer, organism, packages_root):
    cyrillic = "ind\u0435x.html"
    content = scorm(files={cyrillic: "other", "．．／x.html": "x", "a\u2044b.html": "y"})
    received = bring_in(content, by=designer, built_by=organism)
    assert received.state == PackageImport.State.DONE
    folder = packages_root / "files" / received.version.label
    assert (folder / cyrillic).read_text() == "other"
    assert "Part" in (folder / "index.html").read_text()
    # What looks like the folder above, or like a slash, is a name among others.
    assert {path.name for path in folder.iterdir()} >= {"．．／x.html", "a\u2044b.html"}
    assert not any(path.is_dir() for path in folder.iterdir())
    (part,) = received.version.parts
    assert part["launch"] == "index.html"


@pytest.mark.parametrize(
    "name",
    [
        "..\\x.html",
        "a/..\\..\\x.html",
        "a/../x.html",
        "a/./x.html",
        "a//x.html",
        "./x.html",
        "../../../x.html",
        "C:/x.html",
        "x.html:stream",
        "a\u202elmth.x",
        "a\u2066b.html",
    ],
)
def test_names_that_lead_out_or_that_deceive_are_refused(refusal, name):
    assert refusal(packed([name]))


def test_encoded_dots_and_slashes_are_plain_characters_of_a_name(designer, organism, packages_root):
    files = {"a..%2f..%2fx.html": "x", "a%2e%2e/y.html": "y"}
    received = bring_in(scorm(files=files), by=designer, built_by=organism)
    root = packages_root / "files" / received.version.label
    assert {path.relative_to(root).as_posix() for path in root.rglob("*.html")} == {
        "index.html",
        *files,
    }


# --- Lists of files that lie ---------------------------------------------------------------------
WHOLE = scorm()


def _patched(content, place, form, *values):
    changed = bytearray(content)
    struct.pack_into(form, changed, place, *values)
    return bytes(changed)


def _with_zip64(size=0, offset=0, count=3):
    """Return an archive whose first entry says in a Zip64 field how large it is and where."""
    content = bytearray(WHOLE)
    place = content.rindex(b"PK\x01\x02")
    end = content.rindex(b"PK\x05\x06")
    name_length = struct.unpack_from("<H", content, place + 28)[0]
    extra = struct.pack("<HHQQQ", 1, 24, size, size, offset)
    struct.pack_into("<LL", content, place + 20, 0xFFFFFFFF, 0xFFFFFFFF)
    struct.pack_into("<H", content, place + 30, len(extra))
    struct.pack_into("<L", content, place + 42, 0xFFFFFFFF)
    at = place + 46 + name_length
    content[at:at] = extra
    length = struct.unpack_from("<L", content, end + len(extra) + 12)[0] + len(extra)
    struct.pack_into("<HHL", content, end + len(extra) + 8, count, count, length)
    return bytes(content)


def _with_end64(length, count, offset):
    """Return an archive with an end of its list in Zip64, which says what it likes."""
    content = WHOLE
    end = content.rindex(b"PK\x05\x06")
    record = struct.pack(
        "<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, length, offset
    )
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    tail = _patched(content[end:], 8, "<HHLL", 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    return content[:end] + record + locator + tail


LIES = {
    "a size beyond all": _with_zip64(size=1 << 63),
    "a size that no number holds": _with_zip64(size=(1 << 64) - 1),
    "a place beyond the end": _with_zip64(size=10, offset=1 << 40),
    "a place that no number holds": _with_zip64(size=10, offset=(1 << 64) - 1),
    "a list beyond all": _with_end64(1 << 62, 1, 0),
    "a list longer than the file": _with_end64(1 << 20, 1, 0),
    "a list of nothing": _with_end64(0, 0, 0),
    "a list that begins elsewhere": _with_end64(60, 1, 1 << 50),
    "another name in the file than in the list": WHOLE.replace(
        b"imsmanifest.xml", b"imsmanifest.xmx", 1
    ),
    "a comment that is a list": archive({"a.txt": "x"}) + b"PK\x05\x06" + b"\xff" * 18,
    "an end and nothing else": b"PK\x05\x06" + b"\0" * 18,
    "a beginning and nothing else": b"PK\x03\x04" + b"\xff" * 200,
}


@pytest.mark.parametrize("name", LIES)
def test_a_list_of_files_that_lies_is_refused(refusal, name):
    (said,) = refusal(LIES[name])
    assert said.startswith("cours.zip") or "MiB" in said or "shares its bytes" in said


@pytest.mark.parametrize(
    "front",
    [b"GIF89a/*", b"\xff\xd8\xff\xe0\x00\x10JFIF", b"%PDF-1.7\n", b"<script>alert(1)</script>"],
)
def test_an_archive_behind_something_else_is_that_archive_or_refused(
    designer, organism, packages_root, front
):
    received = bring_in(front + scorm(), by=designer, built_by=organism)
    assert received.is_over
    files = [path for path in packages_root.rglob("*") if path.is_file()]
    # Nothing of what stood before it is ever a file that is served.
    assert not any(path.read_bytes().startswith(front) for path in files)


# --- H5P: libraries ------------------------------------------------------------------------------
def _ring(count):
    files = {}
    for number in range(count):
        needs = [dependency(f"H5P.Ring{(number + 1) % count}")]
        files |= library(f"H5P.Ring{number}", "", preloadedDependencies=needs)
    return files


def test_libraries_in_a_circle_are_refused(refusal):
    needs = [dependency("H5P.Ring0"), dependency("H5P.TestQuestion"), dependency("H5P.TestPart")]
    said = refusal(h5p(_ring(290), said={"preloadedDependencies": needs}))
    assert any("in a circle" in one for one in said)


def test_a_library_that_needs_itself_is_refused(refusal):
    itself = {"preloadedDependencies": [dependency("H5P.TestQuestion")]}
    assert any("in a circle" in one for one in refusal(h5p(**itself)))


def test_all_libraries_that_need_all_others_are_refused_within_seconds(refusal):
    names = [f"H5P.All{number}" for number in range(250)]
    needs = [dependency(name) for name in names]
    files = {}
    for name in names:
        files |= library(name, "", preloadedDependencies=needs)
    began = time.process_time()
    said = refusal(
        h5p(files, said={"preloadedDependencies": [*needs, dependency("H5P.TestQuestion")]})
    )
    assert any("in a circle" in one for one in said)
    assert time.process_time() - began < 20


@pytest.mark.parametrize("count", [301, 20_000])
def test_a_library_that_needs_without_end_is_refused(refusal, count):
    needs = [dependency(f"H5P.Need{number}") for number in range(count)]
    said = refusal(h5p(preloadedDependencies=needs))
    assert any("more than 300 libraries" in one for one in said)


def test_scripts_that_are_nowhere_are_told_in_part(refusal):
    scripts = [{"path": f"scripts/gone-{number}.js"} for number in range(20_000)]
    began = time.process_time()
    said = refusal(h5p(preloadedJs=scripts))
    assert len(said) == MOST_PROBLEMS + 1
    assert "not listed" in said[-1]
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    "name", ["h5p.json", "content/content.json", "H5P.TestPart-1.0/library.json"]
)
@pytest.mark.parametrize(
    "content",
    [
        "[" * 500_000,
        '{"a":' * 200_000,
        '{"a": ' + "9" * 100_000 + "}",
        '{"a": NaN}',
        json.dumps({"a": None}).encode("utf-16"),
    ],
)
def test_json_that_means_harm_is_refused(refusal, name, content):
    assert refusal(h5p({name: content}))


def test_a_thousand_problems_are_told_in_part(refusal):
    said = refusal(archive({"imsmanifest.xml": manifest([Part(f"p{n}") for n in range(400)])}))
    assert len(said) == MOST_PROBLEMS + 1
    assert said[-1].endswith("Problems that are not listed: 350. Mend these first.")
