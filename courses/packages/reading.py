"""From the files of an archive to what is known of a package, whatever its standard. Pure."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from courses.archives import Limits
from courses.exchange.problems import Problem, _, refusal

from .h5p.content import DESCRIPTION, H5P, read_content
from .inspection import left_out, looked_into
from .kinds_of_files import is_kept
from .scorm.manifest import MANIFEST, read_manifest
from .xml_reading import LARGEST

LIMITS = Limits(depth=24)
_AICC = frozenset({"au", "crs", "cst", "des"})
# Manifests of standards that are not taken in, and what to do instead.
_NOT_TAKEN = {
    "tincan.xml": _(
        "This is a Tin Can package, which says nothing of when it is finished. Publish it as "
        "SCORM 1.2 or SCORM 2004 from your authoring tool."
    ),
    "cmi5.xml": _(
        "This is a cmi5 package, which is not taken in here. Publish it as SCORM 1.2 or SCORM 2004 "
        "from your authoring tool."
    ),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: the standard, the title, what its reader says, and what won't work."""

    standard: str
    title: str
    manifest: dict[str, Any]
    notes: tuple[Problem, ...]


def check_names(names: Iterable[str], archive: str) -> None:
    """Refuse, by the names of its files alone, an archive that is no package. Raises Refused."""
    found = set(names)
    if found & set(_READERS):
        return
    for name, rule in _NOT_TAKEN.items():
        if name in found:
            raise refusal(name, rule)
    endings = {PurePosixPath(name).suffix.lower().removeprefix(".") for name in found}
    if len(_AICC & endings) >= 2:
        raise refusal(
            archive,
            _(
                "This is an AICC course, an older standard that is not taken in. Publish it as "
                "SCORM 1.2 or SCORM 2004 from your authoring tool."
            ),
        )
    inside = next((one for one in found if one.endswith(f"/{MANIFEST}")), "")
    if inside:
        raise refusal(
            inside,
            _(
                "The manifest is inside of a folder. Make an archive of what is in the folder, "
                "not of the folder: “imsmanifest.xml” has to be at the top."
            ),
        )
    other = next((one for one in found if one.casefold() == MANIFEST), "")
    if other:
        raise refusal(other, _("The manifest has to be called “imsmanifest.xml”, in lower case."))
    raise refusal(
        archive,
        _(
            "There is no file “imsmanifest.xml” or “h5p.json” in it: this is neither a SCORM "
            "package nor H5P content."
        ),
    )


def read_unpacked(folder: Path, names: Collection[str]) -> Found:
    """Return what is found in `folder`, whose archive had files called `names`. Raises Refused."""
    kept = [name for name in names if is_kept(name)]
    reader = next(reader for name, reader in _READERS.items() if name in kept)
    return reader(folder, names, kept)


def _read_scorm(folder: Path, names: Collection[str], kept: Collection[str]) -> Found:
    with (folder / MANIFEST).open("rb") as file:
        manifest = read_manifest(file.read(LARGEST + 1), kept)
    reports = any(item.is_sco for item in manifest.parts)
    notes = (*manifest.notes, *looked_into(folder, kept, reports=reports), *left_out(names))
    return Found(manifest.standard, manifest.title, manifest.as_data(), notes)


def _read_h5p(folder: Path, _names: Collection[str], kept: Collection[str]) -> Found:
    content = read_content(folder, kept)
    return Found(H5P, content.title, content.as_data(), content.notes)


# By the file at the top of an archive that says what it is.
_READERS: dict[str, Callable[[Path, Collection[str], Collection[str]], Found]] = {
    MANIFEST: _read_scorm,
    DESCRIPTION: _read_h5p,
}


def as_data(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Return problems as a row keeps them."""
    return [
        {"file": one.file, "element": one.element, "rule": one.rule, "values": dict(one.values)}
        for one in problems
    ]


def from_data(rows: Iterable[dict[str, Any]]) -> list[Problem]:
    """Return problems from what a row keeps."""
    return [
        Problem(row["file"], row["element"], row["rule"], tuple(row["values"].items()))
        for row in rows
    ]
