"""What answers look like. Pure: the OpenAPI document is made of these same types."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct, field

from academy.core.api.shapes import Problem


class Fault(Struct):
    """A rule that an element of a file breaks, or what a package does that won't work."""

    file: Annotated[str, Meta(description="Empty for the package as a whole.")]
    element: Annotated[str, Meta(description="Empty for the file as a whole.")]
    rule: Annotated[str, Meta(description="In the language asked for.")]
    sentence: Annotated[str, Meta(description="File, element and rule in one sentence.")]


class Au(Struct):
    """What a course structure of cmi5 says of an AU."""

    publisher_id: Annotated[str, Meta(description="The id that the course structure gives it.")]
    move_on: Annotated[str, Meta(description="What satisfies it (cmi5 13.1.4).")]
    mastery_score: float | None
    launch_method: Literal["AnyWindow", "OwnWindow"]


class Part(Struct):
    """A part of a package that can be opened: an AU, in cmi5."""

    id: str
    title: str
    depth: Annotated[int, Meta(description="How deep it stands in the contents, from 0.")]
    au: Annotated[Au | None, Meta(description="null for other standards than cmi5.")]


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


class Account(Struct, forbid_unknown_fields=True):
    """An account of xAPI: that of somebody of the academy, or of a learner of another system."""

    home_page: Annotated[str, Meta(pattern=r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s]+$", max_length=500)] = (
        field(name="homePage")
    )
    name: Annotated[str, Meta(min_length=1, max_length=500)]


class Agent(Struct, forbid_unknown_fields=True):
    """A learner, known by an account."""

    account: Account
    object_type: Literal["Agent"] = field(default="Agent", name="objectType")
    name: Annotated[str | None, Meta(description="It isn't kept.")] = None


class Launch(Struct, forbid_unknown_fields=True):
    """What is to be opened, and for whom."""

    actor: Agent
    part: Annotated[
        str,
        Meta(
            description="Its id, or its publisher's; left out: the first one, or, in a lesson, the "
            "one to go on with."
        ),
    ] = ""
    registration: Annotated[
        UUID | None,
        Meta(description="One to go on with, or a new one of this number; left out: a new one."),
    ] = None
    launch_mode: Annotated[
        Literal["Normal", "Browse", "Review"] | None,
        Meta(description="Of cmi5; left out: Normal, or Review for what is done."),
    ] = field(default=None, name="launchMode")
    return_url: Annotated[
        str | None,
        Meta(description="Of cmi5: on the academy's host, or one for which the token was made."),
    ] = field(default=None, name="returnURL")


class Launched(Struct):
    """A part that is open for somebody."""

    address: Annotated[str, Meta(description="Where the learner's browser goes, once.")]
    registration: UUID
    session: UUID
    session_address: Annotated[str, Meta(description="How far that is.")]


class Waiver(Struct, forbid_unknown_fields=True):
    """A part that is to count as done, and why."""

    part: Annotated[str, Meta(description="Its id, or its publisher's.")]
    reason: str


class PartStanding(Struct):
    """How far somebody is with a part, as the package reported it: nobody vouches for it."""

    id: str
    publisher_id: Annotated[str | None, Meta(description="null for other standards than cmi5.")]
    title: str
    is_launched: bool
    is_completed: bool
    success: Literal["passed", "failed"] | None
    score: Annotated[float | None, Meta(description="From -1 to 1; null without one.")]
    waived_because: Annotated[str | None, Meta(description="null: it isn't waived.")]
    is_satisfied: Annotated[bool, Meta(description="Nothing is left to do in it.")]


class GroupStanding(Struct):
    """Whether a group of AUs (a "block" of cmi5) is satisfied."""

    id: str
    publisher_id: str
    title: str
    satisfied_at: datetime | None


class Registration(Struct):
    """How far somebody is in a cmi5 package."""

    registration: UUID
    package: Annotated[str, Meta(description="The address of the package.")]
    version: int
    actor: Agent
    in_lesson: Annotated[bool, Meta(description="Whether it counts in a lesson of the academy.")]
    created_at: datetime
    satisfied_at: Annotated[datetime | None, Meta(description="When the whole course was.")]
    session: Annotated[str | None, Meta(description="The address of the session that is open.")]
    parts: list[PartStanding]
    groups: list[GroupStanding]


class Session(Struct):
    """One opening of a part: in cmi5, a launch session."""

    id: UUID
    registration: UUID
    registration_address: Annotated[
        str | None, Meta(description="null for other standards than cmi5.")
    ]
    launch_mode: Literal["Normal", "Browse", "Review"] = field(name="launchMode")
    launched_at: datetime
    initialized_at: Annotated[
        datetime | None, Meta(description="null until the AU has spoken, and without cmi5.")
    ]
    state: Literal["open", "terminated", "abandoned"]
    ended_at: Annotated[datetime | None, Meta(description="null for other standards than cmi5.")]
    last_refusal: Annotated[
        str | None, Meta(description="Why the record store last refused what the AU sent.")
    ]
    part: PartStanding


ANSWERS = (Packages, Package, Import, Launched, Registration, Session, Problem)
BODIES = (Launch, Waiver)
