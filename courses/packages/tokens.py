"""Access to the files of a package: signed, for one learner and one opening, for some hours.

The token is part of the address, as no cookie exists on the origin of a package: relative addresses
of its files carry it along. It opens nothing but that version, and reports to that opening alone.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.core import signing

from courses.models import AuRegistration, PackageLaunch, PackageVersion

# As long as a day of work: what is reported later is refused, and the learner opens it again.
VALID_FOR = timedelta(hours=12)
_SALT = "courses.packages.access"


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


def for_launch(launch: PackageLaunch, label: str) -> str:
    """Return the token of an opening by a learner."""
    said = {"v": label, "l": launch.public_id.hex}
    return signing.dumps(said | _speaks(launch.attempt.version), salt=_SALT)


def for_trial(version: PackageVersion, item: str, language: str, person: UUID) -> str:
    """Return a token with which a designer tries a part."""
    said = {"v": version.label, "i": item, "t": language}
    if version.is_cmi5:
        said |= {"p": person.hex, "r": uuid4().hex}
    return signing.dumps(said | _speaks(version), salt=_SALT)


def for_registration(row: AuRegistration) -> str:
    """Return a token with which the browser of a learner of another system opens the files."""
    said = {"v": row.version.label, "i": "", "t": "fr", "r": row.registration.hex}
    return signing.dumps(said | _speaks(row.version), salt=_SALT)


def _speaks(version: PackageVersion) -> dict[str, str]:
    return {"c": "1"} if version.is_cmi5 else {}


def read(token: str, label: str) -> Access | None:
    """Return what a token opens on the origin of the version `label`, None for nothing."""
    try:
        said = signing.loads(token, salt=_SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        return None
    if said["v"] != label:
        return None
    speaks = "c" in said
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
