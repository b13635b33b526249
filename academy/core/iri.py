"""How the academy names things in the record store. Pure: the base address is passed in.

An identifier comes from the `translation_key` of a page, so French and English are one activity
with one statistic, and a question's from its lesson plus the block's id.
"""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote
from uuid import UUID

Kind = Literal["path", "course", "lesson"]
KINDS: tuple[Kind, ...] = ("path", "course", "lesson")


@dataclass(frozen=True, slots=True)
class ActivityRef:
    """What an activity IRI of ours names: a path, course or lesson, or a block of a lesson."""

    kind: Kind
    key: UUID
    block_id: UUID | None = None


def activity_iri(base: str, ref: ActivityRef) -> str:
    """Return the IRI of `ref` under the address `base` (no slash at its end)."""
    iri = f"{base}/xapi/activities/{ref.kind}/{ref.key}"
    return f"{iri}/blocks/{ref.block_id}" if ref.block_id else iri


def parse_activity_iri(base: str, iri: str) -> ActivityRef | None:
    """Return what `iri` names, or None when it isn't an activity of this academy."""
    prefix = f"{base}/xapi/activities/"
    if not iri.startswith(prefix):
        return None
    parts = iri[len(prefix) :].split("/")
    if (
        parts[0] not in KINDS
        or len(parts) not in (2, 4)
        or (len(parts) == 4 and parts[2] != "blocks")
    ):
        return None
    try:
        key = UUID(parts[1])
        block_id = UUID(parts[3]) if len(parts) == 4 else None
    except ValueError:
        return None
    ref = ActivityRef(kind=parts[0], key=key, block_id=block_id)
    return ref if activity_iri(base, ref) == iri else None


def bank_question_iri(base: str, key: UUID) -> str:
    """Return the IRI of a question of a bank: one activity, whichever test asks it."""
    return f"{base}/xapi/activities/question/{key}"


def package_iri(base: str, key: UUID, part: str = "") -> str:
    """Return the IRI of a package made elsewhere, or of one of its parts: one activity in whichever
    lesson it is."""
    iri = f"{base}/xapi/activities/package/{key}"
    return f"{iri}/parts/{quote(part, safe='')}" if part else iri


def self_reported_iri(base: str) -> str:
    """Return the IRI that the `category` of a statement has when content told it of itself, through
    the learner's browser: nobody vouches for it, and it counts in no mark."""
    return f"{base}/xapi/self-reported"


def account_home_page(base: str) -> str:
    """Return the `homePage` of the xAPI accounts that this academy gives its learners."""
    return f"{base}/xapi/accounts"


def pseudonym_home_page(base: str) -> str:
    """Return the `homePage` of the accounts by which content elsewhere knows learners: a number for
    each package, that says nothing of who it is."""
    return f"{base}/xapi/pseudonyms"


def profile_iri(base: str) -> str:
    """Return the IRI of the academy's xAPI Profile, at which it is served."""
    return f"{base}/xapi/profile"


# Versions of the profile, oldest first: the number, and when it was written.
PROFILE_VERSIONS = (
    ("v1.0", "2026-11-28T00:00:00Z"),
    ("v1.1", "2026-11-29T00:00:00Z"),
    ("v1.2", "2026-11-29T18:00:00Z"),
)


def profile_version_iri(base: str, version: str = PROFILE_VERSIONS[-1][0]) -> str:
    """Return the IRI of a version of the profile: the one that statements follow, or another."""
    return f"{profile_iri(base)}/{version}"


def certainty_iri(base: str) -> str:
    """Return the IRI of the result extension that says how sure somebody was of an answer."""
    return f"{profile_iri(base)}/extensions/certainty"


def recheck_iri(base: str) -> str:
    """Return the IRI that the `category` of a statement has when it tells a re-check.

    A re-check asks again somebody who has passed. An answer to one question changes no mark;
    failing the whole of it ends what was in force.
    """
    return f"{base}/xapi/re-check"


def positioning_iri(base: str) -> str:
    """Return the IRI that the `category` of a statement has when it tells a positioning test.

    It is within a course and within no path: it counts in no progress and in no figure.
    """
    return f"{base}/xapi/positioning"


def random_recheck_iri(base: str) -> str:
    """Return the IRI that the `category` of a re-check has besides, where its question was drawn at
    random among all: these alone tell how much is still known.
    """
    return f"{recheck_iri(base)}/at-random"
