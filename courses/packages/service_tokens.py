"""Tokens of machines that manage packages: created, shown once, revoked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.accounts.services.tokens import Kind
from academy.organisms.models import Organism
from courses.models import ServiceToken

KIND = Kind(start="service", purpose="courses.service_tokens", realm="packages")


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token as it is told this once; nobody knows it afterwards."""

    token: ServiceToken
    text: str


@transaction.atomic
def create_service_token(
    *,
    name: str,
    at: datetime,
    uses: Sequence[str] = tuple(ServiceToken.Use.values),
    organism: Organism | None = None,
    return_hosts: Sequence[str] = (),
    requests_per_minute: int | None = None,
    created_by: User | None = None,
) -> NewToken:
    """Create a token for the packages of one organism; for all where none is given.

    A command of the server gives them, so nobody is asked whether they may. Raises ValueError for
    a use that doesn't exist.
    """
    unknown = [use for use in uses if use not in ServiceToken.Use.values]
    if unknown:
        raise ValueError(f"The uses are {', '.join(ServiceToken.Use.values)}; {unknown} was given.")
    drawn = KIND.draw()
    token = ServiceToken.objects.create(
        name=name,
        key=drawn.key,
        secret_digest=drawn.secret_digest,
        uses=sorted(set(uses)),
        organism=organism,
        return_hosts=sorted({host.lower() for host in return_hosts}),
        requests_per_minute=requests_per_minute,
        created_at=at,
        created_by=created_by,
    )
    _note("service_token.create", token, at, created_by, name=name, uses=token.uses)
    return NewToken(token, drawn.text)


@transaction.atomic
def revoke_service_token(*, token: ServiceToken, at: datetime, by: User | None = None) -> bool:
    """Take a token out of use, at once; return False where it was already."""
    revoked = ServiceToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)
    if revoked:
        _note("service_token.revoke", token, at, by)
    return bool(revoked)


def _note(
    action: str, token: ServiceToken, at: datetime, by: User | None, **details: object
) -> None:
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=token.key,
        organism_code=token.organism.code if token.organism else "",
        details=details,
    )
