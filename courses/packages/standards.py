"""The standards whose packages are taken in: the one table that tells them apart. Pure.

Another standard is another line here, a reader that returns what `Read` asks for, and a way to be
opened (`attempts`, `content_views`).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from courses.exchange.problems import Problem

from .cmi5.structure import STRUCTURE, read_structure
from .h5p.content import DESCRIPTION, read_content
from .scorm.manifest import MANIFEST, read_manifest
from .xml_reading import LARGEST


@dataclass(frozen=True, slots=True)
class Source:
    """What a reader is given: where the archive is unpacked, the names of the files that are kept,
    whether it came without an archive, and the hosts whose content may be launched."""

    folder: Path
    names: Collection[str]
    is_bare: bool = False
    hosts: Collection[str] = ()

    def manifest(self, name: str) -> bytes:
        """Return the manifest that is called `name`, as far as one is read."""
        with (self.folder / name).open("rb") as file:
            return file.read(LARGEST + 1)


class Read(Protocol):
    """What a reader found. `as_data()` has a list `items` of what the table of contents shows, each
    with `id`, `title`, `depth`, `launch` ("" for a heading), `is_sco`, `is_visible`,
    `prerequisites` and `after`."""

    @property
    def standard(self) -> str:
        """The word for it in the rows (`PackageVersion.Standard`)."""

    @property
    def title(self) -> str:
        """What the package calls itself."""

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What won't work, and what there is to know."""

    def as_data(self) -> dict[str, Any]:
        """Return it as a row keeps it, the notes left out."""


@dataclass(frozen=True, slots=True)
class Standard:
    """A kind of package: the file at the top that makes an archive one, what reads it, and words of
    which one is in the texts of a package that says when it is finished.

    `is_looked_into`: its texts are searched for what doesn't work here; the reader of another kind
    knows that from the manifests.
    """

    manifest: str
    read: Callable[[Source], Read]
    says_finished: tuple[bytes, ...] = ()
    is_looked_into: bool = True


# In this order: an archive that is several things is the first of them.
STANDARDS = (
    Standard(
        STRUCTURE,
        lambda one: read_structure(
            one.manifest(STRUCTURE), one.names, is_bare=one.is_bare, hosts=one.hosts
        ),
        (b"verbs/completed", b"verbs/passed"),
    ),
    Standard(
        MANIFEST,
        lambda one: read_manifest(one.manifest(MANIFEST), one.names),
        (b"lesson_status", b"completion_status"),
    ),
    Standard(DESCRIPTION, lambda one: read_content(one.folder, one.names), is_looked_into=False),
)
# Of those, the ones that may come as their manifest alone, without an archive.
BARE = {STRUCTURE}


def standard_of(names: Collection[str]) -> Standard | None:
    """Return the standard of an archive with files called `names`, None for none that is known."""
    return next((one for one in STANDARDS if one.manifest in names), None)
