"""Tokens of machines: drawn and shown once, kept as a keyed hash, shown again by who asks."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.db.models import QuerySet

from academy.accounts.models import MachineToken
from academy.core.api.problems import Refused
from academy.core.pace import Pace

Token = TypeVar("Token", bound=MachineToken)
MOST_PER_MINUTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """A new token: what is kept of it, and its `text`, which is told this once."""

    key: str
    secret_digest: str
    text: str


@dataclass(frozen=True, slots=True)
class Kind:
    """The tokens of one API: what they start with, what keys their hashes, and the realm in which
    they are asked for."""

    start: str
    purpose: str
    realm: str

    @property
    def challenge(self) -> dict[str, str]:
        """The header of an answer that asks for a token."""
        return {"WWW-Authenticate": f'Bearer realm="{self.realm}"'}

    def secret_digest(self, secret: str) -> str:
        """Return the keyed hash of a secret, in hexadecimal digits.

        Secrets have 256 random bits, so a fast hash is as safe as a slow one.
        """
        keyed = f"{self.purpose}\0{settings.SECRET_KEY}".encode()
        return hmac.new(keyed, secret.encode(), hashlib.sha256).hexdigest()

    def draw(self) -> Drawn:
        """Return a new token."""
        key, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
        return Drawn(key, self.secret_digest(secret), f"{self.start}_{key}_{secret}")


def token_shown(header: str, kind: Kind, tokens: QuerySet[Token]) -> Token:
    """Return the one of `tokens` that an Authorization header shows; end the request with 401 where
    it shows none, a wrong one or one that was revoked."""
    scheme, _, text = header.partition(" ")
    start, _, rest = text.strip().partition("_")
    key, _, secret = rest.partition("_")
    token = None
    if scheme.lower() == "bearer" and start == kind.start and key and "\0" not in key:
        token = tokens.filter(key=key, revoked_at=None).first()
    # The digest is compared for unknown keys too, so that both take the same time.
    expected = token.secret_digest if token else "-" * 64
    if not hmac.compare_digest(kind.secret_digest(secret), expected) or token is None:
        raise Refused(401, "The token is wrong, or it was revoked.", kind.challenge)
    return token


def keep_pace(token: MachineToken, pace: Pace, usual: int, *, now: float) -> None:
    """Count a request whose token is right, and end it with 429 where that is too often.

    Failed attempts shut nobody out. `usual`: the limit of a token without one of its own.
    """
    limit = usual if token.requests_per_minute is None else token.requests_per_minute
    seconds = pace.wait(token.pk, limit, now=now)
    if seconds:
        raise Refused(
            429,
            f"This token makes more than {limit} requests per minute. Try again in {seconds} s.",
            {"Retry-After": str(seconds)},
        )
