"""Bringing H5P content in: what becomes of whole content, and why other archives are refused."""

import json
import secrets

import pytest
from django.utils import translation

from courses.exchange.wording import sentences
from courses.models import Package, PackageImport, PackageVersion
from courses.packages.h5p.terminal import Reports, reports
from courses.packages.reading import from_data
from tests.courses.packages.conftest import on_disk
from tests.factories.h5p import CHILD, PART, content, dependency, h5p, library
from tests.factories.packages import archive, bring_in, scorm

MAIN = "H5P.TestQuestion-1.0"


@pytest.fixture
def refusal(designer, organism, packages_root):
    """Hand an archive over that is refused; return why, in English."""

    def refused(packed):
        received = bring_in(packed, by=designer, built_by=organism)
        assert received.state == PackageImport.State.REFUSED
        assert on_disk(packages_root) == []
        assert not Package.objects.exists()
        with translation.override("en"):
            return sentences(from_data(received.problems))

    return refused


@pytest.fixture
def notes(designer, organism):
    """Bring an archive in; return what its report says, in English."""

    def found(packed):
        received = bring_in(packed, by=designer, built_by=organism)
        assert received.state == PackageImport.State.DONE, received.problems
        with translation.override("en"):
            return [one.english for one in from_data(received.version.notes)]

    return found


def test_whole_content_becomes_a_version(designer, organism):
    received = bring_in(h5p(), by=designer, built_by=organism)
    version = received.version
    assert (version.standard, version.get_standard_display()) == ("h5p", "H5P")
    assert version.package.title == "Une question H5P"
    assert [part["id"] for part in version.parts] == ["content"]
    assert version.manifest["library"] == "H5P.TestQuestion 1.0"
    assert version.manifest["licence"] == "CC BY-SA"
    assert version.manifest["children"] == [
        {"id": CHILD, "title": "Une partie", "library": "H5P.TestPart 1.0"}
    ]


def test_missing_libraries_are_all_named_with_their_versions(refusal):
    [said] = refusal(h5p({f"{MAIN}/library.json": None, "H5P.TestPart-1.0/library.json": None}))
    assert "H5P.TestPart 1.0, H5P.TestQuestion 1.0" in said
    assert "“Download as an .h5p file”" in said


def test_what_a_library_needs_is_missed_too(refusal):
    other = [dependency("H5P.TestPart"), dependency("FontAwesome", "4", "5")]
    [said] = refusal(h5p(preloadedDependencies=other))
    assert "missing: FontAwesome 4.5." in said


def test_what_content_needs_is_missed_too(refusal):
    inside = {"library": "H5P.Image 1.1", "params": {}}
    [said] = refusal(h5p(holds={"picture": inside}))
    assert "missing: H5P.Image 1.1." in said


@pytest.mark.parametrize(
    ("said", "where", "why"),
    [
        ({"title": ""}, "at title", "It needs a title."),
        ({"title": " \u0000 "}, "at title", "It needs a title."),
        ({"title": ["x"]}, "at title", "It needs a title."),
        ({"language": "français"}, "at language", "by its code"),
        ({"embedTypes": []}, "at embedTypes", "“div”, “iframe”"),
        ({"embedTypes": ["popup"]}, "at embedTypes", "“div”, “iframe”"),
        ({"embedTypes": [{}]}, "at embedTypes", "“div”, “iframe”"),
        ({"mainLibrary": "../x"}, "at mainLibrary", "the name of the library"),
        ({"mainLibrary": "H5P.Other"}, "at mainLibrary", "is not among the libraries"),
        ({"preloadedDependencies": {}}, "at preloadedDependencies", "a list of libraries"),
        (
            {"preloadedDependencies": [dependency("../../etc")]},
            "at preloadedDependencies › 1",
            "a name of letters",
        ),
        (
            {"preloadedDependencies": [dependency("H5P.TestQuestion", "1x")]},
            "at preloadedDependencies › 1",
            "two whole numbers",
        ),
        (
            {"preloadedDependencies": [dependency("H5P.TestQuestion", True)]},
            "at preloadedDependencies › 1",
            "two whole numbers",
        ),
        ({"mainLibrary": "H5P.TestPart"}, "at mainLibrary", "it shows nothing by itself"),
    ],
)
def test_what_is_wrong_with_its_description_is_told(refusal, said, where, why):
    problems = refusal(h5p(said=said))
    assert any(f"h5p.json, {where}: " in one and why in one for one in problems), problems


@pytest.mark.parametrize(
    ("other", "where", "why"),
    [
        ({"machineName": "H5P.Other"}, "", "It is of another library (“H5P.Other 1.0”)"),
        ({"minorVersion": 1}, "", "It is of another library (“H5P.TestQuestion 1.1”)"),
        (
            {"preloadedJs": [{"path": "gone.js"}]},
            ", at preloadedJs › 1",
            "“gone.js” is not in the package.",
        ),
        (
            {"preloadedJs": [{"path": "../H5P.TestPart-1.0/scripts/main.js"}]},
            ", at preloadedJs › 1",
            "is not the address of a file",
        ),
        (
            {"preloadedJs": [{"path": "https://example.org/x.js"}]},
            ", at preloadedJs › 1",
            "is not the address of a file",
        ),
        ({"preloadedCss": [{}]}, ", at preloadedCss › 1", "by its “path”"),
        ({"preloadedCss": "main.css"}, ", at preloadedCss", "a list of files"),
        (
            {"coreApi": {"majorVersion": 1, "minorVersion": 99}},
            ", at coreApi",
            "It needs a newer H5P (1.99) than the academy has (1.28).",
        ),
    ],
)
def test_what_is_wrong_with_a_library_is_told(refusal, other, where, why):
    problems = refusal(h5p(**other))
    assert any(
        one.startswith(f"{MAIN}/library.json{where}: ") and why in one for one in problems
    ), problems


