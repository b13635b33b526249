"""Packages opened for clients of the academy: other systems that send learners here with a token.

Somebody of the academy is opened the package in the lesson that holds it, and what is done counts
there. A learner of another system, of whom the academy knows an account alone, is registered in a
cmi5 package without a lesson: what is done is recorded, and counts in nobody's path.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.core.errors import AcademyError, NotAllowed, NotFound
from academy.core.iri import account_home_page
from courses.models import (
    AuRegistration,
    Package,
    PackageAttempt,
    PackageLaunch,
    PackageVersion,
    ServiceToken,
)
from courses.queries import Seat, lessons_with, newest_versions, open_launch, seat_of

from . import tokens
from .attempts import open_package
from .au_addresses import launch_for_registration, launch_opening
from .noting import note
from .origins import academy_origin
from .sessions.registering import register
from .token_policies import covers, knows_person, may_use

LONGEST_ADDRESS = 2_000


@dataclass(frozen=True, slots=True)
class ClientLaunch:
    """Where a browser opens a package, once; the registration and the session of that."""

    address: str
    registration: UUID
    session: UUID


def launch_for_client(
    *,
    package: Package,
    home_page: str,
    name: str,
    item: str = "",
    registration: UUID | None = None,
    mode: str = "",
    return_url: str = "",
    language: str,
    at: datetime,
    through: ServiceToken,
) -> ClientLaunch:
    """Open a part of a package for the account `name` of `home_page`.

    `item`: the part's id, or its publisher's; "" for the first one, or the one to go on with in a
    lesson. `registration`: one to go on with, or a new one of this number. `mode` and `return_url`:
    of cmi5. Raises NotFound for whom and what the token may not know, AcademyError for what can't
    be opened.
    """
    if not may_use(through, ServiceToken.Use.LAUNCH, timezone.localdate(at)):
        raise NotAllowed(_("This token may not open packages."))
    version = newest_versions([package.pk]).get(package.pk)
    if version is None or not covers(through, package.built_by):
        raise NotFound(_("This package has nothing to open yet. Come back later."))
    if return_url:
        refuse_return(return_url, through)
    if not version.is_cmi5 and (mode or return_url):
        raise AcademyError(_("A launch mode and an address to return to are for cmi5 packages."))
    asked = _Asked(package, version, item, registration, mode, return_url, language, at)
    base = settings.ACADEMY_IRI_BASE
    if home_page == account_home_page(base):
        launched = _open_in_lesson(asked, _person(name, at, through))
    elif home_page == base or home_page.startswith(f"{base}/"):
        raise NotFound(_("The academy has no such account."))
    else:
        account = {"homePage": home_page, "name": name}
        try:
            launched = _open_elsewhere(asked, {"objectType": "Agent", "account": account})
        except (IntegrityError, ObjectDoesNotExist) as error:
            # Databases find it on the way, or at the end of the transaction.
            raise NotFound(_("This package was deleted already.")) from error
    note(
        action="package.launch",
        target=package.key,
        owner=package.built_by,
        by=through,
        at=at,
        details={"registration": launched.registration, "session": launched.session},
    )
    return launched


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked for, the newest version of the package with it."""

    package: Package
    version: PackageVersion
    item: str
    registration: UUID | None
    mode: str
    return_url: str
    language: str
    at: datetime


def refuse_return(address: str, token: ServiceToken) -> None:
    """Refuse an address to which a launch may not lead back: it has one of the academy's own hosts,
    or of those that the token names. Raises AcademyError."""
    try:
        parts = urlsplit(address)
        place = parts.netloc.lower()
    except ValueError:
        parts, place = None, ""
    own = urlsplit(academy_origin())
    if (
        parts is None
        or parts.scheme not in ("https", own.scheme)
        or place not in {own.netloc.lower(), *token.return_hosts}
        or len(address) > LONGEST_ADDRESS
        or "\\" in address
        or any(one.isspace() or not one.isprintable() for one in address)
    ):
        raise AcademyError(
            _(
                "This token can't lead learners back to “%(address)s”: it may to the academy's own "
                "host, and to the hosts for which it was made."
            )
            % {"address": address[:200]}
        )


def _person(name: str, at: datetime, token: ServiceToken) -> User:
    """Return the person of the academy behind an account. Raises NotFound."""
    try:
        user = User.objects.filter(public_id=UUID(name), is_active=True).first()
    except ValueError:
        user = None
    if user is None or not knows_person(token, user, timezone.localdate(at)):
        raise NotFound(_("The academy has no such account."))
    return user


