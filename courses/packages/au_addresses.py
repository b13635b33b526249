"""Where a token leads that opens an AU: each time, another launch session."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from academy.accounts.models import User
from academy.core.iri import account_home_page
from courses.models import AuRegistration, PackageLaunch, PackageVersion

from . import tokens
from .origins import academy_origin, origin_of
from .sessions.launching import Launched, au_of, launch_au, try_au
from .sessions.standings import account


def folder_of(label: str, token: str) -> str:
    """Return the address below which a token opens the files of a version."""
    return f"{origin_of(label)}/p/{token}/f/"


def left_page(label: str, language: str) -> str:
    """Return the page to which an AU in a frame leads back: it tells the page around it."""
    return f"{origin_of(label)}/left/{language}/"


def address_of_launch(*, launch: PackageLaunch, token: str, at: datetime) -> str:
    """Launch the AU of an opening by a learner, and return where the browser goes."""
    return launch_opening(launch=launch, token=token, at=at).address


def launch_opening(
    *, launch: PackageLaunch, token: str, return_url: str = "", mode: str = "", at: datetime
) -> Launched:
    """Launch the AU of an opening by a learner. `return_url` "" for the page of the opening, or the
    one that closes its frame; `mode` "" to have it chosen."""
    attempt = launch.attempt
    version, label = attempt.version, attempt.version.label
    au = au_of(version, launch.item)
    if au["has_own_window"] or au["is_remote"]:
        back = academy_origin() + reverse("courses:package", args=[launch.public_id])
    else:
        back = left_page(label, attempt.language)
    return launch_au(
        registration=attempt.au_registration,
        item=launch.item,
        folder=folder_of(label, token),
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
    token: str,
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
        folder=folder_of(version.label, token),
        return_url=left_page(version.label, language),
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
    label = registration.version.label
    return launch_au(
        registration=registration,
        item=item,
        folder=folder_of(label, tokens.for_registration(registration)),
        return_url=return_url or left_page(label, language),
        language=language,
        mode=mode,
        # Its token opens files, and nothing besides: cmi5, 9.6.3.4, to the letter.
        tells_folder=True,
        at=at,
    )
