"""Where packages are on disk, below `PACKAGES_ROOT`, away from whatever else is served.

`incoming/` holds archives that wait to be read, `unpacking/` what is being read, `files/<label>/`
the versions. A version comes to its place by one renaming: nobody ever sees half of it.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from .kinds_of_files import is_kept

# What a killed worker or an abandoned upload left is removed after that long.
LEFT_BEHIND = timedelta(days=2)


def _folder(name: str) -> Path:
    folder = Path(settings.PACKAGES_ROOT) / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def keep_upload(import_id: UUID, upload: UploadedFile) -> None:
    """Keep an archive that was handed over until it is read."""
    partial = _folder("incoming") / f"{import_id}.partial"
    with partial.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    partial.replace(archive_of(import_id))


def archive_of(import_id: UUID) -> Path:
    """Return where the archive of an import is, while it waits."""
    return _folder("incoming") / f"{import_id}.zip"


def forget_upload(import_id: UUID) -> None:
    """Remove the archive of an import."""
    archive_of(import_id).unlink(missing_ok=True)


@contextmanager
def unpacking(import_id: UUID) -> Iterator[Path]:
    """Yield an empty folder; what is still in it afterwards is removed, whatever happened."""
    folder = _folder("unpacking") / str(import_id)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put_in_place(folder: Path, label: str) -> None:
    """Make what was unpacked in `folder` the files of the version `label`."""
    folder.rename(_folder("files") / label)


def remove(label: str) -> None:
    """Remove the files of a version; does nothing where there are none."""
    shutil.rmtree(_folder("files") / label, ignore_errors=True)


def folder_of(label: str) -> Path:
    """Return where the files of a version are."""
    return _folder("files") / label


def labels() -> set[str]:
    """Return the labels of the versions that have files."""
    return {path.name for path in _folder("files").iterdir()}


def file_of(label: str, name: str) -> Path | None:
    """Return where a file of a version is; None for what isn't there or isn't served."""
    if name != str(PurePosixPath(name)) or "\\" in name or "\x00" in name or not is_kept(name):
        return None
    folder = _folder("files") / label
    try:
        path = (folder / name).resolve()
        inside = path.is_relative_to(folder.resolve()) and path.is_file()
    except OSError:
        return None
    return path if inside else None


def tidy_up(known: set[str], at: datetime) -> int:
    """Remove what is left of imports that never ended, and files of versions that are not `known`.

    What is younger than `LEFT_BEHIND` may still be at work. Return how many things were removed.
    """
    oldest = (at - LEFT_BEHIND).timestamp()
    gone = [path for path in _folder("files").iterdir() if path.name not in known]
    gone += [path for name in ("incoming", "unpacking") for path in _folder(name).iterdir()]
    gone = [path for path in gone if path.stat().st_mtime < oldest]
    for path in gone:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(gone)
