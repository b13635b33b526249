"""Who sends a request: HTTP Basic with a credential. Communication 4.0."""

import base64
import binascii
import hashlib
import hmac
import time
from collections import OrderedDict
from dataclasses import dataclass

from django.http import HttpRequest

from academy.lrs.models import Credential, Scope
from academy.lrs.queries import Access
from academy.lrs.services import Authority, credential_authority, secret_digest
from academy.lrs.services.credentials import on_revocation

from .replies import Stop

# A credential that was checked isn't looked up again for so many seconds. A revocation counts at
# once in the process that makes it, and after this time in the others.
_REMEMBERED_SECONDS = 5.0
_MOST_REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class Client:
    """Whoever signed a request."""

    authority: Authority
    scopes: frozenset[str]

    def require_write(self) -> None:
        """Refuse who may not store statements."""
        if not self.scopes & {Scope.ALL, Scope.STATEMENTS_WRITE}:
            raise Stop(403, 'This credential has no scope that stores statements: "all" or'
                       ' "statements/write".')  # fmt: skip

    def read_access(self) -> Access:
        """Return what this client may read, or refuse who may read nothing."""
        if self.scopes & {Scope.ALL, Scope.ALL_READ, Scope.STATEMENTS_READ}:
            return Access(organism_id=self.authority.organism_id)
        if Scope.STATEMENTS_READ_MINE in self.scopes:
            return Access(credential_id=self.authority.credential_id)
        raise Stop(403, "This credential has no scope that reads statements.")


_remembered: OrderedDict[bytes, tuple[float, Client]] = OrderedDict()


def client_of(request: HttpRequest) -> Client:
    """Return the client that the Authorization header names, or end the request with 401."""
    header = request.headers.get("Authorization", "")
    mark = hashlib.sha256(header.encode("utf-8", "surrogateescape")).digest()
    now = time.monotonic()
    known = _remembered.get(mark)
    if known is not None and known[0] > now:
        return known[1]
    client = _check(header)
    _remembered[mark] = (now + _REMEMBERED_SECONDS, client)
    _remembered.move_to_end(mark)
    while len(_remembered) > _MOST_REMEMBERED:
        _remembered.popitem(last=False)
    return client


def forget_clients() -> None:
    """Look every credential up again."""
    _remembered.clear()


on_revocation(forget_clients)


def _check(header: str) -> Client:
    kind, _, encoded = header.partition(" ")
    if kind.lower() != "basic":
        raise Stop(
            401, "The request must be signed with HTTP Basic: a credential's key and secret."
        )
    try:
        key, colon, secret = (
            base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
        )
    except (binascii.Error, UnicodeDecodeError):
        raise Stop(401, "The Authorization header is not valid Basic authentication.") from None
    credential = None
    if colon and "\0" not in key:
        credential = Credential.objects.filter(key=key, revoked_at=None).first()
    # The digest is compared for unknown keys too, so that both take the same time.
    expected = credential.secret_digest if credential else "-" * 64
    if not hmac.compare_digest(secret_digest(secret), expected) or credential is None:
        raise Stop(401, "The key or the secret is wrong, or the credential was revoked.")
    return Client(authority=credential_authority(credential), scopes=frozenset(credential.scopes))
