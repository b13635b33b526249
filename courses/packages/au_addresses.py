"""Where a token leads that opens an AU: each time, another launch session."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from academy.accounts.models import User
from academy.core.iri import account_home_page
from courses.models import AuRegistration, PackageLaunch, PackageVersion

from . import tokens
from .origins import academy_origin
from .sessions.launching import Launched, au_of, launch_au, try_au
from .sessions.standings import account
from .tokens import Door


def left_page(door: Door, language: str) -> str:
    """Return the page to which an AU in a frame leads back: it tells the page around it."""
    return f"{door.origin}/left/{language}/"


def address_of_launch(*, launch: PackageLaunch, door: Door, at: datetime) -> str:
    """Launch the AU of an opening by a learner, and return where the browser goes."""
    return launch_opening(launch=launch, door=door, at=at).address


def launch_opening(
    *, launch: PackageLaunch, door: Door, return_url: str = "", mode: str = "", at: datetime
) -> Launched:
    """Launch the AU of an opening by a learner. `return_url` "" for the page of the opening, or the
    one that closes its frame; `mode` "" to have it chosen."""
    attempt = launch.attempt
    au = au_of(attempt.version, launch.item)
    if au["has_own_window"] or au["is_remote"]:
        back = academy_origin() + reverse("courses:package", args=[launch.public_id])
    else:
        back = left_page(door, attempt.language)
    return launch_au(
        registration=attempt.au_registration,
        item=launch.item,
        folder=door.folder,
        return_url=return_url or back,
        language=attempt.enrolment.user.language,
        mode=mode,
        at=at,
    )


def address_of_trial(
    *,
    version: PackageVersion,
    item: str,
    person: UUID,
    registration: UUID,
    language: str,
    door: Door,
    at: datetime,
) -> str | None:
    """Launch an AU that a designer tries, in Browse mode; None where there is no such person."""
    if not User.objects.filter(public_id=person, is_active=True).exists():
        return None
    return try_au(
        version=version,
        item=item,
        actor=account(account_home_page(settings.ACADEMY_IRI_BASE), str(person)),
        registration=registration,
        folder=door.folder,
        return_url=left_page(door, language),
        language=language,
        at=at,
    ).address


def launch_for_registration(
    *,
    registration: AuRegistration,
    item: str,
    return_url: str = "",
    language: str = "fr",
    mode: str = "",
    at: datetime,
) -> Launched:
    """Launch an AU for somebody who is registered, and return its address and its session.

    Whoever has the address opens the files of the package for some hours, without signing in.
    `item` is the AU's id, or its publisher's; `mode` is Normal, Browse or Review, "" to have it
    chosen; `return_url` "" for a page that says that the part is closed. Raises NotFound where
    there is no such AU.
    """
    door = tokens.for_registration(registration)
    return launch_au(
        registration=registration,
        item=item,
        folder=door.folder,
        return_url=return_url or left_page(door, language),
        language=language,
        mode=mode,
        # Its token opens files, and nothing besides: cmi5, 9.6.3.4, to the letter.
        tells_folder=True,
        at=at,
    )
