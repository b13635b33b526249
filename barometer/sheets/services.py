"""Issuing sheets, and looking at them again."""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.organisms.models import Organism
from barometer.releases import queries

from . import signing
from .content import canonical, content_of
from .models import IssuedSheet


@dataclass(frozen=True, slots=True)
class CheckedSheet:
    """A sheet that was issued. `is_genuine`: what is kept of it bears our signature."""

    sheet: IssuedSheet
    content: dict[str, Any]
    is_genuine: bool


def seeds() -> list[bytes]:
    """Return the seeds of the keys, the one that signs first; the others still check.

    Without keys of their own, sheets are signed with one that the academy's key gives.
    """
    if settings.BAROMETER_SIGNING_KEYS:
        return [signing.seed_of(one) for one in settings.BAROMETER_SIGNING_KEYS]
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [signing.seed_from(one) for one in secrets]


@transaction.atomic
def issue_sheet(
    *,
    organism: Organism,
    path: UUID | None,
    language: str,
    at: datetime,
    by: User,
    with_levels: bool = True,
) -> IssuedSheet | None:
    """Return the sheet of the newest release, issued now where it wasn't yet with what is in doubt
    of it now.

    `by` sees the organism, and the levels of its criteria where `with_levels`: the views ask. None
    where nothing is published of the organism, or of the path.
    """
    release = queries.newest()
    if release is None:
        return None
    with translation.override(language):
        content = content_of(
            organism, release, path, language, localdate(at), with_levels=with_levels
        )
    if content is None:
        # Of a path that isn't published any more, what was issued stays.
        issued = IssuedSheet.objects.filter(
            organism=organism, release=release, language=language, with_levels=with_levels
        )
        return (issued.filter(path_key=path) if path else issued).order_by("-pk").first()
    data = canonical(content)
    signature = signing.sign(data.encode(), seeds()[0])
    sheet, is_new = IssuedSheet.objects.get_or_create(
        organism=organism,
        release=release,
        language=content["language"],
        path_key=content["path"]["key"],
        # Where there are no levels to leave out, it is the same sheet.
        with_levels=not content["levels_left_out"],
        in_doubt=_digest_of(content["doubts"]),
        defaults={
            "data": data,
            "signature": base64.b64encode(signature).decode(),
            "code": signing.code_of(signature),
            "issued_at": at,
        },
    )
    if is_new:
        audit.record(
            at=at,
            actor=by,
            action="sheet.issue",
            target=sheet.code,
            organism_code=organism.code,
            details={"release": release.day.isoformat(), "language": sheet.language},
        )
    return sheet


def _digest_of(doubts: dict[str, Any] | None) -> str:
    """Return the SHA-256 of what is in doubt, "" where nothing is; titles say nothing of it."""
    if doubts is None:
        return ""
    return hashlib.sha256(json.dumps(doubts["paths"], sort_keys=True).encode()).hexdigest()


def checked(sheet: IssuedSheet) -> CheckedSheet:
    """Return a sheet, and whether what is kept of it is what we signed."""
    signature = base64.b64decode(sheet.signature)
    genuine = signing.is_signed(sheet.data.encode(), signature, seeds())
    return CheckedSheet(sheet, json.loads(sheet.data), genuine)


def find_sheet(typed: str) -> CheckedSheet | None:
    """Return the sheet that has a code, however it was typed, or None."""
    sheet = IssuedSheet.objects.filter(code=signing.code_in(typed)).first()
    return checked(sheet) if sheet else None
