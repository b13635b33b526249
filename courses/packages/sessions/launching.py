"""Launching an AU: its session, what the academy tells of it, and its address (cmi5, 8)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from academy.core.errors import NotFound
from academy.lrs.services import open_session
from courses.models import AuRegistration, PackageVersion
from courses.packages.cmi5.launch import BROWSE, NORMAL, REVIEW, is_over, with_names
from courses.packages.origins import academy_origin, origin_of
from courses.services.record import record

from .mirroring import mirror
from .preferring import keep_preferences
from .standings import done_of, locked, registered, standing_in, words_for

ENDPOINT = "/xapi/"


@dataclass(frozen=True, slots=True)
class Launched:
    """A launch: where the browser goes, and the id of the session."""

    address: str
    session: UUID


def endpoint() -> str:
    """Return where AUs reach the record store."""
    return academy_origin() + ENDPOINT


def au_of(version: PackageVersion, item: str) -> dict[str, Any]:
    """Return an AU of a version by its id, or by its publisher's. Raises NotFound."""
    for one in version.parts:
        if item in (one["id"], one["publisher_id"]):
            return one
    raise NotFound(_("This package has no such part."))


@transaction.atomic
def launch_au(
    *,
    registration: AuRegistration,
    item: str,
    folder: str,
    return_url: str,
    language: str,
    mode: str = "",
    tells_folder: bool = False,
    at: datetime,
) -> Launched:
    """Launch an AU of a registration: an open session of it is abandoned, another one begins.

    `folder` is the address below which the files of the package are, for whoever opens them.
    `mode`: Normal, Browse or Review; "" for Review where the AU has nothing left to tell, else
    Normal. `language` is the one that AUs learn that the learner prefers. `tells_folder`: the
    statement says the address with it; otherwise without, as it opens more than files.
    """
    version = registration.version
    au = au_of(version, item)
    own = registration.standings.filter(item=au["id"]).first()
    chosen = mode or (REVIEW if is_over(au, done_of(own)) else NORMAL)
    launched = _open(
        version,
        au,
        registration,
        chosen,
        folder=folder,
        return_url=return_url,
        tells_folder=tells_folder,
        at=at,
    )
    keep_preferences(actor=registration.actor, language=language, at=at)
    # After the session, whose row is locked first, as when an AU tells something.
    followed = locked(registration.registration)
    if followed is not None:
        standing = standing_in(followed, au["id"])
        if standing.launched_at is None:
            standing.launched_at = at
            standing.save(update_fields=["launched_at"])
            mirror(followed=followed, item=au, at=at)
    return launched


@transaction.atomic
def try_au(
    *,
    version: PackageVersion,
    item: str,
    actor: Mapping[str, Any],
    registration: UUID,
    folder: str,
    return_url: str,
    language: str,
    at: datetime,
) -> Launched:
    """Launch an AU to look around in it: in Browse mode, in a registration that nothing follows."""
    au = au_of(version, item)
    row = AuRegistration(registration=registration, version=version, actor=dict(actor))
    launched = _open(version, au, row, BROWSE, folder=folder, return_url=return_url, at=at)
    keep_preferences(actor=actor, language=language, at=at)
    return launched


def _open(
    version: PackageVersion,
    au: Mapping[str, Any],
    row: AuRegistration,
    mode: str,
    *,
    folder: str,
    return_url: str,
    tells_folder: bool = False,
    at: datetime,
) -> Launched:
    words = words_for(version.package)
    where = au["launch"] if au["is_remote"] else folder + au["launch"]
    plain = where
    if not au["is_remote"] and not tells_folder:
        # Without the token and the learner's own host, which are nobody else's to know.
        plain = f"{origin_of(version.label)}/{au['launch']}"
    session, key = open_session(
        registration=row.registration,
        actor=row.actor,
        activity_id=words.iri(au["id"]),
        publisher_id=au["publisher_id"],
        origin=_origin_of(where),
        launch_mode=mode,
        mastery_score=au["mastery"],
        move_on=au["move_on"],
        launch_data=_launch_data(words.iri(), au, return_url),
        at=at,
    )
    record(
        [
            words.launched(
                registered(row), au, at, session=session.public_id, mode=mode, address=plain
            )
        ],
        at=at,
    )
    names = {
        "endpoint": endpoint(),
        "fetch": academy_origin() + reverse("cmi5_fetch", args=[key]),
        "actor": json.dumps(row.actor, separators=(",", ":")),
        "registration": str(row.registration),
        "activityId": words.iri(au["id"]),
    }
    return Launched(with_names(where, urlencode(names, quote_via=quote)), session.public_id)


def _origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _launch_data(course_iri: str, au: Mapping[str, Any], return_url: str) -> dict[str, Any]:
    """Return what LMS.LaunchData says besides what every launch has (10.2)."""
    data: dict[str, Any] = {
        "contextTemplate": {"contextActivities": {"grouping": [{"id": course_iri}]}},
        "returnURL": return_url,
    }
    if au["parameters"]:
        data["launchParameters"] = au["parameters"]
    if au["entitlement_key"]:
        data["entitlementKey"] = {"courseStructure": au["entitlement_key"]}
    return data
