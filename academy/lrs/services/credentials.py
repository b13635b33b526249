"""Credentials: created, shown once, revoked."""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from academy.accounts.models import User
from academy.lrs.models import Credential, Scope
from academy.organisms.models import Organism


@dataclass(frozen=True, slots=True)
class NewCredential:
    """A credential with its secret, which is told this once and kept nowhere."""

    credential: Credential
    key: str
    secret: str


def secret_digest(secret: str) -> str:
    """Return the keyed hash of a secret, in hexadecimal digits.

    Secrets have 256 random bits, so a fast hash is as safe as a slow one, which would cost every
    request 100 ms.
    """
    keyed = f"academy.lrs.credentials\0{settings.SECRET_KEY}".encode()
    return hmac.new(keyed, secret.encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def create_credential(
    *,
    name: str,
    scopes: Sequence[str],
    at: datetime,
    organism: Organism | None = None,
    created_by: User | None = None,
) -> NewCredential:
    """Create a credential. Raises ValueError when there is no scope or one doesn't exist."""
    unknown = [scope for scope in scopes if scope not in Scope.values]
    if unknown or not scopes:
        raise ValueError(
            f"The scopes are {', '.join(Scope.values)}; {unknown or 'none'} was given."
        )
    key, secret = secrets.token_hex(16), secrets.token_urlsafe(32)
    credential = Credential.objects.create(
        name=name,
        key=key,
        secret_digest=secret_digest(secret),
        scopes=sorted(set(scopes)),
        organism=organism,
        created_at=at,
        created_by=created_by,
    )
    return NewCredential(credential=credential, key=key, secret=secret)


@transaction.atomic
def revoke_credential(*, credential: Credential, at: datetime) -> None:
    """Take a credential out of use. Its statements stay."""
    Credential.objects.filter(pk=credential.pk, revoked_at=None).update(revoked_at=at)
    for forget in _forgetting:
        forget()
        # Again when others see the change: a request meanwhile may have remembered it.
        transaction.on_commit(forget)


_forgetting: list[Callable[[], None]] = []


def on_revocation(forget: Callable[[], None]) -> None:
    """Have `forget` called whenever a credential is revoked in this process."""
    _forgetting.append(forget)
