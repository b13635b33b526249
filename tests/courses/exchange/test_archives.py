"""Archives: what is unpacked, what is refused, and that nothing stays behind."""

import os
import stat
import struct
import tempfile
import zipfile
from pathlib import Path

import pytest

from courses.exchange.archive import Limits, opened
from courses.exchange.problems import Refused
from courses.exchange.reading import read_package


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """A temporary folder of one's own, empty again after each test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def archive_of(path: Path, *members: tuple[zipfile.ZipInfo | str, bytes]) -> Path:
    target = path / "path.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("path.json", b"{}")
        for name, raw in members:
            archive.writestr(name, raw)
    return target


def refusal_of(source: Path, limits: Limits | None = None) -> tuple[str, str]:
    with (
        pytest.raises(Refused) as refused,
        opened(source, limits) if limits else opened(source),
    ):
        pass
    (problem,) = refused.value.problems
    return problem.file, problem.english


def info(name: str, mode: int = 0) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name)
    found.create_system = 3
    found.external_attr = mode << 16
    return found


def test_an_archive_reads_as_its_folder(draft):
    with read_package(draft.write()) as folder, read_package(draft.zip()) as archive:
        assert archive.content == folder.content
    with read_package(draft.zip(top="mon-parcours/")) as inside:
        assert inside.content == folder.content


def test_what_desktops_add_is_left_out(draft):
    draft.files["__MACOSX/._path.json"] = b"x"
    draft.files["courses/.DS_Store"] = b"x"
    with read_package(draft.zip()):
        pass
    with read_package(draft.write()):
        pass


@pytest.mark.parametrize(
    "name",
    [
        "../x.json",
        "a/../../x",
        "/etc/x",
        "a\\b",
        "c:x",
        "a//b",
        "./a",
        "a\x01b",
        "é" * 300,
        "a/" * 9,
        # 150 letters, but more bytes than a file system keeps.
        "é" * 150,
    ],
)
def test_names_that_could_leave_the_folder_are_refused(tmp_path, name):
    _file, rule = refusal_of(archive_of(tmp_path, (name, b"x")))
    assert "name of" in rule


def test_nul_in_a_name_is_refused(tmp_path):
    source = archive_of(tmp_path, ("mediaXfile", b"x"))
    raw = source.read_bytes().replace(b"mediaXfile", b"media\x00file")
    source.write_bytes(raw)
    assert "can't be shown" in refusal_of(source)[1]


def test_two_names_that_differ_by_capitals_are_refused(tmp_path):
    source = archive_of(tmp_path, ("media/A.png", b"x"), ("MEDIA/a.png", b"y"))
    assert refusal_of(source) == (
        "MEDIA/a.png",
        "Two files have the same name, capitals aside: the other is “media/A.png”.",
    )


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_name_twice_is_refused(tmp_path):
    assert "same name" in refusal_of(archive_of(tmp_path, ("a", b"x"), ("a", b"y")))[1]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_links_and_devices_are_refused(tmp_path, kind):
    source = archive_of(tmp_path, (info("media/a.png", kind | 0o777), b"/etc/passwd"))
    assert refusal_of(source)[0] == "media/a.png"


def test_a_link_in_a_folder_is_refused(draft):
    folder = draft.write()
    (folder / "media").mkdir()
    (folder / "media" / "a.png").symlink_to("/etc/passwd")
    assert refusal_of(folder) == ("media/a.png", "This is a link or a device, not a plain file.")


def _with_flag(source: Path, name: bytes, bit: int) -> None:
    """Set a general purpose flag of a member, in both of its headers."""
    raw = bytearray(source.read_bytes())
    for signature, flags, name_at in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        start = raw.find(signature)
        while start >= 0:
            if raw[start + name_at : start + name_at + len(name)] == name:
                raw[start + flags] |= bit
            start = raw.find(signature, start + 1)
    source.write_bytes(raw)


def test_an_encrypted_member_is_refused(tmp_path):
    source = archive_of(tmp_path, ("secret.json", b"x"))
    _with_flag(source, b"secret.json", 1)
    assert refusal_of(source) == ("secret.json", "This file is encrypted.")


def test_other_compressions_are_refused(tmp_path):
    member = info("a.json")
    member.compress_type = zipfile.ZIP_LZMA
    target = tmp_path / "path.zip"
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(member, b"x")
    assert "use deflate" in refusal_of(target)[1]


@pytest.mark.parametrize("kept", [10, 100, -1, -10])
def test_a_truncated_archive_is_refused(tmp_path, kept):
    source = archive_of(tmp_path, ("a.json", os.urandom(400)))
    source.write_bytes(source.read_bytes()[:kept])
    assert "damaged or cut short" in refusal_of(source)[1]


def test_altered_bytes_are_refused(tmp_path):
    source = archive_of(tmp_path, (info("a.json"), b"unmistakable"))
    raw = source.read_bytes()
    source.write_bytes(raw.replace(b"unmistakable", b"unmistakeable"[:12]))
    assert "damaged or cut short" in refusal_of(source)[1]


def test_a_text_file_is_no_archive(tmp_path):
    source = tmp_path / "path.zip"
    source.write_text("hello")
    assert "not a whole zip archive" in refusal_of(source)[1]
    assert "no such folder" in refusal_of(tmp_path / "absent.zip")[1]


def test_limits_are_counted_while_reading(tmp_path):
    source = archive_of(tmp_path, ("a.json", b"0" * 5000))
    assert "larger than 0 MiB" in refusal_of(source, Limits(archive=100))[1]
    assert "once unpacked" in refusal_of(source, Limits(unpacked=4000))[1]
    assert "more than 1 files" in refusal_of(source, Limits(members=1))[1]
    assert "times its size" in refusal_of(source, Limits(ratio=5, ratio_from=1000))[1]


def test_a_bomb_is_stopped_whatever_its_headers_say(tmp_path):
    source = archive_of(tmp_path, ("bomb.json", b"0" * (40 << 20)))
    raw = source.read_bytes()
    assert len(raw) < 100_000
    assert refusal_of(source) == (
        "path.zip",
        "The archive unpacks to more than 200 times its size.",
    )
    # Let its directory say that it is small: it is read no further than it says, and isn't whole.
    entry = raw.rfind(b"PK\x01\x02")
    source.write_bytes(raw[: entry + 24] + struct.pack("<L", 100) + raw[entry + 28 :])
    assert "damaged or cut short" in refusal_of(source)[1]


def test_members_that_share_bytes_are_refused(tmp_path):
    source = archive_of(tmp_path, ("a.json", b"0" * 9000), ("b.json", b"0" * 9000))
    raw = bytearray(source.read_bytes())
    # Let the directory say that the last member starts where the one before it does, under its
    # name: what a bomb of overlapping members does thousands of times.
    first = raw.find(b"PK\x03\x04", 4)
    entry = raw.rfind(b"PK\x01\x02")
    raw[entry + 42 : entry + 46] = struct.pack("<I", first)
    source.write_bytes(raw)
    assert "shares its bytes" in refusal_of(source)[1]


def test_a_folder_with_no_path_is_refused(tmp_path):
    folder = tmp_path / "vide"
    folder.mkdir()
    assert refusal_of(folder) == (
        "vide",
        "There is no file “path.json” in it: this is not a learning path.",
    )
