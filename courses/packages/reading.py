"""From the files of an archive to what is known of a package, whatever its standard. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from courses.archives import Limits
from courses.exchange.problems import Problem, _, refusal

from .cmi5.structure import STRUCTURE
from .h5p.content import DESCRIPTION
from .inspection import left_out, looked_into
from .kinds_of_files import is_kept
from .scorm.manifest import MANIFEST
from .standards import BARE, Source, standard_of

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
    if standard_of(found) is not None:
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
    for manifest in (MANIFEST, STRUCTURE, DESCRIPTION):
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
    """Put a manifest that came without an archive into `folder`; return the names in it."""
    (name,) = BARE
    (folder / name).write_bytes(content)
    return [name]


def read_unpacked(
    folder: Path, names: Collection[str], *, is_bare: bool = False, hosts: Collection[str] = ()
) -> Found:
    """Return what is found in `folder`, whose archive had files called `names`. Raises Refused.

    `is_bare`: there was no archive. `hosts`: those whose content may be launched.
    """
    standard = standard_of(names)
    if standard is None:
        raise AssertionError(names)
    kept = [name for name in names if is_kept(name)]
    read = standard.read(Source(folder, kept, is_bare, hosts))
    data = read.as_data()
    if standard.is_looked_into:
        reports = any(item["launch"] and item["is_sco"] for item in data["items"])
        words = standard.says_finished if reports and not is_bare else ()
        notes = (*read.notes, *looked_into(folder, kept, words=words), *left_out(names))
    else:
        notes = read.notes
    return Found(read.standard, read.title, data, notes)


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
