"""Tokens of machines that manage packages."""

from collections.abc import Sequence
from datetime import datetime

from academy.accounts.services.tokens import Kind, NewToken, create_token
from academy.organisms.models import Organism
from courses.models import ServiceToken

KIND = Kind(
    start="service",
    purpose="courses.service_tokens",
    realm="packages",
    audited="service_token",
)


def create_service_token(
    *,
    name: str,
    at: datetime,
    uses: Sequence[str] = tuple(ServiceToken.Use.values),
    organism: Organism | None = None,
    return_hosts: Sequence[str] = (),
    requests_per_minute: int | None = None,
) -> NewToken[ServiceToken]:
    """Create a token for the packages of one organism; for all where none is given.

    Raises ValueError for a use that doesn't exist.
    """
    unknown = [use for use in uses if use not in ServiceToken.Use.values]
    if unknown:
        raise ValueError(f"The uses are {', '.join(ServiceToken.Use.values)}; {unknown} was given.")
    token = ServiceToken(
        name=name,
        uses=sorted(set(uses)),
        organism=organism,
        return_hosts=sorted({host.lower() for host in return_hosts}),
        requests_per_minute=requests_per_minute,
    )
    return create_token(kind=KIND, token=token, at=at)
