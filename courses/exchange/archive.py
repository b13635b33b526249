"""From a folder or a zip archive to a folder of plain files, within limits. Pure.

Limits are counted while reading, never taken from what an archive says of itself, and an archive
that breaks one leaves nothing behind.
"""

import os
import stat
import struct
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .problems import Refused, _, refusal

CHUNK = 1 << 16
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_ENCRYPTED = 0x1
# What desktop systems add by themselves.
IGNORED_NAMES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
IGNORED_FOLDERS = frozenset({"__MACOSX"})


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a package may hold. Sizes in bytes; `ratio` is unpacked size over archive size,
    watched from `ratio_from` bytes on."""

    archive: int = 200 << 20
    unpacked: int = 1 << 30
    members: int = 20_000
    ratio: int = 200
    ratio_from: int = 1 << 20
    name: int = 240
    depth: int = 8


LIMITS = Limits()


@contextmanager
def opened(source: Path, limits: Limits = LIMITS) -> Iterator[Path]:
    """Yield the folder that holds the `path.json` of `source`, a folder or a zip archive.

    An archive is unpacked into a temporary folder that is gone afterwards. Raises Refused.
    """
    if source.is_dir():
        _check_folder(source, limits)
        yield _top(source, source.name)
        return
    with tempfile.TemporaryDirectory(prefix="path-") as folder:
        unpacked = Path(folder)
        _unpack(source, unpacked, limits)
        yield _top(unpacked, source.name)


def names_below(folder: Path) -> list[str]:
    """Return the names of the files below `folder`, with slashes, in order."""
    found = []
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(set(folders) - IGNORED_FOLDERS)
        for name in files:
            if name not in IGNORED_NAMES:
                found.append(Path(parent, name).relative_to(folder).as_posix())
    return sorted(found)


def _top(folder: Path, name: str) -> Path:
    """Return `folder`, or its only folder, whichever holds `path.json`."""
    if (folder / "path.json").is_file():
        return folder
    inside = [one for one in folder.iterdir() if one.name not in IGNORED_FOLDERS]
    folders = [one for one in inside if one.is_dir()]
    if len(folders) == 1 and (folders[0] / "path.json").is_file():
        return folders[0]
    raise refusal(name, _("There is no file “path.json” in it: this is not a learning path."))


class _Names:
    """The names met so far: each is checked, and none may be there twice."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.seen: dict[str, str] = {}

    def check(self, name: str) -> None:
        """Refuse a name that could leave the folder or clash with another."""
        if len(self.seen) >= self.limits.members:
            raise refusal(
                name, _("The package has more than %(most)s files."), most=self.limits.members
            )
        shown = name.encode("utf-8", "replace").decode()
        parts = name.rstrip("/").split("/")
        if (
            name.startswith("/")
            or "\\" in name
            or ":" in name
            or any(part in ("", ".", "..") for part in parts)
        ):
            raise refusal(
                shown,
                _(
                    "The name of a file is a relative path inside the package, with slashes and "
                    "without “..”, “\\” or “:”."
                ),
            )
        if any(unicodedata.category(one) in ("Cc", "Cs") for one in name):
            raise refusal(shown, _("The name of this file holds characters that can't be shown."))
        if len(name) > self.limits.name or len(parts) > self.limits.depth:
            raise refusal(shown, _("The name of this file is too long or has too many folders."))
        folded = unicodedata.normalize("NFC", name.rstrip("/")).casefold()
        if folded in self.seen:
            raise refusal(
                shown,
                _("Two files have the same name, capitals aside: the other is “%(other)s”."),
                other=self.seen[folded],
            )
        self.seen[folded] = shown


def _check_folder(folder: Path, limits: Limits) -> None:
    """Refuse a folder with links, odd names or more than the limits allow."""
    names, total = _Names(limits), 0
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(parent, name)
            relative = path.relative_to(folder).as_posix()
            kind = path.lstat()
            if not (stat.S_ISREG(kind.st_mode) or stat.S_ISDIR(kind.st_mode)):
                raise refusal(relative, _("This is a link or a device, not a plain file."))
            names.check(relative)
            total += kind.st_size if stat.S_ISREG(kind.st_mode) else 0
            if total > limits.unpacked:
                raise _too_large(folder.name, limits)


def _too_large(name: str, limits: Limits) -> Refused:
    return refusal(
        name,
        _("The package holds more than %(most)s MiB once unpacked."),
        most=limits.unpacked >> 20,
    )


def _unpack(source: Path, folder: Path, limits: Limits) -> None:
    """Unpack the archive `source` into `folder`."""
    try:
        size = source.stat().st_size
    except OSError:
        raise refusal(source.name, _("There is no such folder or archive.")) from None
    if size > limits.archive:
        raise refusal(
            source.name,
            _("The archive is larger than %(most)s MiB."),
            most=limits.archive >> 20,
        )
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            _check_members(members, limits)
            _check_overlap(source, archive, members)
            _extract(archive, members, folder, size, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error) as error:
        raise refusal(
            source.name, _("This is not a whole zip archive: it is damaged or cut short.")
        ) from error
    except (NotImplementedError, RuntimeError, ValueError, OverflowError) as error:
        raise refusal(
            source.name,
            _("This archive uses a feature that is not supported. Make a plain zip archive."),
        ) from error


def _check_members(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = _Names(limits)
    for member in members:
        # `orig_filename` is what the archive says; `filename` is cut at the first NUL.
        names.check(member.orig_filename)
        kind = stat.S_IFMT(member.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise refusal(member.filename, _("This is a link or a device, not a plain file."))
        if member.flag_bits & _ENCRYPTED:
            raise refusal(member.filename, _("This file is encrypted."))
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refusal(
                member.filename,
                _("This file is compressed in a way that is not supported; use deflate."),
            )


def _check_overlap(source: Path, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Refuse members that share bytes of the archive: a small file would become a huge one."""
    end = 0
    with source.open("rb") as file:
        for member in sorted(members, key=lambda one: one.header_offset):
            file.seek(member.header_offset)
            signature, name_length, extra_length = _LOCAL_HEADER.unpack(
                file.read(_LOCAL_HEADER.size)
            )
            if signature != b"PK\x03\x04":
                raise zipfile.BadZipFile
            if member.header_offset < end:
                raise refusal(member.filename, _("This file shares its bytes with another file."))
            end = (
                member.header_offset
                + _LOCAL_HEADER.size
                + name_length
                + extra_length
                + member.compress_size
            )
    if end > archive.start_dir:
        raise zipfile.BadZipFile


def _extract(
    archive: zipfile.ZipFile,
    members: list[zipfile.ZipInfo],
    folder: Path,
    size: int,
    limits: Limits,
) -> None:
    total = 0
    for member in members:
        path = PurePosixPath(member.filename)
        if path.name in IGNORED_NAMES or IGNORED_FOLDERS & set(path.parts):
            continue
        target = folder / path
        if member.is_dir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as packed, target.open("xb") as plain:
            while chunk := packed.read(CHUNK):
                total += len(chunk)
                if total > limits.unpacked:
                    raise _too_large(archive.filename or "", limits)
                if total > limits.ratio_from and total > limits.ratio * size:
                    raise refusal(
                        member.filename,
                        _("The archive unpacks to more than %(most)s times its size."),
                        most=limits.ratio,
                    )
                plain.write(chunk)
