"""Files that are two things at once, and reports that mean harm: what the origin makes of them."""

import json
import time

import pytest

from courses.packages.kinds_of_files import TYPES
from courses.packages.scorm.cmi import LONGEST_SUSPEND
from tests.factories.h5p import h5p
from tests.factories.packages import archive, bring_in, scorm

from .seat import Seat, core
from .test_content_origin import Origin, bytes_of, policy

SCORM_2004 = "2004 4th Edition"
PAGE = b"<!DOCTYPE html><html><body><script>alert(document.cookie)</script></body></html>"
ZIPPED = archive({"index.html": PAGE})
# Each is what its name says, and a page, a script or an archive as well.
POLYGLOTS = {
    "both.gif": b"GIF89a/*" + PAGE + b"*/=1;alert(1)",
    "both.png": b"\x89PNG\r\n\x1a\n" + PAGE,
    "both.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF" + PAGE + ZIPPED,
    "both.bmp": b"BM" + PAGE,
    "both.webp": b"RIFF....WEBP" + PAGE,
    "both.ico": b"\0\0\1\0" + PAGE,
    "both.pdf": b"%PDF-1.7\n" + PAGE,
    "both.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)'
    b"</script><foreignObject>" + PAGE.replace(b"<!DOCTYPE html>", b"") + b"</foreignObject></svg>",
    "both.xml": b'<x xmlns:h="http://www.w3.org/1999/xhtml"><h:script>alert(1)</h:script></x>',
    "both.txt": PAGE,
    "both.csv": PAGE,
    "both.json": PAGE,
    "both.css": PAGE,
    "both.js": PAGE,
    "both.vtt": b"WEBVTT\n\n" + PAGE,
    "both.mp4": b"\0\0\0\x18ftypmp42" + PAGE,
    "both.mp3": b"ID3" + PAGE,
    "both.wasm": b"\0asm" + PAGE,
    "both.woff2": b"wOF2" + PAGE,
    "both.webmanifest": PAGE,
    "page.html.png": PAGE,
}
NEVER_SERVED = ("a.php", "a.exe", "a.swf", "a.jar", "a.htaccess", "a.shtml", "a.html.", "a.svgz")


@pytest.fixture
def origin(designer, organism):
    """The origin of a package that holds all of them."""
    files = POLYGLOTS | dict.fromkeys(NEVER_SERVED, PAGE)
    return Origin(
        Seat(bring_in(scorm(files=files), by=designer, built_by=organism).version.package).open()
    )


# --- Files ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", POLYGLOTS)
def test_a_file_that_is_two_things_is_served_as_its_name_says(origin, name):
    answer = origin.file(name, Accept="text/html")
    assert answer.status_code == 200
    assert answer["Content-Type"] == TYPES[name.rpartition(".")[2]]
    assert not answer["Content-Type"].startswith("text/html")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert bytes_of(answer) == POLYGLOTS[name]
    found = policy(answer)
    assert found["sandbox"] == ["allow-scripts", "allow-same-origin", "allow-forms"]
    assert found["object-src"] == ["'none'"]
    assert found["worker-src"] == ["'none'"]
    # In part as whole.
    part = origin.file(name, Range="bytes=3-20")
    assert (part.status_code, part["Content-Type"]) == (206, answer["Content-Type"])
    assert part["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", NEVER_SERVED)
def test_what_servers_or_plug_ins_would_run_is_not_there(origin, name):
    assert origin.file(name).status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "both.gif/index.html",
        "both.gif%00.html",
        "both.gif;.html",
        "both.gif%2f..%2findex.html",
        "..%2f..%2f..%2fimsmanifest.xml",
        "%2e%2e/imsmanifest.xml",
        "..%252fimsmanifest.xml",
        "..;/imsmanifest.xml",
        "....//imsmanifest.xml",
        "imsmanifest.xml%20",
        "IMSMANIFEST.XML",
        "%69msmanifest.xml/..",
        "\u2024\u2024/imsmanifest.xml",
    ],
)
def test_no_spelling_of_an_address_makes_another_file_of_it(origin, name):
    assert origin.get(f"/p/{origin.token}/f/{name}").status_code == 404


# --- Reports -------------------------------------------------------------------------------------
@pytest.fixture(params=["1.2", SCORM_2004, "h5p"])
def reporting(request, designer, organism):
    """A seat before a package of each standard that reports, and its origin."""
    content = h5p() if request.param == "h5p" else scorm(version=request.param)
    seat = Seat(bring_in(content, by=designer, built_by=organism).version.package)
    return seat, Origin(seat.open())


def _deep(opening, closing, depth):
    return b'{"commitSequence": 1, "cmi": ' + opening * depth + b"1" + closing * depth + b"}"


HARM = {
    "lists within lists": _deep(b"[", b"]", 200_000),
    "objects within objects": _deep(b'{"a":', b"}", 200_000),
    "objects that never end": b'{"a":' * 300_000,
    "deeper than is kept": _deep(b'{"score":', b"}", 900),
    "one number": b'{"commitSequence": ' + b"9" * 1_000_000 + b"}",
    "a number without end": b'{"commitSequence": 1e999999999}',
    "names without end": json.dumps({f"n{n}": n for n in range(100_000)}).encode(),
    "a list without end": b"[" + b"1," * 900_000 + b"1]",
    "no text": b"\x00" * 1_000,
    "another encoding": json.dumps({"cmi": {}}).encode("utf-16"),
    "a text": b'"cmi"',
    "nothing": b"null",
}


@pytest.mark.parametrize("name", HARM)
def test_a_report_that_means_harm_is_refused_at_once(reporting, name):
    seat, origin = reporting
    began = time.process_time()
    answer = origin.commit(HARM[name])
    assert (answer.status_code, answer.json()["result"]) == (400, False)
    assert time.process_time() - began < 5
    assert seat.attempt.completion == "incomplete"


def test_ten_megabytes_are_refused_unread(reporting):
    seat, origin = reporting
    said = {"cmi": core(suspend_data="x" * 10_000_000), "commitSequence": 1}
    assert origin.commit(said).status_code == 413
    assert seat.attempt.completion == "incomplete"


@pytest.mark.parametrize(("version", "standard"), [("1.2", "scorm12"), (SCORM_2004, "scorm2004")])
def test_state_is_kept_to_its_last_character_and_not_beyond(designer, organism, version, standard):
    seat = Seat(bring_in(scorm(version=version), by=designer, built_by=organism).version.package)
    origin = Origin(seat.open())
    longest = LONGEST_SUSPEND[standard]
    assert longest == {"scorm12": 4_096, "scorm2004": 64_000}[standard]

    def commit(length, sequence):
        said = core(suspend_data="é" * length)
        if standard == "scorm2004":
            said = {"suspend_data": "é" * length, "exit": "suspend"}
        return origin.commit({"cmi": said, "commitSequence": sequence})

    assert commit(longest, 1).status_code == 200
    assert commit(longest + 1, 2).status_code == 400
    assert len(seat.attempt.parts.get().cmi["suspend_data"]) == longest
    # What was refused stops nothing that comes after it.
    assert commit(3, 3).status_code == 200
    assert seat.attempt.parts.get().cmi["suspend_data"] == "ééé"
