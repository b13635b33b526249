"""Zip archives unpacked within limits. Pure.

Limits are counted while reading, never taken from what an archive says of itself alone, and an
archive that breaks one leaves nothing behind: whoever calls removes the folder. What it says of
itself is believed where that is reason enough to refuse it.
"""

import os
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from courses.exchange.problems import Refused, _, refusal

CHUNK = 1 << 16
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_CENTRAL_HEADER = struct.Struct("<4s24xHHH12x")
_END = struct.Struct("<4s8xLLH")
_END_64 = struct.Struct("<4s20x8x8xQQ")
_LOCATOR_64 = 20
_LONGEST_COMMENT = 1 << 16
_ENCRYPTED = 0x1
_LONGEST_PART = 255
# What turns the direction of the text after it: a name would be shown as another.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# What desktop systems add by themselves.
IGNORED_NAMES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
IGNORED_FOLDERS = frozenset({"__MACOSX"})

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold. Sizes in bytes; `ratio` is unpacked size over archive size,
    watched from `ratio_from` bytes on; `listing` is the size of its list of files."""

    archive: int = 200 << 20
    unpacked: int = 1 << 30
    members: int = 20_000
    ratio: int = 200
    ratio_from: int = 1 << 20
    name: int = 240
    depth: int = 8
    listing: int = 16 << 20


LIMITS = Limits()


class Names:
    """The names met so far: each is checked, and none may be there twice."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.seen: dict[str, str] = {}
        self._files: set[str] = set()
        self._folders: dict[str, str] = {}

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
        if any(unicodedata.category(one) in ("Cc", "Cs") or one in _TURNING for one in name):
            raise refusal(shown, _("The name of this file holds characters that can't be shown."))
        if (
            len(name) > self.limits.name
            or len(parts) > self.limits.depth
            # No file system keeps a longer one, as it counts: in bytes.
            or any(len(_normal(part).encode()) > _LONGEST_PART for part in parts)
        ):
            raise refusal(shown, _("The name of this file is too long or has too many folders."))
        folded = unicodedata.normalize("NFC", name.rstrip("/")).casefold()
        self._refuse_clash(folded, shown, is_folder=name.endswith("/"))
        self.seen[folded] = shown

    def _refuse_clash(self, folded: str, shown: str, *, is_folder: bool) -> None:
        """Refuse what is there already, and a file that is a folder of another."""
        above = folded.split("/")[:-1]
        prefixes = ["/".join(above[: place + 1]) for place in range(len(above))]
        other = self.seen.get(folded)
        if other is None and not is_folder:
            other = self._folders.get(folded)
        if other is None:
            other = next((self.seen[one] for one in prefixes if one in self._files), None)
        if other is not None:
            raise refusal(
                shown,
                _("Two files have the same name, capitals aside: the other is “%(other)s”."),
                other=other,
            )
        if not is_folder:
            self._files.add(folded)
        for one in prefixes:
            self._folders.setdefault(one, shown)


def too_large(name: str, limits: Limits) -> Refused:
    """Return the refusal of what is too large once unpacked."""
    return refusal(
        name,
        _("The package holds more than %(most)s MiB once unpacked."),
        most=limits.unpacked >> 20,
    )


def unpack(
    source: Path,
    folder: Path,
    limits: Limits = LIMITS,
    *,
    keeps: Callable[[str], bool] | None = None,
    checks: Callable[[list[str]], None] | None = None,
    progress: Progress | None = None,
    name: str = "",
) -> list[str]:
    """Unpack the archive `source` into the empty `folder`; return the names of its files.

    `name`: what people call the archive. `checks` is given all the names before anything is
    unpacked. `keeps`: which files are written (all without it); the others are read and counted all
    the same. `progress(done, total)` is called after each file. Raises Refused.
    """
    name = name or source.name
    try:
        size = source.stat().st_size
    except OSError:
        raise refusal(name, _("There is no such folder or archive.")) from None
    if size > limits.archive:
        raise refusal(
            name,
            _("The archive is larger than %(most)s MiB."),
            most=limits.archive >> 20,
        )
    try:
        _check_listing(source, size, limits, name)
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            _check_members(members, limits)
            _check_overlap(source, archive, members)
            _check_said(members, size, limits, name)
            wanted = [one for one in members if not one.is_dir() and not _is_ignored(one.filename)]
            names = [_normal(one.filename) for one in wanted]
            if checks is not None:
                checks(names)
            _extract(archive, wanted, folder, size, limits, keeps, progress, name)
            return names
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error) as error:
        raise refusal(
            name, _("This is not a whole zip archive: it is damaged or cut short.")
        ) from error
    except (NotImplementedError, RuntimeError, ValueError, OverflowError) as error:
        raise refusal(
            name,
            _("This archive uses a feature that is not supported. Make a plain zip archive."),
        ) from error


