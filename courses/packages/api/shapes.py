"""What answers look like. Pure: the OpenAPI document is made of these same types."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from academy.core.api.shapes import Problem


class Fault(Struct):
    """A rule that an element of a file breaks, or what a package does that won't work."""

    file: Annotated[str, Meta(description="Empty for the package as a whole.")]
    element: Annotated[str, Meta(description="Empty for the file as a whole.")]
    rule: Annotated[str, Meta(description="In the language asked for.")]
    sentence: Annotated[str, Meta(description="File, element and rule in one sentence.")]


class Part(Struct):
    """A part of a package that can be opened."""

    id: Annotated[str, Meta(description="As the package names it: an AU's id in cmi5.")]
    title: str
    depth: Annotated[int, Meta(description="How deep it stands in the contents, from 0.")]


class Version(Struct):
    """An archive as it was brought in; it never changes."""

    number: int
    standard: str
    file_name: str
    files: int
    size: Annotated[int, Meta(description="In bytes, unpacked.")]
    received_at: datetime
    is_kept: Annotated[
        bool, Meta(description="false: its files are gone, as a newer version is there.")
    ]
    parts: list[Part]
    notes: Annotated[list[Fault], Meta(description="What won't work, or not as it was meant.")]


class PackageLine(Struct):
    """A package in the list."""

    key: UUID
    title: str
    organism: Annotated[str | None, Meta(description="The code of the one that keeps it.")]
    versions: Annotated[int, Meta(description="How many there are.")]
    standard: Annotated[str | None, Meta(description="Of the newest version.")]
    address: str


class Packages(Struct):
    """The packages that the caller knows of, by title."""

    packages: list[PackageLine]


class Package(Struct):
    """A package; its versions, the newest first."""

    key: UUID
    title: str
    organism: str | None
    counts_when: Annotated[
        Literal["reported", "opened", "never"],
        Meta(description="When a learner is done with it, in lessons that hold it."),
    ]
    created_at: datetime
    is_in_use: Annotated[
        bool, Meta(description="A lesson holds it, or learners have opened it: it is not deleted.")
    ]
    versions: list[Version]


class Import(Struct):
    """An archive that was handed over, until it is a version, or refused."""

    id: UUID
    address: str
    state: Literal["waiting", "reading", "done", "refused"]
    percent: Annotated[int, Meta(description="How much of the archive is read.")]
    file_name: str
    organism: str | None
    received_at: datetime
    ended_at: datetime | None
    problems: Annotated[list[Fault], Meta(description="Why it was refused.")]
    package: Annotated[str | None, Meta(description="The address of what it became.")]
    version: Annotated[int | None, Meta(description="The number of the version.")]


ALL = (Packages, Package, Import, Problem)