def _open_in_lesson(asked: _Asked, user: User) -> ClientLaunch:
    seat, block_id = _place_of(asked, user)
    with transaction.atomic():
        opened = open_package(
            enrolment=seat.enrolment,
            lesson=seat.lesson,
            course_key=seat.course_key,
            block_id=block_id,
            item=_own_id(asked.version, asked.item),
            at=asked.at,
        )
        launch = open_launch(opened.public_id)
        if launch is None:
            raise NotFound(_("The academy has no such account."))
        return _opened(asked, launch)


def _opened(asked: _Asked, launch: PackageLaunch) -> ClientLaunch:
    attempt = launch.attempt
    door = tokens.for_launch(launch)
    if not attempt.version.is_cmi5:
        return ClientLaunch(door.window, attempt.enrolment.registration, launch.public_id)
    launched = launch_opening(
        launch=launch, door=door, return_url=asked.return_url, mode=asked.mode, at=asked.at
    )
    own = attempt.au_registration.registration
    return ClientLaunch(launched.address, own, launched.session)


def _place_of(asked: _Asked, user: User) -> tuple[Seat, UUID]:
    """Return where somebody has the package: where it was begun, or the first lesson with it."""
    attempts = PackageAttempt.objects.filter(
        enrolment__user=user, version__package=asked.package
    ).order_by("-started_at")
    begun = {(one.enrolment_id, one.block_id): one for one in reversed(attempts)}
    found: list[tuple[bool, Seat, UUID]] = []
    for page_id in lessons_with(asked.package):
        seat = seat_of(user, page_id)
        if seat is None:
            continue
        for text, block in seat.lesson.package_blocks.items():
            if block.value["package"] == asked.package:
                block_id = UUID(text)
                attempt = begun.get((seat.enrolment.pk, block_id))
                if _is_meant(asked, seat, attempt):
                    found.append((attempt is None, seat, block_id))
    if not found:
        raise AcademyError(
            _("This person follows no path in which a lesson holds this package. Enrol them first.")
        )
    _is_new, place, own = min(found, key=lambda one: one[0])
    return place, own


def _is_meant(asked: _Asked, seat: Seat, attempt: PackageAttempt | None) -> bool:
    """Tell whether a place is the one of the registration that is asked for; any is, without."""
    if asked.registration is None or seat.enrolment.registration == asked.registration:
        return True
    own = getattr(attempt, "au_registration", None)
    return own is not None and own.registration == asked.registration


def _own_id(version: PackageVersion, item: str) -> str:
    """Return the id of a part, which may be named by its publisher's."""
    found = (one["id"] for one in version.parts if item and item == one.get("publisher_id"))
    return next(found, item)


@transaction.atomic
def _open_elsewhere(asked: _Asked, actor: Mapping[str, Any]) -> ClientLaunch:
    if not asked.version.is_cmi5:
        raise AcademyError(
            _("Learners of other systems open cmi5 packages; this one is of another standard.")
        )
    row = _registration(asked, actor)
    first = row.version.parts[0]["id"] if row.version.parts else ""
    launched = launch_for_registration(
        registration=row,
        item=asked.item or first,
        return_url=asked.return_url,
        language=asked.language,
        mode=asked.mode,
        at=asked.at,
    )
    return ClientLaunch(launched.address, row.registration, launched.session)


def _registration(asked: _Asked, actor: Mapping[str, Any]) -> AuRegistration:
    """Return the registration to go on with, or a new one."""
    if asked.registration is None:
        return register(version=asked.version, actor=actor, at=asked.at)
    row = _known(asked.registration)
    if row is None:
        try:
            with transaction.atomic():
                return register(
                    version=asked.version,
                    actor=actor,
                    registration=asked.registration,
                    at=asked.at,
                )
        except IntegrityError:
            # Another launch was quicker.
            row = _known(asked.registration)
    if (
        row is None
        or row.attempt_id is not None
        or row.version.package_id != asked.package.pk
        or row.actor != actor
    ):
        raise AcademyError(_("This registration is that of another learner, or another package."))
    if row.version.cleaned_at is not None:
        raise AcademyError(
            _("This registration ended with a former version of the package. Begin another one.")
        )
    return row


def _known(registration: UUID) -> AuRegistration | None:
    rows = AuRegistration.objects.select_related("version__package")
    return rows.filter(registration=registration).first()
