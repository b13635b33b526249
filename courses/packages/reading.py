"""From the files of an archive to what is known of a package, whatever its standard. Pure."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from courses.archives import Limits
from courses.exchange.problems import Problem, _, refusal

from .cmi5.structure import CMI5, STRUCTURE, read_structure
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
        "cmi5, SCORM 1.2 or SCORM 2004 from your authoring tool."
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
    for manifest in _READERS:
        inside = next((one for one in sorted(found) if one.endswith(f"/{manifest}")), "")
        if inside:
            raise refusal(
                inside,
                _(
                    "The manifest is inside of a folder. Make an archive of what is in the folder, "
                    "not of the folder: “%(manifest)s” has to be at the top."
                ),
                manifest=manifest,
            )
        other = next((one for one in sorted(found) if one.casefold() == manifest), "")
        if other:
            raise refusal(
                other,
                _("The manifest has to be called “%(manifest)s”, in lower case."),
                manifest=manifest,
            )
    raise refusal(
        archive,
        _(
            "There is no file “imsmanifest.xml”, “cmi5.xml” or “h5p.json” in it: this is neither a "
            "SCORM package, nor a cmi5 package, nor H5P content."
        ),
    )


def is_bare(name: str) -> bool:
    """Tell whether a file that was handed over is a manifest without an archive, by its name."""
    return name.lower().endswith(".xml")


def keep_bare(content: bytes, folder: Path) -> list[str]:
    """Put a course structure that came without an archive into `folder`; return the names in it."""
    (folder / STRUCTURE).write_bytes(content)
    return [STRUCTURE]


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What a reader is given: the folder, the names of all files of the archive, whether there was
    none, and the hosts whose content may be launched."""

    folder: Path
    names: Collection[str]
    is_bare: bool = False
    hosts: Collection[str] = ()

    @property
    def kept(self) -> list[str]:
        """The names of the files that are kept."""
        return [name for name in self.names if is_kept(name)]

    def manifest(self, name: str) -> bytes:
        """Return the file that says what the package is, or more of it than one may hold."""
        with (self.folder / name).open("rb") as file:
            return file.read(LARGEST + 1)


def read_unpacked(
    folder: Path, names: Collection[str], *, is_bare: bool = False, hosts: Collection[str] = ()
) -> Found:
    """Return what is found in `folder`, whose archive had files called `names`. Raises Refused.

    `is_bare`: there was no archive. `hosts`: those whose content may be launched.
    """
    reader = next(reader for name, reader in _READERS.items() if name in names)
    return reader(Unpacked(folder, names, is_bare, hosts))


def _read_cmi5(unpacked: Unpacked) -> Found:
    kept = unpacked.kept
    structure = read_structure(
        unpacked.manifest(STRUCTURE), kept, is_bare=unpacked.is_bare, hosts=unpacked.hosts
    )
    asks = any(unit.launch and not unit.is_remote for unit in structure.units)
    seen = looked_into(unpacked.folder, kept, words=_WORDS_OF_AUS if asks else ())
    notes = (*structure.notes, *seen, *left_out(unpacked.names))
    return Found(CMI5, structure.title, structure.as_data(), notes)


def _read_scorm(unpacked: Unpacked) -> Found:
    kept = unpacked.kept
    manifest = read_manifest(unpacked.manifest(MANIFEST), kept)
    reports = any(item.is_sco for item in manifest.parts)
    seen = looked_into(unpacked.folder, kept, words=_WORDS_OF_PARTS if reports else ())
    notes = (*manifest.notes, *seen, *left_out(unpacked.names))
    return Found(manifest.standard, manifest.title, manifest.as_data(), notes)


def _read_h5p(unpacked: Unpacked) -> Found:
    content = read_content(unpacked.folder, unpacked.kept)
    return Found(H5P, content.title, content.as_data(), content.notes)


# Of which one is in the texts of a package that says when it is finished.
_WORDS_OF_PARTS = (b"lesson_status", b"completion_status")
_WORDS_OF_AUS = (b"verbs/completed", b"verbs/passed")
# By the file at the top of an archive that says what it is; an archive that is several things is
# the first of them.
_READERS: dict[str, Callable[[Unpacked], Found]] = {
    STRUCTURE: _read_cmi5,
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
