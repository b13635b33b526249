"""From a folder or a zip archive to a folder of plain files, within limits. Pure."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from courses.archives import (
    IGNORED_FOLDERS,
    IGNORED_NAMES,
    LIMITS,
    Limits,
    Names,
    too_large,
    unpack,
)

from .problems import _, refusal


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
        unpack(source, unpacked, limits)
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


def _check_folder(folder: Path, limits: Limits) -> None:
    """Refuse a folder with links, odd names or more than the limits allow."""
    names, total = Names(limits), 0
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(parent, name)
            relative = path.relative_to(folder).as_posix()
            kind = path.lstat()
            if not (stat.S_ISREG(kind.st_mode) or stat.S_ISDIR(kind.st_mode)):
                raise refusal(relative, _("This is a link or a device, not a plain file."))
            # A folder ends with a slash, as in an archive.
            names.check(f"{relative}/" if stat.S_ISDIR(kind.st_mode) else relative)
            total += kind.st_size if stat.S_ISREG(kind.st_mode) else 0
            if total > limits.unpacked:
                raise too_large(folder.name, limits)
