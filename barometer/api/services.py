"""Tokens of machines that read the barometer."""

from datetime import datetime

from academy.accounts.services import tokens
from academy.organisms.models import Organism, Portfolio
from barometer.releases.models import Level

from .models import ServiceToken

KIND = tokens.Kind(
    start="barometer", purpose="barometer.tokens", realm="barometer", audited="barometer_token"
)


def create_token(
    *,
    name: str,
    at: datetime,
    organism: Organism | None = None,
    portfolio: Portfolio | None = None,
    requests_per_minute: int | None = None,
) -> tokens.NewToken[ServiceToken]:
    """Create a token for one organism or portfolio; for the government where neither is given.

    Raises ValueError where both are given.
    """
    if organism and portfolio:
        raise ValueError("A token is for one organism or for one portfolio.")
    level = Level.ORGANISM if organism else Level.PORTFOLIO if portfolio else Level.GOVERNMENT
    token = ServiceToken(
        name=name,
        level=str(level),
        organism=organism,
        portfolio=portfolio,
        requests_per_minute=requests_per_minute,
    )
    return tokens.create_token(kind=KIND, token=token, at=at)
