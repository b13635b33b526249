"""Tokens of machines: drawn and shown once, kept as a keyed hash, shown again by who asks."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from academy.accounts.models import MachineToken
from academy.core.api.problems import Refused
from academy.core.pace import Pace

from . import audit

Token = TypeVar("Token", bound=MachineToken)
MOST_PER_MINUTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """A new token: what is kept of it, and its `text`, which is told this once."""

    key: str
    secret_digest: str
    text: str


@dataclass(frozen=True, slots=True)
class NewToken(Generic[Token]):
    """A token as it is told this once; nobody knows it afterwards."""

    token: Token
    text: str


@dataclass(frozen=True, slots=True)
class Kind:
    """The tokens of one API: what they start with, what keys their hashes, the realm in which they
    are asked for, and how the audit log calls them."""

    start: str
    purpose: str
    realm: str
    audited: str

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


@transaction.atomic
def create_token(*, kind: Kind, token: Token, at: datetime) -> NewToken[Token]:
    """Store `token`, which says what it opens, with a new secret. A command of the server gives
    tokens, so nobody is asked whether they may."""
    drawn = kind.draw()
    token.key, token.secret_digest, token.created_at = drawn.key, drawn.secret_digest, at
    token.save(force_insert=True)
    _note(kind, "create", token, at, name=token.name)
    return NewToken(token, drawn.text)


@transaction.atomic
def revoke_token(*, kind: Kind, token: MachineToken, at: datetime) -> bool:
    """Take a token out of use, at once; return False where it was already."""
    rows = type(token)._default_manager.filter(pk=token.pk, revoked_at=None)
    if not rows.update(revoked_at=at):
        return False
    _note(kind, "revoke", token, at)
    return True


def _note(kind: Kind, what: str, token: MachineToken, at: datetime, **more: Any) -> None:
    organism_code, details = token.audited
    audit.record(
        at=at,
        actor=None,
        action=f"{kind.audited}.{what}",
        target=token.key,
        organism_code=organism_code,
        details=details | more,
    )


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
