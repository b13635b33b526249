"""The standards whose packages are taken in: the one table that tells them apart. Pure.

Another standard is another line here, a reader that returns what `Read` asks for, and a way to be
opened (`attempts`, `content_views`).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Protocol

from courses.exchange.problems import Problem

from .cmi5.structure import STRUCTURE, read_structure
from .scorm.manifest import MANIFEST, read_manifest


@dataclass(frozen=True, slots=True)
class Source:
    """What a reader is given: the manifest, the names of the files that are kept, whether it came
    without an archive, and the hosts whose content may be launched."""

    content: bytes
    names: Collection[str]
    is_bare: bool = False
    hosts: Collection[str] = ()


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
    which one is in the texts of a package that says when it is finished."""

    manifest: str
    read: Callable[[Source], Read]
    says_finished: tuple[bytes, ...]


# In this order: an archive that is several things is the first of them.
STANDARDS = (
    Standard(
        STRUCTURE,
        lambda one: read_structure(one.content, one.names, is_bare=one.is_bare, hosts=one.hosts),
        (b"verbs/completed", b"verbs/passed"),
    ),
    Standard(
        MANIFEST,
        lambda one: read_manifest(one.content, one.names),
        (b"lesson_status", b"completion_status"),
    ),
)
# Of those, the ones that may come as their manifest alone, without an archive.
BARE = {STRUCTURE}


def standard_of(names: Collection[str]) -> Standard | None:
    """Return the standard of an archive with files called `names`, None for none that is known."""
    return next((one for one in STANDARDS if one.manifest in names), None)
