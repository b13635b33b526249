"""Tokens of machines: created, shown once, revoked."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.accounts.services.tokens import Kind
from academy.organisms.models import Organism, Portfolio
from barometer.releases.models import Level

from .models import ServiceToken

KIND = Kind(start="barometer", purpose="barometer.tokens", realm="barometer")


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token as it is told this once; nobody knows it afterwards."""

    token: ServiceToken
    text: str


@transaction.atomic
def create_token(
    *,
    name: str,
    at: datetime,
    organism: Organism | None = None,
    portfolio: Portfolio | None = None,
    requests_per_minute: int | None = None,
    created_by: User | None = None,
) -> NewToken:
    """Create a token for one organism or portfolio; for the government where neither is given.

    A command of the server gives them, so nobody is asked whether they may. Raises ValueError where
    both are given.
    """
    if organism and portfolio:
        raise ValueError("A token is for one organism or for one portfolio.")
    level = Level.ORGANISM if organism else Level.PORTFOLIO if portfolio else Level.GOVERNMENT
    drawn = KIND.draw()
    token = ServiceToken.objects.create(
        name=name,
        key=drawn.key,
        secret_digest=drawn.secret_digest,
        level=level,
        organism=organism,
        portfolio=portfolio,
        requests_per_minute=requests_per_minute,
        created_at=at,
        created_by=created_by,
    )
    _note("barometer_token.create", token, at, created_by, name=name, level=str(level))
    return NewToken(token, drawn.text)


@transaction.atomic
def revoke_token(*, token: ServiceToken, at: datetime, by: User | None = None) -> bool:
    """Take a token out of use, at once; return False where it was already."""
    revoked = ServiceToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)
    if revoked:
        _note("barometer_token.revoke", token, at, by)
    return bool(revoked)


def _note(
    action: str, token: ServiceToken, at: datetime, by: User | None, **details: object
) -> None:
    place = token.organism or token.portfolio
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=token.key,
        organism_code=token.organism.code if token.organism else "",
        details={"place": place.code if place else "", **details},
    )