def test_a_script_of_a_kind_that_is_not_served_is_not_there(refusal):
    packed = h5p({f"{MAIN}/main.php": "x"}, preloadedJs=[{"path": "main.php"}])
    assert any("“main.php” is not in the package." in one for one in refusal(packed))


def test_libraries_that_need_each_other_are_refused(refusal):
    part = library(
        "H5P.TestPart", PART, runnable=0, preloadedDependencies=[dependency("H5P.TestQuestion")]
    )
    [said] = refusal(h5p(part))
    assert "need each other in a circle" in said


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("h5p.json", "{", "It can’t be read: it has to be JSON, encoded in UTF-8."),
        ("h5p.json", '{"title": NaN}', "It can’t be read"),
        ("h5p.json", b"\xff\xfe", "It can’t be read"),
        ("h5p.json", "[" * 100_000, "It can’t be read"),
        ("h5p.json", "[]", "It has to be a JSON object."),
        ("content/content.json", "nothing", "It can’t be read"),
        ("content/content.json", None, "It isn’t in the archive."),
        ("content/content.json", '{"a":' * 200 + "1" + "}" * 200, "nested more than 60 times"),
        (f"{MAIN}/library.json", "[]", "It has to be a JSON object."),
    ],
)
def test_what_is_no_json_is_refused(refusal, name, text, why):
    problems = refusal(h5p({name: text}))
    assert any(one.startswith(name) and why in one for one in problems), problems


def test_a_description_that_never_ends_is_refused(refusal):
    [said] = refusal(h5p({"h5p.json": '{"title": "' + secrets.token_hex(2 << 20) + '"}'}))
    assert "h5p.json: It is larger than 2 MiB." in said


def test_what_is_at_the_top_says_what_an_archive_is(refusal, notes):
    [said] = refusal(archive({"content/content.json": "{}"}))
    assert "nor a cmi5 package, nor H5P content" in said
    # H5P that a SCORM package holds is a matter of the package.
    assert notes(scorm(files={"h5p.json": "{}", "run.js": "lesson_status"})) == []


# --- The report ----------------------------------------------------------------------------------
def test_a_content_type_that_is_not_known_is_said_so(notes):
    [said] = notes(h5p())
    assert said.startswith("It isn’t known whether content of the type “H5P.TestQuestion”")


def test_a_content_type_that_never_finishes_is_said_so(notes):
    packed = h5p(
        library("H5P.Accordion", PART),
        said={
            "mainLibrary": "H5P.Accordion",
            "preloadedDependencies": [dependency("H5P.Accordion"), dependency("H5P.TestPart")],
        },
    )
    assert notes(packed) == [
        "Content of the type “H5P.Accordion” never says that it is finished. Choose another rule "
        "for when a learner is done with it."
    ]


def test_a_content_type_that_finishes_needs_no_word():
    assert reports("H5P.QuestionSet") is Reports.YES
    assert reports("H5P.Accordion") is Reports.NEVER
    assert reports("H5P.Invented") is Reports.UNKNOWN


def test_what_content_names_elsewhere_is_told(notes):
    found = notes(
        h5p(
            holds={
                "video": {"path": "https://Video.example/v", "mime": "video/YouTube"},
                "text": '<p><a href="https://example.org/">ailleurs</a></p>',
                "picture": {"path": "images/gone.png", "mime": "image/png"},
                "sound": {"path": "audio.exe", "mime": "audio/mp3"},
            }
        )
    )
    assert any("loads files from elsewhere (video.example)" in one for one in found)
    assert any("links to other sites" in one for one in found)
    assert any("aren’t served: audio.exe, images/gone.png." in one for one in found)


def test_an_unknown_licence_is_told(notes):
    assert any(
        "“Mine <b>”, is none that H5P knows" in one
        for one in notes(h5p(said={"license": "Mine <b>"}))
    )


def test_titles_are_texts(designer, organism):
    said = {"title": "Sel &amp; poivre <img src=x onerror=alert(1)>"}
    version = bring_in(h5p(said=said), by=designer, built_by=organism).version
    assert version.package.title == "Sel & poivre <img src=x onerror=alert(1)>"


def test_a_child_is_known_by_a_plain_id(designer, organism):
    odd = content()["child"] | {"subContentId": "../../x"}
    packed = h5p({"content/content.json": json.dumps(content(other=odd))})
    version = bring_in(packed, by=designer, built_by=organism).version
    assert [one["id"] for one in version.manifest["children"]] == [CHILD]
    assert PackageVersion.objects.count() == 1
