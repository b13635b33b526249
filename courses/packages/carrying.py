"""Packages that travel with a path: their files as an archive again, and an archive as a version.

Archives aren't kept once they are read; what travels is made again from the files of the newest
version, in the order of their names and without dates: the same files are always the same bytes.
What comes back goes through the reader of every package, within its limits.
"""

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast
from uuid import uuid4

from django.conf import settings

from academy.accounts.models import User
from academy.accounts.services import audit
from courses.archives import LIMITS as WHOLE
from courses.archives import unpack
from courses.models import Package, PackageVersion

from . import store
from .importing import keep_version
from .kinds_of_files import is_kept
from .reading import LIMITS, Found, check_names, read_unpacked

# As in the archives of paths: the first moment that a zip can tell, and a plain file.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Arrived:
    """A package that was read: what was found, its files in `folder`, how many and how large."""

    found: Found
    folder: Path
    files: int
    size: int

    @property
    def digest(self) -> str:
        """What its files are: names and contents."""
        return _digest(self.folder)


def newest_with_files(package: Package) -> PackageVersion | None:
    """Return the newest version of a package whose files are here, None where there is none."""
    version = package.versions.filter(cleaned_at__isnull=True).order_by("-number").first()
    return version if version is not None and version.label in store.labels() else None


def open_archive(label: str) -> BinaryIO:
    """Return the files of a version as an archive, to be read from its start."""
    folder = store.folder_of(label)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever reads it closes it
    try:
        with zipfile.ZipFile(file, "w") as archive:
            for name in _names_below(folder):
                info = zipfile.ZipInfo(name, _ZIP_TIME)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.create_system = 3
                info.external_attr = _PLAIN_FILE
                with (folder / name).open("rb") as source, archive.open(info, "w") as copy:
                    shutil.copyfileobj(source, copy)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return cast(BinaryIO, file)


@contextmanager
def arrived(archive: Path, *, name: str, unpacked: int = WHOLE.unpacked) -> Iterator[Arrived]:
    """Yield the package in `archive`, called `name`, which unpacks to `unpacked` bytes at most.

    Its folder is gone afterwards, unless it became that of a version. Raises Refused.
    """
    with store.unpacking(uuid4()) as folder:
        names = unpack(
            archive,
            folder,
            replace(LIMITS, unpacked=unpacked),
            keeps=is_kept,
            checks=lambda names: check_names(names, name),
            name=name,
        )
        found = read_unpacked(folder, names, hosts=settings.CMI5_HOSTS)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        yield Arrived(found, folder, len(names), size)


def is_same(package: Package, one: Arrived) -> bool:
    """Tell whether the newest version of a package has these files already, byte for byte."""
    version = newest_with_files(package)
    return version is not None and _digest(store.folder_of(version.label)) == one.digest


def add_version(
    *, package: Package, one: Arrived, file_name: str, by: User | None, at: datetime
) -> PackageVersion:
    """Make what arrived the newest version of `package`, in the caller's transaction.

    Where that is taken back, the caller removes the files (`take_back`).
    """
    version = keep_version(
        package=package,
        found=one.found,
        folder=one.folder,
        files=one.files,
        size=one.size,
        file_name=file_name,
        by=by,
        at=at,
    )
    owner = package.built_by
    audit.record(
        at=at,
        actor=by,
        action="package.import",
        target=str(package.key),
        organism_code=owner.code if owner else "",
        details={"file": file_name},
    )
    return version


def take_back(label: str) -> None:
    """Remove the files of a version that was never kept."""
    store.remove(label)


def _names_below(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def _digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for name in _names_below(folder):
        with (folder / name).open("rb") as file:
            part = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{len(name.encode())}:{name}{part}".encode())
    return whole.hexdigest()
