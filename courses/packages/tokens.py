"""Access to the files of a package: signed, for one learner and one opening, for some hours.

The token is part of the address, as no cookie exists on the origin of a package: relative addresses
of its files carry it along. It opens nothing but that version, on the host of that learner alone,
and reports to that opening alone.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.core import signing

from courses.models import AuRegistration, PackageLaunch, PackageVersion

from .origins import host_for, origin_of

# As long as a day of work: what is reported later is refused, and the learner opens it again.
VALID_FOR = timedelta(hours=12)
_SALT = "courses.packages.access"


@dataclass(frozen=True, slots=True)
class Door:
    """Where somebody opens a version: what the host is called for them, and their token."""

    host: str
    token: str

    @property
    def origin(self) -> str:
        """The origin to which it leads."""
        return origin_of(self.host)

    @property
    def page(self) -> str:
        """The address of the page that plays, or that leads on to an AU."""
        return f"{self.origin}/p/{self.token}/"

    @property
    def window(self) -> str:
        """The same page, for a window of its own, which begins without what was left in it."""
        return f"{self.page}?window"

    @property
    def folder(self) -> str:
        """The address below which the files of the version are."""
        return f"{self.page}f/"


@dataclass(frozen=True, slots=True)
class Access:
    """What a token opens: a version, and an opening by a learner, or a trial of one of its parts
    (`launch` is None), which records nothing.

    `speaks`: its parts speak with the record store. A trial of such a part is in a `registration`
    of its own, by the `person` who tries it; without a person, the files alone are opened.
    """

    label: str
    launch: UUID | None
    item: str = ""
    language: str = "fr"
    speaks: bool = False
    person: UUID | None = None
    registration: UUID | None = None


def for_launch(launch: PackageLaunch) -> Door:
    """Return where a learner opens what was launched."""
    learner = launch.attempt.enrolment.user.public_id
    return _door(launch.attempt.version, str(learner), l=launch.public_id.hex)


def for_trial(version: PackageVersion, item: str, language: str, person: UUID) -> Door:
    """Return where a designer tries a part."""
    more = {"p": person.hex, "r": uuid4().hex} if version.is_cmi5 else {}
    return _door(version, str(person), i=item, t=language, **more)


def for_registration(row: AuRegistration) -> Door:
    """Return where the browser of a learner of another system opens the files."""
    learner = json.dumps(row.actor, sort_keys=True)
    return _door(row.version, learner, i="", t="fr", r=row.registration.hex)


def _door(version: PackageVersion, learner: str, **opens: str) -> Door:
    host = host_for(version.label, learner)
    said = {"v": version.label, "h": host} | opens
    if version.is_cmi5:
        said["c"] = "1"
    return Door(host, signing.dumps(said, salt=_SALT))


def read(token: str, host: str) -> Access | None:
    """Return what a token opens on the host that is called `host`, None for nothing."""
    try:
        said = signing.loads(token, salt=_SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        return None
    # Those that an academy gave before an upgrade name no host, and are over with it.
    if said.get("h") != host:
        return None
    label, speaks = said["v"], "c" in said
    if "l" in said:
        return Access(label, UUID(said["l"]), speaks=speaks)
    return Access(
        label,
        None,
        said["i"],
        said["t"],
        speaks,
        UUID(said["p"]) if "p" in said else None,
        UUID(said["r"]) if "r" in said else None,
    )
