"""Access to the files of a package: signed, for one learner and one opening, for some hours.

The token is part of the address, as no cookie exists on the origin of a package: relative addresses
of its files carry it along. It opens nothing but that version, and reports to that opening alone.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing

from courses.models import PackageLaunch, PackageVersion

# As long as a day of work: what is reported later is refused, and the learner opens it again.
VALID_FOR = timedelta(hours=12)
_SALT = "courses.packages.access"


@dataclass(frozen=True, slots=True)
class Access:
    """What a token opens: a version, and an opening by a learner, or a trial of one of its parts
    (`launch` is None), which records nothing."""

    label: str
    launch: UUID | None
    item: str = ""
    language: str = "fr"


def for_launch(launch: PackageLaunch, label: str) -> str:
    """Return the token of an opening by a learner."""
    return signing.dumps({"v": label, "l": launch.public_id.hex}, salt=_SALT)


def for_trial(version: PackageVersion, item: str, language: str) -> str:
    """Return a token with which a designer tries a part."""
    return signing.dumps({"v": version.label, "i": item, "t": language}, salt=_SALT)


def read(token: str, label: str) -> Access | None:
    """Return what a token opens on the origin of the version `label`, None for nothing."""
    try:
        said = signing.loads(token, salt=_SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        return None
    if said["v"] != label:
        return None
    if "l" in said:
        return Access(label, UUID(said["l"]))
    return Access(label, None, said["i"], said["t"])