def _normal(name: str) -> str:
    """Return a name in the one form in which it is kept: systems write accents in two."""
    return unicodedata.normalize("NFC", name)


def _is_ignored(name: str) -> bool:
    path = PurePosixPath(name)
    return path.name in IGNORED_NAMES or bool(IGNORED_FOLDERS & set(path.parts))


def _check_listing(source: Path, size: int, limits: Limits, name: str) -> None:
    """Refuse a list of files that is longer than one may be, before it fills the memory.

    The end of the list is found as `zipfile` finds it.
    """
    with source.open("rb") as file:
        start = max(0, size - _LONGEST_COMMENT - _END.size)
        file.seek(start)
        tail = file.read()
        place = len(tail) - _END.size
        if not (tail[place : place + 4] == b"PK\x05\x06" and tail.endswith(b"\0\0")):
            place = tail.rfind(b"PK\x05\x06")
        if place < 0 or len(tail) - place < _END.size:
            raise zipfile.BadZipFile
        _signature, length, _offset, _comment = _END.unpack_from(tail, place)
        end = start + place
        far = end - _LOCATOR_64 - _END_64.size
        if far >= 0:
            file.seek(far)
            record = file.read(_END_64.size)
            locator = file.read(4)
            if record[:4] == b"PK\x06\x06" and locator == b"PK\x06\x07":
                _signature, length, _offset = _END_64.unpack(record)
                end = far
        if length > limits.listing:
            raise refusal(name, _("The package has more than %(most)s files."), most=limits.members)
        if length > end:
            raise zipfile.BadZipFile
        file.seek(end - length)
        _count_members(file.read(length), limits, name)


def _count_members(listing: bytes, limits: Limits, name: str) -> None:
    place, count = 0, 0
    while place + _CENTRAL_HEADER.size <= len(listing):
        signature, *lengths = _CENTRAL_HEADER.unpack_from(listing, place)
        if signature != b"PK\x01\x02":
            raise zipfile.BadZipFile
        place += _CENTRAL_HEADER.size + sum(lengths)
        count += 1
        if count > limits.members:
            raise refusal(name, _("The package has more than %(most)s files."), most=limits.members)


def _check_members(members: Iterable[zipfile.ZipInfo], limits: Limits) -> None:
    names = Names(limits)
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


def _check_said(members: Iterable[zipfile.ZipInfo], size: int, limits: Limits, name: str) -> None:
    """Refuse at once what says itself that it is too much."""
    said = sum(member.file_size for member in members)
    if said > limits.unpacked:
        raise too_large(name, limits)
    if said > limits.ratio_from and said > limits.ratio * size:
        raise _too_dense(name, limits)


def _too_dense(name: str, limits: Limits) -> Refused:
    return refusal(
        name,
        _("The archive unpacks to more than %(most)s times its size."),
        most=limits.ratio,
    )


def _extract(
    archive: zipfile.ZipFile,
    members: list[zipfile.ZipInfo],
    folder: Path,
    size: int,
    limits: Limits,
    keeps: Callable[[str], bool] | None,
    progress: Progress | None,
    name: str,
) -> None:
    total = 0
    for number, member in enumerate(members, 1):
        target = folder / PurePosixPath(_normal(member.filename))
        is_kept = keeps is None or keeps(_normal(member.filename))
        if is_kept:
            target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as packed, _sink(target, is_kept) as plain:
            while chunk := packed.read(CHUNK):
                total += len(chunk)
                if total > limits.unpacked:
                    raise too_large(name, limits)
                if total > limits.ratio_from and total > limits.ratio * size:
                    raise _too_dense(member.filename, limits)
                plain.write(chunk)
        if progress is not None:
            progress(number, len(members))


def _sink(target: Path, is_kept: bool) -> IO[bytes]:
    """Return the file to write to, or one that forgets."""
    return target.open("xb") if is_kept else Path(os.devnull).open("wb")
